"""Columns of people in ordered categories, named by whoever asks for them, the lowest first."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

from dorsal.errors import Fault, OptionError
from dorsal.trials.sheet.arms import Cells
from dorsal.trials.sheet.cell import Wrong, events, numbers
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.vocabulary import folded


def category_places(header: Sequence[str], names: Sequence[str]) -> tuple[tuple[int, ...], list[Fault]]:
    """Where the columns of these names stand, and a fault for each that is not there.

    Raises OptionError for fewer than two, or one that is named twice.
    """
    if not names:
        return (), []
    if len(names) < 2 or len(set(names)) < len(names):
        raise OptionError(f"categories: name two or more columns, each once, the lowest first; got {', '.join(names)}")
    places, faults = [], []
    for name in names:
        place = _place(header, name)
        if place is None:
            known = ", ".join(column for column in header if column)
            problem = "there is no such column of people in a category"
            faults.append(Fault("the header", name, "", problem, f"the columns are {known}"))
        else:
            places.append(place)
    return tuple(places), faults


def _place(header: Sequence[str], name: str) -> int | None:
    if name in header:
        return list(header).index(name)
    alike = [place for place, column in enumerate(header) if column and folded(column) == folded(name)]
    return alike[0] if len(alike) == 1 else None


def people_by_category(page: Page) -> Sequence[Cells]:
    """By row, the people in each category: None where the cell is empty, NaN where it is wrong, which is a fault."""
    if not page.categories:
        return ()
    columns = [_people(page, place) for place in page.categories]
    rows = list(zip(*columns, strict=True))
    for row, (cells, n) in enumerate(zip(rows, page.numbers("n"), strict=True)):
        total = sum(people or 0.0 for people in cells)
        if n is not None and total == total and total != n:
            remedy = "correct one of them; an empty cell is a category that is counted in the one before"
            page.fault(row, "n", f"the people in its categories are {total:g}", remedy)
    return rows


def _people(page: Page, place: int) -> list[float | None]:
    cells = page.table.columns[place]
    read = numbers(cells, events, page.decimal)
    values: list[float | None] = []
    for row, cell in enumerate(cells):
        value = read[cell]
        if isinstance(value, Wrong):
            where = page.where(row)
            shown = Fault(where, page.table.header[place], cell.strip(), value.problem, value.remedy)
            page.add([shown], row)
            values.append(nan)
        else:
            values.append(value)
    return values
