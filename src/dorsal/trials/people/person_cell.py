"""A cell of a table of people as a number, and the column that holds it."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.trials.sheet.cell import Limit, Wrong, any_number, number
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.vocabulary import folded

YES_NO = {"yes": 1.0, "y": 1.0, "true": 1.0, "no": 0.0, "n": 0.0, "false": 0.0}


def column_of(header: Sequence[str], names: Sequence[str]) -> int | None:
    """The place of the first of these names that is in the header, without regard to case, blanks and punctuation."""
    for name in names:
        if name in header:
            return header.index(name)
        alike = [place for place, column in enumerate(header) if column and folded(column) == folded(name)]
        if len(alike) == 1:
            return alike[0]
    return None


def numbers_of(page: Page, place: int, limit: Limit = any_number) -> list[float | None]:
    """The cells of a column as numbers, yes as 1, no as 0; None where missing or wrong (a fault of the page)."""
    found: list[float | None] = []
    read: dict[str, float | Wrong | None] = {}
    for row, cell in enumerate(page.table.columns[place]):
        if cell not in read:
            word = YES_NO.get(cell.strip().casefold())
            read[cell] = number(cell, limit, page.decimal) if word is None else word
        value = read[cell]
        if isinstance(value, Wrong):
            page.fault_in(row, page.table.header[place], cell.strip(), value.problem, value.remedy)
            value = None
        found.append(value)
    return found


def zero_or_one(value: float) -> Wrong | None:
    """An event that somebody had or had not."""
    if value in (0.0, 1.0):
        return None
    return Wrong("one person has an event or has none", "write 1 or 0, or give the person-time if events are counted")


def share(value: float) -> Wrong | None:
    """A proportion."""
    if 0.0 <= value <= 1.0:
        return None
    way_out = f"write {value / 100:g}, if {value:g} % are meant" if 1.0 < value <= 100.0 else "correct it"
    return Wrong("a proportion lies between 0 and 1", way_out)
