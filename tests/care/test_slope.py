"""The slope of later on first scores, by hand and from drawn people."""

from __future__ import annotations

import numpy as np
import pytest

from dorsal.care.slope import ASSUMED, ASSUMED_SD, TrialSlope, pooled_slope, trial_slope


def _people(slope: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    first = rng.normal(50.0, 16.0, 200_000)
    return first, 20.0 + slope * first + rng.normal(0.0, 18.0, 200_000)


@pytest.mark.parametrize("true", [0.3, 0.55, 0.9])
def test_spreads_of_drawn_people_give_their_slope_back(true: float) -> None:
    first, later = _people(true)
    spreads = {"first_sd": float(first.std()), "later_sd": float(later.std())}
    with_changes = trial_slope("R", "S", **spreads, change_sd=float((later - first).std()), left_sd=None, n=100)
    with_rest = trial_slope("R", "S", **spreads, change_sd=None, left_sd=float((later - true * first).std()), n=100)
    assert with_changes is not None
    assert with_rest is not None
    assert with_changes.slope == pytest.approx(true, abs=0.01)
    assert with_rest.slope == pytest.approx(true, abs=0.01)
    assert with_changes.se == pytest.approx(18.0 / 16.0 / np.sqrt(98.0), rel=0.01)


def test_by_hand() -> None:
    found = trial_slope("R", "S", first_sd=4.0, later_sd=5.0, change_sd=None, left_sd=4.0, n=102)
    assert found is not None
    assert found.slope == pytest.approx(3.0 / 4.0)  # sqrt(25 - 16) / 4
    assert found.se == pytest.approx(np.sqrt(2.0 * (625 + 256 + 81) / 102) / 24.0)  # slope^4 s0^4 = 81; 2 slope s0^2


def test_spreads_that_contradict_each_other_tell_nothing() -> None:
    assert trial_slope("R", "S", first_sd=10.0, later_sd=10.0, change_sd=25.0, left_sd=None, n=50) is None
    assert trial_slope("R", "S", first_sd=10.0, later_sd=10.0, change_sd=None, left_sd=11.0, n=50) is None
    assert trial_slope("R", "S", first_sd=10.0, later_sd=10.0, change_sd=None, left_sd=None, n=50) is None


def test_without_trials_it_is_the_assumption() -> None:
    slope = pooled_slope([])
    assert (slope.mean, slope.sources) == (ASSUMED, ())
    assert slope.sd == pytest.approx(ASSUMED_SD)


def test_a_trial_moves_the_assumption_by_its_precision() -> None:
    slope = pooled_slope([TrialSlope(row="R", study="S", slope=0.8, se=0.05)])
    weight = 1.0 / (0.05**2 + 0.1**2)
    assert slope.mean == pytest.approx((0.5 / 0.15**2 + 0.8 * weight) / (1.0 / 0.15**2 + weight))
    assert slope.sd == pytest.approx(np.sqrt(1.0 / (1.0 / 0.15**2 + weight) + 0.1**2))
    assert slope.sources == ("R",)
