"""Two analyses in one league heat map: one below the diagonal, the other above it, treatments on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dorsal.faces.charts.grid import MOST_CELLS, Cell, Grid, draw_grid
from dorsal.faces.charts.league import SELF, arrows, cell_of, strengths
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.svg import PAPER
from dorsal.faces.charts.wording import Names, against, value_words
from dorsal.faces.league_words import favoured_side, joined_words, null_words
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import count
from dorsal.faces.words import level_words, measure_words

if TYPE_CHECKING:
    from dorsal.synthesis.league import League
    from dorsal.synthesis.league_pair import LeaguePair
    from dorsal.trials.contrast import Array

Ways = tuple[str, str]
"""Which way is better below and above the diagonal: "lower", "higher", or "" for neither."""
EMPTY = Cell(fill=PAPER, words=((".",),), hint="this analysis cannot say")


def draw_league_pair(
    pair: LeaguePair,
    key: str,
    *,
    better: Ways = ("lower", "lower"),
    names: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """The table as a heat map. Its arrows point to the treatment that does better, in both triangles alike."""
    heading = title or f"Below the diagonal {pair.names[0]}, above it {pair.names[1]}"
    n = len(pair.treatments)
    if n > MOST_CELLS:
        return nothing(key, heading, f"{n} treatments are too many for a picture.", narrow=narrow)
    words = tuple(names(t) for t in pair.treatments)
    strong = [strengths(table, way) for table, way in zip((pair.below, pair.above), better, strict=True)]
    cells = tuple(tuple(_cell(pair, words, i, j, strong[i < j]) for j in range(n)) for i in range(n))
    grid = Grid(
        rows=words, columns=words, cells=cells, title=heading, same=True,
        summary=league_pair_words(pair, better, names=names), entries=arrows(all(better)),
        notes=_notes(pair, better, names),
    )  # fmt: skip
    return draw_grid(grid, key, narrow=narrow)


def _cell(pair: LeaguePair, words: tuple[str, ...], i: int, j: int, strong: Array) -> Cell:
    if i == j:
        return SELF
    place = pair.place(i, j)
    if place is None:
        return EMPTY
    first, second = sorted((i, j))
    row_first = i < j
    strength = float(strong[place]) if row_first else -float(strong[place])
    hint = f"{pair.names[0 if i > j else 1]}: {against(str, words[first], words[second])}"
    return cell_of(pair.side(i, j), place, hint, strength)


def _notes(pair: LeaguePair, better: Ways, names: Names) -> tuple[str, ...]:
    return (
        *pair_orientation(pair, better, names=names),
        "Stronger colour: a larger difference, and surer which way. Bold: the interval leaves out no difference.",
    )


def pair_orientation(pair: LeaguePair, better: Ways, *, names: Names = str) -> tuple[str, ...]:
    """How a cell below, and one above the diagonal is read, each with an example."""
    said = ["Every cell compares the treatment that comes first in the order with the one that comes later."]
    sides = (
        ("Below the diagonal", "column's treatment", "row's", pair.names[0], pair.below, better[0], True),
        ("Above the diagonal", "row's treatment", "column's", pair.names[1], pair.above, better[1], False),
    )
    for where, subject, other, name, table, way, below in sides:
        joint, side = joined_words(table.measure), favoured_side(way, table.measure)
        good = f" {side} {null_words(table.measure)} the {subject} is better." if side else ""
        said.append(
            f"{where}: {_whole_name(name, table)}, the {subject} {joint} the {other}, with its "
            f"{level_words(table.level)} interval.{good}{_example(pair, table, names, below=below)}"
        )
    return tuple(said)


def _whole_name(name: str, table: League) -> str:
    """The analysis with its measure, where its name does not say it."""
    measure = measure_words(table.measure)
    return name if measure in name else f"{name}, {measure}"


def _example(pair: LeaguePair, table: League, names: Names, *, below: bool) -> str:
    """The first pair of the order that the analysis knows, by its place and in words."""
    n = len(pair.treatments)
    cells = ((j, i) if below else (i, j) for i in range(n) for j in range(i + 1, n))
    row, column = next(cell for cell in cells if pair.place(*cell) is not None)
    i, j = pair.place(row, column) or (0, 0)
    ci = (float(table.low[i, j]), float(table.high[i, j]))
    told = value_words(float(table.mean[i, j]), ci, table.measure)
    who = against(names, *pair.pair(row, column))
    return f" Example, row {row + 1}, column {column + 1}: {who}, {told}."


def league_pair_words(pair: LeaguePair, better: Ways = ("lower", "lower"), *, names: Names = str) -> str:
    """How many differences are clear in each analysis and in both, and where both are clear and favour another."""
    told, clear = [], []
    for name, table, way in zip(pair.names, (pair.below, pair.above), better, strict=True):
        size = len(table.treatments)
        found = {
            (table.treatments[i], table.treatments[j]): (table.mean[i, j] > 0.0) == (way == "higher")
            for i in range(size)
            for j in range(i + 1, size)
            if table.low[i, j] > 0.0 or table.high[i, j] < 0.0
        }
        clear.append(found)
        told.append(f"{name}: {len(found)} of {size * (size - 1) // 2} differences leave out no difference")
    both = [one for one in clear[0] if one in clear[1]]
    apart = [one for one in both if clear[0][one] != clear[1][one]]
    said = f"{count(len(pair.treatments), 'treatment')}. {'; '.join(told)}; {len(both)} in both."
    if apart and all(better):
        said += f" They favour different treatments for {'; '.join(against(names, *one) for one in apart[:3])}"
        said += f" and {len(apart) - 3} more." if len(apart) > 3 else "."
    return said
