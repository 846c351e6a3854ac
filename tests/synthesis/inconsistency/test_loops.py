"""Loops against the differences of direct estimates, with a dense covariance of all of them."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.linalg import block_diag

from dorsal.synthesis.fit import fit_network, pair_of
from dorsal.synthesis.inconsistency.loops import loops
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from tests.synthesis.generated import network, study


def around(contrasts, treatments, tau2):
    """Sum of the direct estimates around a loop and its standard error, as one linear function of all effects."""
    weights = {id(c): np.zeros(len(c.effect)) for c in contrasts}
    for a, b in pairwise([*treatments, treatments[0]]):
        mine = [c for c in contrasts if {a, b} <= set(c.treatments)]
        precision = np.array([1 / (pair_of(c, a, b)[1] + tau2) for c in mine])
        for c, share in zip(mine, precision / precision.sum(), strict=True):
            arms = np.array([float(t == a) - float(t == b) for t in c.treatments])
            weights[id(c)] += share * arms[1:]
    g = np.concatenate([weights[id(c)] for c in contrasts])
    y = np.concatenate([c.effect for c in contrasts])
    v = block_diag(*[c.cov + tau2 * (np.eye(len(c.effect)) + 1) / 2 for c in contrasts])
    return g @ y, np.sqrt(g @ v @ g)


@pytest.mark.parametrize("seed", range(6))
def test_each_loop_is_the_sum_of_its_direct_estimates(seed):
    contrasts = network(seed, 5, 8)
    fit = fit_network(Network.of(contrasts), FitOptions(tau2_method="DL"))
    found = loops(fit)
    assert found
    for loop in found:
        total, se = around(contrasts, loop.treatments, fit.tau2)
        assert (loop.inconsistency, loop.se) == pytest.approx((total, se), rel=1e-7, abs=1e-9)


def test_buchers_triangle():
    rng = np.random.default_rng(1)
    ab, bc, ac = (study(rng, "".join(pair), pair) for pair in (("a", "b"), ("b", "c"), ("a", "c")))
    loop = loops(fit_network(Network.of([ab, bc, ac]), FitOptions(model="common")))[0]
    assert loop.treatments == ("a", "b", "c")
    assert loop.inconsistency == pytest.approx(-ab.effect[0] - bc.effect[0] + ac.effect[0])
    assert loop.se == pytest.approx((ab.cov[0, 0] + bc.cov[0, 0] + ac.cov[0, 0]) ** 0.5)
    assert 0 < loop.p < 1


def test_a_multi_arm_study_cannot_disagree_with_itself():
    rng = np.random.default_rng(2)
    three = study(rng, "three", ("a", "b", "c"))
    assert loops(fit_network(Network.of([three, study(rng, "cd", ("c", "d"))]))) == ()
    again = loops(fit_network(Network.of([three, study(rng, "ab", ("a", "b"))])))
    assert [loop.treatments for loop in again] == [("a", "b", "c")]


def ring(size, seed=3):
    rng = np.random.default_rng(seed)
    names = [chr(ord("a") + i) for i in range(size)]
    return [study(rng, f"s{i}", (a, b)) for i, (a, b) in enumerate(pairwise([*names, names[0]]))]


def test_a_ring_is_one_long_loop():
    found = loops(fit_network(Network.of(ring(6)), FitOptions(model="common")))
    assert [sorted(loop.treatments) for loop in found] == [list("abcdef")]


def test_long_loops_that_shorter_ones_add_up_to_are_not_listed():
    rng = np.random.default_rng(4)
    crossed = [*ring(6), study(rng, "across", ("a", "d"))]
    found = loops(fit_network(Network.of(crossed), FitOptions(model="common")))
    assert sorted("".join(sorted(loop.treatments)) for loop in found) == ["abcd", "adef"]
    filled = [*ring(4), study(rng, "ac", ("a", "c"))]
    found = loops(fit_network(Network.of(filled), FitOptions(model="common")))
    assert sorted("".join(sorted(loop.treatments)) for loop in found) == ["abc", "acd"]


@pytest.mark.parametrize("seed", range(5))
def test_loops_span_all_independent_loops_of_two_arm_networks(seed):
    net = Network.of(network(seed, 8, 6, multi_arm=False))
    edges = [(c.first, c.second) for c in net.comparisons]
    found = loops(fit_network(net, FitOptions(model="common")))
    signed = np.zeros((len(found), len(edges)))
    for row, loop in enumerate(found):
        for a, b in pairwise([*loop.treatments, loop.treatments[0]]):
            signed[row, edges.index((min(a, b), max(a, b)))] = 1.0 if a < b else -1.0
    assert np.linalg.matrix_rank(signed) == len(edges) - len(net.treatments) + 1
