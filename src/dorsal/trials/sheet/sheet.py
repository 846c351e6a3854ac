"""Anybody's table of trials: what is read from it, and all that was decided on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dorsal.errors import EvidenceError, Fault, OptionError, SheetError
from dorsal.trials.left_out import LeftOut
from dorsal.trials.sheet import arm_rows, arms, contrasts, measure, relative_rows, wide_rows
from dorsal.trials.sheet.arm_faults import check_arms
from dorsal.trials.sheet.categories import category_places
from dorsal.trials.sheet.collector import at_rest
from dorsal.trials.sheet.column import recognised
from dorsal.trials.sheet.contrast_faults import check_contrasts
from dorsal.trials.sheet.covariate import covariates_of
from dorsal.trials.sheet.decimal_mark import COMMA_MARK, NOTE, decimal_mark
from dorsal.trials.sheet.dosed import with_doses
from dorsal.trials.sheet.foreign import languages_of
from dorsal.trials.sheet.layout import LAYOUTS, fitted, layout_of, missing, second_header, without_spare
from dorsal.trials.sheet.own_layout import own_columns, own_results
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.skipping import skipped_notes, without_faulty
from dorsal.trials.sheet.source import table_of
from dorsal.trials.sheet.spelling import check_names
from dorsal.trials.sheet.studies import About, studies
from dorsal.trials.sheet.table import Table, listed
from dorsal.trials.sheet.vocabulary import ENGLISH
from dorsal.trials.shown import Shown
from dorsal.trials.study import Result, Study


@dataclass(frozen=True, kw_only=True, repr=False)
class Sheet(Shown):
    """The trials of one table."""

    name: str
    layout: str
    """One of `layout.LAYOUTS`: arms, wide, contrasts, relative, dorsal."""
    columns: Mapping[str, str]
    """Role -> the column that was taken for it."""
    studies: tuple[Study, ...]
    notes: tuple[str, ...]
    """Every choice that was made in reading, in sentences."""
    measure_guess: str
    """What the columns suggest: OR, IRR, MD, SMD, HR ..."""
    data_hash: str
    """SHA-256, in hexadecimal, of the file's bytes or of the frame's cells."""
    skipped: tuple[LeftOut, ...] = ()
    """Faulty rows that were left out because that was asked for."""

    def __repr__(self) -> str:
        return f"<Sheet: {self.name}, layout {self.layout}, {len(self.studies)} studies; .notes tells how it was read>"


MOST_ARMS = 100
"""Treatments of one study. More are a mistake, and their covariance would fill the memory."""


def read(
    source: str | Path | Any,
    *,
    columns: Mapping[str, str] | None = None,
    layout: str | None = None,
    sheet_name: str | None = None,
    decimal: str | None = None,
    covariates: Sequence[str] = (),
    categories: Sequence[str] = (),
    dose: str = "",
    skip_faulty: bool = False,
    on_progress: Callable[[int], None] | None = None,
) -> Sheet:
    """The trials in a file (CSV and its kin, Excel, Parquet), its content (`FileContent`), or a data frame of any kind.

    `columns` maps a role ("study", "treatment", "n2" ..., or any name known for it, as "studlab") to the column that
    plays it, "" for none; the others are recognised by name. `layout`: one of `layout.LAYOUTS`, found by the columns
    where not given. `decimal`: "." or ","; where not given, "," for a file of text that shows it (`decimal_mark`).
    `covariates`: columns whose values are kept with each study (`Study.covariates`), for meta-regression and subgroups.
    `categories`: of an ordered outcome, the columns of people in each category of an arm, the lowest first; an empty
    cell is a category that is counted in the one before. `dose`: the column of doses (of treatments side by side
    that name with 1, 2 ...); each dose of an agent becomes a treatment ("A 50"), dose 0 the one reference of all
    agents. `skip_faulty`: leave rows with a fault out, each listed with its reason (`Sheet.skipped` and the notes), in
    place of the error. `on_progress` is told the rows read so far, every
    20,000. Raises SheetError with every fault of the table, OptionError for an argument that is not known.
    """
    if decimal not in (None, ".", ","):
        raise OptionError(f"decimal must be '.' or ',', got {decimal!r}")
    with at_rest():
        table, digest = table_of(source, sheet_name, on_progress or _unheard)
        asked = _Asked(
            columns=columns or {},
            layout=layout,
            decimal=decimal,
            covariates=covariates,
            categories=categories,
            dose=dose,
        )
        if not skip_faulty:
            return _sheet(table, digest, asked)
        sheet, out = without_faulty(table, lambda whole: _sheet(whole, digest, asked))
        return replace(sheet, skipped=out, notes=(*sheet.notes, *skipped_notes(out)))


def _unheard(rows: int) -> None:
    del rows


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """How the table is to be read, as far as somebody said."""

    columns: Mapping[str, str]
    layout: str | None
    decimal: str | None
    covariates: Sequence[str]
    categories: Sequence[str]
    dose: str


def _sheet(table: Table, digest: str, asked: _Asked) -> Sheet:
    known, faults = recognised(table.header, asked.columns)
    categories, absent = category_places(table.header, asked.categories)
    known = known.without(*(role for role, place in known.index.items() if place in categories))
    said = set(asked.columns.values())
    known, spared = without_spare(asked.layout, known, [name for name in asked.covariates if name not in said])
    found = layout_of(known, asked.layout or ("arms" if asked.categories else None))
    if asked.categories and found != "arms":
        raise OptionError(f"people in ordered categories stand in a table of one row per arm, not {LAYOUTS[found]}")
    if found == "dorsal" and asked.columns:
        raise OptionError("Dorsal's own layout has columns of fixed names; leave out columns, or give another layout")
    known = own_columns(table.header) if found == "dorsal" else fitted(found, known, table.columns)
    faults = [*table.faults, *faults, *absent, *missing(found, known, counted=bool(asked.categories))]
    if faults and not _readable(faults, table):
        raise _refused(table.name, [*second_header(table), *faults])
    page = Page(table, known, asked.decimal or decimal_mark(table))
    page.categories = categories
    if asked.decimal is None and page.decimal == COMMA_MARK:
        page.notes.append(NOTE)
    page.add(faults)
    page.notes += spared
    try:
        trials, guess = _trials(page, found, asked)
    except SheetError:
        raise
    except EvidenceError as error:
        raise _refused(table.name, [Fault("the table", "", "", str(error), "correct it")]) from error
    return Sheet(
        name=table.name,
        layout=found,
        columns={role: known.name(role) for role in known.index if role in page.used},
        studies=trials,
        notes=tuple(_notes(page, found, guess[1])),
        measure_guess=guess[0],
        data_hash=digest,
    )


def _readable(faults: Sequence[Fault], table: Table) -> bool:
    """Whether the cells can be checked as well: the header is in order."""
    return bool(table.lines) and all(fault.where != "the header" for fault in faults)


def _refused(name: str, faults: Sequence[Fault]) -> SheetError:
    return SheetError(f"{name}: {len(faults)} {'fault' if len(faults) == 1 else 'faults'}, nothing was read", faults)


Guess = tuple[str, str]
"""A measure, and the note that says why."""


def _trials(page: Page, layout: str, asked: _Asked) -> tuple[tuple[Study, ...], Guess]:
    """The studies of the page. Raises SheetError with all that is wrong."""
    if layout == "dorsal":
        if asked.dose:
            raise OptionError("Dorsal's own layout has no column of doses; give a table of arms or of contrasts")
        return _own(page, asked.covariates)
    names = page.texts("study") if page.has("study") else [str(row + 1) for row in range(len(page))]
    page.name_rows(names)
    _check_studies(page)
    check_names(page, [role for role in page.columns.index if role.startswith("treatment")], combined=True)
    repeated = _repeated(page)
    if asked.dose and not with_doses(page, asked.dose):
        _raise_faults(page)
    about = About(page, covariates_of(page, asked.covariates))
    about.check()
    made, guess = READERS[layout](page, repeated)
    _raise_faults(page)
    found = studies(about, made)
    return found, guess or measure.of_results(result for study in found for result in study.results)


def _check_studies(page: Page) -> None:
    """Every row has its study. What stands above a row without one may go on there, and so may other spellings."""
    nameless = [row for row, name in enumerate(page.names) if not name]
    for row in nameless:
        remedy = "fill it in, or delete the row; of merged cells only the first holds the name"
        page.fault(row, "study", "the study is missing", remedy)
    above = {page.names[row - 1] for row in nameless if row}
    page.unsure = above | check_names(page, ["study"], combined=False)
    _check_sizes(page)


def _check_sizes(page: Page) -> None:
    """A fault for each study of more treatments than any trial has: its rows are of many studies."""
    columns = [page.raw(role) for role in page.columns.index if role.rstrip("0123456789") == "treatment"]
    for study, rows in page.studies.items():
        if len(rows) * len(columns) > MOST_ARMS:
            arms = len({cells[row].strip() for cells in columns for row in rows} - {""})
            if arms > MOST_ARMS:
                problem = f"a study of {arms:,} arms: is the study column mapped wrongly?"
                remedy = f"say which column names the studies (no trial here may have more than {MOST_ARMS} treatments)"
                page.fault(rows[0], "study_id" if page.has("study_id") else "study", problem, remedy, value=study)


def _raise_faults(page: Page) -> None:
    if page.faults:
        raise _refused(page.table.name, page.faults)


def _repeated(page: Page) -> set[int]:
    """Rows that are another one again, cell by cell: each is a fault."""
    columns = page.table.columns
    first: dict[int, int] = {}
    found = set()
    for row, cells in enumerate(zip(*columns, strict=True)):
        kept = first.setdefault(hash(cells), row)  # a hash for a row: a million rows stay small
        if kept != row and cells == tuple(column[kept] for column in columns):
            found.add(row)
            problem = f"the row is the same as {page.table.place(kept)}, cell by cell"
            page.fault(row, "", problem, "delete one; if both are meant, tell them apart in a column arm or outcome")
    return found


def _own(page: Page, covariates: Sequence[str]) -> tuple[tuple[Study, ...], Guess]:
    page.name_rows(page.texts("study_id"))
    check_names(page, ["study_id"], combined=False)
    _check_sizes(page)
    check_names(page, [role for role in ("treatment1", "treatment2") if page.has(role)], combined=True)
    results = own_results(page)
    values = covariates_of(page, covariates)
    _raise_faults(page)
    by_study: dict[str, list[Result]] = {}
    for result in results:
        by_study.setdefault(result.study, []).append(result)
    about = page.table.about
    found = tuple(
        Study(id=name, results=tuple(rows), covariates=values[name], **about.get(name, {}))
        for name, rows in by_study.items()
    )
    return found, measure.of_results(results)


Made = tuple[Iterator[tuple[str, list[Result]]], Guess | None]
"""The results of each study, made when asked for; and the measure, where the columns tell it."""


def _of_arms(page: Page, repeated: set[int]) -> Made:
    found = arm_rows.arms_of(page)
    check_arms(found, repeated)
    return arms.results(found), None


def _of_wide(page: Page, repeated: set[int]) -> Made:
    found = wide_rows.arms_of(page)
    check_arms(found, repeated | wide_rows.check_once(page, found, repeated))
    return arms.results(found), None


def _of_contrasts(page: Page, repeated: set[int]) -> Made:
    found = contrasts.contrasts_of(page)
    check_contrasts(found, repeated)
    return contrasts.results(found), measure.of_contrasts(found.kind, page.columns.name("effect"))


def _of_relative(page: Page, repeated: set[int]) -> Made:
    found = relative_rows.relative_arms_of(page, repeated)
    return relative_rows.results(found), measure.of_contrasts(contrasts.kind_of(page), page.columns.name("effect"))


READERS: Mapping[str, Callable[[Page, set[int]], Made]] = {
    "arms": _of_arms,
    "wide": _of_wide,
    "contrasts": _of_contrasts,
    "relative": _of_relative,
}


def _notes(page: Page, layout: str, guess: str) -> Iterator[str]:
    """Every choice that was made in reading."""
    known = page.columns
    yield f"Layout: {LAYOUTS[layout]}."
    taken = {place: role for role, place in known.index.items() if role in page.used}
    if layout != "dorsal":
        roles = (f"{role} = {known.header[place]!r}" for place, role in sorted(taken.items()))
        yield f"Columns taken: {', '.join(roles)}."
        used = {role: called for role, called in known.called.items() if role in page.used}
        for language, named in languages_of(used, ENGLISH).items():
            words = ", ".join(f"{known.name(role)!r} is {role}" for role in named)
            other = "another column of a role with columns=... (--map on the command line)"
            yield f"Column names read as {language}: {words}; {other}."
    if layout == "wide" and not page.has("study"):
        yield "Studies: no column names them, so they are numbered from 1, row by row."
    seen = page.asked | page.dose_columns | set(taken) | set(page.categories)
    spare = [repr(name) for place, name in enumerate(known.header) if name and place not in seen]
    if page.categories:
        yield f"Ordered categories, the lowest first: {', '.join(repr(known.header[p]) for p in page.categories)}."
    if page.asked:
        yield f"Covariates of the studies: {', '.join(repr(known.header[place]) for place in sorted(page.asked))}."
    if spare:
        yield f"Columns not used: {', '.join(spare)}."
    nameless = [place + 1 for place, name in enumerate(known.header) if not name]
    if nameless:
        yield f"Columns without a name are not used: {listed(nameless, 'column')}."
    yield from page.table.notes
    yield from page.notes
    if page.missing:
        yield f"Read as missing: {', '.join(f'{text!r} ({count})' for text, count in page.missing.most_common())}."
    yield guess
