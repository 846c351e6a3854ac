"""Rows of Dorsal's own layout, gathered from another program's file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dorsal.errors import Fault
from dorsal.trials.sheet.table import Table

HEADER = (
    "row_id", "study_id", "outcome", "instrument", "treatment1", "n1", "treatment2", "n2", "measure", "value", "sd",
    "se", "ci_low", "ci_high", "ci_level", "q1", "q3", "minimum", "maximum", "adjusted", "locator", "source_url",
    "note",
)  # fmt: skip


class NumberSets:
    """Rows in the order in which they are added."""

    def __init__(self) -> None:
        self._rows: list[Mapping[str, str]] = []
        self._lines: list[int] = []
        self._ids: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, line: int, row_id: str, cells: Mapping[str, str]) -> None:
        """One number set that stands in this line; an id that is taken gets a number."""
        self._ids[row_id] += 1
        count = self._ids[row_id]
        self._rows.append({**cells, "row_id": row_id if count == 1 else f"{row_id} #{count}"})
        self._lines.append(line)

    def table(
        self,
        name: str,
        *,
        unit: str,
        notes: Sequence[str],
        faults: Sequence[Fault] = (),
        about: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Table:
        """The rows as a table in Dorsal's own layout; `about` holds, by study, arguments of a Study."""
        return Table(
            name=name,
            header=HEADER,
            columns=tuple([row.get(column, "") for row in self._rows] for column in HEADER),
            lines=self._lines,
            unit=unit,
            notes=tuple(notes),
            faults=tuple(faults),
            about=about or {},
        )
