"""Hasse diagram: which treatments are better than which on every outcome at once.

Carlsen & Bruggemann 2014; Ruecker & Schwarzer 2017. A line goes down from the better to the worse; two treatments
that no way down joins cannot be ordered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dorsal.faces.charts.layers import Item, layered, positions
from dorsal.faces.charts.legend import notes, nothing
from dorsal.faces.charts.svg import INK, PAPER, SOFT, figure, label, text_width, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Names
from dorsal.faces.markup import Markup, element
from dorsal.faces.numbers import count, number
from dorsal.faces.words import listed

if TYPE_CHECKING:
    from dorsal.synthesis.ranks.partial_order import PartialOrder

TITLE = "Which is better on every outcome"
TOP_FILL = "#d3ecc4"
MOST = 60
LEADING = 14.0
GAP = 16.0
WIDEST = 190.0
LEAST = 66.0
"""Boxes with less room have a number in place of their words."""


@dataclass(frozen=True, kw_only=True)
class _Box:
    """A treatment's words and scores, or its number where there is no room for them."""

    lines: tuple[str, ...]
    scores: str
    width: float

    @property
    def height(self) -> float:
        return LEADING * (len(self.lines) + bool(self.scores)) + 10.0


def draw_hasse(
    order: PartialOrder, key: str, *, names: Names = str, title: str = TITLE, narrow: bool = False
) -> Markup:
    """The diagram, the treatments that nothing beats at the top; their scores stand in the boxes."""
    if len(order.treatments) > MOST:
        why = f"{len(order.treatments)} treatments are too many for a picture."
        return nothing(key, title, why, narrow=narrow)
    width = NARROW if narrow else WIDE
    made = layered(order.levels, order.covers)
    numbered = min(_room(row, width) for row in made.rows) < LEAST
    number_of = {t: i for i, t in enumerate((t for row in order.levels for t in row), 1)}
    boxes = {
        t: _box(order, t, names, _room(row, width), str(number_of[t]) if numbered else "")
        for row in made.rows for t in row if isinstance(t, str)
    }  # fmt: skip
    gap = GAP if narrow else 2.0 * GAP
    widths = {item: boxes[item].width + gap if isinstance(item, str) else gap for row in made.rows for item in row}
    x, (tops, bottom) = positions(made, widths, 6.0, width - 6.0), _tops(made.rows, boxes)
    lines = [_line(chain, x, tops) for chain in made.chains.values()]
    drawn = [_drawn(box, x[t], tops[t], top=t in order.undominated) for t, box in boxes.items()]
    key_lines = [f"{i}  {names(t)}: {_scores(order, t)}" for t, i in number_of.items()] if numbered else []
    small, height = notes([*_notes(order, names), *key_lines], width, bottom + 10.0)
    return figure(key, width, height + 4.0, title, order_words(order, names=names), *lines, *drawn, small)


def _scores(order: PartialOrder, treatment: str) -> str:
    return " / ".join(number(scores[treatment], 2) for scores in order.scores.values())


def _room(row: tuple[Item, ...], width: float) -> float:
    """For a box of the row, beside the lines that pass it by."""
    boxes = sum(isinstance(item, str) for item in row)
    gap = GAP if width == NARROW else 2.0 * GAP
    return min(WIDEST, (width - 12.0 - gap * len(row)) / boxes) if boxes else WIDEST


def _box(order: PartialOrder, treatment: str, names: Names, room: float, number_: str) -> _Box:
    if number_:
        return _Box(lines=(number_,), scores="", width=28.0)
    lines, scores = wrapped(names(treatment), room - 10.0, 12.5, most=4), _scores(order, treatment)
    told = scores if text_width(scores, 12) <= room - 8.0 else ""
    return _Box(lines=tuple(lines), scores=told, width=10.0 + max(text_width(t, 12.5) for t in (*lines, told)))


def _tops(
    rows: tuple[tuple[Item, ...], ...], boxes: Mapping[str, _Box]
) -> tuple[dict[Item, tuple[float, float]], float]:
    """The upper and lower end of every item, and the y below all."""
    found: dict[Item, tuple[float, float]] = {}
    y = 8.0
    for row in rows:
        height = max(boxes[item].height for item in row if isinstance(item, str))
        for item in row:
            own = boxes[item].height if isinstance(item, str) else height
            found[item] = (y + (height - own) / 2.0, y + (height + own) / 2.0)
        y += height + 36.0
    return found, y - 36.0


def _line(chain: tuple[Item, ...], x: Mapping[Item, float], tops: Mapping[Item, tuple[float, float]]) -> Markup:
    """From the foot of the better one, past what stands between, to the head of the worse one."""
    first, last = chain[0], chain[-1]
    between = [(x[item], y) for item in chain[1:-1] for y in tops[item]]
    points = [(x[first], tops[first][1]), *between, (x[last], tops[last][0])]
    told = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    return element("polyline", points=told, fill="none", stroke="#6b747d", stroke_width=1.5, class_="cover")


def _drawn(box: _Box, x: float, y: tuple[float, float], *, top: bool) -> Markup:
    """The box; of a treatment that nothing beats it has a double rim."""
    left, first = x - box.width / 2.0, y[0] + 16.0
    rim = element("rect", x=left + 3, y=y[0] + 3, width=box.width - 6, height=box.height - 6, fill="none", stroke=INK,
                  stroke_width=0.6, rx=3) if top else None  # fmt: skip
    words = [label(x, first + LEADING * i, t, size=12.5, anchor="middle") for i, t in enumerate(box.lines)]
    if box.scores:
        words.append(label(x, first + LEADING * len(box.lines), box.scores, size=12, anchor="middle", fill=SOFT))
    return element(
        "g",
        element("rect", x=left, y=y[0], width=box.width, height=box.height, rx=5, fill=TOP_FILL if top else PAPER,
                stroke=INK, stroke_width=1.1),
        rim, *words, class_="treatment",
    )  # fmt: skip


def _notes(order: PartialOrder, names: Names) -> list[str]:
    lines = [
        f"Scores, higher is better: {' / '.join(order.scores)}.",
        "Down a line: worse on none of these and better on one. Double rim: nothing is better on all.",
    ]
    if order.not_scored:
        lines.append(f"Without a score on every outcome: {listed(names(t) for t in order.not_scored)}.")
    return lines


def order_words(order: PartialOrder, *, names: Names = str) -> str:
    """Which treatments none beats on every outcome, and how much of the order is left open."""
    n = len(order.treatments)
    pairs = n * (n - 1) // 2
    ordered = sum(order.dominates(a, b) for a in order.treatments for b in order.treatments)
    best = listed(names(t) for t in order.undominated)
    verb = "is" if len(order.undominated) == 1 else "are"
    return (
        f"{count(n, 'treatment')} by {listed(order.scores)}: {best} {verb} beaten on all of them by none; {ordered} of "
        f"{count(pairs, 'pair')} can be ordered."
    )
