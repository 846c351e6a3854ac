"""Curves on a baseline: areas by fine steps, errors by draws, and baselines that say what they lack."""

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.survival.interval_counts import interval_counts
from dorsal.synthesis.survival.piecewise import piecewise
from dorsal.synthesis.survival.predicted import baseline_of, predicted, restricted_mean
from tests.synthesis.survival.worked import everybody

CUTS = (6.0, 15.0)
COUNTS = [interval_counts(study, CUTS) for study in everybody().studies]
FIT = piecewise(COUNTS, "control", CUTS, "random")
UNTIL = 30.0


def test_the_area_is_that_under_the_curve():
    log_hazard = np.log([0.05, 0.1, 0.02])
    t = np.linspace(0.0, UNTIL, 30_001)
    total = 0.05 * np.clip(t, 0, 6) + 0.1 * np.clip(t - 6, 0, 9) + 0.02 * np.clip(t - 15, 0, None)
    assert restricted_mean(log_hazard, CUTS, UNTIL) == pytest.approx(np.trapezoid(np.exp(-total), t), rel=1e-6)
    assert restricted_mean(log_hazard, CUTS, 6.0) == pytest.approx((1 - np.exp(-0.3)) / 0.05)


@pytest.mark.parametrize("treatment", ["control", "drug A", "drug B"])
def test_errors_are_those_of_draws(treatment):
    base = baseline_of(COUNTS, "control", "Cedar", UNTIL, CUTS)
    curve = predicted(FIT, base, treatment, UNTIL, 0.95)
    rng = np.random.default_rng(1)
    drawn = base.log_hazard + np.sqrt(base.variance) * rng.standard_normal((3_000, 3))
    own = drawn.copy()
    if treatment != "control":
        places = [FIT.place[treatment, j] for j in range(3)]
        own += rng.multivariate_normal(FIT.effect[places], FIT.cov[np.ix_(places, places)], 3_000)
    means = np.array([restricted_mean(x, CUTS, UNTIL) for x in own])
    plain = np.array([restricted_mean(x, CUTS, UNTIL) for x in drawn])
    assert curve.restricted_mean == pytest.approx(np.median(means), rel=0.02)
    assert curve.restricted_mean_se == pytest.approx(means.std(), rel=0.06)
    assert curve.difference_se == pytest.approx((means - plain).std(), rel=0.06, abs=1e-12)
    width = np.diff([0.0, *CUTS, UNTIL])
    last = np.exp(-(np.exp(own) * width).sum(axis=1))
    assert [curve.low[-1], curve.high[-1]] == pytest.approx(np.quantile(last, [0.025, 0.975]), abs=0.02)


def test_the_pooled_baseline_is_all_reference_arms_as_one():
    base = baseline_of(COUNTS, "control", "", UNTIL, CUTS)
    events = sum(c.events[0] for c in COUNTS)
    assert base.log_hazard == pytest.approx(np.log(events / sum(c.person_time[0] for c in COUNTS)))
    assert base.variance == pytest.approx(1.0 / events)
    with pytest.raises(OptionError, match="no such trial has an arm of control; there are Ash, Birch"):
        baseline_of(COUNTS, "control", "Nowhere", UNTIL, CUTS)
    silent = interval_counts(everybody().studies[0], (0.01, 6.0))
    with pytest.raises(OptionError, match="had the event in interval 1"):
        baseline_of([silent], "control", "Ash", UNTIL, (0.01, 6.0))


def test_a_curve_ends_where_a_ratio_is_not_known():
    parts = [c for c in COUNTS if c.study in ("Ash", "Cedar")]
    short = parts[1]
    early = type(short)(
        study="Cedar",
        treatments=short.treatments,
        events=short.events * [1, 1, 0],
        person_time=short.person_time * [1, 1, 0],
    )
    fit = piecewise([parts[0], early], "control", CUTS, "common")
    base = baseline_of(parts, "control", "Ash", UNTIL, CUTS)
    assert predicted(fit, base, "drug B", UNTIL, 0.95) is None
    assert predicted(fit, base, "drug B", 15.0, 0.95) is not None
