"""Means and standard deviations from medians, against published implementations and the normal distribution."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from dorsal.trials import moments

centre, spread = st.floats(-50, 50), st.floats(0.1, 50)
people = st.integers(5, 2000)


def test_luo_from_a_range() -> None:
    # R package metaBLUE, example of Luo.mean: ends 1 and 10, median 4, 30 people
    assert moments.mean_from_range(1, 4, 10, 30) == pytest.approx(4.356748, abs=1e-6)


def test_wan_from_a_range() -> None:
    # R package metaDigitise, its test of range_to_sd
    assert moments.sd_from_range(3, 10, 8) == pytest.approx(2.44, abs=0.005)


@pytest.mark.parametrize(("n", "xi"), [(5, 2.326), (10, 3.078), (25, 3.931), (50, 4.498), (100, 5.015), (400, 5.937)])
def test_range_of_a_normal_sample_in_tables(n: int, xi: float) -> None:
    # Expected ranges of normal samples (Pearson & Hartley's d2; Wan 2014, Table 1); its formula is an approximation
    assert moments.sd_from_range(0, xi, n) == pytest.approx(1.0, abs=0.015)


@pytest.mark.parametrize(("n", "eta"), [(5, 0.990), (9, 1.144), (21, 1.260), (101, 1.333), (201, 1.341)])
def test_quartiles_of_a_normal_sample_in_tables(n: int, eta: float) -> None:
    # Wan 2014, Table 2: eta(n) for n = 4 Q + 1
    assert moments.sd_from_quartiles(0, eta, n) == pytest.approx(1.0, abs=0.01)


@given(m=centre, s=spread, n=people)
def test_symmetric_summaries_keep_the_centre(m: float, s: float, n: int) -> None:
    assert moments.mean_from_range(m - 2 * s, m, m + 2 * s, n) == pytest.approx(m, abs=1e-9)
    assert moments.mean_from_quartiles(m - s, m, m + s, n) == pytest.approx(m, abs=1e-9)
    assert moments.mean_from_five(m - 2 * s, m - s, m, m + s, m + 2 * s, n) == pytest.approx(m, abs=1e-9)


@given(s=spread, n=st.integers(50_000, 200_000))
def test_large_normal_samples_give_their_sd(s: float, n: int) -> None:
    q = s * float(norm.ppf(0.75))
    end = s * float(norm.ppf((n - 0.375) / (n + 0.25)))
    assert moments.sd_from_quartiles(-q, q, n) == pytest.approx(s, rel=1e-3)
    assert moments.sd_from_five(-end, -q, q, end, n) == pytest.approx(s, rel=1e-3)


@given(low=centre, step=spread, skew=spread, n=people)
def test_the_mean_lies_between_median_and_middle(low: float, step: float, skew: float, n: int) -> None:
    median, high = low + step, low + 2 * step + skew
    middle = (low + high) / 2
    assert median - 1e-9 <= moments.mean_from_range(low, median, high, n) <= middle + 1e-9
    assert median - 1e-9 <= moments.mean_from_quartiles(low, median, high, n) <= middle + 1e-9


def test_sd_of_a_change_in_the_handbook() -> None:
    # Handbook 6.5.2.8: SDs 6.4 at baseline, 7.1 at the end and 4.5 of the change belong to a correlation of 0.78
    assert moments.sd_of_change(6.4, 7.1, 0.78) == pytest.approx(4.5, abs=0.05)


@given(s=spread, r=st.floats(-0.9, 0.95))
def test_score_and_change_are_inverse(s: float, r: float) -> None:
    assert moments.sd_of_score(moments.sd_of_change(s, s, r), r) == pytest.approx(s)
