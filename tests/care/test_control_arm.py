"""Control arms out of trials: points of 0-100, which row counts, and why others do not."""

from __future__ import annotations

import pytest

from dorsal.care.control_arm import Start, control_arms
from dorsal.errors import EvidenceError
from dorsal.trials.question import Window
from dorsal.trials.scale import Scale
from dorsal.trials.study import Arm, Result, Study

SCALES = {
    "TEN": Scale(code="TEN", label="0-10", outcome="pain", low=0, high=10, better="lower", to_0_100=True),
    "OTHER": Scale(code="OTHER", label="0-100", outcome="pain", low=0, high=100, better="lower", to_0_100=True),
    "VAGUE": Scale(code="VAGUE", label="?", outcome="pain", better="lower"),
}
WINDOW = Window(name="short", target=8, above=2, upto=13)
OWN = Start(row="S", study="A", outcome="pain", treatment="usual_care", mean=60.0, sd=20.0, n=40)
WHOLE = Start(row="W", study="A", outcome="pain", mean=62.0, sd=20.0, n=80)


def _result(row: str = "R", **more: object) -> Result:
    values = {
        "row": row, "study": "A", "outcome": "pain", "scale": "TEN", "reported": "mean_sd", "value": 4.5, "sd": 2.0,
        "arms": (Arm(treatment="usual_care", n=40),), "weeks": 8.0,
    }  # fmt: skip
    return Result(**{**values, **more})  # type: ignore[arg-type]


def _asked(*results: Result, starts: tuple[Start, ...] = (WHOLE, OWN)) -> tuple[tuple, dict[str, str]]:
    study = Study(id="A", population="chronic", results=results)
    arms, left_out = control_arms(
        [study], SCALES, outcome="pain", window=WINDOW, treatments={"usual_care"}, starts=starts
    )
    return arms, {left.row: left.reason for left in left_out}


def test_scores_become_points_with_the_arm_s_own_start_first() -> None:
    ((arm,), left_out) = _asked(_result())
    assert (arm.mean, arm.spread, arm.start, arm.own_start) == (45.0, 20.0, OWN, True)
    assert arm.sources == ("R", "S")
    assert not left_out


def test_the_start_in_the_row_itself_comes_before_all() -> None:
    ((arm,), _) = _asked(_result(baseline=7.0, baseline_sd=1.5))
    assert (arm.start.mean, arm.start.sd, arm.start.row) == (70.0, 15.0, "R")


def test_a_standard_error_tells_the_spread_and_an_adjusted_mean_has_no_start_of_its_own() -> None:
    ((arm,), _) = _asked(_result(reported="mean_se", se=0.3, sd=None, adjusted="yes"), starts=(WHOLE,))
    assert arm.spread == pytest.approx(30.0 * 40**0.5 / 10.0)
    assert not arm.own_start
    assert arm.residual_sd(0.5, 20.0) == arm.spread


def test_one_row_a_trial_the_first_instrument_and_the_closest_time() -> None:
    arms, left_out = _asked(
        _result("late", weeks=12.0), _result("best"), _result("other", scale="OTHER", value=44.0, sd=20.0)
    )
    assert [arm.row for arm in arms] == ["best"]
    assert left_out == dict.fromkeys(("late", "other"), "another number of the same trial is taken (best)")


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (_result(use="record", use_reason="no people"), "its use is record: no people"),
        (_result(scale="VAGUE"), "may not be rescaled"),
        (_result(arms=(Arm(treatment="usual_care"),)), "number of people in the arm"),
        (_result(reported="mean_only", sd=None), "no spread is printed"),
    ],
)
def test_why_a_row_tells_nothing(result: Result, words: str) -> None:
    arms, left_out = _asked(result)
    assert not arms
    assert words in left_out["R"]


def test_an_unknown_start_is_taken_from_three_trials_and_no_fewer() -> None:
    others = tuple(Start(row=s, study=s, outcome="pain", mean=m) for s, m in (("B", 50.0), ("C", 60.0), ("D", 70.0)))
    ((arm,), _) = _asked(_result(), starts=others)
    assert (arm.start.mean, arm.start.between) == (60.0, 10.0)
    assert arm.sources == ("R",)
    assert arm.variance(0.5, 18.0) == pytest.approx(20.0**2 / 40 + 0.25 * 100.0)
    arms, left_out = _asked(_result(), starts=others[:2])
    assert not arms
    assert left_out == {"R": "where its people started is not printed"}


def test_an_impossible_start_is_refused() -> None:
    with pytest.raises(EvidenceError, match="does not lie within 0-100"):
        Start(row="S", study="A", outcome="pain", mean=140.0)
    with pytest.raises(EvidenceError, match="standard deviation of a start"):
        Start(row="S", study="A", outcome="pain", mean=40.0, sd=0.0)
