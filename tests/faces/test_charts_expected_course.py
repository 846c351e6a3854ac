"""The expected course: points where their numbers are, interval and spread apart, the goal as a line."""

from __future__ import annotations

import pytest

from dorsal.errors import EvidenceError
from dorsal.faces.charts.expected_course import Course, ExpectedCourse, Point, draw_expected_course
from tests.faces.drawings import NS, Node, described, number, of_class, outside, points, read, scale, words
from tests.faces.test_markup import HOSTILE

EXERCISE = Course(
    label="With exercise",
    points=(
        Point(week=0, score=6.5, spread=(6.5, 6.5)),
        Point(week=8, score=4.0, interval=(3.0, 5.0), spread=(1.0, 7.0)),
        Point(week=26, score=3.5, interval=(2.5, 4.5), spread=(0.5, 6.5)),
    ),
)
USUAL = Course(label="With usual care", points=(Point(week=0, score=6.5), Point(week=8, score=5.0)))


def chart(*courses: Course, goal: float | None = 3.0, title: str = "My title") -> ExpectedCourse:
    return ExpectedCourse(
        courses=courses, low=0, high=10, title=title, summary="What it shows.", axes=("weeks", "pain, 0 to 10"),
        goal=goal, goal_words="your goal: 3", interval_words="of the mean", spread_words="8 of 10 people",
    )  # fmt: skip


def height(tree: Node) -> tuple[float, float]:
    """Slope and intercept of the score against y, from the words at the left axis."""
    ticks = [
        (float(t.text or ""), number(t, "y") - 4.0) for t in tree.iter(f"{NS}text") if t.get("text-anchor") == "end"
    ]
    (v1, y1), *_, (v2, y2) = ticks
    slope = (v2 - v1) / (y2 - y1)
    return slope, v1 - slope * y1


@pytest.mark.parametrize("narrow", [False, True])
def test_points_intervals_band_and_goal_are_where_their_numbers_are(narrow: bool) -> None:
    tree = read(draw_expected_course(chart(EXERCISE, USUAL), "k", narrow=narrow))
    slope, start = height(tree)
    along, first = scale(tree)
    usual, exercise = of_class(tree, "course")
    spots = of_class(exercise, "point")
    assert [first + along * number(s, "cx") for s in spots] == pytest.approx([0, 8, 26], abs=0.2)
    assert [start + slope * number(s, "cy") for s in spots] == pytest.approx([6.5, 4.0, 3.5], abs=0.05)
    ends = [[start + slope * number(w, y) for y in ("y1", "y2")] for w in of_class(exercise, "whisker")]
    assert ends == [pytest.approx([3, 5], abs=0.05), pytest.approx([2.5, 4.5], abs=0.05)]
    corners = [start + slope * y for _, y in points(of_class(tree, "band")[0])]
    assert corners == pytest.approx([6.5, 7.0, 6.5, 0.5, 1.0, 6.5], abs=0.05)
    assert start + slope * number(of_class(tree, "goal")[0], "y1") == pytest.approx(3.0, abs=0.05)
    assert len(of_class(usual, "point")) == 2
    assert not of_class(usual, "whisker")


@pytest.mark.parametrize("narrow", [False, True])
def test_it_says_everything_and_nothing_leaves_the_picture(narrow: bool) -> None:
    svg = draw_expected_course(chart(EXERCISE, USUAL, Course(label=HOSTILE, points=USUAL.points)), "k", narrow=narrow)
    tree = read(svg)
    assert described(tree) == ("My title", "What it shows.")
    assert all(told in words(tree) for told in ("With exercise", "your goal: 3", "of the mean", "8 of 10 people"))
    assert not outside(tree)
    assert "<script" not in svg


def test_without_a_goal_or_spread_there_is_no_line_and_no_band() -> None:
    tree = read(draw_expected_course(chart(USUAL, goal=None), "k"))
    assert not of_class(tree, "goal")
    assert not of_class(tree, "band")


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(EvidenceError, match=r"week 8: 3 to 4 does not hold 5"):
        Point(week=8, score=5, interval=(3, 4))
    with pytest.raises(EvidenceError, match="the weeks must rise, got 8, 0"):
        Course(label="a", points=USUAL.points[::-1])
    with pytest.raises(EvidenceError, match="one to 3 courses, got 0"):
        chart()
