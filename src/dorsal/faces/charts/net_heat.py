"""Net heat plot: which design drives, and which relieves, the inconsistency of a network (Krahn et al. 2013).

A warm cell: the row's disagreement falls when the column's design is detached. A cool one: it rises, so the column
supports the row. The square inside grows with what the column's direct evidence weighs in the row's estimate.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dorsal.faces.charts.grid import MOST_CELLS, Cell, Grid, draw_grid
from dorsal.faces.charts.legend import Entry, nothing, swatch
from dorsal.faces.charts.shades import COOL, GREY, WARM, diverging, hatch, mixed
from dorsal.faces.charts.svg import BAND, SOFT
from dorsal.faces.charts.wording import Names, against, short_number, within
from dorsal.faces.markup import Markup, element
from dorsal.faces.numbers import count, number, p_value
from dorsal.faces.words import listed

if TYPE_CHECKING:
    from dorsal.synthesis.inconsistency.net_heat import HeatLabel, NetHeat

TITLE = "Net heat: where direct and indirect evidence disagree"
SEEN = 0.05
"""A cell whose share of the strongest is smaller has no sign."""


def draw_net_heat(heat: NetHeat, key: str, *, names: Names = str, title: str = TITLE, narrow: bool = False) -> Markup:
    """The matrix with its hottest rows first; `key` makes its ids."""
    n = len(heat.labels)
    if not n or n > MOST_CELLS:
        why = "no design disagrees with the others." if not n else f"{n} effects of designs are too many for a picture."
        return nothing(key, title, why, narrow=narrow)
    order = np.argsort(-heat.own, kind="stable")
    words = tuple(label_words(heat.labels[e], names) for e in order)
    most = float(np.nan_to_num(np.abs(heat.heat)).max()) or 1.0
    cells = tuple(tuple(_cell(heat, int(r), int(c), most, names) for c in order) for r in order)
    grid = Grid(
        rows=words, columns=words, cells=cells, title=title, summary=net_heat_words(heat, names=names), same=True,
        entries=_entries(), notes=_notes(heat),
    )  # fmt: skip
    return draw_grid(grid, key, narrow=narrow)


def label_words(label: HeatLabel, names: Names = str) -> str:
    """ "B against A (trials of A, B and C)"; of a two-arm design without the brackets."""
    pair = against(names, label.second, label.first)
    if len(label.design) == 2:
        return pair
    return f"{pair} (trials of {listed(within(names, t) for t in label.design)})"


def _cell(heat: NetHeat, row: int, column: int, most: float, names: Names) -> Cell:
    value, hat = float(heat.heat[row, column]), abs(float(heat.hat[row, column]))
    pair = f"{label_words(heat.labels[row], names)}; {label_words(heat.labels[column], names)} detached"
    inner = 0.8 * math.sqrt(min(1.0, hat))
    if math.isnan(value):
        return Cell(fill=BAND, words=(("×",),), hint=f"{pair}: cannot be detached")
    loud = abs(value) >= SEEN * most
    decimals = max(0, 1 - math.floor(math.log10(most)))
    return Cell(
        fill=diverging(value / most),
        words=((number(value, decimals) if loud else "",), ("",)),
        hatched=loud and value < 0,
        inner=inner,
        hint=f"{pair}: {short_number(value, 3)}; weight {hat:.2f}",
    )


def _entries() -> tuple[Entry, ...]:
    def square(x: float, y: float) -> Markup:
        return element("rect", x=x - 6, y=y - 6, width=12, height=12, fill=GREY, stroke=SOFT, stroke_width=0.5)

    return (
        Entry(words="the row disagrees less without the column's design", glyph=swatch(mixed(WARM, 0.8))),
        Entry(words="it disagrees more: the column supports it", glyph=swatch(mixed(COOL, 0.8), over=hatch)),
        Entry(words="larger: the column weighs more in the row's estimate", glyph=square),
        Entry(words="cannot be detached: a treatment hangs on it alone", glyph=swatch(BAND, "×")),
    )


def _notes(heat: NetHeat) -> tuple[str, ...]:
    tau2 = short_number(heat.tau2, 3) if heat.tau2 > 0 else "0"
    return (
        f"Numbers: by how much the row's part of Q between designs falls. On the diagonal: that part. tau² {tau2}.",
    )


def net_heat_words(heat: NetHeat, *, names: Names = str) -> str:
    """Q between designs, and what adds most to it."""
    freedom = f"on {count(heat.q.df, 'degree')} of freedom"
    told = f"Q between designs {number(heat.q.q, 2)} {freedom}, {p_value(heat.q.p)}"
    if not heat.labels:
        return f"{told}; no design adds to it."
    hottest = int(np.argmax(np.nan_to_num(heat.own)))
    return (
        f"{told}. {label_words(heat.labels[hottest], names)} adds most to it, {short_number(float(heat.own[hottest]))}."
    )
