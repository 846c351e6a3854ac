"""Rankograms: for each treatment the probability of every rank (bars) and of that rank or a better one (line)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dorsal.faces.charts.legend import Entry, legend, notes, nothing
from dorsal.faces.charts.svg import BLUE, FAINT, INK, LINE, SOFT, figure, label, line, text_width, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Names
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import chance, count, number, percent

if TYPE_CHECKING:
    from dorsal.synthesis.ranks.ranking import Ranks

TITLE = "How likely each rank is"
FILL = "#a9cbe8"
MARGIN = 42.0
PLOT = 96.0
"""Height of a panel's plot."""


@dataclass(frozen=True, kw_only=True)
class _Panel:
    """A treatment's place and numbers."""

    lines: tuple[str, ...]
    told: tuple[str, ...]
    bars: tuple[float, ...]
    sums: tuple[float, ...]
    left: float
    right: float
    top: float
    """Of the words; the plot starts below them."""
    bottom: float
    first: bool
    """The first of its row has the words of the vertical axis."""


def draw_rankograms(
    ranks: Ranks, key: str, *, names: Names = str, title: str = TITLE, level: float = 0.95, narrow: bool = False
) -> Markup:
    """A small panel for each treatment, highest SUCRA first: 4 in a row, or 2 on a phone. `key` makes its ids."""
    if len(ranks.treatments) < 2:
        return nothing(key, title, "one treatment has no rank.", narrow=narrow)
    width = NARROW if narrow else WIDE
    panels = _panels(ranks, names, level, width, 2 if narrow else 4)
    bottom = panels[-1].bottom + 34.0
    told, y = legend(_entries(), width - 6.0, bottom + 4.0)
    small, height = notes(_notes(len(ranks.treatments), level), width, y + 2.0)
    return figure(
        key, width, height, title, rank_words(ranks, names=names), *(_drawn(p) for p in panels), told, small
    )  # fmt: skip


def _panels(ranks: Ranks, names: Names, level: float, width: float, columns: int) -> list[_Panel]:
    order, place = list(ranks.sucra.items()), {t: i for i, t in enumerate(ranks.treatments)}
    share, probability, cumulative = (width - MARGIN) / columns, ranks.probability, ranks.cumulative
    made: list[_Panel] = []
    y = 6.0
    for start in range(0, len(order), columns):
        row = order[start : start + columns]
        words = [wrapped(names(t), share - 22.0, 13, most=5, bold=True) for t, _ in row]
        told = [_told(ranks, t, sucra, level, share - 14.0) for t, sucra in row]
        deepest = max(len(a) + len(b) for a, b in zip(words, told, strict=True))
        bottom = y + 15.0 * deepest + PLOT + 10.0
        for i, (treatment, _) in enumerate(row):
            left, p = MARGIN + share * i, place[treatment]
            made.append(
                _Panel(
                    lines=tuple(words[i]), told=tuple(told[i]), bars=tuple(map(float, probability[p])),
                    sums=tuple(map(float, cumulative[p])), left=left, right=left + share - 20.0,
                    top=y + 15.0 * (deepest - len(words[i]) - len(told[i])), bottom=bottom, first=i == 0,
                )
            )  # fmt: skip
        y = bottom + 34.0
    return made


def _told(ranks: Ranks, treatment: str, sucra: float, level: float, room: float) -> list[str]:
    found = ranks.summary(treatment, level)
    words = f"SUCRA {sucra:.2f}", f"median rank {number(found.median, 0)} ({found.low} to {found.high})"
    whole = "; ".join(words)
    return [whole] if text_width(whole, 12) <= room else list(words)


def _drawn(panel: _Panel) -> Markup:
    words = [label(panel.left, panel.top + 12 + 15 * i, t, bold=True) for i, t in enumerate(panel.lines)]
    below = panel.top + 12 + 15 * len(panel.lines)
    told = [label(panel.left, below + 15 * i, t, size=12, fill=SOFT) for i, t in enumerate(panel.told)]
    return element("g", *words, *told, _axes(panel), _bars(panel), _sums(panel), class_="panel")


