"""A table with one row for each person: study, treatment, time, whether the event was seen, and perhaps the entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dorsal.errors import Fault, OptionError, SheetError
from dorsal.trials.people.person_cell import column_of, numbers_of
from dorsal.trials.sheet.cell import Wrong
from dorsal.trials.sheet.column import Columns, recognised
from dorsal.trials.sheet.decimal_mark import decimal_mark
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.source import table_of
from dorsal.trials.sheet.spelling import treatments_of
from dorsal.trials.sheet.table import Table
from dorsal.trials.sheet.vocabulary import folded
from dorsal.trials.survival.times import Times

NAMES: Mapping[str, tuple[str, ...]] = {
    "time": (
        "time", "survival_time", "event_time", "time_to_event", "follow_up", "futime", "tte", "stop", "tstop", "end",
        "months", "weeks", "days", "years", "os", "pfs", "aval",
    ),
    "status": ("status", "event", "events", "event_observed", "death", "dead", "died", "fustat", "delta"),
    "censored": ("censored", "censor", "cens", "cnsr"),
    "entry": ("entry", "entry_time", "start", "tstart", "time0", "left"),
}  # fmt: skip
"""Role -> names of its column, the most telling first; `censored` is the status turned around."""
UNITS = ("months", "weeks", "days", "years")
WORDS = {
    "study": "the study",
    "treatment": "the treatment",
    "time": "the time",
    "status": "the status (1 event, 0 censored)",
}
ROLES = ("study", "treatment", *NAMES)


def read_times(
    source: str | Path | Any,
    *,
    columns: Mapping[str, str] | None = None,
    sheet_name: str | None = None,
    decimal: str | None = None,
) -> Times:
    """The people's times in a file (CSV, Excel, Parquet) or a data frame.

    `columns` maps a role (study, treatment, time, status, censored, entry) to its column where the names are not
    recognised. Status is 1 where the event was seen and 0 where the person was censored; a column of censorings is read
    the other way round, which is said. People whose time or status is missing are left out and counted. Raises
    SheetError with every fault, OptionError for a role that is not known.
    """
    table, digest = table_of(source, sheet_name, lambda _: None)
    page, places = page_of(table, columns or {}, decimal, NAMES, ("study", "treatment", "time", "status"), WORDS)
    time = numbers_of(page, places["time"], not_below_zero)
    reverse = "status" not in places
    status = numbers_of(page, places["censored" if reverse else "status"], seen_or_not)
    entry = numbers_of(page, places["entry"], not_below_zero) if "entry" in places else [None] * len(page)
    treatment = treatments_of(page)
    for row, (begin, end) in enumerate(zip(entry, time, strict=True)):
        if begin is not None and end is not None and begin >= end:
            problem = f"the entry is not before the time, {end:g}"
            page.fault_in(row, table.header[places["entry"]], f"{begin:g}", problem, "exchange or correct them")
    refuse(page, "no times were read")
    whole = [row for row in range(len(page)) if time[row] is not None and status[row] is not None]
    event = np.array([status[row] == 1.0 for row in whole], dtype=bool)
    return Times(
        name=table.name,
        study=tuple(page.names[row] for row in whole),
        treatment=tuple(treatment[row] for row in whole),
        time=np.array([time[row] for row in whole], dtype=np.float64),
        event=~event if reverse else event,
        entry=np.array([-np.inf if entry[row] is None else entry[row] for row in whole], dtype=np.float64),
        unit=unit_of(table.header[places["time"]]),
        notes=(*table.notes, *page.notes, *_notes(page, places, len(page) - len(whole), reverse)),
        data_hash=digest,
    )


def page_of(
    table: Table,
    asked: Mapping[str, str],
    decimal: str | None,
    names: Mapping[str, tuple[str, ...]],
    needed: Sequence[str],
    words: Mapping[str, str],
) -> tuple[Page, dict[str, int]]:
    """The page with its studies, and the places of the roles of `names`. Raises SheetError for an absent column."""
    strange = [role for role in asked if role not in (*names, "study", "treatment")]
    if strange:
        roles = ", ".join(("study", "treatment", *names))
        raise OptionError(f"{strange[0]!r} is not a role of such a table; use one of {roles}")
    wanted = {role: [asked[role]] if role in asked else list(spellings) for role, spellings in names.items()}
    found = {role: column_of(table.header, spellings) for role, spellings in wanted.items()}
    places = {role: place for role, place in found.items() if place is not None}
    columns, faults = recognised(table.header, {role: name for role, name in asked.items() if role not in names})
    mine = set(places.values())
    known = columns.without(*(role for role, place in columns.index.items() if place in mine))
    faults = [
        *table.faults,
        *(f for f in faults if "could both be" not in f.problem),
        *_absent(table, known, places, needed, words),
    ]
    if any(fault.where == "the header" for fault in faults):
        raise refused(table.name, faults, "nothing was read")
    page = Page(table, known, decimal or decimal_mark(table))
    page.add(faults)
    page.name_rows(page.texts("study"))
    return page, places


def _absent(
    table: Table, known: Columns, places: Mapping[str, int], needed: Sequence[str], words: Mapping[str, str]
) -> list[Fault]:
    header = ", ".join(name for name in table.header if name)[:200]
    found = []
    for role in needed:
        if role in known or role in places or (role == "status" and "censored" in places):
            continue
        remedy = f"say which it is: columns={{{role!r}: 'NAME'}}, on the command line --survival-map {role}=NAME"
        found.append(Fault("the header", "", header, f"no column is recognised as {words[role]}", remedy))
    return found


def refused(name: str, faults: Sequence[Fault], what: str) -> SheetError:
    """The error of a table with these faults."""
    return SheetError(f"{name}: {len(faults)} {'fault' if len(faults) == 1 else 'faults'}, {what}", faults)


def refuse(page: Page, what: str) -> None:
    """Raise SheetError where the page has faults."""
    if page.faults:
        raise refused(page.table.name, page.faults, what)


def not_below_zero(value: float) -> Wrong | None:
    """A time since the start."""
    return None if value >= 0.0 else Wrong("a time is counted from the start, so it is 0 or above", "correct it")


def seen_or_not(value: float) -> Wrong | None:
    """1 or 0."""
    if value in (0.0, 1.0):
        return None
    remedy = "write 1 for an event and 0 for censored" + ("; codes 1 and 2 become 0 and 1" if value == 2.0 else "")
    return Wrong("the event was seen (1) or the person was censored (0)", remedy)


def unit_of(column: str) -> str:
    """The unit that a column of times names; "time" where it does not."""
    return next((unit for unit in UNITS if unit in folded(column)), "time")


def _notes(page: Page, places: Mapping[str, int], lost: int, reverse: bool) -> list[str]:
    header = page.table.header
    said = [f"{role} = {header[place]!r}" for role, place in places.items() if role in ("time", "status", "entry")]
    notes = [f"Times of people in {page.table.name}: {', '.join(said)}."]
    if reverse:
        notes.append(f"{header[places['censored']]!r} is 1 where a person was censored, 0 where the event was seen.")
    if lost:
        notes.append(f"{lost} of {len(page):,} people are left out, for their time or status is missing.")
    return notes
