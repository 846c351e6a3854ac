"""Smallest doses that matter and equal doses: against the curves, and against formulas where there are any."""

from __future__ import annotations

import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.dose.dose_fit import fit_dose
from dorsal.synthesis.dose.reached import equivalent, reached
from dorsal.synthesis.options import FitOptions
from tests.synthesis.dose.generated import CURVES, trials

WIDTH = 1.959963984540054


def test_on_a_straight_line_the_ends_are_the_quotients():
    fit = fit_dose(trials(), "linear", options=FitOptions(model="common"))
    slope = next(c for c in fit.coefficients if c.of == "A")
    found = reached(fit, "A", 1.0, better="higher")
    assert found.dose == pytest.approx(1.0 / slope.mean)
    assert (found.low, found.high) == pytest.approx(
        (1.0 / (slope.mean + WIDTH * slope.se), 1.0 / (slope.mean - WIDTH * slope.se))
    )
    other = next(c for c in fit.coefficients if c.of == "B")
    same = equivalent(fit, "A", 20.0, "B")
    assert same.equal == pytest.approx(20.0 * slope.mean / other.mean)
    for end in (same.low, same.high):
        difference = fit.effect("B", end, "A", 20.0)
        assert abs(difference.mean) == pytest.approx(WIDTH * difference.se, rel=1e-6)
    assert same.low < same.equal < same.high


def test_lower_is_better_the_other_way_round():
    down = {agent: (lambda d, f=f: -f(d)) for agent, f in CURVES.items()}
    up = reached(fit_dose(trials(noise=0.0), "emax"), "A", 1.5, better="higher")
    assert up.dose == pytest.approx(40.0)
    assert reached(fit_dose(trials(noise=0.0, curves=down), "emax"), "A", 1.5, better="lower").dose == pytest.approx(
        40.0
    )
    assert reached(fit_dose(trials(noise=0.0), "emax"), "A", 1.5, better="lower").dose is None


def test_what_is_not_reached_is_not_drawn_out():
    fit = fit_dose(trials(noise=0.0), "emax")
    assert reached(fit, "A", 2.6, better="higher").dose is None  # 2.5 at 200, the highest dose
    far = reached(fit, "A", 9.0, better="higher")
    assert (far.dose, far.low, far.high) == (None, None, None)
    assert equivalent(fit, "A", 200.0, "B").equal is None  # B does 1.6 at most
    assert equivalent(fit, "B", 5.0, "A").equal == pytest.approx(20.0, rel=1e-6)


def test_a_dose_that_does_harm_has_no_equal_among_those_that_help():
    harm = {**CURVES, "B": lambda d: -0.05 * d}
    fit = fit_dose(trials(noise=0.0, curves=harm), "linear", options=FitOptions(model="common"))
    assert equivalent(fit, "A", 100.0, "B").equal is None


@pytest.mark.parametrize(
    ("shape", "agent", "mic", "error", "why"),
    [
        ("linear", "A", 0.0, OptionError, "must be above 0"),
        ("split", "A", 1.0, OptionError, "split has no curve on which a dose could be found"),
        ("lumped", "A", 1.0, OptionError, "lumped has no curve"),
        ("linear", "Z", 1.0, NetworkError, "Z has no dose"),
    ],
)
def test_what_has_no_answer_says_why(shape, agent, mic, error, why):
    with pytest.raises(error, match=why):
        reached(fit_dose(trials(), shape), agent, mic, better="higher")
