"""The picture of the expected course: the plan's numbers on the person's scale, beside the reference, with the goal."""

from __future__ import annotations

import pytest

from dorsal.faces.handout.course import course, course_chart
from tests.care.agreed import person, shown
from tests.faces.told import plain, telling


def test_the_points_are_the_forecasts_on_the_persons_scale() -> None:
    told = telling()
    chart = course_chart(told, told.plan.aims[0])
    assert chart is not None
    mine, usual = chart.courses
    for line, option in ((mine, "exercise"), (usual, "usual_care")):
        assert line.points[0].score == 6.0
        short = shown().of(option).forecasts["pain", "short"]
        assert (line.points[1].week, line.points[1].score) == (8.0, pytest.approx(short.expected / 10.0))
        assert line.points[1].spread == pytest.approx(tuple(end / 10.0 for end in short.spread))
    assert (chart.goal, chart.low, chart.high) == (3.0, 0.0, 10.0)


def test_usual_care_is_not_drawn_beside_itself() -> None:
    told = telling("usual_care")
    chart = course_chart(told, told.plan.aims[0])
    assert chart is not None
    assert len(chart.courses) == 1
    assert "Broken line" not in plain(course(told, told.plan.aims[0]) or "")


def test_without_a_first_score_nothing_is_drawn() -> None:
    told = telling(profile=person(pain=None))
    assert course(told, told.plan.aims[0]) is None
