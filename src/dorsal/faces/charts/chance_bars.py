"""Bars from nothing to all: how many of so many people, option by option, each with its interval.

For patients: an axis from 0 to all of them, no zoom and no difference that looks larger than it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from dorsal.errors import EvidenceError
from dorsal.faces.charts.axis import Axis, drawn
from dorsal.faces.charts.legend import Entry, legend
from dorsal.faces.charts.shades import hatch
from dorsal.faces.charts.svg import INK, figure, label, line, text_width, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE
from dorsal.faces.markup import Markup, element, fragment

FULL, THICK, LEADING = "#84a2ba", 22.0, 16.0
LABELS = 250.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One option: `count` people, `low` to `high` with the interval; or no count and the reason in `words`."""

    label: str
    words: str
    """The numbers as they are said: "42 of 100 (30 to 55)", or why there are none."""
    count: float | None = None
    low: float = 0.0
    high: float = 0.0
    chosen: bool = False
    """Hatched and in bold: the option that was chosen, or that the page is about."""

    def __post_init__(self) -> None:
        if self.count is not None and not 0.0 <= self.low <= self.count <= self.high:
            raise EvidenceError(f"{self.label}: {self.low:g} to {self.high:g} must hold {self.count:g}, all from 0 up")


@dataclass(frozen=True, kw_only=True)
class ChanceBars:
    """What the chart shows, rows in the order drawn. The axis ends at `of`."""

    rows: tuple[Bar, ...]
    title: str
    summary: str
    axis: str
    """Under the axis: "of 100 people, so many improve"."""
    whisker: str = ""
    """What the line on a bar means; said below the chart."""
    of: float = 100.0

    def __post_init__(self) -> None:
        over = [row.label for row in self.rows if row.count is not None and row.high > self.of]
        if over:
            raise EvidenceError(f"more than {self.of:g} of {self.of:g} people: {', '.join(over)}")


def draw_chance_bars(chart: ChanceBars, key: str, *, narrow: bool = False) -> Markup:
    """The bars as SVG: 960 wide, or 340 with the words above each bar. `key` makes its ids."""
    width, left = (NARROW, 10.0) if narrow else (WIDE, LABELS)
    right = width - 18.0 if narrow else width - 34.0 - max((text_width(row.words) for row in chart.rows), default=0.0)
    axis = Axis(low=0.0, high=chart.of, left=left, right=right, measure="")
    parts, y = [], 8.0
    for row in chart.rows:
        made, y = _stacked(row, axis, y) if narrow else _flat(row, axis, y)
        parts.append(made)
    told = [label((left + right) / 2.0, y + 38, chart.axis, size=12, anchor="middle")]
    entries = [Entry(words=chart.whisker, glyph=_sample)] if chart.whisker else []
    key_below, height = legend(entries, width - 6.0, y + 48.0)
    return figure(
        key, width, height + 2.0, chart.title, chart.summary, drawn(axis, 4.0, y, about=5), *parts, *told, key_below
    )


def _flat(row: Bar, axis: Axis, top: float) -> tuple[Markup, float]:
    lines = wrapped(row.label, LABELS - 18.0, bold=row.chosen)
    height = max(THICK + 12.0, LEADING * len(lines) + 8.0)
    first = top + height / 2.0 - LEADING * (len(lines) - 1) / 2.0 + 4.5
    named = [label(6, first + i * LEADING, t, bold=row.chosen) for i, t in enumerate(lines)]
    said = label(axis.right + 22.0, top + height / 2.0 + 4.5, row.words, bold=row.chosen)
    bar = _bar(row, axis, top + (height - THICK) / 2.0)
    return element("g", *named, bar, said, class_="row"), top + height


def _stacked(row: Bar, axis: Axis, top: float) -> tuple[Markup, float]:
    lines = wrapped(row.label, NARROW - 16.0, bold=True)
    named = [label(6, top + 14.0 + i * LEADING, t, bold=True) for i, t in enumerate(lines)]
    y = top + LEADING * len(lines) + 14.0
    said = wrapped(row.words, NARROW - 16.0, 12.5)
    named += [label(6, y + i * LEADING, t, size=12.5) for i, t in enumerate(said)]
    y += LEADING * (len(said) - 1) + 8.0
    return element("g", *named, _bar(row, axis, y), class_="row"), y + (THICK + 10.0 if row.count is not None else 4.0)


def _bar(row: Bar, axis: Axis, top: float) -> Markup | None:
    if row.count is None:
        return None
    width, middle = axis.x(row.count) - axis.left, top + THICK / 2.0
    return fragment(
        element("rect", x=axis.left, y=top, width=width, height=THICK, fill=FULL, stroke=INK, class_="bar"),
        hatch(axis.left, top, width, THICK, stroke=INK) if row.chosen else None,
        _whisker(axis.x(row.low), axis.x(row.high), middle),
    )


def _whisker(left: float, right: float, y: float) -> Markup:
    """A line with ends, on a white one so that it is seen on a bar."""
    return fragment(
        line(left, y, right, y, "#ffffff", 5.0),
        line(left, y, right, y, INK, 1.8, class_="whisker"),
        line(left, y - 6, left, y + 6, INK, 1.8),
        line(right, y - 6, right, y + 6, INK, 1.8),
    )


def _sample(x: float, y: float) -> Markup:
    return _whisker(x - 8.0, x + 8.0, y)
