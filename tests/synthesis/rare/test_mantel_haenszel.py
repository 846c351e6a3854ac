"""Mantel-Haenszel against netmeta, against the formulas written out study by study, and by simulation."""

from itertools import permutations
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsal.errors import NetworkError
from dorsal.synthesis.rare.mantel_haenszel import pooled_log_odds
from dorsal.synthesis.rare.rare_events import fit_events
from tests.synthesis.event_data import arms_of, counts, pinned, smoking

METHOD = "mantel-haenszel"


def test_matches_netmetabin():
    fit, theirs = fit_events(smoking(), METHOD), pinned()["netmeta_MH"]
    assert [row["treat"] for row in theirs["effects"]] == ["B", "C", "D"]
    for row in theirs["effects"]:
        mean, se, ci = fit.between(row["treat"], "A")
        assert (mean, se, *ci) == pytest.approx([row[key] for key in ("TE", "seTE", "lower", "upper")], rel=1e-12)
    assert len(fit.used) == theirs["studies"] == 23
    assert fit.q_between.q == pytest.approx(theirs["q_between"], rel=1e-12)
    assert fit.q_between.df == theirs["df_between"]
    assert fit.q_between.p == pytest.approx(theirs["p_between"], rel=1e-12)


def test_the_study_that_netmeta_drops_is_left_out_with_its_reason():
    """Study 15 is alone in comparing A with D without C, and no one of A had an event in it."""
    (out,) = fit_events(smoking(), METHOD).left_out
    assert out.study == "15"
    assert "no two arms have a finite odds ratio in all studies of A, D together" in out.reason


def robins_breslow_greenland(tables, total=None):
    """Log odds ratio of the first arm against the second and its variance, term by term (Robins et al. 1986).

    `total`: people in each study, where it has more arms than these two.
    """
    r = s = pr = ps_qr = qs = 0.0
    for i, ((a, n1), (c, n2)) in enumerate(tables):
        b, d, n = n1 - a, n2 - c, n1 + n2 if total is None else total[i]
        big_r, big_s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
        r, s = r + big_r, s + big_s
        pr, ps_qr, qs = pr + p * big_r, ps_qr + p * big_s + q * big_r, qs + q * big_s
    return log(r / s), pr / (2 * r**2) + ps_qr / (2 * r * s) + qs / (2 * s**2)


TWO_ARMS = [((1, 40), (4, 38)), ((0, 25), (2, 30)), ((3, 50), (1, 45)), ((0, 20), (1, 22)), ((2, 9), (9, 9))]


def test_two_arms_are_the_textbook():
    studies = [counts(str(i), ("b", *one), ("a", *two)) for i, (one, two) in enumerate(TWO_ARMS)]
    mean, se, _ = fit_events(studies, METHOD).between("b", "a")
    assert (mean, se**2) == pytest.approx(robins_breslow_greenland(TWO_ARMS), rel=1e-12)


def greenland(events, n):
    """Effects against arm 0 and their covariance, from all log odds ratios L_xy of two arms and their covariances.

    Loops over the formulas of Greenland 1989 and Efthimiou et al. 2019.
    """
    k, arms = events.shape
    free, total = n - events, n.sum(axis=1)

    def crossed(x, y):
        return sum(events[i, x] * free[i, y] / total[i] for i in range(k))

    def about(x, y, z):
        """Covariance of L_xy with L_xz."""
        if y == z:
            return robins_breslow_greenland([[(events[i, t], n[i, t]) for t in (x, y)] for i in range(k)], total)[1]
        found = 0.0
        for i in range(k):
            found += events[i, x] * free[i, y] * free[i, z] / total[i] ** 2 / (crossed(x, y) * crossed(x, z))
            found += n[i, x] * free[i, y] * events[i, z] / total[i] ** 2 / (crossed(x, y) * crossed(z, x))
            found += n[i, x] * events[i, y] * free[i, z] / total[i] ** 2 / (crossed(y, x) * crossed(x, z))
            found += free[i, x] * events[i, y] * events[i, z] / total[i] ** 2 / (crossed(y, x) * crossed(z, x))
        return found / 3.0

    def covariance(x, y, u, w):
        if x == u:
            return about(x, y, w)
        if y == w:
            return about(y, x, u)
        if x == w:
            return -about(x, y, u)
        return -about(y, x, w) if y == u else 0.0

    pairs = list(permutations(range(arms), 2))
    cov = np.array([[covariance(*one, *other) for other in pairs] for one in pairs])
    ratio = np.array([log(crossed(x, y) / crossed(y, x)) for x, y in pairs])
    mean = np.array([[((x == arm) - (x == 0)) / arms for x, _ in pairs] for arm in range(1, arms)])
    return mean @ ratio, mean @ cov @ mean.T


