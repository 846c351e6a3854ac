"""All studies left out at one tau2 against fits of what is left."""

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.synthesis.gls import solve
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.deletion import blocks_of, deletions
from dorsal.synthesis.omission.effects import effects
from dorsal.synthesis.omission.remainder import basis_of, kept
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, networks, study

TAU2 = 0.3


def without(contrasts, study_):
    return [c for c in contrasts if c.study != study_]


def all_against_first(n):
    contrasts = np.eye(n)[:, 1:]
    contrasts[0] = -1.0
    return contrasts


def projection(dense):
    """P = W - W X C X' W of dense generalised least squares, in units of the shape of heterogeneity."""
    w = np.linalg.inv(dense.sigma(TAU2))
    return w - w @ dense.x @ dense.beta(TAU2)[1] @ dense.x.T @ w


@given(networks(min_studies=3))
@settings(max_examples=40)
def test_everything_is_that_of_a_fit_without_the_study(contrasts):
    net = Network.of(contrasts)
    n = len(net.treatments)
    found = deletions(net.rows, blocks_of(net), solve(net.rows, None, TAU2))
    effect, variance = effects([found], np.ones((1, len(net.studies))), all_against_first(n))
    for s, name in enumerate(net.studies):
        rest = without(contrasts, name)
        left = Network.of(rest) if rest else None
        if left is None or len(left.islands) > 1 or left.treatments != net.treatments:
            continue
        dense = Dense.of(rest)
        beta, cov = dense.beta(TAU2)
        np.testing.assert_allclose(effect[s], beta, rtol=1e-7, atol=1e-8)
        np.testing.assert_allclose(variance[s], np.diag(cov), rtol=1e-7)
        p, h = projection(dense), dense.h
        py = p @ dense.y
        assert found.df[s] == dense.df
        assert found.rss[s] == pytest.approx(dense.q(TAU2), rel=1e-7, abs=1e-7)
        assert found.pull[s] == pytest.approx(py @ h @ py, rel=1e-6, abs=1e-7)
        assert found.trace[s] == pytest.approx(np.trace(p @ h), rel=1e-7, abs=1e-7)
        assert found.weight[s] == pytest.approx((1 / (left.rows.v + TAU2)).sum())


@given(networks(min_studies=2))
@settings(max_examples=25)
def test_likelihoods_change_with_tau2_as_those_of_what_is_left(contrasts):
    net = Network.of(contrasts)
    blocks = blocks_of(net)
    ours = [deletions(net.rows, blocks, solve(net.rows, None, tau2)) for tau2 in (TAU2, 1.0)]
    for s, name in enumerate(net.studies):
        keep = np.array([contrasts[c].study != name for c in net.rows.study])
        if keep.any():
            rest = kept(net.rows, keep)
            theirs = [solve(rest, basis_of(rest), tau2) for tau2 in (TAU2, 1.0)]
            for which in ("log_likelihood", "restricted_log_likelihood"):
                change = [getattr(pair[1], which) - getattr(pair[0], which) for pair in (ours, theirs)]
                assert change[0][s] == pytest.approx(change[1], rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("seed", range(4))
def test_hat_values_residuals_and_cooks_distances(seed):
    contrasts = network(seed, 4, 10)
    net = Network.of(contrasts)
    found = deletions(net.rows, blocks_of(net), solve(net.rows, None, TAU2))
    dense = Dense.of(contrasts)
    beta, cov = dense.beta(TAU2)
    hat = dense.x @ cov @ dense.x.T @ np.linalg.inv(dense.sigma(TAU2))
    start = 0
    for s, contrast in enumerate(contrasts):
        size = len(contrast.effect)
        mine = slice(start, start + size)
        start += size
        assert found.hat[s] == pytest.approx(np.trace(hat[mine, mine]))
        rest = without(contrasts, contrast.study)
        if len(Network.of(rest).islands) > 1 or Network.of(rest).treatments != net.treatments:
            continue
        left, spread = Dense.of(rest).beta(TAU2)
        around = contrast.effect - dense.x[mine] @ left
        cov_around = dense.sigma(TAU2)[mine, mine] + dense.x[mine] @ spread @ dense.x[mine].T
        assert found.residual[s] == pytest.approx(around @ np.linalg.solve(cov_around, around))
        assert found.rank[s] == size
        assert found.cook[s] == pytest.approx((beta - left) @ np.linalg.solve(cov, beta - left))
    assert found.hat.sum() == pytest.approx(3.0)


def test_a_study_on_which_a_treatment_hangs_takes_it_away_and_nothing_else():
    rng = np.random.default_rng(1)
    contrasts = [*network(1, 3, 5, multi_arm=False), study(rng, "alone", ("a", "c", "d"))]
    net = Network.of(contrasts)
    found = deletions(net.rows, blocks_of(net), solve(net.rows, None, TAU2))
    effect, variance = effects([found], np.ones((1, len(net.studies))), all_against_first(4))
    s = net.studies.index("alone")
    beta, cov = Dense.of(without(contrasts, "alone")).beta(TAU2)
    np.testing.assert_allclose(effect[s], [*beta, np.nan], rtol=1e-8)
    np.testing.assert_allclose(variance[s], [*np.diag(cov), np.nan], rtol=1e-8)
    assert (found.rank[s], found.df[s]) == (1, Dense.of(without(contrasts, "alone")).df)


def test_all_contrasts_of_a_study_go_together():
    rng = np.random.default_rng(2)
    pieces = [study(rng, "two pieces", ("a", "b")), study(rng, "two pieces", ("c", "d"))]
    contrasts = [*network(2, 4, 5), *pieces]
    net = Network.of(contrasts)
    found = deletions(net.rows, blocks_of(net), solve(net.rows, None, TAU2))
    effect, _ = effects([found], np.ones((1, len(net.studies))), all_against_first(4))
    beta, _ = Dense.of(without(contrasts, "two pieces")).beta(TAU2)
    np.testing.assert_allclose(effect[net.studies.index("two pieces")], beta, rtol=1e-8)
