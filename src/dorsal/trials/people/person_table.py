"""A table with one row for each person: study, treatment, outcome, covariates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dorsal.errors import Fault, SheetError
from dorsal.trials.contrast import Array
from dorsal.trials.people.person_cell import column_of, numbers_of, zero_or_one
from dorsal.trials.sheet.cell import LIMITS, any_number, events
from dorsal.trials.sheet.column import Columns, recognised
from dorsal.trials.sheet.decimal_mark import decimal_mark
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.source import table_of
from dorsal.trials.sheet.spelling import treatments_of
from dorsal.trials.sheet.table import Table

SCORES = ("score", "outcome", "value", "endpoint", "change")
"""Names of a column of scores beside those of means."""
NEEDED = {"study": "the study", "treatment": "the treatment"}


@dataclass(frozen=True, kw_only=True)
class People:
    """n people of some studies, each with everything that was asked."""

    name: str
    kind: str
    """What is known of each: "mean" (a score), "events" (had it or not), or "rate" (events over person-time)."""
    study: tuple[str, ...]
    treatment: tuple[str, ...]
    """Canonical."""
    y: Array = field(repr=False)
    """(n,) scores, or events."""
    size: Array = field(repr=False)
    """(n,) person-time; 1 where there is none."""
    x: Array = field(repr=False)
    """(n, p)"""
    covariates: tuple[str, ...]
    notes: tuple[str, ...]
    left_out: int
    """Rows that miss something."""
    data_hash: str

    @property
    def studies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.study))

    @property
    def yes_or_no(self) -> tuple[bool, ...]:
        """Of each covariate, whether all its values are 0 or 1."""
        return tuple(bool(np.isin(column, (0.0, 1.0)).all()) for column in self.x.T)


def read_people(
    source: str | Path | Any,
    covariates: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    sheet_name: str | None = None,
    decimal: str | None = None,
) -> People:
    """The people in a file (CSV, Excel, Parquet) or a data frame.

    The outcome is a column of events (0 or 1), of events beside one of person-time, or of scores; `columns` maps a role
    (study, treatment, mean, events, person_time) to its column where the names are not recognised. People whose
    outcome or covariates are missing are left out and counted. Raises SheetError with every fault.
    """
    table, digest = table_of(source, sheet_name, lambda _: None)
    places = {name: column_of(table.header, [name]) for name in covariates}
    known, faults = recognised(table.header, columns or {})
    known = known.without(*(role for role, place in known.index.items() if place in places.values()))
    faults = [*table.faults, *faults, *_absent(table, known, places)]
    if any(fault.where == "the header" for fault in faults):
        raise _refused(table.name, faults)
    page = Page(table, known, decimal or decimal_mark(table))
    page.add(faults)
    page.name_rows(page.texts("study"))
    kind, y, size = _outcome(page)
    x = [numbers_of(page, place) for place in places.values() if place is not None]
    treatment = _given(page)
    if page.faults:
        raise _refused(table.name, page.faults)
    return _complete(page, kind, treatment, [y, size, *x], tuple(covariates), digest)


def _refused(name: str, faults: Sequence[Fault]) -> SheetError:
    return SheetError(f"{name}: {len(faults)} {'fault' if len(faults) == 1 else 'faults'}, no people were read", faults)


def _absent(table: Table, known: Columns, places: Mapping[str, int | None]) -> list[Fault]:
    """A fault for each column that is needed and not there."""
    header = ", ".join(name for name in table.header if name)[:200]
    found = [
        Fault("the header", "", header, f"no column is recognised as {words}", _way_out(role))
        for role, words in NEEDED.items()
        if role not in known
    ]
    if "events" not in known and "mean" not in known and column_of(table.header, SCORES) is None:
        problem = "no column is recognised as the outcome of a person"
        found.append(Fault("the header", "", header, problem, f"name it event or score, or {_way_out('events')}"))
    return found + [
        Fault("the header", "", name, "there is no such column to adjust for", f"the columns are {header}")
        for name, place in places.items()
        if place is None
    ]


def _way_out(role: str) -> str:
    return f"say which it is: columns={{{role!r}: 'NAME'}}, on the command line --people-map {role}=NAME"


Cells = list[float | None]


def _outcome(page: Page) -> tuple[str, Cells, Cells]:
    """What is known of each person, and the two numbers that tell it."""
    index, ones = page.columns.index, [1.0] * len(page)
    if "events" in page.columns and "person_time" in page.columns:
        page.notes.append(f"Events are counted over the person-time in {page.columns.name('person_time')!r}.")
        size = numbers_of(page, index["person_time"], LIMITS["person_time"])
        return "rate", numbers_of(page, index["events"], events), size
    if "events" in page.columns:
        return "events", numbers_of(page, index["events"], zero_or_one), [*ones]
    place = index["mean"] if "mean" in page.columns else column_of(page.table.header, SCORES)
    assert place is not None
    return "mean", numbers_of(page, place, any_number), [*ones]


def _given(page: Page) -> list[str]:
    """The treatment of each person. Faults where one is missing, and where a study compares nothing."""
    found = treatments_of(page)
    for study, rows in page.studies.items():
        if len({found[row] for row in rows}) == 1 and found[rows[0]]:
            remedy = "add the people of its other arms, or leave the study out"
            page.fault(rows[0], "study", "all people of the study have the same treatment", remedy, value=study)
    return found


def _complete(
    page: Page, kind: str, treatment: list[str], cells: list[Cells], covariates: tuple[str, ...], digest: str
) -> People:
    """The people of whom nothing is missing."""
    numbers = np.array([[np.nan if v is None else v for v in column] for column in cells], dtype=np.float64)
    whole = np.asarray(np.isfinite(numbers).all(axis=0), dtype=bool)
    y, size, x = numbers[0, whole], numbers[1, whole], numbers[2:, whole].T
    kept = [int(row) for row in np.flatnonzero(whole)]
    lost = len(whole) - len(kept)
    return People(
        name=page.table.name,
        kind=kind,
        study=tuple(page.names[row] for row in kept),
        treatment=tuple(treatment[row] for row in kept),
        y=y,
        size=size,
        x=x.reshape(len(kept), len(covariates)),
        covariates=covariates,
        notes=(*page.table.notes, *page.notes, *_lost(page, numbers, covariates)),
        left_out=lost,
        data_hash=digest,
    )


def _lost(page: Page, numbers: Array, covariates: Sequence[str]) -> list[str]:
    """What was missing in the people that are left out."""
    missing = Counter(
        name
        for name, column in zip(("outcome", "person-time", *covariates), numbers, strict=True)
        for value in column
        if not np.isfinite(value)
    )
    if not missing:
        return []
    lost = int((~np.isfinite(numbers).all(axis=0)).sum())
    what = ", ".join(f"{name} ({times})" for name, times in missing.items())
    return [f"{lost} of {len(page):,} people are left out, for something is missing: {what}."]
