"""Treatments with their doses: each dose of an agent becomes a treatment of its own, dose 0 one for all agents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dorsal.errors import EvidenceError
from dorsal.trials.dosage import Dosage
from dorsal.trials.sheet.cell import Wrong, numbers
from dorsal.trials.sheet.covariate import place_of
from dorsal.trials.sheet.page import Page
from dorsal.trials.treatment import canonical

NO_DOSE = "no dose"
"""The shared reference where the table has no name of its own for it."""


@dataclass(frozen=True)
class _Given:
    """A cell of treatment with its dose, None where it is missing."""

    row: int
    role: str
    agent: str
    dose: float | None
    wrong: str = ""
    """The cell where it is no dose."""


def with_doses(page: Page, column: str) -> bool:
    """Name the page's treatments by agent and dose, from `column` (treatments side by side: column1, column2 ...).

    What is wrong with doses is noted on the page; False where there is no such column or no dose above 0. An agent
    without a dose in every row is a treatment without a dose.
    """
    roles = [role for role in page.columns.index if role.startswith("treatment")]
    places = {role: place_of(page, f"{column}{role.removeprefix('treatment')}") for role in roles}
    absent = [role for role, place in places.items() if place is None]
    for role in absent:
        known = ", ".join(name for name in page.table.header if name)
        name = f"{column}{role.removeprefix('treatment')}"
        page.file_fault(name, f"there is no such column for the dose of {page.columns.name(role)!r}",
                        f"the columns are {known}")  # fmt: skip
    if absent:
        return False
    given = [one for role, place in places.items() if place is not None for one in _cells(page, role, place)]
    if not any(one.dose or one.wrong for one in given):
        page.file_fault(column, "no treatment has a dose above 0", "name the column that holds the doses")
        return False
    never = _never(page, given, places)
    _check_missing(page, given, places)
    _rename(page, given, never)
    page.dose_columns = {place for place in places.values() if place is not None}
    if not page.faults:
        page.notes += _notes(given, never, [page.table.header[p] for p in sorted(page.dose_columns)])
    return True


def _cells(page: Page, role: str, place: int) -> Iterator[_Given]:
    cells = page.table.columns[place]
    read = numbers(cells, _from_zero, page.decimal)
    for row, (text, cell) in enumerate(zip(page.texts(role), cells, strict=True)):
        if not text:
            continue
        value = read[cell]
        if isinstance(value, Wrong):
            page.fault_in(row, page.table.header[place], cell.strip(), value.problem, value.remedy)
        try:
            agent = canonical(text)
        except EvidenceError:
            continue  # told where treatments are read
        yield (
            _Given(row, role, agent, 0.0, cell.strip()) if isinstance(value, Wrong) else _Given(row, role, agent, value)
        )


def _from_zero(value: float) -> Wrong | None:
    return None if value >= 0.0 else Wrong("a dose cannot be below 0", "correct it; 0 is none")


def _never(page: Page, given: Sequence[_Given], places: dict[str, int | None]) -> list[str]:
    """Names of what is never given above dose 0: of them there may be one, the first; the others are faults."""
    dosed = {one.agent for one in given if one.dose or one.wrong}
    never = {one.agent: one for one in reversed(given) if one.dose == 0.0 and one.agent not in dosed}
    names = sorted(never, key=lambda agent: never[agent].row)
    for other in names[1:]:
        one = never[other]
        problem = f"{names[0]} has dose 0 too, and dose 0 is one reference for all agents"
        remedy = f"write {names[0]!r} for both, or leave the dose empty in all rows of one: a treatment without a curve"
        place = places[one.role]
        page.fault_in(one.row, page.table.header[place or 0], other, problem, remedy)
    return names


def _check_missing(page: Page, given: Sequence[_Given], places: dict[str, int | None]) -> None:
    told = {one.agent for one in given if one.dose is not None}
    for one in given:
        if one.dose is None and one.agent in told:
            problem = f"the dose of {one.agent} is missing, which other rows give"
            page.fault_in(one.row, page.table.header[places[one.role] or 0], "", problem,
                          "fill it in (0 where none was given), or delete the row")  # fmt: skip


def _rename(page: Page, given: Sequence[_Given], never: Sequence[str]) -> None:
    """Cells of treatments as "agent dose"; and what each name stands for."""
    columns = list(page.table.columns)
    written = {role: list(page.raw(role)) for role in {one.role for one in given}}
    zero = next(iter(never), NO_DOSE)
    for one in given:
        if one.wrong:
            written[one.role][one.row] = f"{one.agent} {one.wrong}"
            continue
        dosage = Dosage(one.agent, one.dose)
        if one.dose == 0.0 and one.agent not in never:
            dosage = Dosage(zero, 0.0)
        if page.dosages.setdefault(dosage.name, dosage) != dosage:
            problem = f"{dosage.name!r} is an agent with its dose, and a treatment without one"
            page.fault(one.row, one.role, problem, "write agent and dose in two columns everywhere")
        written[one.role][one.row] = dosage.name
    for role, cells in written.items():
        columns[page.columns.index[role]] = cells
    page.table = replace(page.table, columns=tuple(columns))


def _notes(given: Sequence[_Given], never: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    agents = sorted({one.agent for one in given if one.dose})
    yield (
        f"Doses: column{'s' * (len(columns) > 1)} {', '.join(map(repr, columns))}. Each dose of "
        f"{', '.join(agents)} is a treatment of its own, as {Dosage(agents[0], _some(given, agents[0])).name!r}."
    )
    merged = sorted({one.agent for one in given if one.dose == 0.0 and one.agent not in never})
    if merged:
        zero = next(iter(never), NO_DOSE)
        yield f"Dose 0 of {', '.join(merged)} is taken for {zero}, the one reference of all agents."
    whole = sorted({one.agent for one in given if one.dose is None})
    if whole:
        yield f"Without a dose, and so a treatment without a curve: {', '.join(whole)}."


def _some(given: Sequence[_Given], agent: str) -> float:
    return next(one.dose for one in given if one.agent == agent and one.dose)
