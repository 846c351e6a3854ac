"""Tables of printed Kaplan-Meier curves: their points as somebody digitised them, and the numbers at risk below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from dorsal.errors import SheetError
from dorsal.trials.contrast import Array
from dorsal.trials.people.person_cell import numbers_of, share
from dorsal.trials.sheet.cell import events
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.source import table_of
from dorsal.trials.sheet.spelling import treatments_of
from dorsal.trials.survival.time_table import not_below_zero, page_of, refuse, refused, unit_of

TIMES = ("time", "months", "weeks", "days", "years", "t", "x")
POINTS: Mapping[str, tuple[str, ...]] = {
    "time": TIMES,
    "survival": ("survival", "surv", "probability", "survival_probability", "s", "km", "y"),
}
RISKS: Mapping[str, tuple[str, ...]] = {
    "time": TIMES,
    "at_risk": ("at_risk", "number_at_risk", "n_at_risk", "n_risk", "nrisk", "risk", "n"),
    "total_events": ("total_events", "events", "n_events", "deaths"),
}
WORDS = {
    "study": "the study",
    "treatment": "the treatment",
    "time": "the time",
    "survival": "the survival (0 to 1)",
    "at_risk": "the number at risk",
}
RISE = 0.02
"""A curve that rises by more than this between two points was not read from a Kaplan-Meier curve."""
Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class PrintedCurve:
    """One arm's curve with its numbers at risk, the first at time 0."""

    study: str
    treatment: str
    time: Array = field(repr=False)
    survival: Array = field(repr=False)
    risk_time: Array = field(repr=False)
    risk: Array = field(repr=False)
    events: int | None
    """In all, where it is printed."""


@dataclass(frozen=True, kw_only=True)
class PrintedCurves:
    """The curves of a table of points."""

    name: str
    curves: tuple[PrintedCurve, ...]
    unit: str
    notes: tuple[str, ...]
    data_hash: str


def read_curves(
    points: str | Path | Any,
    risks: str | Path | Any,
    *,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
) -> PrintedCurves:
    """The curves of two tables: points (study, treatment, time, survival) and numbers at risk (study, treatment, time,
    at_risk, perhaps total_events, the same in every row of an arm).

    `columns` maps a role to its column, in either table. Points may stand in any order; a survival that rises a little
    is left to `rebuilt`, one that rises by more than 0.02 is a fault. Raises SheetError with every fault of a table.
    """
    said = columns or {}
    read = _points(points, {r: c for r, c in said.items() if r not in ("at_risk", "total_events")}, decimal)
    table, page, curves, unit, digest = read
    try:
        below, beside = _risks(risks, {r: c for r, c in said.items() if r != "survival"}, decimal)
    except SheetError as error:
        faults = [replace(fault, where=f"{error.headline.partition(':')[0]}, {fault.where}") for fault in error.faults]
        raise refused(table, [*page.faults, *faults], "no curves were read") from error
    for key, rows in curves.items():
        if key not in below:
            remedy = "add them (at time 0 at least), or leave the curve out"
            page.fault(rows[0][2], "treatment", "the curve has no numbers at risk", remedy)
        elif below[key][0][0][0] != 0.0:
            remedy = "give the number at time 0 too; people cannot be told without it"
            page.fault(rows[0][2], "treatment", "its numbers at risk do not begin at time 0", remedy)
    refuse(page, "no curves were read")
    return PrintedCurves(
        name=table,
        curves=tuple(_curve(key, rows, *below[key]) for key, rows in curves.items()),
        unit=unit,
        notes=(f"Curves in {table}, with the numbers at risk in {beside}.",),
        data_hash=digest,
    )


def _curve(
    key: Key, rows: Sequence[tuple[float, float, int]], risks: Sequence[tuple[float, float]], total: int | None
) -> PrintedCurve:
    """Of points at one time the lowest counts: it is where the step ends."""
    lowest: dict[float, float] = {}
    for time, survival, _ in rows:
        lowest[time] = min(survival, lowest.get(time, 1.0))
    return PrintedCurve(
        study=key[0],
        treatment=key[1],
        time=np.array(list(lowest)),
        survival=np.array(list(lowest.values())),
        risk_time=np.array([time for time, _ in risks]),
        risk=np.array([people for _, people in risks]),
        events=total,
    )


def _points(
    source: Any, columns: Mapping[str, str], decimal: str | None
) -> tuple[str, Page, dict[Key, list[tuple[float, float, int]]], str, str]:
    table, digest = table_of(source, None, lambda _: None)
    page, places = page_of(table, columns, decimal, POINTS, ("study", "treatment", "time", "survival"), WORDS)
    time, survival = numbers_of(page, places["time"], not_below_zero), numbers_of(page, places["survival"], share)
    curves: dict[Key, list[tuple[float, float, int]]] = {}
    for row, (name, treatment) in enumerate(zip(page.names, treatments_of(page), strict=True)):
        at, s = time[row], survival[row]
        if at is not None and s is not None:
            curves.setdefault((name, treatment), []).append((at, s, row))
    for key, rows in curves.items():
        rows.sort(key=lambda point: (point[0], -point[1]))
        curves[key] = rows
        for before, this in pairwise(rows):
            if this[1] > before[1] + RISE:
                problem = f"survival rises from {before[1]:g} to {this[1]:g}; a curve of survival only falls"
                page.fault_in(this[2], table.header[places["survival"]], f"{this[1]:g}", problem, "correct the point")
    return table.name, page, curves, unit_of(table.header[places["time"]]), digest


def _risks(
    source: Any, columns: Mapping[str, str], decimal: str | None
) -> tuple[dict[Key, tuple[list[tuple[float, float]], int | None]], str]:
    table, _ = table_of(source, None, lambda _: None)
    page, places = page_of(table, columns, decimal, RISKS, ("study", "treatment", "time", "at_risk"), WORDS)
    time, people = numbers_of(page, places["time"], not_below_zero), numbers_of(page, places["at_risk"], events)
    total = numbers_of(page, places["total_events"], events) if "total_events" in places else [None] * len(page)
    found: dict[Key, tuple[list[tuple[float, float]], int | None]] = {}
    for row, (name, treatment) in enumerate(zip(page.names, treatments_of(page), strict=True)):
        at, n = time[row], people[row]
        if at is None or n is None:
            continue
        before, said = found.get((name, treatment), ([], None))
        if before and n > before[-1][1] and at > before[-1][0]:
            problem = f"{n:g} people are at risk, more than the {before[-1][1]:g} before"
            page.fault_in(row, table.header[places["at_risk"]], f"{n:g}", problem, "correct the number or the time")
        told = total[row]
        found[name, treatment] = ([*before, (at, n)], said if told is None else int(told))
    refuse(page, "no numbers at risk were read")
    return {key: (sorted(risks), said) for key, (risks, said) in found.items()}, table.name
