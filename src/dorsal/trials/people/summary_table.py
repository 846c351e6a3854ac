"""What an aggregate table prints of the people of each arm: means and SDs, or proportions, of covariates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dorsal.errors import Fault, SheetError
from dorsal.trials.people.person_cell import column_of, numbers_of, share
from dorsal.trials.sheet.cell import LIMITS, any_number
from dorsal.trials.sheet.column import recognised
from dorsal.trials.sheet.decimal_mark import decimal_mark
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.source import table_of
from dorsal.trials.treatment import canonical

MEANS = ("{}_mean", "mean_{}", "{}", "{}_proportion", "{}_prop", "prop_{}")
SDS = ("{}_sd", "sd_{}", "{}_stddev")
QUARTILES = "of a median with quartiles (q3 - q1) / 1.35 is near the SD"

Summary = tuple[float, float]
"""Mean and SD; of a proportion p, p and sqrt(p (1 - p))."""


@dataclass(frozen=True, kw_only=True)
class Summaries:
    """Of each arm, its covariates' means and SDs in their order."""

    covariates: tuple[str, ...]
    arms: Mapping[tuple[str, str], tuple[Summary, ...]]
    """By study and canonical treatment."""
    columns: tuple[str, ...]
    """Of the table, that tell them."""


def read_summaries(
    source: str | Path | Any,
    covariates: Mapping[str, bool],
    *,
    columns: Mapping[str, str] | None = None,
    sheet_name: str | None = None,
    decimal: str | None = None,
) -> Summaries:
    """The summaries in a table of one row per arm: columns age_mean and age_sd, or male for a proportion.

    `covariates`: name -> whether it is yes or no. Where a row misses one, that of the study's other rows counts. Raises
    SheetError with every fault.
    """
    table, _ = table_of(source, sheet_name, lambda _: None)
    known, _ = recognised(table.header, columns or {})
    absent = [words for role, words in (("study", "the study"), ("treatment", "the treatment")) if role not in known]
    if absent:
        problem = f"no column is recognised as {' or '.join(absent)}"
        remedy = "beside people a table has one row per arm; say which column it is (at the command line: --map)"
        raise SheetError(f"{table.name}: no summaries were read", [Fault("the header", "", "", problem, remedy)])
    page = Page(table, known, decimal or decimal_mark(table))
    page.name_rows(page.texts("study"))
    read = [_covariate(page, name, yes_no) for name, yes_no in covariates.items()]
    if page.faults:
        count = f"{len(page.faults)} {'fault' if len(page.faults) == 1 else 'faults'}"
        raise SheetError(f"{table.name}: {count} in what it says of its people", page.faults)
    people = page.numbers("n") if page.has("n") else [None] * len(page)
    used = tuple(table.header[place] for name, yes_no in covariates.items() for place in _places(page, name, yes_no))
    return Summaries(covariates=tuple(covariates), arms=_by_arm(page, read, people), columns=used)


def _places(page: Page, name: str, yes_no: bool) -> list[int]:
    """Where the mean of a covariate stands, and its SD unless it is yes or no; fewer where one is not there."""
    forms = (MEANS,) if yes_no else (MEANS, SDS)
    found = [column_of(page.table.header, [form.format(name) for form in each]) for each in forms]
    return [place for place in found if place is not None]


def _covariate(page: Page, name: str, yes_no: bool) -> list[Summary]:
    """The mean and SD of one covariate in every row."""
    places = _places(page, name, yes_no)
    wanted = [f"{name}, a proportion"] if yes_no else [f"{name}_mean", f"{name}_sd"]
    if len(places) < len(wanted):
        problem = f"no columns tell {' and '.join(wanted)} of the people of each arm"
        page.file_fault(name, problem, f"add them, or do not adjust for it; {QUARTILES}" if not yes_no else "add it")
        return []
    mean_place, *others = places
    means = _filled(page, name, mean_place, numbers_of(page, mean_place, share if yes_no else any_number))
    if not others:
        return [(mean, math.sqrt(max(0.0, mean * (1.0 - mean)))) for mean in means]
    sds = _filled(page, f"the SD of {name}", others[0], numbers_of(page, others[0], LIMITS["sd"]))
    return list(zip(means, sds, strict=True))


def _filled(page: Page, name: str, place: int, cells: Sequence[float | None]) -> list[float]:
    """The cells; where one is missing, the mean of the study's others. A fault where it has none."""
    found = [math.nan if cell is None else cell for cell in cells]
    wrong = {fault.where for fault in page.faults}
    for rows in page.studies.values():
        known = [cells[row] for row in rows if cells[row] is not None]
        for row in rows:
            if cells[row] is None and known:
                found[row] = sum(v for v in known if v is not None) / len(known)
        if not known and not any(page.where(row) in wrong for row in rows):
            problem = f"no row of the study tells {name}"
            remedy = "fill it in, leave the study out, or do not adjust for it"
            page.fault_in(rows[0], page.table.header[place], "", problem, remedy)
    return found


def _by_arm(
    page: Page, read: Sequence[Sequence[Summary]], people: Sequence[float | None]
) -> Mapping[tuple[str, str], tuple[Summary, ...]]:
    """Rows of one treatment in one study together, by their people."""
    rows: dict[tuple[str, str], list[int]] = {}
    for row, (study, treatment) in enumerate(zip(page.names, page.texts("treatment"), strict=True)):
        if study and treatment:
            rows.setdefault((study, canonical(treatment)), []).append(row)
    return {
        arm: tuple(_together([column[row] for row in own], [people[row] or 1.0 for row in own]) for column in read)
        for arm, own in rows.items()
    }


def _together(parts: Sequence[Summary], weight: Sequence[float]) -> Summary:
    total = sum(weight)
    mean = sum(w * part[0] for w, part in zip(weight, parts, strict=True)) / total
    square = sum(w * (part[1] ** 2 + (part[0] - mean) ** 2) for w, part in zip(weight, parts, strict=True)) / total
    return mean, math.sqrt(square)
