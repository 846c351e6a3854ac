"""A folder of Parquet tables, for data frames: columns with their types, what is not known as null."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dorsal.errors import OptionError
from dorsal.faces.own_folder import write_folder
from dorsal.faces.tables import Cell, Table

LIST = "dorsal-parquet.json"
NEEDED = "--parquet needs pyarrow; install it with: pip install 'dorsal[parquet]'"


def write_parquet(folder: Path, tables: Sequence[Table], *, force: bool = False) -> tuple[Path, ...]:
    """Write each table as NAME.parquet, and the list of them. Returns the paths of the tables.

    Raises OptionError without pyarrow, or, before anything is written, if a file is not as Dorsal wrote it.
    """
    files = {f"{table.name}.parquet": parquet_bytes(table) for table in tables}
    return write_folder(folder, files, listed_in=LIST, option="--parquet", force=force)


def parquet_bytes(table: Table) -> bytes:
    """The table as Parquet: whole numbers, numbers or text by column; a column with both kinds is text."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise OptionError(NEEDED) from None
    columns = {name: [row.get(name) for row in table.rows] for name in table.columns}
    arrays = [_array(pa, cells) for cells in columns.values()]
    written = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=list(columns)), written)
    return written.getvalue()


def _array(pa: Any, cells: Sequence[Cell]) -> Any:
    if any(isinstance(cell, str) for cell in cells):
        return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
    known = [cell for cell in cells if isinstance(cell, (int, float)) and math.isfinite(cell)]
    whole = bool(known) and all(isinstance(cell, int) for cell in known)
    kept = [cell if isinstance(cell, (int, float)) and math.isfinite(cell) else None for cell in cells]
    return pa.array(kept, pa.int64() if whole else pa.float64())
