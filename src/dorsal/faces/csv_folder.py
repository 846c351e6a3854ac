"""Tables as CSV, one or a folder of them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path

from dorsal.faces.own_folder import write_folder
from dorsal.faces.tables import Cell, Table

LIST = "dorsal-tables.json"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell starts with that a spreadsheet may run (OWASP, CSV injection)."""


def write_tables(folder: Path, tables: Sequence[Table], *, force: bool = False) -> tuple[Path, ...]:
    """Write each table as NAME.csv, and the list of them. Returns the paths of the tables.

    Raises OptionError, before anything is written, if a file of that name is not as Dorsal wrote it.
    """
    files = {f"{table.name}.csv": csv_text(table).encode() for table in tables}
    return write_folder(folder, files, listed_in=LIST, option="--csv", force=force)


def csv_text(table: Table) -> str:
    """The table as CSV (UTF-8, CRLF as RFC 4180).

    Text that a spreadsheet would run as a formula gets a `'` before it; numbers stay numbers.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(table.columns)
    writer.writerows([_cell(row.get(column)) for column in table.columns] for row in table.rows)
    return written.getvalue()


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if value is None or not math.isfinite(value):
        return ""
    return str(value) if isinstance(value, int) else repr(float(value))