def _height(panel: _Panel, share: float) -> float:
    return panel.bottom - PLOT * share


def _axes(panel: _Panel) -> Markup:
    cell = (panel.right - panel.left) / len(panel.bars)
    shown = _ticks(len(panel.bars), cell)
    return fragment(
        *(line(panel.left, _height(panel, s), panel.right, _height(panel, s), FAINT) for s in (0.5, 1.0)),
        line(panel.left, panel.bottom, panel.right, panel.bottom, LINE),
        *(label(panel.left - 4, _height(panel, s) + 4, percent(s), size=11, anchor="end", fill=SOFT)
          for s in (0.0, 0.5, 1.0) if panel.first),
        *(label(panel.left + cell * (r - 0.5), panel.bottom + 14, str(r), size=11, anchor="middle", fill=SOFT)
          for r in shown),
    )  # fmt: skip


def _ticks(ranks: int, cell: float) -> list[int]:
    """Ranks with their number below the axis: all if there is room, always the first and the last."""
    every = next((step for step in (1, 2, 5, 10, 20, 50) if step * cell >= 15.0), 100)
    between = range(1, ranks, every) if every <= 2 else range(every, ranks, every)
    return [1, *(r for r in between if r > 1 and (ranks - r) * cell >= 15.0 <= (r - 1) * cell), ranks]


def _bars(panel: _Panel) -> Markup:
    cell = (panel.right - panel.left) / len(panel.bars)
    gap = min(3.0, cell / 5.0)
    return fragment(
        *(element("rect", x=panel.left + cell * i + gap / 2, y=_height(panel, p), width=cell - gap, height=PLOT * p,
                  fill=FILL, stroke=INK, stroke_width=0.6, class_="bar") for i, p in enumerate(panel.bars))
    )  # fmt: skip


def _sums(panel: _Panel) -> Markup:
    cell = (panel.right - panel.left) / len(panel.sums)
    places = [(panel.left + cell * (i + 0.5), _height(panel, s)) for i, s in enumerate(panel.sums)]
    dots = places if cell >= 12.0 else []
    points = " ".join(f"{x:.1f},{y:.2f}" for x, y in places)
    return fragment(
        element("polyline", points=points, fill="none", stroke=BLUE, stroke_width=1.8, class_="cumulative"),
        *(element("circle", cx=x, cy=y, r=2.4, fill=BLUE) for x, y in dots),
    )


def _entries() -> Sequence[Entry]:
    def bar(x: float, y: float) -> Markup:
        return element("rect", x=x - 5, y=y - 8, width=10, height=16, fill=FILL, stroke=INK, stroke_width=0.6)

    def curve(x: float, y: float) -> Markup:
        return fragment(line(x - 9, y + 3, x + 9, y - 3, BLUE, 1.8), element("circle", cx=x, cy=y, r=2.4, fill=BLUE))

    return Entry(words="probability of the rank", glyph=bar), Entry(words="of that rank or a better one", glyph=curve)


def _notes(treatments: int, level: float) -> tuple[str, ...]:
    return (
        f"Ranks from 1, the best, to {treatments}. In brackets: the ranks that hold it with {percent(level)} "
        "probability. SUCRA: the area under the line, 1 if always the best.",
        "A rank says nothing about how large a difference is.",
    )


def rank_words(ranks: Ranks, *, names: Names = str) -> str:
    """Who has the highest SUCRA, and the chances that it is the best and among the first three."""
    treatment, sucra = next(iter(ranks.sucra.items()))
    p = ranks.cumulative[ranks.treatments.index(treatment)]
    third = f", among the first three {chance(float(p[2]))}" if len(p) > 3 else ""
    return (
        f"Of {count(len(p), 'treatment')} {names(treatment)} has the highest SUCRA, {sucra:.2f}; its chance of being "
        f"the best is {chance(float(p[0]))}{third}."
    )
