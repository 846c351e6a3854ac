"""Curves, medians and restricted means: lifelines' numbers, and variances by their double integral."""

import numpy as np
import pytest

from dorsal.synthesis.survival.kaplan_meier import kaplan_meier
from dorsal.synthesis.survival.risk_sets import risk_sets
from dorsal.synthesis.survival.study_effects import curves_of
from tests.synthesis.survival.worked import REFERENCE, STUDIES, study


@pytest.mark.parametrize("name", STUDIES)
def test_lifelines_has_the_same(name):
    times = study(name)
    for treatment, curve in zip(times.treatments, curves_of(times), strict=True):
        told = STUDIES[name]["arms"][treatment]
        assert curve.quantile() == told["median"]
        assert [curve.at(when)[0] for when in REFERENCE["when"]] == pytest.approx(told["survival"], rel=1e-12)
        low, high = curve.interval(0.95)
        place = np.searchsorted(curve.time, REFERENCE["when"], side="right") - 1
        assert np.stack([low, high], axis=1)[place] == pytest.approx(np.array(told["interval"]), rel=1e-9)
        assert curve.restricted_mean(REFERENCE["until"])[0] == pytest.approx(told["rmst"], rel=1e-10)


@pytest.mark.parametrize("until", [7.0, 30.0, 36.0])
def test_the_variance_of_a_mean_is_the_double_integral_of_the_curves_covariance(until):
    """Var of the integral of S: both times over cov S(u), S(v) = S(u) S(v) G(min(u, v)), with Greenwood's sum G."""
    for curve in curves_of(study("Elm")):
        inside = curve.time < until
        edges = np.concatenate([[0.0], curve.time[inside], [until]])
        width = np.diff(edges)
        s = np.concatenate([[1.0], curve.survival[inside]])
        g = np.concatenate([[0.0], curve.hazard_variance[inside]])
        slow = (width * s) @ np.minimum.outer(g, g) @ (width * s)
        assert curve.restricted_mean(until)[1] == pytest.approx(slow, rel=1e-10)


def test_by_hand():
    curve = kaplan_meier(np.array([1.0, 2, 2, 3]), np.array([True, True, False, True]), np.full(4, -np.inf))
    assert curve.survival.tolist() == [0.75, 0.5, 0.0]
    assert curve.hazard_variance[1] == pytest.approx(1 / (4 * 3) + 1 / (3 * 2))
    assert (curve.quantile(), curve.known_until, curve.at(0.5), curve.at(9.0)) == (2.0, np.inf, (1.0, 0.0), (0.0, 0.0))
    mean, variance = curve.restricted_mean(9.0)
    assert mean == pytest.approx(1.0 + 0.75 + 0.5)
    assert variance == pytest.approx(1.25**2 / 12 + 0.5**2 / 6)
    assert kaplan_meier(np.array([2.0, 5]), np.array([True, False]), np.full(2, -np.inf)).known_until == 5.0


def test_who_enters_late_is_at_risk_from_then():
    time, event = np.array([4.0, 6.0, 8.0]), np.array([True, True, False])
    late = kaplan_meier(time, event, np.array([0.0, 5.0, 0.0]))
    assert late.at_risk.tolist() == [2.0, 2.0]
    arms = risk_sets(time, event, np.array([0.0, 5.0, 0.0]), np.array([0, 1, 1]), 2)
    assert arms.at_risk.tolist() == [[1.0, 1.0], [0.0, 2.0]]
    assert arms.events.tolist() == [[1.0, 0.0], [0.0, 1.0]]
