"""Streams along shortest paths against a plain search, one breadth-first path at a time."""

from collections import deque
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.flows.flow import Flow, flow
from dorsal.synthesis.flows.shortest_path import shortest_path_shares, streams
from dorsal.synthesis.network import Network
from tests.synthesis.generated import network, networks
from tests.synthesis.paths import shares


def first_seen(flows, row):
    """Treatments as they appear among the comparisons, each written in the direction of its flow."""
    seen = []
    for a, b, hat in zip(flows.first, flows.second, flows.hat[row], strict=True):
        seen += [int(a), int(b)] if hat > 0 else [int(b), int(a)]
    return list(dict.fromkeys(seen))


def breadth_first(capacity, source, sink, order):
    before, queue = {source: None}, deque([source])
    while queue:
        at = queue.popleft()
        for t in order:
            if capacity[at, t] > 1e-13 and t not in before:
                before[t] = at
                queue.append(t)
    if sink not in before:
        return None
    path = [sink]
    while before[path[-1]] is not None:
        path.append(before[path[-1]])
    return tuple(reversed(path))


def plainly(flows, row):
    capacity, order, found = flows.forward[row].copy(), first_seen(flows, row), []
    while path := breadth_first(capacity, int(flows.source[row]), int(flows.sink[row]), order):
        size = min(capacity[step] for step in pairwise(path))
        for step in pairwise(path):
            capacity[step] -= size
        found.append((path, size))
    return found


@given(networks(min_studies=3))
@settings(max_examples=60)
def test_streams_are_those_of_a_plain_search(contrasts):
    flows = flow(fit_network(Network.of(contrasts)))
    for row in range(len(flows.source)):
        ours, theirs = streams(flows, row), plainly(flows, row)
        assert [path for path, _ in ours] == [path for path, _ in theirs]
        np.testing.assert_allclose([size for _, size in ours], [size for _, size in theirs], atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_streams_of_a_larger_network_carry_the_whole_estimate(seed):
    flows = flow(fit_network(Network.of(network(seed, 12, 60))))
    share = shortest_path_shares(flows)
    np.testing.assert_allclose(share.sum(axis=1), 1.0, atol=1e-12)
    for row in range(0, len(share), 7):
        found = streams(flows, row)
        assert [path for path, _ in found] == [path for path, _ in plainly(flows, row)]
        paths = [path for path, _ in found]
        np.testing.assert_allclose(share[row], shares(flows, paths, np.array([size for _, size in found])), atol=1e-12)
        assert [len(path) for path in paths] == sorted(len(path) for path in paths)


def shared_plainly(flows, row):
    found = plainly(flows, row)
    size = np.array([size for _, size in found])
    return shares(flows, [path for path, _ in found], size / size.sum())


@given(networks(min_studies=3))
@settings(max_examples=40)
def test_shares_are_those_of_a_plain_search(contrasts):
    flows = flow(fit_network(Network.of(contrasts)))
    found = shortest_path_shares(flows)
    assert (found >= 0.0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-12)
    for row in range(len(flows.source)):
        np.testing.assert_allclose(found[row], shared_plainly(flows, row), atol=1e-12)


@pytest.mark.parametrize("treatments", [4, 7, 9])
def test_ties_are_broken_as_by_a_plain_search(treatments):
    """Quarters on every comparison, some backwards and in cycles: many paths are equally short and equally wide."""
    rng, compared = np.random.default_rng(treatments), 0
    first, second = np.triu_indices(treatments, 1)
    for _ in range(20):
        hat = rng.integers(0, 4, len(first)) / 4.0
        flows = Flow(
            treatments=treatments,
            source=np.array([0]),
            sink=np.array([treatments - 1]),
            first=first,
            second=second,
            hat=np.where(rng.random(len(first)) < 0.2, -hat, hat)[None, :],
        )
        if plainly(flows, 0):
            compared += 1
            np.testing.assert_allclose(shortest_path_shares(flows)[0], shared_plainly(flows, 0), atol=1e-12)
    assert compared > 10
