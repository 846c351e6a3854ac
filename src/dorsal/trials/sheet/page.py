"""A table whose columns have roles, read column by column; it gathers what is wrong until all is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import nan

from dorsal.errors import Fault
from dorsal.trials.dosage import Dosage
from dorsal.trials.sheet.cell import LIMITS, MISSING, NO_TEXT, Wrong, any_number, numbers
from dorsal.trials.sheet.column import Columns
from dorsal.trials.sheet.table import Table

SHOWN = 60
"""Characters of a cell that a fault shows."""


Groups = Mapping[str, Sequence[int]]
"""Study -> the places of its rows or arms, in the order of the table."""


def grouped(names: Sequence[str]) -> dict[str, list[int]]:
    """Places of each name, in order of appearance; places without a name are in none."""
    groups: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if name:
            groups.setdefault(name, []).append(place)
    return groups


class Page:
    """Rows are counted from 0 here; `place` and `where` tell them as the user sees them."""

    def __init__(self, table: Table, columns: Columns, decimal: str = ".") -> None:
        self.table = table
        self.columns = columns
        self.decimal = decimal
        self.used: set[str] = set()
        self.asked: set[int] = set()
        """Places of columns that were asked for by their names, whatever their roles."""
        self.categories: tuple[int, ...] = ()
        """Places of the columns of people in ordered categories, the lowest first."""
        self.dosages: dict[str, Dosage] = {}
        """Treatment -> the agent and dose that its name stands for, where doses were asked for."""
        self.dose_columns: set[int] = set()
        """Places of the columns that hold doses."""
        self.missing: Counter[str] = Counter()
        """What was read as "not known", by its text."""
        self.notes: list[str] = []
        """Choices that were made in reading its rows."""
        self.unsure: set[str] = set()
        """Studies of which not all rows may be known, for a name is missing or spelled in two ways."""
        self._faults: list[tuple[int, Fault]] = []
        self._read: dict[str, list[float | None]] = {}
        self.names: Sequence[str] = ()
        """By row the study; empty before `name_rows`."""
        self.studies: Groups = {}
        """Study -> its rows."""

    def __len__(self) -> int:
        return len(self.table.lines)

    def has(self, role: str) -> bool:
        """Whether a column plays this role."""
        return role in self.columns

    def raw(self, role: str) -> Sequence[str]:
        """The cells of a role as they stand; blanks where no column plays it."""
        if role not in self.columns:
            return [""] * len(self)
        self.used.add(role)
        return self.table.columns[self.columns.index[role]]

    def texts(self, role: str) -> list[str]:
        """The cells of a role without outer blanks; "" where nothing is known."""
        cells = self.raw(role)
        clean = {cell: "" if cell.strip().casefold() in NO_TEXT else " ".join(cell.split()) for cell in set(cells)}
        self._count(cells, (cell for cell, text in clean.items() if not text))
        return [clean[cell] for cell in cells]

    def numbers(self, role: str) -> list[float | None]:
        """The cells of a role as numbers: None where missing, NaN where wrong, which is a fault of the page."""
        if role not in self._read:
            cells, base = self.raw(role), role.rstrip("0123456789")
            found = numbers(cells, LIMITS.get(base, any_number), self.decimal)
            wrong = {text: what for text, what in found.items() if isinstance(what, Wrong)}
            if wrong:
                for row, cell in enumerate(cells):
                    if cell in wrong:
                        self.fault(row, role, wrong[cell].problem, wrong[cell].remedy)
            self._count(cells, (text for text, value in found.items() if value is None))
            values = {text: nan if isinstance(value, Wrong) else value for text, value in found.items()}
            self._read[role] = [values[cell] for cell in cells]
        return self._read[role]

    def _count(self, cells: Sequence[str], missing: Iterable[str]) -> None:
        """Count what is told missing by a mark; blank cells are plain."""
        marks = {cell for cell in missing if cell.strip()}
        if marks:
            self.missing.update(cell.strip() for cell in cells if cell in marks)

    def name_rows(self, names: Sequence[str]) -> None:
        """Say which study each row is of; "" where it is not known."""
        self.names, self.studies = names, grouped(names)

    def where(self, row: int, part: str = "") -> str:
        """ "line 14 (study S07, arm 2)"."""
        study = self.names[row] if self.names else ""
        inner = ", ".join(words for words in (f"study {study}" if study else "", part) if words)
        return f"{self.table.place(row)} ({inner})" if inner else self.table.place(row)

    def fault(
        self, row: int, role: str, problem: str, remedy: str, *, part: str = "", value: str | None = None
    ) -> None:
        """Note what is wrong in one row; the value is that of its cell unless another is given."""
        cell = value
        if cell is None:
            cell = self.raw(role)[row].strip() if role in self.columns else ""
        column = self.columns.name(role) if role else ""
        self.fault_in(row, column, cell, problem, remedy, part=part)

    def fault_in(self, row: int, column: str, cell: str, problem: str, remedy: str, *, part: str = "") -> None:
        """Note what is wrong in one row with the cell of a column, whatever its role."""
        shown = cell if len(cell) <= SHOWN else cell[: SHOWN - 3] + "..."
        self._faults.append((row, Fault(self.where(row, part), column, shown, problem, remedy)))

    def file_fault(self, column: str, problem: str, remedy: str, value: str = "") -> None:
        """Note what is wrong with the table as a whole."""
        self._faults.append((-1, Fault("the header", column, value, problem, remedy)))

    def add(self, faults: Iterable[Fault], row: int | None = None) -> None:
        """Note faults that say themselves where they stand: in this row, or else after those of all rows."""
        self._faults += [(len(self) if row is None else row, fault) for fault in faults]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that is wrong, from the top of the table down."""
        return tuple(fault for _, fault in sorted(self._faults, key=lambda found: found[0]))

    def needs(self, role: str, rows: Iterable[int], words: str) -> None:
        """A fault in each of these rows where the role has no cell."""
        cells = self.raw(role)
        for row in rows:
            if cells[row].strip().casefold() in MISSING:
                self.fault(row, role, f"{words} is missing", "fill it in, or delete the row")
