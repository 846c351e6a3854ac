"""Measures of directness against netmeta's netmeasures, netdistance and Laplacians."""

import numpy as np
import pytest

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.flows.directness import directness, distances, laplacian_inverse
from dorsal.synthesis.network import Network
from tests.synthesis.generated import network
from tests.synthesis.worked import EXAMPLES, MODELS, cells, fitted, pinned


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_matches_netmeasures(example, model):
    ours = {frozenset((d.first, d.second)): d for d in directness(fitted(example, model))}
    theirs = pinned(example)["measures"][model]
    assert {frozenset(c.split(":")) for c in theirs} == set(ours)
    for comparison, measures in theirs.items():
        d = ours[frozenset(comparison.split(":"))]
        assert [d.direct_share, d.mean_path, d.parallelism, d.study_parallelism] == pytest.approx(measures, rel=1e-10)


@pytest.mark.parametrize("example", EXAMPLES)
def test_matches_netdistance_and_the_inverse_laplacian(example):
    net = fitted(example, "common").network
    steps = distances(net)
    for (a, b), distance in cells(pinned(example)["distance"]).items():
        assert steps[net.index[a], net.index[b]] == distance
    for model in MODELS:
        inverse = laplacian_inverse(fitted(example, model))
        for (a, b), value in cells(pinned(example)["laplacian_inverse"][model]).items():
            assert inverse[net.index[a], net.index[b]] == pytest.approx(value, abs=1e-12)


def test_a_chain_is_as_long_as_it_is():
    fit = fit_network(Network.of(network(1, 4, 0)))
    ends = directness(fit, [("d", "a")])[0]
    assert (ends.first, ends.second) == ("d", "a")
    assert [ends.mean_path, ends.parallelism, ends.direct_share] == pytest.approx([3.0, 1.0, 0.0])
    assert directness(fit, [("b", "c")])[0].direct_share == pytest.approx(1.0)


@pytest.mark.parametrize("seed", range(3))
def test_direct_share_is_that_of_the_estimate(seed):
    fit = fit_network(Network.of(network(seed, 5, 9)))
    for d in directness(fit):
        assert d.direct_share == pytest.approx(fit.between(d.first, d.second).direct_share, abs=1e-12)
        assert d.mean_path >= 1.0 - 1e-12


def test_islands_are_infinitely_far_apart():
    steps = distances(Network.of([*network(1, 3, 2), *network(2, 2, 1, prefix="x")]))
    assert (steps[0] == [0, -1, 1, -1, steps[0, 4]]).all()
    assert np.array_equal(steps, steps.T)
