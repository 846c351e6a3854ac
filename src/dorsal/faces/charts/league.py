"""League heat map: every treatment against every other, stronger where the difference is large and its side sure.

The strength of a colour is the size of the difference times the certainty of its direction, 2 P - 1: a large
difference that may point either way stays pale (after Correll, Moritz & Heer 2018, value-suppressing palettes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from dorsal.faces.charts.grid import MOST_CELLS, Cell, Grid, draw_grid
from dorsal.faces.charts.legend import Entry, nothing, swatch
from dorsal.faces.charts.shades import COOL, WARM, diverging, mixed
from dorsal.faces.charts.svg import BAND, INK
from dorsal.faces.charts.wording import Names, against, value_words
from dorsal.faces.markup import Markup, element
from dorsal.faces.numbers import count, shown
from dorsal.faces.words import level_words, measure_words
from dorsal.trials.decimals import table_decimals
from dorsal.trials.effect_options import EFFICACIES

if TYPE_CHECKING:
    from dorsal.synthesis.league import League
    from dorsal.trials.contrast import Array

TITLE = "Every treatment against every other"
SELF = Cell(fill=BAND)


def draw_league(
    table: League, key: str, *, better: str = "lower", names: Names = str, title: str = TITLE, narrow: bool = False
) -> Markup:
    """The league table as a heat map; rows and columns in its order. `better`: "lower", "higher", or "" for neither.

    A cell is the row's treatment against the column's. Its arrow points to the treatment that does better.
    """
    n = len(table.treatments)
    if not 2 <= n <= MOST_CELLS:
        why = "one treatment has nothing to be compared with" if n < 2 else f"{n} treatments are too many for a picture"
        return nothing(key, title, f"{why}.", narrow=narrow)
    strength = strengths(table, better)
    words = tuple(names(t) for t in table.treatments)

    def cell(i: int, j: int) -> Cell:
        return SELF if i == j else cell_of(table, (i, j), against(str, words[i], words[j]), float(strength[i, j]))

    cells = tuple(tuple(cell(i, j) for j in range(n)) for i in range(n))
    grid = Grid(
        rows=words, columns=words, cells=cells, title=title, summary=league_words(table, better=better, names=names),
        same=True, entries=arrows(bool(better)), notes=_notes(table),
    )  # fmt: skip
    return draw_grid(grid, key, narrow=narrow)


def strengths(table: League, better: str = "lower") -> Array:
    """(n, n) from -1 to 1: below 0 the row's treatment does better, above 0 the column's (without `better`: is lower).

    Size of the difference times certainty of its direction, as a share of the largest in the table.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        sure = 2.0 * ndtr(np.abs(table.mean) / table.se) - 1.0
    size = table.mean * np.nan_to_num(sure)
    most = float(np.abs(size).max()) or 1.0
    return np.asarray((-size if better == "higher" else size) / most, dtype=np.float64)


def cell_of(table: League, place: tuple[int, int], hint: str, strength: float) -> Cell:
    """The cell of a table's place; `strength` from -1 (the row's treatment does better) to 1."""
    i, j = place
    mean, ci = float(table.mean[i, j]), (float(table.low[i, j]), float(table.high[i, j]))
    decimals = _decimals(table)
    ends = ci[::-1] if table.measure in EFFICACIES else ci
    low, high = (shown(bound, table.measure, decimals) for bound in ends)
    middle = shown(mean, table.measure, decimals)
    return Cell(
        fill=diverging(strength),
        words=((middle, f"{low} to {high}"), (middle, f"{low} to", high), (middle,)),
        bold=ci[0] > 0.0 or ci[1] < 0.0,
        arrow="left" if strength < 0 else "up" if strength > 0 else "",
        hint=f"{hint}: {value_words(mean, ci, table.measure)}",
    )


def _decimals(table: League) -> int:
    """The same in all cells: those of the most precise one."""
    halves = (table.high - table.low)[table.se > 0.0] / 2.0
    return table_decimals(table.measure, float(halves.min()) if halves.size else 0.0)


def arrows(better: bool) -> tuple[Entry, ...]:
    """What arrows and colours of a league mean, where one way is better and where none is."""
    does = "does better" if better else "has the lower value"

    def arrow(way: str, fill: str) -> Entry:
        path = "M{:.1f} {:.1f}l7 -5v10z" if way == "left" else "M{:.1f} {:.1f}l-5 7h10z"
        shift = (-3.0, 0.0) if way == "left" else (0.0, -3.0)
        box = swatch(fill)

        def glyph(x: float, y: float) -> Markup:
            return Markup(box(x, y) + element("path", d=path.format(x + shift[0], y + shift[1]), fill=INK))

        return Entry(words=f"the {'row' if way == 'left' else 'column'}'s treatment {does}", glyph=glyph)

    pale = Entry(words="no difference, or its side is unsure", glyph=swatch("#ffffff"))
    return arrow("left", mixed(COOL, 0.8)), pale, arrow("up", mixed(WARM, 0.8))


def _notes(table: League) -> tuple[str, ...]:
    return (
        f"Row against column, {measure_words(table.measure)} with its {level_words(table.level)} interval.",
        "Stronger colour: a larger difference, and surer which way. Bold: the interval leaves out no difference.",
    )


def league_words(table: League, *, better: str = "lower", names: Names = str) -> str:
    """How many differences are clear, and which is the largest of them."""
    n = len(table.treatments)
    upper = [(i, j) for i in range(n) for j in range(i + 1, n)]
    clear = [(i, j) for i, j in upper if table.low[i, j] > 0.0 or table.high[i, j] < 0.0]
    told = (
        f"{count(n, 'treatment')}; {len(clear)} of {count(len(upper), 'difference')} leave out no difference at the "
        f"{level_words(table.level)} level."
    )
    if not clear:
        return told
    i, j = max(clear, key=lambda pair: abs(float(strengths(table, better)[pair])))
    first, second = (i, j) if (table.mean[i, j] > 0) == (better == "higher") else (j, i)
    ci = (float(table.low[first, second]), float(table.high[first, second]))
    pair = against(names, table.treatments[first], table.treatments[second])
    return f"{told} The clearest: {pair}, {value_words(float(table.mean[first, second]), ci, table.measure)}."
