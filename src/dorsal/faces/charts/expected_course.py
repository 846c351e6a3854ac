"""Expected course: a score over the weeks with its interval, how people differ, and the goal.

A line and the interval of the expected score say how well the mean is known; the band says how one person can differ
from it. They are drawn as two things because they are two things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.errors import EvidenceError
from dorsal.faces.charts.axis import Axis
from dorsal.faces.charts.legend import Entry, Glyph, legend
from dorsal.faces.charts.plane import Plane, axes
from dorsal.faces.charts.svg import BAND, BLUE, INK, LINE, PAPER, figure, label, line
from dorsal.faces.charts.wording import NARROW, WIDE, Interval
from dorsal.faces.markup import Markup, element, fragment

STYLES = ((BLUE, None, BLUE), (INK, "6 4", PAPER), ("#6a7178", "2 3", "#a8b2bc"))
"""Line, dashes and filling of the points of the first, second and third course."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """The score expected in a week: its interval, and where most people will be."""

    week: float
    score: float
    interval: Interval | None = None
    spread: Interval | None = None

    def __post_init__(self) -> None:
        for ends in (self.interval, self.spread):
            if ends is not None and not ends[0] <= self.score <= ends[1]:
                raise EvidenceError(f"week {self.week:g}: {ends[0]:g} to {ends[1]:g} does not hold {self.score:g}")


@dataclass(frozen=True, kw_only=True)
class Course:
    """One line: what it is of, and its points in the order of their weeks."""

    label: str
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        weeks = [point.week for point in self.points]
        if weeks != sorted(set(weeks)):
            raise EvidenceError(f"{self.label}: the weeks must rise, got {', '.join(f'{w:g}' for w in weeks)}")


@dataclass(frozen=True, kw_only=True)
class ExpectedCourse:
    """What the chart shows: one to three courses, the first with its band. `axes` are the words on them."""

    courses: tuple[Course, ...]
    low: float
    high: float
    """Ends of the scale."""
    title: str
    summary: str
    axes: tuple[str, str]
    """Of the weeks, of the score."""
    goal: float | None = None
    goal_words: str = ""
    interval_words: str = ""
    spread_words: str = ""
    """What the line through a point and the band mean."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.courses) <= len(STYLES):
            raise EvidenceError(f"the chart shows one to {len(STYLES)} courses, got {len(self.courses)}")


def draw_expected_course(chart: ExpectedCourse, key: str, *, narrow: bool = False, legend_below: bool = True) -> Markup:
    """The courses as SVG: 960 wide, or 340. `key` makes its ids. No legend where the page has one beside it."""
    width = NARROW if narrow else WIDE
    plane = _plane(chart, narrow=narrow)
    frame, y = axes(plane, chart.axes[0], chart.axes[1], about=(5 if narrow else 8, 5))
    lines = [_line(course, i, plane) for i, course in enumerate(chart.courses)]
    told, height = legend(_entries(chart) if legend_below else [], width - 6.0, y + (10.0 if legend_below else 0.0))
    band = _band(chart.courses[0], plane)
    return figure(
        key, width, height + 2.0, chart.title, chart.summary, band, frame, _goal(chart, plane), *reversed(lines), told
    )


def _plane(chart: ExpectedCourse, *, narrow: bool) -> Plane:
    weeks = [point.week for course in chart.courses for point in course.points]
    left, right, bottom = (48.0, NARROW - 14.0, 230.0) if narrow else (70.0, WIDE - 30.0, 330.0)
    return Plane(
        across=Axis(low=0.0, high=1.03 * max(weeks, default=1.0) or 1.0, left=left, right=right, measure=""),
        up=Axis(low=chart.low, high=chart.high, left=bottom, right=12.0, measure=""),
    )


def _band(course: Course, plane: Plane) -> Markup | None:
    """Where most people will be, from week to week."""
    known = [(p.week, p.spread) for p in course.points if p.spread is not None]
    if len(known) < 2:
        return None
    corners = [plane.held(week, ends[1]) for week, ends in known]
    corners += [plane.held(week, ends[0]) for week, ends in reversed(known)]
    return element("polygon", points=_joined(corners), fill=BAND, stroke=LINE, stroke_dasharray="3 3", class_="band")


def _line(course: Course, i: int, plane: Plane) -> Markup:
    """The line of a course with its points; those of different courses stand side by side."""
    stroke, dashes, fill = STYLES[i]
    shift = 5.0 * i
    spots = [(x + shift, y) for x, y in (plane.held(p.week, p.score) for p in course.points)]
    whiskers = [
        _interval(spot[0], plane, point.interval, stroke)
        for spot, point in zip(spots, course.points, strict=True)
        if point.interval is not None and point.interval[1] > point.interval[0]
    ]
    path = element(
        "polyline", points=_joined(spots), fill="none", stroke=stroke, stroke_width=2.2, stroke_dasharray=dashes
    )
    return element("g", path, *whiskers, *(_spot(x, y, stroke, fill) for x, y in spots), class_="course")


def _spot(x: float, y: float, stroke: str, fill: str) -> Markup:
    return element("circle", cx=x, cy=y, r=4.5, fill=fill, stroke=stroke, stroke_width=1.6, class_="point")


def _interval(x: float, plane: Plane, ends: Interval, stroke: str) -> Markup:
    low, high = (plane.held(0.0, end)[1] for end in ends)
    return fragment(
        line(x, low, x, high, stroke, 1.8, class_="whisker"),
        line(x - 4, low, x + 4, low, stroke, 1.8),
        line(x - 4, high, x + 4, high, stroke, 1.8),
    )


def _goal(chart: ExpectedCourse, plane: Plane) -> Markup | None:
    if chart.goal is None:
        return None
    _, y = plane.held(0.0, chart.goal)
    right = plane.across.right
    return fragment(
        line(plane.across.left, y, right, y, INK, 1.4, stroke_dasharray="1 4", stroke_linecap="round", class_="goal"),
        label(plane.across.left + 6, y + (16 if y < plane.bottom - 20 else -7), chart.goal_words, bold=True),
    )


def _joined(spots: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)


def _entries(chart: ExpectedCourse) -> list[Entry]:
    entries = [Entry(words=course.label, glyph=_sample(i)) for i, course in enumerate(chart.courses)]
    if chart.interval_words:
        entries.append(Entry(words=chart.interval_words, glyph=_whisker))
    if chart.spread_words:
        entries.append(Entry(words=chart.spread_words, glyph=_swatch))
    return entries


def _sample(i: int) -> Glyph:
    stroke, dashes, fill = STYLES[i]

    def glyph(x: float, y: float) -> Markup:
        through = line(x - 9, y, x + 9, y, stroke, 2.2, stroke_dasharray=dashes)
        return fragment(through, _spot(x, y, stroke, fill))

    return glyph


def _whisker(x: float, y: float) -> Markup:
    ends = (line(x - 4, end, x + 4, end, INK, 1.8) for end in (y - 8, y + 8))
    return fragment(line(x, y - 8, x, y + 8, INK, 1.8), *ends)


def _swatch(x: float, y: float) -> Markup:
    return element("rect", x=x - 9, y=y - 7, width=18, height=14, fill=BAND, stroke=LINE, stroke_dasharray="3 3")
