"""The table of components in a file: a row for each treatment, a column for each component."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from dorsal.errors import Fault, SheetError
from dorsal.synthesis.component_matrix import WAY_OUT, ComponentMatrix
from dorsal.trials.sheet.source import table_of
from dorsal.trials.sheet.table import Table

SHOWN = 60


def read_matrix(source: str | Path | Any) -> ComponentMatrix:
    """A file (CSV, Excel, Parquet) or data frame; the first column names the treatments, the others are components.

    Raises SheetError with every fault: cells that are no number, rows without a name, names that stand twice.
    """
    table, _ = table_of(source, None, lambda _: None)
    names = [" ".join(cell.split()) for cell in table.columns[0]]
    components = [" ".join(name.split()) for name in table.header[1:]]
    numbers = [[_number(cell) for cell in column] for column in table.columns[1:]]
    faults = [*table.faults, *_faults(table, names, components, numbers)]
    if faults:
        count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
        raise SheetError(f"{table.name}: {count}, no component was read", faults)
    return ComponentMatrix.of(names, components, [list(row) for row in zip(*numbers, strict=True)])


def _number(cell: str) -> float:
    """NaN for what is no finite number."""
    try:
        number = float(cell.strip().replace(",", "."))
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _faults(table: Table, names: list[str], components: list[str], numbers: list[list[float]]) -> list[Fault]:
    found = [
        Fault("the header", "", name, "the component stands twice", "leave one of the columns out")
        for i, name in enumerate(components)
        if name in components[:i]
    ]
    found += [
        Fault("the header", f"{i + 2}", "", "the component has no name", "name it")
        for i, name in enumerate(components)
        if not name
    ]
    for row, name in enumerate(names):
        where = f"{table.place(row)}{f' ({name})' if name else ''}"
        if not name:
            found.append(Fault(where, table.header[0], "", "the treatment has no name", "name it, or delete the row"))
        elif name in names[:row]:
            found.append(Fault(where, table.header[0], name, "the treatment stands twice", "delete one of the rows"))
        for column, component in enumerate(components):
            if math.isnan(numbers[column][row]):
                cell = table.columns[column + 1][row].strip()[:SHOWN]
                found.append(Fault(where, component, cell, "it is no number" if cell else "it is empty", WAY_OUT))
    return found
