"""Forest plot: every option against one reference, with its interval, prediction interval, words and marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.faces.charts.axis import Axis, drawn, reach
from dorsal.faces.charts.svg import (
    BAND,
    BLUE,
    INK,
    LINE,
    PAPER,
    SOFT,
    figure,
    label,
    line,
    on_paper,
    text_width,
    wrapped,
)
from dorsal.faces.markup import Markup, element, fragment

Interval = tuple[float, float]
LEADING = 17.0


@dataclass(frozen=True, kw_only=True)
class ForestRow:
    """One option: numbers on the analysis scale (a log for ratios), and its words as they are printed."""

    label: str
    mean: float
    se: float
    ci: Interval
    pi: Interval | None = None
    columns: tuple[str, ...] = ()
    marks: str = ""
    hollow: bool = False
    """Drawn as an outline: the value is an extrapolation."""


@dataclass(frozen=True, kw_only=True)
class Forest:
    """What the plot shows. `columns` head the text columns; `mic` is on the analysis scale."""

    rows: tuple[ForestRow, ...]
    measure: str
    title: str
    summary: str
    heading: str
    """Over the labels: "Against usual care"."""
    columns: tuple[str, ...]
    axis_title: str
    favours: tuple[str, str] = ("", "")
    """Words under the left and the right end of the axis."""
    mic: float | None = None
    legend: tuple[str, ...] = ()
    marks: str = "Marks"
    """Over the column of marks."""


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """Where things stand. Stacked: words above each line, for a narrow screen."""

    width: float
    labels: float
    left: float
    right: float
    columns: tuple[float, ...]
    stacked: bool
    size: float = 13.0


def draw_forest(plot: Forest, key: str, *, narrow: bool = False) -> Markup:
    """The plot as SVG: 960 wide, or 340 with the words above the lines.

    `key` makes its ids. Squares have an area in proportion to 1 / se^2; arrows mark intervals that go on.
    """
    frame = _narrow_frame() if narrow else _wide_frame(plot)
    axis = _axis(plot, frame)
    tops, bottom = _tops(plot, frame)
    body = [
        _band(plot, axis, tops[0] - 4, bottom),
        drawn(axis, tops[0] - 4, bottom, about=4 if narrow else 6),
        line(axis.clipped(0.0), tops[0] - 4, axis.clipped(0.0), bottom, SOFT, 1.4),
        _headings(plot, frame),
        *(_row(row, plot, frame, axis, top) for row, top in zip(plot.rows, tops, strict=True)),
    ]
    foot, height = _foot(plot, frame, axis, bottom)
    return figure(key, frame.width, height, plot.title, plot.summary, *body, foot)


def _wide_frame(plot: Forest) -> _Frame:
    widths = [_column_width(column) for column in _columns(plot)]
    right = 960.0 - sum(widths) - 16.0
    starts = tuple(right + 20.0 + sum(widths[:i]) for i in range(len(widths)))
    return _Frame(width=960, labels=255, left=284, right=right, columns=starts, stacked=False)


def _columns(plot: Forest) -> list[tuple[str, ...]]:
    """The text columns from head to foot; the marks are the last one, where there are any."""
    texts = [tuple(row.columns[i] for row in plot.rows) for i in range(len(plot.columns))]
    found = [(head, *column) for head, column in zip(plot.columns, texts, strict=True)]
    marks = tuple(row.marks for row in plot.rows)
    return [*found, (plot.marks, *marks)] if any(marks) else found


def _column_width(column: Sequence[str]) -> float:
    head, *texts = column
    heads = (text_width(line_, 12, bold=True) for line_ in head.split("\n"))
    return 14.0 + 0.94 * max(max(heads), max((text_width(t) for t in texts), default=0.0))


def _narrow_frame() -> _Frame:
    return _Frame(width=340, labels=328, left=16, right=324, columns=(), stacked=True)


def _axis(plot: Forest, frame: _Frame) -> Axis:
    keep = [0.0] + ([-plot.mic, plot.mic] if plot.mic else [])
    low, high = reach([r.mean for r in plot.rows], [r.ci for r in plot.rows], keep)
    return Axis(low=low, high=high, left=frame.left, right=frame.right, measure=plot.measure)


def _label_lines(row: ForestRow, frame: _Frame) -> list[str]:
    return wrapped(row.label, frame.labels, 14 if frame.stacked else frame.size, most=5, bold=frame.stacked)


def _height(row: ForestRow, plot: Forest, frame: _Frame) -> float:
    count = len(_label_lines(row, frame)) + (len(_told(row, plot)) if frame.stacked else 0)
    return count * LEADING + (30.0 if frame.stacked else 9.0)


def _head_height(plot: Forest, frame: _Frame) -> float:
    if frame.stacked:
        return 14.0 + LEADING * len(wrapped(plot.heading, frame.labels, 14, bold=True))
    deepest = max([1, *(len(head.split("\n")) for head in plot.columns)])
    return 14.0 + LEADING * deepest


def _tops(plot: Forest, frame: _Frame) -> tuple[list[float], float]:
    y, tops = _head_height(plot, frame) + 6.0, []
    for row in plot.rows:
        tops.append(y)
        y += _height(row, plot, frame)
    return tops, y


def _headings(plot: Forest, frame: _Frame) -> Markup:
    if frame.stacked:
        heads = wrapped(plot.heading, frame.labels, 14, bold=True)
        return fragment(*(label(6, 17 + i * LEADING, t, size=14, bold=True) for i, t in enumerate(heads)))
    heads = wrapped(plot.heading, frame.labels, 12, bold=True)
    return fragment(
        *(label(6, 17 + i * 15, t, size=12, bold=True) for i, t in enumerate(heads)),
        *(
            label(x, 17 + i * 15, t, size=12, bold=True)
            for x, column in zip(frame.columns, _columns(plot), strict=True)
            for i, t in enumerate(column[0].split("\n"))
        ),
    )


def _band(plot: Forest, axis: Axis, top: float, bottom: float) -> Markup | None:
    """The differences too small to matter."""
    if not plot.mic:
        return None
    left, right = axis.clipped(-plot.mic), axis.clipped(plot.mic)
    edge = {"stroke": LINE, "stroke_dasharray": "3 3"}
    return fragment(
        element("rect", x=left, y=top, width=right - left, height=bottom - top, fill=BAND, class_="mic"),
        *(
            element("line", x1=x, x2=x, y1=top, y2=bottom, **edge)
            for x, value in ((left, -plot.mic), (right, plot.mic))
            if axis.holds(value)
        ),
    )


def _row(row: ForestRow, plot: Forest, frame: _Frame, axis: Axis, top: float) -> Markup:
    lines = _label_lines(row, frame)
    height = _height(row, plot, frame)
    size, put = (14.0, on_paper) if frame.stacked else (frame.size, label)
    words = [put(6, top + 13 + i * LEADING, t, size=size, bold=frame.stacked) for i, t in enumerate(lines)]
    if frame.stacked:
        first = top + 13 + len(lines) * LEADING
        told = [on_paper(6, first + i * LEADING, t, size=12.5, fill=SOFT) for i, t in enumerate(_told(row, plot))]
        y = top + height - 19
    else:
        y = top + (height - 9.0) / 2.0
        texts = (*row.columns, row.marks)
        told = [label(x, y + 4.5, t) for x, t in zip(frame.columns, texts, strict=False) if t]
    return element("g", *words, *told, _interval(row, plot, axis, y), class_="row")


def _told(row: ForestRow, plot: Forest) -> list[str]:
    """The columns as lines for a narrow screen, the marks behind the first."""
    heads = [head.replace("\n", " ") for head in plot.columns]
    lines = [t if not i else f"{head}: {t}" for i, (head, t) in enumerate(zip(heads, row.columns, strict=True))]
    told = [f"{lines[0]}   {row.marks}".rstrip(), *lines[1:]] if lines else [row.marks]
    return [part for line_ in told for part in wrapped(line_, 326, 12.5)]


def _interval(row: ForestRow, plot: Forest, axis: Axis, y: float) -> Markup:
    low, high = (axis.clipped(bound) for bound in row.ci)
    return fragment(
        _prediction(row.pi, axis, y),
        line(low, y, high, y, BLUE, 2.6, class_="ci"),
        _arrow(axis.left, y, -1) if row.ci[0] < axis.low else None,
        _arrow(axis.right, y, 1) if row.ci[1] > axis.high else None,
        _square(row, plot, axis, y),
    )


def _prediction(pi: Interval | None, axis: Axis, y: float) -> Markup | None:
    if pi is None or pi[1] < axis.low or pi[0] > axis.high:
        return None
    low, high = (axis.clipped(bound) for bound in pi)
    caps = [x for x, bound in ((low, pi[0]), (high, pi[1])) if axis.holds(bound)]
    return fragment(
        line(low, y, high, y, SOFT, 1, class_="pi"),
        *(line(x, y - 4, x, y + 4, SOFT, 1) for x in caps),
        *(_open_arrow(x, y, way) for x, bound, way in ((low, pi[0], -1), (high, pi[1], 1)) if not axis.holds(bound)),
    )


def _arrow(x: float, y: float, way: int) -> Markup:
    return element("path", d=f"M{x + 4 * way:.1f} {y:.1f} l{-9 * way} -5 v10 z", fill=BLUE, class_="clipped")


def _open_arrow(x: float, y: float, way: int) -> Markup:
    path = f"M{x - 5 * way:.1f} {y - 4:.1f} L{x + 1 * way:.1f} {y:.1f} l{-6 * way} 4"
    return element("path", d=path, fill="none", stroke=SOFT)


def _square(row: ForestRow, plot: Forest, axis: Axis, y: float) -> Markup | None:
    if not axis.holds(row.mean):
        return None
    side = square_side(row.se, [r.se for r in plot.rows])
    return element(
        "rect",
        x=f"{axis.x(row.mean) - side / 2:.3f}",
        y=y - side / 2,
        width=f"{side:.3f}",
        height=side,
        fill=PAPER if row.hollow else BLUE,
        stroke=BLUE,
        stroke_width=1.6,
        class_="mean",
    )


def square_side(se: float, all_se: Sequence[float]) -> float:
    """The side of a square: 16 for the most precise row, its area in proportion to 1 / se^2, never under 5."""
    positive = [s for s in all_se if s > 0]
    if not positive or se <= 0 or math.isinf(se):
        return 8.0
    return max(5.0, 16.0 * min(positive) / se)


def _foot(plot: Forest, frame: _Frame, axis: Axis, bottom: float) -> tuple[Markup, float]:
    """Axis title, which side favours whom, and the legend; with the height of the whole figure."""
    y = bottom + 38.0
    parts: list[Markup | None] = []
    centre = (axis.left + axis.right) / 2.0
    room = (frame.width - 12.0) if frame.stacked else 2.0 * (frame.width - centre)
    for text in wrapped(plot.axis_title, room, 12):
        parts.append(label(centre, y, text, size=12, anchor="middle", fill=SOFT))
        y += 16.0
    parts.append(_sides(plot, frame, axis, y))
    y += 16.0 * _side_lines(plot, frame, axis) + 8.0
    for entry in plot.legend:
        for text in wrapped(entry, frame.width - 12.0, 12, most=4):
            parts.append(label(6, y, text, size=12, fill=SOFT))
            y += 15.0
    return fragment(*parts), y + 2.0


def _side_words(plot: Forest, frame: _Frame, axis: Axis) -> tuple[list[str], list[str]]:
    end, start = _side_places(frame, axis)
    left = max(110.0, end - (2.0 if frame.stacked else 148.0))
    right = frame.width - start - 2.0
    return wrapped(plot.favours[0], left, 12, bold=True), wrapped(plot.favours[1], right, 12, bold=True)


def _side_places(frame: _Frame, axis: Axis) -> tuple[float, float]:
    """Where the words of the left side end and those of the right side begin: apart, and with room for both."""
    end = min(max(axis.clipped(0.0) - 6.0, 116.0), frame.width - 128.0)
    return end, end + 12.0


def _side_lines(plot: Forest, frame: _Frame, axis: Axis) -> int:
    return max(len(side) for side in _side_words(plot, frame, axis)) if any(plot.favours) else 0


def _sides(plot: Forest, frame: _Frame, axis: Axis, y: float) -> Markup | None:
    if not any(plot.favours):
        return None
    end, start = _side_places(frame, axis)
    left, right = _side_words(plot, frame, axis)
    return fragment(
        *(label(end, y + i * 16, t, size=12, anchor="end", bold=True, fill=INK)
          for i, t in enumerate(left)),
        *(label(start, y + i * 16, t, size=12, bold=True, fill=INK)
          for i, t in enumerate(right)),
    )  # fmt: skip
