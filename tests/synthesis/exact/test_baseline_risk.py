"""Regression on baseline risk: it finds the slope that the plain regression misses; against NUTS; what it refuses."""

import numpy as np
import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.exact.arm_posterior import arm_posterior
from dorsal.synthesis.exact.baseline_risk import baseline_risk
from tests.synthesis.event_data import counts
from tests.synthesis.risk_data import CENTRE, naive_slope, trials

PRIOR = HalfNormal(0.5)


@pytest.fixture(scope="module")
def many():
    """Arms of 25 to 49 people: observed log odds err by as much as baselines differ."""
    return trials(4, 90, 25, 0.0)


def test_slopes_where_there_is_none_are_not_found(many):
    found, flat = (baseline_risk(many, PRIOR, reference="placebo", spread=spread) for spread in ("normal", "flat"))
    slope = found.slope("a")
    assert abs(slope.mean) < 2 * slope.sd
    assert naive_slope(many) < -2 * slope.sd
    assert flat.slope("a").mean == pytest.approx(naive_slope(many), abs=0.1)
    for name, effect in (("a", -0.5), ("b", -0.8)):
        told = found.between(name, "placebo", CENTRE)
        assert abs(told.mean - effect) < 2.5 * told.sd
    assert abs(found.mean.mean - CENTRE) < 3 * found.mean.sd
    assert found.log_sd.interval()[0] < np.log(0.6) < found.log_sd.interval()[1]
    assert flat.mean is None
    assert flat.log_sd is None


def test_effects_at_a_baseline_follow_the_slope():
    found = baseline_risk(trials(1, 16, 100, -0.4), PRIOR, reference="placebo")
    here, up = found.between("a", "placebo"), found.between("a", "placebo", found.centre + 1.0)
    assert up.mean - here.mean == pytest.approx(found.slope("a").mean)
    assert found.between("b", "a", 3.0).mean == pytest.approx(found.between("b", "a").mean)
    assert found.between("a", "placebo").mean == pytest.approx(found.posterior.between("a", "placebo").mean)
    assert up.sd > here.sd


def test_slopes_of_their_own():
    found = baseline_risk(trials(1, 24, 150, -0.4), PRIOR, reference="placebo", slopes="independent")
    a, b = found.slope("a"), found.slope("b")
    assert a.mean != b.mean
    assert all(abs(slope.mean + 0.4) < 3 * slope.sd for slope in (a, b))
    shared = baseline_risk(trials(1, 24, 150, -0.4), PRIOR, reference="placebo")
    assert shared.slope("a").sd < min(a.sd, b.sd)
    assert shared.slope("placebo").sd == 0.0


def test_with_the_slope_held_at_nothing_it_is_the_posterior_of_counts():
    """With many people the baselines' distribution says nothing more."""
    made = trials(2, 12, 4_000, 0.0)
    found = baseline_risk(made, PRIOR, reference="placebo")
    plain = arm_posterior(made, PRIOR)
    ours = found.between("b", "a")
    assert ours.mean == pytest.approx(plain.between("b", "a").mean, abs=0.25 * ours.sd)


def test_what_does_not_suit_is_refused():
    made = trials(1, 8, 50, 0.0)
    with pytest.raises(NetworkError, match=r"3 studies have an arm of placebo; .* needs 4 or more"):
        baseline_risk([*made[:3], counts("x", ("a", 3, 20), ("b", 5, 20))], PRIOR, reference="placebo")
    with pytest.raises(NetworkError, match="reference sugar is in no study"):
        baseline_risk(made, PRIOR, reference="sugar")
    with pytest.raises(OptionError, match="a link that has no bound"):
        baseline_risk(made, PRIOR, reference="placebo", likelihood="binomial-log")
    found = baseline_risk(made, PRIOR, reference="placebo")
    with pytest.raises(NetworkError, match="z is in no study"):
        found.slope("z")