@given(st.integers(2, 5), st.integers(1, 4), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_several_arms_are_the_formulas_written_out(arms, k, chance):
    events = np.array([[chance.randint(1, 6) for _ in range(arms)] for _ in range(k)], dtype=float)
    n = events + np.array([[chance.randint(1, 9) for _ in range(arms)] for _ in range(k)])
    effect, cov = pooled_log_odds(events, n)
    theirs = greenland(events, n)
    np.testing.assert_allclose(effect, theirs[0], atol=1e-12)
    np.testing.assert_allclose(cov, theirs[1], rtol=1e-10)


def test_one_study_of_several_arms_has_woolfs_covariance():
    events, n = np.array([[3.0, 5.0, 2.0, 9.0]]), np.array([[20.0, 24.0, 19.0, 30.0]])
    effect, cov = pooled_log_odds(events, n)
    odds, v = np.log(events[0] / (n - events)[0]), 1.0 / events[0] + 1.0 / (n - events)[0]
    np.testing.assert_allclose(effect, odds[1:] - odds[0], atol=1e-13)
    np.testing.assert_allclose(cov, np.diag(v[1:]) + v[0], rtol=1e-12)


def test_many_tiny_studies_have_the_covariance_that_simulation_shows():
    """Three arms of two people in 150 strata with baselines of their own: large samples of small tables."""
    rng = np.random.default_rng(7)
    effect, baseline = np.array([0.0, 0.7, -0.5]), rng.normal(-0.5, 1.0, size=(150, 1))
    n = np.full((150, 3), 2)
    risk = 1.0 / (1.0 + np.exp(-(baseline + effect)))
    found, cov = zip(
        *(pooled_log_odds(rng.binomial(n, risk).astype(float), n.astype(float)) for _ in range(1500)), strict=True
    )
    np.testing.assert_allclose(np.mean(found, axis=0), effect[1:] - effect[0], atol=0.03)
    # the Monte-Carlo error of a variance from 1500 draws is 3.7 %
    np.testing.assert_allclose(np.cov(np.array(found).T), np.mean(cov, axis=0), rtol=0.11)


def test_arms_without_events_in_their_design_are_dropped_and_the_rest_stays_in_it():
    """The third arm of the design has no event in either study; netmeta keeps the two left apart from trials of two."""
    three = [
        counts("1", ("a", 1, 30), ("b", 3, 30), ("c", 0, 30)),
        counts("2", ("a", 2, 40), ("b", 3, 35), ("c", 0, 38)),
    ]
    two = [counts("3", ("a", 2, 50), ("b", 4, 52)), counts("4", ("a", 3, 60), ("c", 5, 60))]
    fit = fit_events([*three, *two], METHOD)
    assert [(out.study, out.reason.split(":")[0]) for out in fit.left_out] == [("1", "its arm c"), ("2", "its arm c")]
    assert [c.treatments for c in fit.used] == [("a", "b"), ("a", "b"), ("a", "b"), ("a", "c")]
    assert fit.q_between.df == 1
    estimates = [
        robins_breslow_greenland([((e[1], n[1]), (e[0], n[0])) for e, n in tables])
        for tables in ([((1, 3), (30, 30)), ((2, 3), (40, 35))], [((2, 4), (50, 52))])
    ]
    weights = np.array([1.0 / v for _, v in estimates])
    pooled = weights @ [y for y, _ in estimates] / weights.sum()
    assert fit.between("b", "a")[:2] == pytest.approx((pooled, weights.sum() ** -0.5), rel=1e-12)


def test_a_design_whose_odds_ratio_is_infinite_is_left_out_and_joined_by_others():
    one_sided = [counts("1", ("a", 0, 20), ("b", 3, 20)), counts("2", ("a", 0, 9), ("b", 1, 9))]
    others = [counts("3", ("a", 2, 20), ("c", 3, 20)), counts("4", ("b", 2, 20), ("c", 3, 20))]
    fit = fit_events([*one_sided, *others], METHOD)
    assert [out.study for out in fit.left_out] == ["1", "2"]
    assert fit.q_between.df == 0
    with pytest.raises(NetworkError, match="no study has both"):
        fit_events(one_sided, METHOD)
    with pytest.raises(NetworkError, match=r"do not connect these groups of treatments: a, c; b, d"):
        fit_events([*one_sided, others[0], counts("5", ("b", 2, 20), ("d", 3, 20))], METHOD)


def test_events_of_an_arm_only_where_nobody_else_is_free_of_them_are_infinite_too():
    """Each arm has events and people free of them, but never so that a on b can be told."""
    crossed = [counts("1", ("a", 3, 10), ("b", 5, 5)), counts("2", ("a", 0, 10), ("b", 2, 5))]
    fit = fit_events([*crossed, counts("3", ("a", 2, 20), ("c", 3, 20))], METHOD)
    assert [out.study for out in fit.left_out] == ["1", "2"]
    assert fit.treatments == ("a", "c")


def test_no_event_is_counted_twice_or_lost():
    fit = fit_events(smoking(), METHOD)
    kept = {c.study: arms_of(c) for c in fit.used}
    assert all(sorted(kept[c.study]) == sorted(arms_of(c)) for c in smoking() if c.study in kept)
