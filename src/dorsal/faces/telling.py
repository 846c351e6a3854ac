"""An answer to a further question, made once for every face: its JSON, and its words, tables and pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dorsal.errors import DorsalError
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import HARD_SPACE, MINUS, count, is_ratio, number, p_value, percent, short_chance, shown, span
from dorsal.trials.decimals import table_decimals
from dorsal.trials.effect_options import EFFICACIES, MEASURES

Cell = str | float | int | None
Json = Any

MOST_ROWS = 30
"""Rows of a grid in a terminal; a workbook, a folder of tables and the JSON have them all."""
MOST_ON_PAGE = 200
"""Rows of a grid in the report."""


def words(value: Cell) -> str:
    """A cell of text; blank where there is nothing."""
    return "" if value is None else str(value)


def decimals(places: int) -> Callable[[Cell], str]:
    """Numbers with so many decimals; blank where there is none."""

    def said(value: Cell) -> str:
        return number(value, places) if isinstance(value, (int, float)) and math.isfinite(value) else ""

    return said


def significant(digits: int) -> Callable[[Cell], str]:
    """Numbers in so many digits; blank where there is none."""

    def said(value: Cell) -> str:
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            return ""
        text = f"{value:.{digits}g}"
        return ("0" if float(text) == 0.0 else text).replace("-", MINUS)

    return said


def effects(measure: str, places: int = 3) -> Callable[[Cell], str]:
    """Effects of a measure, from the analysis scale: ratios as ratios."""

    def said(value: Cell) -> str:
        return shown(value, measure, places) if isinstance(value, (int, float)) and math.isfinite(value) else ""

    return said


def with_interval(measure: str, mean: float, ci: Sequence[float]) -> str:
    """ "2.45 (0.73 to 8.20)", from the analysis scale; what stands in brackets keeps together."""
    low, high = ci
    places = table_decimals(measure, (high - low) / 2.0)
    return f"{shown(mean, measure, places)} " + f"({span((low, high), measure, places)})".replace(" ", HARD_SPACE)


def scale_notes(measure: str) -> tuple[str, ...]:
    """What the numbers are where they are shown on another scale than that of the analysis."""
    if not is_ratio(measure):
        return ()
    if measure in EFFICACIES:
        return (
            "Numbers are vaccine efficacies, 1 - ratio; a difference of two is 1 - the quotient of their ratios. Where "
            "an interval has two columns, low and high are those of the ratio: the low one is the higher efficacy.",
        )
    ratios = "ratios of means" if measure == "ROM" else f"{MEASURES[measure]}s"
    return (f"Numbers are {ratios}; a difference of two is shown as their quotient.",)


def shares(value: Cell) -> str:
    """A share in percent."""
    return percent(value) if isinstance(value, (int, float)) else ""


def chances(value: Cell) -> str:
    """A probability, which never claims certainty."""
    return short_chance(value) if isinstance(value, (int, float)) else ""


def p_values(value: Cell) -> str:
    """A P value; blank where there is none."""
    return p_value(value).removeprefix("P ").removeprefix("= ") if isinstance(value, (int, float)) else ""


def whole(value: Cell) -> str:
    """A whole number."""
    return f"{value:,.0f}" if isinstance(value, (int, float)) else ""


@dataclass(frozen=True)
class Head:
    """A column: its key in tables, its heading, how its cells are shown, and its width in a terminal."""

    key: str
    heading: str
    shown: Callable[[Cell], str] = words
    width: int = 11
    """Of every column but the first, which takes what is left."""

    @property
    def numeric(self) -> bool:
        return self.shown is not words


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table with its cells as they are; a face shows them by the heads."""

    name: str
    """Of its sheet in a workbook and its file in a folder."""
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, name: str, caption: str, heads: Sequence[Head], rows: Iterable[Mapping[str, Cell]]) -> Grid:
        """A grid of rows that are mappings from the heads' keys."""
        return cls(
            name=name,
            caption=caption,
            heads=tuple(heads),
            rows=tuple(tuple(row.get(head.key) for head in heads) for row in rows),
        )

    def texts(self, most: int | None = None) -> list[list[str]]:
        """The cells as they are shown, of the first `most` rows."""
        return [[head.shown(cell) for head, cell in zip(self.heads, row, strict=True)] for row in self.rows[:most]]

    def more(self, most: int) -> str:
        """What to say below a grid that was cut; "" where it was not."""
        left = len(self.rows) - most
        return f"... and {count(left, 'more row', 'more rows')}, all in the JSON and the workbook." if left > 0 else ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing that is made when it is asked for."""

    name: str
    """Of its file."""
    draw: Callable[[str, bool], Markup | None]
    """From the key of its ids, and whether it is narrow."""
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A question without a whole answer."""

    key: str
    why: str
    error: DorsalError | None = None
    """None: it was stopped with Ctrl-C."""
    part: str = ""
    """What of the question has no answer, as it was asked; empty for all of it."""

    @property
    def words(self) -> str:
        return f"{self.key.replace('_', ' ')} {self.part}".rstrip()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is found to one further question."""

    key: str
    """In the JSON."""
    json: Json
    title: str
    lead: tuple[str, ...] = ()
    """Sentences before the tables."""
    caution: str = ""
    """What must be known before the main result is read: a sentence at the top of every page."""
    grids: tuple[Grid, ...] = ()
    """As people read them."""
    sheets: tuple[Grid, ...] | Callable[[], tuple[Grid, ...]] | None = None
    """As a workbook holds them, or what makes them where they have millions of rows; None for the grids themselves."""
    notes: tuple[str, ...] = ()
    """Sentences behind them, of how to read it."""
    pictures: tuple[Picture, ...] = field(default=())
    stopped: str = ""
    """Where Ctrl-C left it with a part of what was asked: how much of it there is."""
    unanswered: tuple[Missing, ...] = ()
    """Parts of what was asked that cannot be answered."""

    @property
    def tables(self) -> tuple[Grid, ...]:
        """What a workbook and a folder of tables hold."""
        if self.sheets is None:
            return self.grids
        return self.sheets() if callable(self.sheets) else self.sheets
