"""Rank picture: how likely each rank is, beside the estimate and its interval, never without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.faces.charts.svg import INK, LINE, SOFT, figure, label, text_width, wrapped
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import number, percent

DARK = (8, 69, 114)
LEADING = 16.0
NOTHING = 0.002
"""A rank less likely than this is left white."""


@dataclass(frozen=True, kw_only=True)
class RankRow:
    """A treatment with its estimate in words, its P-score, and the probability of each rank, the best first."""

    label: str
    estimate: str
    p_score: float
    probabilities: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Ranks:
    """What the picture shows, rows in the order drawn."""

    rows: tuple[RankRow, ...]
    title: str
    summary: str
    heading: str
    """Over the estimates: "Against usual care [95 % interval]"."""


@dataclass(frozen=True, kw_only=True)
class _Frame:
    width: float
    labels: float
    estimate: float
    score: float
    left: float
    right: float
    stacked: bool


def draw_ranks(picture: Ranks, key: str, *, narrow: bool = False) -> Markup:
    """The picture as SVG: 960 wide, or 340 with the words above each strip. `key` makes its ids."""
    frame = _narrow() if narrow else _wide(picture)
    y = 54.0
    parts = [_head(picture, frame, y)]
    for row in picture.rows:
        parts.append(_row(row, picture, frame, y))
        y += _height(row, frame)
    scale, height = _scale(picture, y + 8.0)
    return figure(key, frame.width, height, picture.title, picture.summary, *parts, scale)


def _wide(picture: Ranks) -> _Frame:
    words = max(text_width(row.estimate) for row in picture.rows)
    estimate = 265.0
    score = estimate + max(words, text_width("[95 % interval]", 12, bold=True)) + 14.0
    return _Frame(width=960, labels=250, estimate=estimate, score=score, left=score + 66.0, right=950, stacked=False)


def _narrow() -> _Frame:
    return _Frame(width=340, labels=328, estimate=6, score=6, left=6, right=334, stacked=True)


def _lines(row: RankRow, frame: _Frame) -> list[str]:
    return wrapped(row.label, frame.labels, 13, bold=frame.stacked)


def _height(row: RankRow, frame: _Frame) -> float:
    count = len(_lines(row, frame))
    return LEADING * (count + 2) + 30.0 if frame.stacked else max(24.0, LEADING * count + 8.0)


def _head(picture: Ranks, frame: _Frame, y: float) -> Markup:
    count = len(picture.rows)
    ends = fragment(
        label(frame.left, y - 6, "1 (best)", size=12, fill=SOFT),
        label(frame.right, y - 6, f"{count} (last)", size=12, anchor="end", fill=SOFT),
    )
    if frame.stacked:
        return fragment(label(6, 18, "Chance of each rank, best at the left", size=13, bold=True), ends)
    lines = wrapped(picture.heading, frame.score - frame.estimate - 6, 12, bold=True)
    return fragment(
        *(label(frame.estimate, 18 + 15 * i, t, size=12, bold=True) for i, t in enumerate(lines)),
        label(6, 18, "Treatment", size=12, bold=True),
        label(frame.score, 18, "P-score", size=12, bold=True),
        label((frame.left + frame.right) / 2, 18, "Chance of each rank", size=12, bold=True, anchor="middle"),
        ends,
    )


def _row(row: RankRow, picture: Ranks, frame: _Frame, top: float) -> Markup:
    lines, most = _lines(row, frame), _most(picture)
    names = [label(6, top + 15 + LEADING * i, t, bold=frame.stacked) for i, t in enumerate(lines)]
    if frame.stacked:
        y = top + 15 + LEADING * len(lines)
        told = [
            label(6, y, row.estimate, size=12.5, fill=SOFT),
            label(6, y + LEADING, f"P-score {number(row.p_score, 2)}", size=12.5, fill=SOFT),
        ]
        strip = y + LEADING + 6.0
    else:
        middle = top + _height(row, frame) / 2.0
        told = [label(frame.estimate, middle + 3, row.estimate), label(frame.score, middle + 3, f"{row.p_score:.2f}")]
        strip = middle - 10.0
    return element("g", *names, *told, _strip(row, frame, strip, most), class_="row")


def _most(picture: Ranks) -> float:
    return max((p for row in picture.rows for p in row.probabilities), default=1.0) or 1.0


def _strip(row: RankRow, frame: _Frame, y: float, most: float) -> Markup:
    cell = (frame.right - frame.left) / len(row.probabilities)
    boxes = [
        element("rect", x=frame.left + i * cell, y=y, width=cell, height=16, fill=shade(p / most), class_="rank")
        for i, p in enumerate(row.probabilities)
        if p >= NOTHING
    ]
    words = _percents(row.probabilities, frame.left, cell, y, most) if cell >= 44.0 else []
    edge = element(
        "rect", x=frame.left, y=y, width=frame.right - frame.left, height=16, fill="none", stroke=LINE, stroke_width=0.6
    )
    return fragment(*boxes, *words, edge)


def _percents(probabilities: Sequence[float], left: float, cell: float, y: float, most: float) -> list[Markup]:
    return [
        label(
            left + (i + 0.5) * cell,
            y + 12,
            percent(p),
            size=11,
            anchor="middle",
            fill="#ffffff" if p / most > 0.55 else INK,
        )
        for i, p in enumerate(probabilities)
    ]


def shade(strength: float) -> str:
    """From white (0) to dark blue (1): darker also in black and white."""
    mixed = [round(255 + (dark - 255) * min(1.0, max(0.0, strength))) for dark in DARK]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _scale(picture: Ranks, top: float) -> tuple[Markup, float]:
    """What the shades mean."""
    most, width = _most(picture), 150.0
    steps = 10
    boxes = [
        element("rect", x=40 + i * width / steps, y=top, width=width / steps, height=12, fill=shade((i + 0.5) / steps))
        for i in range(steps)
    ]
    edge = element("rect", x=40, y=top, width=width, height=12, fill="none", stroke=LINE, stroke_width=0.6)
    ends = [
        label(6, top + 11, percent(0), size=12, fill=SOFT),
        label(46 + width, top + 11, f"{percent(most)} (darkest)", size=12, fill=SOFT),
    ]
    return fragment(*boxes, edge, *ends), top + 24.0
