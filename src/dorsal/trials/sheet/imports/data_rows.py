"""The data rows of a review in RevMan Web: one row for each study in each analysis, experimental and control.

Columns as in Cochrane's data package and on the Cochrane Library. They do not name the interventions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dorsal.trials.sheet.imports.entries import Entry, Side, number_sets
from dorsal.trials.sheet.refusal import refusal
from dorsal.trials.sheet.table import Table
from dorsal.trials.sheet.vocabulary import folded

TELLING = {"analysisgroup", "analysisnumber", "analysisname", "study", "experimentaln", "controln"}
GROUPS = ("experimental", "control")


def is_data_rows(header: Sequence[str]) -> bool:
    """Whether these are the columns of RevMan Web's data rows."""
    return {folded(name) for name in header} >= TELLING


def from_data_rows(table: Table) -> Table:
    """The same numbers in Dorsal's own layout. Raises SheetError where no row has any."""
    names = [folded(name) for name in table.header]
    rows = [
        _Row(line, {name: cell.strip() for name, cell in zip(names, cells, strict=True)})
        for line, cells in zip(table.lines, zip(*table.columns, strict=True), strict=True)
    ]
    several = len({row.cells["analysisgroup"] for row in rows}) > 1
    passed: Counter[str] = Counter()
    entries, about = [], {}
    for row in rows:
        sides = row.sides(several)
        if not sides:
            passed["rows without people or without an estimate"] += 1
            continue
        about[row.study] = row.about()
        entries.append(row.entry(sides))
    if not entries:
        raise refusal(table.name, "no row has numbers", "give the data rows of a review with analyses of studies")
    sets, notes, faults = number_sets(entries, table.unit)
    said = [
        "Read as data rows of RevMan Web, which do not name the interventions: they are called experimental and "
        "control, so that analysis groups are not joined; each analysis is an outcome."
    ]
    said += [f"Not read: {', '.join(f'{what} ({count})' for what, count in passed.items())}."] if passed else []
    return sets.table(
        table.name, unit=table.unit, notes=[*table.notes, *said, *notes], faults=[*table.faults, *faults], about=about
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]

    @property
    def study(self) -> str:
        return " ".join(self.cells["study"].split())

    def about(self) -> dict[str, Any]:
        """Arguments of a Study."""
        year = self.cells.get("studyyear", "")
        return {"year": int(year)} if year.isdecimal() else {}

    def entry(self, sides: tuple[Side, ...]) -> Entry:
        """What the row reports, once it is known that it does."""
        number = f"{self.cells['analysisgroup']}.{self.cells['analysisnumber']}"
        outcome = f"{number} {self.cells['analysisname']}".strip()
        subgroup = self.cells.get("subgroup", "")
        return Entry(line=self.line, analysis=number, outcome=outcome, subgroup=subgroup, study=self.study, sides=sides)

    def sides(self, several: bool) -> tuple[Side, ...]:
        """The numbers by what the row holds; columns of other kinds of data are blank, or 0 in old files."""
        group = f" (group {self.cells['analysisgroup']})" if several else ""
        who = tuple(name + group for name in GROUPS)
        people = all(self._number(f"{name}n") for name in GROUPS)
        if people and all(self._number(f"{name}sd") for name in GROUPS):
            return self._arms(who, "mean_sd", {"value": "mean", "sd": "sd", "n1": "n"})
        if (variance := self._number("variance")) > 0:
            printed = self.cells.get("oe", "")
            value = repr(self._number("oe") / variance) if _is_number(printed) else printed
            return self._contrast(who, value, repr(variance**-0.5))
        counted = people and all(self.cells.get(f"{name}cases") for name in GROUPS)
        if self._number("givse") and not (counted and any(self._number(f"{name}cases") for name in GROUPS)):
            return self._contrast(who, self.cells.get("givmean", ""), self.cells["givse"])
        if counted:
            return self._arms(who, "events", {"value": "cases", "n1": "n"})
        return ()

    def _number(self, column: str) -> float:
        """A number above 0 or below; 0 where there is none (of a text that is none, one, for its fault is told)."""
        text = self.cells.get(column, "")
        try:
            return float(text or 0)
        except ValueError:
            return 1.0 if column.endswith(("n", "sd")) else 0.0

    def _arms(self, who: tuple[str, ...], measure: str, columns: dict[str, str]) -> tuple[Side, ...]:
        fixed = (("measure", measure), ("instrument", self.cells["analysisname"] or "as printed"))
        return tuple(
            Side(
                who=(treatment,),
                cells=(*fixed, *((own, self.cells.get(f"{group}{theirs}", "")) for own, theirs in columns.items())),
            )
            for group, treatment in zip(GROUPS, who, strict=True)
        )

    def _contrast(self, who: tuple[str, ...], value: str, se: str) -> tuple[Side, ...]:
        instrument = self.cells["analysisname"] or "as printed"
        people = tuple((f"n{k}", self.cells[f"{g}n"]) for k, g in enumerate(GROUPS, 1) if self._number(f"{g}n"))
        cells = (("measure", "effect_se"), ("instrument", instrument), ("value", value), ("se", se), *people)
        return (Side(who=who, cells=cells),)
