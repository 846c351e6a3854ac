"""The random walk against all its paths, listed one by one."""

from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.flows.flow import flow
from dorsal.synthesis.flows.random_walk import random_walk_shares, transitions, walks
from dorsal.synthesis.network import Network
from tests.synthesis.generated import network, networks
from tests.synthesis.negative_weight import negative_weight
from tests.synthesis.paths import all_paths, shares


def probability(step, path):
    return float(np.prod([step[a, b] for a, b in pairwise(path)]))


@given(networks(min_studies=3))
@settings(max_examples=40)
def test_shares_are_those_of_all_paths(contrasts):
    flows = flow(fit_network(Network.of(contrasts)))
    found, step = random_walk_shares(flows), transitions(flows)
    for row in range(len(found)):
        paths = all_paths(flows, row)
        weight = np.array([probability(step[row], path) for path in paths])
        np.testing.assert_allclose(found[row], shares(flows, paths, weight), atol=1e-10)


def test_every_batch_gives_the_same_shares(monkeypatch):
    flows = flow(fit_network(Network.of(network(1, 6, 12))))
    whole = random_walk_shares(flows)
    monkeypatch.setattr("dorsal.synthesis.flows.random_walk.AT_ONCE", 36 * 4)
    np.testing.assert_array_equal(random_walk_shares(flows), whole)


@pytest.mark.parametrize("seed", range(3))
def test_walks_come_likeliest_first_and_are_all_there(seed):
    flows = flow(fit_network(Network.of(network(seed, 6, 14))), [("a", "f")])
    step = transitions(flows)[0]
    found = list(walks(step, int(flows.source[0]), int(flows.sink[0])))
    assert sum(p for _, p in found) == pytest.approx(1.0)
    assert [p for _, p in found] == sorted((p for _, p in found), reverse=True)
    assert {path for path, _ in found} == set(all_paths(flows, 0))
    assert list(islice(walks(step, int(flows.source[0]), int(flows.sink[0])), 2)) == found[:2]


def test_a_walk_that_can_turn_in_circles_still_ends():
    flows = flow(fit_network(Network.of(negative_weight())))
    assert (flows.hat < -1e-6).any()
    np.testing.assert_allclose(random_walk_shares(flows).sum(axis=1), 1.0, atol=1e-9)
