"""The standard deviation that turns standardised differences into points of 0-100."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from dorsal.trials.reference_sd import reference_sd
from dorsal.trials.scale import Scale
from dorsal.trials.study import Arm, Result, Study

SCALES = {
    "NPRS": Scale(code="NPRS", label="NPRS", outcome="pain", low=0, high=10, to_0_100=True),
    "SF36": Scale(code="SF36", label="SF36", outcome="pain", low=0, high=100),
}


def arm(treatment: str, reported: str, **more: Any) -> Result:
    said = {"outcome": "pain", "scale": "NPRS", "value": 4.0} | more
    n = said.pop("n", 100)
    return Result(row="r", study="s", arms=(Arm(treatment=treatment, n=n),), reported=reported, **said)


def spread(*results: Result) -> tuple[float, int] | None:
    found = reference_sd([Study(id="s", population="chronic", results=results)], SCALES, "pain")
    return found and (found.sd, found.arms)


@pytest.mark.parametrize(
    ("result", "sd"),
    [
        (arm("a", "mean_sd", sd=2.1), 21.0),
        (arm("a", "mean_se", se=0.2), 0.2 * sqrt(100) * 10),
        (arm("a", "mean_ci", ci_low=3.608, ci_high=4.392), 20.0),
    ],
)
def test_from_any_printed_spread(result: Result, sd: float) -> None:
    assert spread(result) == (pytest.approx(sd, rel=1e-4), 1)


@pytest.mark.parametrize(
    "result",
    [
        arm("a", "change_sd", sd=2.0),
        arm("a", "mean_sd", sd=2.0, use="sensitivity"),
        arm("a", "mean_sd", sd=2.0, outcome="disability"),
        arm("a", "mean_sd", sd=2.0, scale="SF36"),
        arm("a", "mean_se", se=0.2, n=None),
        arm("a", "mean_only"),
    ],
)
def test_what_does_not_count(result: Result) -> None:
    assert spread(result) is None


def test_the_median_of_arms_each_counted_once() -> None:
    rows = [arm("a", "mean_sd", sd=1.0), arm("a", "mean_sd", sd=9.0), arm("b", "mean_sd", sd=2.0),
            arm("c", "mean_sd", sd=4.0)]  # fmt: skip
    assert spread(*rows) == (20.0, 3)


def test_people_of_the_population_asked_for() -> None:
    study = Study(id="s", population="acute", results=(arm("a", "mean_sd", sd=1.0),))
    assert reference_sd([study], SCALES, "pain", ("chronic",)) is None
    found = reference_sd([study], SCALES, "pain", ("acute",))
    assert "standard deviation of 10.0, the median of the final scores of 1 arms in 1 trials" in str(found)
