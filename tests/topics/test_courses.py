"""courses.csv: starts, slopes and groups that stand in no other table, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.topics.courses import COLUMNS, own_arms, problems, slopes, starts
from dorsal.topics.loader import Topic, load
from dorsal.trials.question import Window

BUNDLED = load()
SHORT = Window(name="short", target=8, above=2, upto=13)
ROW = dict.fromkeys(COLUMNS, "") | {
    "row_id": "C1", "study_id": "new2020", "label": "New 2020", "population": "chronic", "outcome": "disability",
    "instrument": "RMDQ_0_24", "treatment": "usual_care", "n": "50", "baseline": "12", "baseline_sd": "4.8",
    "evidence_grade": "A",
}  # fmt: skip
LATER = ROW | {"row_id": "C2", "weeks": "6", "later": "9.6", "later_sd": "6"}


def _topic(*rows: dict[str, str]) -> Topic:
    return replace(BUNDLED, tables={"courses": rows})


def test_scores_become_points_of_a_hundred() -> None:
    (start,) = starts(_topic(ROW), "disability")
    assert (start.mean, start.sd, start.n, start.row) == (50.0, pytest.approx(20.0), 50, "C1")


def test_a_weak_source_decides_nothing() -> None:
    assert starts(_topic(ROW | {"evidence_grade": "C"}), "disability") == ()


def test_a_scale_that_may_not_be_rescaled_tells_nothing() -> None:
    assert starts(_topic(ROW | {"instrument": "ODI_UNCLEAR"}), "disability") == ()


def test_a_later_score_is_an_arm_and_a_change_keeps_its_spread() -> None:
    topic = _topic(LATER, LATER | {"row_id": "C3", "study_id": "b", "later_sd": "", "change_sd": "4.8"})
    final, change = own_arms(topic, "disability", SHORT, starts(topic, "disability"), known=())
    assert (final.mean, final.is_change, final.spread) == (pytest.approx(40.0), False, 25.0)
    assert (change.mean, change.is_change, change.spread) == (pytest.approx(-10.0), True, pytest.approx(20.0))
    assert final.own_start


def test_the_time_closest_to_the_target_counts_and_known_trials_do_not() -> None:
    topic = _topic(LATER, LATER | {"row_id": "C3", "weeks": "9"}, LATER | {"row_id": "C4", "weeks": "20"})
    (arm,) = own_arms(topic, "disability", SHORT, starts(topic, "disability"), known=())
    assert arm.row == "C3"
    assert own_arms(topic, "disability", SHORT, starts(topic, "disability"), known=("new2020",)) == ()


def test_spreads_at_two_times_tell_a_slope() -> None:
    (slope,) = slopes(_topic(LATER | {"change_sd": "4.8"}), "disability")
    assert slope.slope == pytest.approx((20.0**2 + 25.0**2 - 20.0**2) / (2 * 20.0**2))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"instrument": "ODI"}, "not in scales.csv"),
        ({"baseline": "31"}, "outside the range of RMDQ_0_24"),
        ({"baseline_sd": "0"}, "above 0"),
        ({"later": "9"}, "needs its start and its week"),
    ],
)
def test_what_cannot_be_so_is_refused(wrong: dict[str, str], words: str) -> None:
    assert any(words in problem for _, _, problem, _ in problems(BUNDLED, ROW | wrong))
    assert not list(problems(BUNDLED, ROW))


def test_the_bundled_rows_are_sound() -> None:
    assert not [found for row in BUNDLED.tables["courses"] for found in problems(BUNDLED, row)]
