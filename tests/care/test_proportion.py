"""Exact limits against their definition and R, pooled counts against a slow grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, binom, chi2, poisson

from dorsal.care.proportion import (
    exact_interval,
    exact_rate_interval,
    limit_without_events,
    pooled_proportion,
)
from dorsal.errors import EvidenceError


@pytest.mark.parametrize(
    ("events", "n", "low", "high"),
    [(7, 20, 0.1539092, 0.5921885), (1, 10, 0.002528579, 0.4450161), (0, 10, 0.0, 0.3084971), (10, 10, 0.6915029, 1.0)],
)
def test_clopper_pearson_as_binom_test_of_r(events: int, n: int, low: float, high: float) -> None:
    assert exact_interval(events, n) == pytest.approx((low, high), abs=5e-8)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_are_where_the_tails_hold_their_share(counts: tuple[int, int]) -> None:
    events, n = counts
    low, high = exact_interval(events, n)
    assert low <= events / n <= high
    if events:
        assert binom.sf(events - 1, n, low) == pytest.approx(0.025, rel=1e-6)
    if events < n:
        assert binom.cdf(events, n, high) == pytest.approx(0.025, rel=1e-6)


def test_no_events_are_no_risk_of_nothing() -> None:
    assert limit_without_events(7629) == pytest.approx(0.000393, abs=5e-7)  # Brady 2014: at most 0.04 %
    assert limit_without_events(300) == pytest.approx(3 / 300, rel=0.01)  # the rule of three
    assert (1 - limit_without_events(50)) ** 50 == pytest.approx(0.05)


def test_rates_over_time() -> None:
    low, high = exact_rate_interval(3, 1000)
    assert poisson.sf(2, 1000 * low) == pytest.approx(0.025)
    assert poisson.cdf(3, 1000 * high) == pytest.approx(0.025)
    assert exact_rate_interval(0, 100) == (0.0, pytest.approx(-np.log(0.05) / 100))


def _slow(x: list[int], n: list[int]) -> tuple[float, float, float]:
    """The beta-binomial on a grid of means and spreads: the best mean, and where its profile is 1.92 lower."""
    means = np.linspace(0.01, 0.6, 1181)[:, None]
    spreads = np.concatenate([[1e-6], np.geomspace(1e-4, 0.6, 160)])[None, :]
    a, b = means * (1 - spreads) / spreads, (1 - means) * (1 - spreads) / spreads
    profile = sum(betabinom.logpmf(k, m, a, b) for k, m in zip(x, n, strict=True)).max(axis=1)
    inside = means[profile >= profile.max() - chi2.ppf(0.95, 1) / 2, 0]
    return float(means[profile.argmax(), 0]), float(inside[0]), float(inside[-1])


@pytest.mark.parametrize(
    ("events", "totals"), [([3, 30, 11], [40, 120, 50]), ([0, 2, 9], [20, 60, 90]), ([12, 25], [100, 210])]
)
def test_pooling_agrees_with_a_grid(events: list[int], totals: list[int]) -> None:
    found = pooled_proportion(events, totals)
    assert (found.mean, *found.interval) == pytest.approx(_slow(events, totals), abs=1.5e-3)


def test_studies_that_agree_are_as_one() -> None:
    found = pooled_proportion([10, 20], [100, 200])
    assert found.mean == pytest.approx(0.1, abs=1e-5)
    assert found.spread == 0.0


@pytest.mark.parametrize("call", [
    lambda: exact_interval(3, 2), lambda: exact_interval(0, 0), lambda: limit_without_events(0),
    lambda: exact_rate_interval(-1, 5), lambda: pooled_proportion([0, 0], [5, 5]), lambda: pooled_proportion([1], [5]),
])  # fmt: skip
def test_what_is_no_proportion_is_refused(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(EvidenceError, match=r"give|needs"):
        call()
