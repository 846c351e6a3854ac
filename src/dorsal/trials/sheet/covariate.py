"""What a table's own columns say of each study: numbers for meta-regression, words for subgroups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from dorsal.trials.sheet.cell import NO_TEXT, Wrong, any_number, numbers
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.vocabulary import folded

Value = float | str
Covariates = Mapping[str, Mapping[str, Value]]
"""By study, then by the column's name as it was asked."""


def covariates_of(page: Page, asked: Sequence[str]) -> Covariates:
    """The value of each study in the columns asked for; a study of which nothing is known there lacks the name.

    A column is one of numbers where all its cells are; of a study whose rows differ the mean counts, weighted by the
    people of its rows where the table gives them. Words that differ within a study are a fault, and a column that is
    not there. The page must know which study each row is of.
    """
    found: dict[str, dict[str, Value]] = {study: {} for study in page.studies}
    for name in dict.fromkeys(asked):
        place = place_of(page, name)
        if place is None:
            known = ", ".join(column for column in page.table.header if column)
            page.file_fault(name, "there is no such column to take as a covariate", f"the columns are {known}")
            continue
        page.asked.add(place)
        for study, value in _column(page, name, page.table.columns[place]).items():
            found[study][name] = value
    return found


def place_of(page: Page, name: str) -> int | None:
    """The column of that name, else the one that differs only in case, blanks and punctuation."""
    header = page.table.header
    if name in header:
        return header.index(name)
    alike = [place for place, column in enumerate(header) if column and folded(column) == folded(name)]
    return alike[0] if len(alike) == 1 else None


def _column(page: Page, name: str, cells: Sequence[str]) -> Mapping[str, Value]:
    read = numbers(cells, any_number, page.decimal)
    values = [read[cell] for cell in cells]
    if any(isinstance(value, Wrong) for value in values):
        return _words(page, name, cells)
    return _means(page, name, [None if isinstance(value, Wrong) else value for value in values])


def _means(page: Page, name: str, values: Sequence[float | None]) -> Mapping[str, Value]:
    people = page.numbers("n") if page.has("n") else [None] * len(page)
    found: dict[str, Value] = {}
    differing = 0
    for study, rows in page.studies.items():
        given = [(value, people[row]) for row in rows if (value := values[row]) is not None]
        if not given:
            continue
        differing += len({value for value, _ in given}) > 1
        found[study] = _mean(given)
    if differing:
        page.notes.append(
            f"Covariate {name}: of {differing} {'study' if differing == 1 else 'studies'} whose rows differ the mean "
            "is taken, weighted by people where they are given."
        )
    return found


def _mean(given: Sequence[tuple[float, float | None]]) -> float:
    weights = [n for _, n in given if n is not None and isfinite(n)]
    if len(weights) < len(given):
        weights = [1.0] * len(given)
    first = given[0][0]
    if all(value == first for value, _ in given):
        return first
    return sum(value * weight for (value, _), weight in zip(given, weights, strict=True)) / sum(weights)


def _words(page: Page, name: str, cells: Sequence[str]) -> Mapping[str, Value]:
    said = ["" if cell.strip().casefold() in NO_TEXT else " ".join(cell.split()) for cell in cells]
    found: dict[str, Value] = {}
    for study, rows in page.studies.items():
        for row in rows:
            first = found.setdefault(study, said[row]) if said[row] else ""
            if said[row] and said[row] != first:
                problem = f"another row of the study says {first!r} in the column {name}"
                page.fault(row, "", problem, "say the same in all rows of a study", value=said[row])
    return found
