"""Absolute effects against hand-reckoned risks."""

import math

import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.counts.event_counts import EventCounts
from dorsal.synthesis.grading.absolute import Baseline, absolute, assumed, of_reference_arms


@pytest.mark.parametrize(
    ("measure", "effect", "risk"),
    [
        ("OR", math.log(2.0), 2 / 3 / (1 + 2 / 3)),  # odds 1/3 doubled
        ("RR", math.log(0.6), 0.15),
        ("RR", math.log(9.0), 1.0),
        ("RD", -0.05, 0.20),
        ("RD", -0.40, 0.0),
        ("ASD", 0.1, math.sin(math.asin(0.5) + 0.1) ** 2),
        ("HR", math.log(0.5), 1 - math.sqrt(0.75)),
    ],
)
def test_risks_at_a_baseline_of_a_quarter(measure, effect, risk):
    found = absolute(measure, effect, (effect, effect), assumed(0.25))
    assert found.with_treatment == pytest.approx(risk)
    assert found.difference == pytest.approx(risk - 0.25)
    assert found.ci == (found.with_treatment, found.with_treatment)


def test_intervals_go_through_the_same_map():
    found = absolute("OR", 0.5, (0.1, 0.9), assumed(0.1))
    low, high = (math.exp(e) * (1 / 9) / (1 + math.exp(e) * (1 / 9)) for e in (0.1, 0.9))
    assert found.ci == pytest.approx((low, high))
    assert found.difference_ci == pytest.approx((low - 0.1, high - 0.1))


def test_the_median_of_the_reference_arms():
    counts = [
        EventCounts(study="1", treatments=("a", "b"), events=(1, 5), n=(10, 10)),
        EventCounts(study="2", treatments=("b", "a"), events=(5, 6), n=(20, 20)),
        EventCounts(study="3", treatments=("c", "a"), events=(5, 4), n=(20, 20)),
        EventCounts(study="4", treatments=("c", "b"), events=(5, 19), n=(20, 20)),
    ]
    found = of_reference_arms(counts, "a")
    assert (found.risk, found.low, found.high) == (0.2, 0.1, 0.3)
    assert (found.studies, found.people, found.assumed) == (("1", "2", "3"), 50, False)
    assert of_reference_arms(counts, "d") is None
    none = [EventCounts(study="1", treatments=("a", "b"), events=(0, 5), n=(10, 10))]
    assert of_reference_arms(none, "a") is None


def test_what_tells_no_risk():
    with pytest.raises(OptionError, match="MD does not tell a risk; absolute effects follow from OR, RR"):
        absolute("MD", 1.0, (0.0, 2.0), assumed(0.1))
    with pytest.raises(OptionError, match="between 0 and 1, got 12"):
        Baseline(risk=12.0, assumed=True)
