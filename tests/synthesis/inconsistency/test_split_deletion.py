"""All comparisons' studies left out at one tau2, against dense fits without them."""

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.synthesis.gls import solve
from dorsal.synthesis.inconsistency.split_deletion import split_blocks, split_deletions
from dorsal.synthesis.network import Network
from dorsal.synthesis.pairs import pairs_of
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, networks

TAU2 = (0.0, 0.3)


def deleted(net, taus=TAU2):
    pairs = pairs_of(net)
    blocks = split_blocks(net.rows, pairs, np.ones(len(pairs.edges[0]), dtype=bool))
    return pairs.edges, split_deletions(net.rows, blocks, [solve(net.rows, None, tau2) for tau2 in taus])


@given(networks(min_studies=4))
@settings(max_examples=40)
def test_everything_is_that_of_a_fit_without_the_studies_that_hold_both(contrasts):
    net = Network.of(contrasts)
    (first, second, _), found = deleted(net)
    for e, pair in enumerate(zip(first, second, strict=True)):
        a, b = (net.treatments[place] for place in pair)
        rest = [c for c in contrasts if not {a, b} <= set(c.treatments)]
        left = Network.of(rest) if rest else None
        if left is None or len(left.islands) > 1 or left.treatments != net.treatments:
            assert not any(one.joined[e] for one in found)
            continue
        dense = Dense.of(rest)
        weights = np.zeros(len(net.treatments))
        weights[[pair[0], pair[1]]] = 1.0, -1.0
        heights = []
        for one, tau2 in zip(found, TAU2, strict=True):
            assert one.joined[e]
            beta, cov = dense.beta(tau2)
            w = np.linalg.inv(dense.sigma(tau2))
            p = w - w @ dense.x @ cov @ dense.x.T @ w
            py = p @ dense.y
            assert (one.tau2, one.df[e]) == (tau2, dense.df)
            assert one.effect[e] == pytest.approx(weights[1:] @ beta, rel=1e-8, abs=1e-9)
            assert one.variance[e] == pytest.approx(weights[1:] @ cov @ weights[1:], rel=1e-8)
            assert one.rss[e] == pytest.approx(dense.q(tau2), rel=1e-8, abs=1e-8)
            assert one.pull[e] == pytest.approx(py @ dense.h @ py, rel=1e-7, abs=1e-7)
            assert one.trace[e] == pytest.approx(np.trace(p @ dense.h), rel=1e-7, abs=1e-7)
            assert one.weight[e] == pytest.approx((1 / (left.rows.v + tau2)).sum())
            heights.append((one.restricted_log_likelihood[e], dense.log_likelihood(tau2, restricted=True)))
            heights.append((one.log_likelihood[e], dense.log_likelihood(tau2, restricted=False)))
        (restricted0, theirs0), (plain0, theirs1), (restricted1, theirs2), (plain1, theirs3) = heights
        assert restricted1 - restricted0 == pytest.approx(theirs2 - theirs0, rel=1e-7, abs=1e-7)
        assert plain1 - plain0 == pytest.approx(theirs3 - theirs1, rel=1e-7, abs=1e-7)


def test_only_those_asked_for():
    net = Network.of(network(5, 6, 30))
    (first, *_), (whole,) = deleted(net, (0.1,))
    asked = np.arange(len(first)) % 3 == 1
    blocks = split_blocks(net.rows, pairs_of(net), asked)
    (some,) = split_deletions(net.rows, blocks, [solve(net.rows, None, 0.1)])
    np.testing.assert_array_equal(some.effect, whole.effect[asked])
    np.testing.assert_array_equal(some.trace, whole.trace[asked])
