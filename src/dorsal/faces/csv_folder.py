"""A folder of CSV tables. A list beside them tells which files are Dorsal's, so that nobody else's is replaced."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from dorsal.errors import OptionError
from dorsal.faces.own_file import replace_text
from dorsal.faces.tables import Cell, Table

LIST = "dorsal-tables.json"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell starts with that a spreadsheet may run (OWASP, CSV injection)."""


def write_tables(folder: Path, tables: Sequence[Table], *, force: bool = False) -> tuple[Path, ...]:
    """Write each table as NAME.csv, and the list of them. Returns the paths of the tables.

    Raises OptionError, before anything is written, if a file of that name is not as Dorsal wrote it.
    """
    if folder.exists() and not folder.is_dir():
        raise OptionError(f"{folder} is a file; --csv needs a folder")
    texts = {f"{table.name}.csv": csv_text(table) for table in tables}
    if not force:
        _check(folder, texts)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        replace_text(folder / name, text)
    known = {"generator": "dorsal", "sha256": {name: _digest(text.encode()) for name, text in texts.items()}}
    replace_text(folder / LIST, json.dumps(known, indent=2) + "\n")
    return tuple(folder / name for name in texts)


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


def _check(folder: Path, texts: Mapping[str, str]) -> None:
    known = _known(folder)
    strange = [
        name
        for name in (*texts, LIST)
        if (folder / name).exists()
        and not ((name == LIST and known) or known.get(name) == _digest((folder / name).read_bytes()))
    ]
    if strange:
        raise OptionError(
            f"{folder}: {', '.join(strange)} {'is' if len(strange) == 1 else 'are'} not as Dorsal wrote "
            f"{'it' if len(strange) == 1 else 'them'}, and nothing was written; name another folder, or add --force"
        )


def _known(folder: Path) -> Mapping[str, str]:
    """The digests of the files that Dorsal wrote there; empty where it wrote none."""
    try:
        said = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return dict(said["sha256"]) if said["generator"] == "dorsal" else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
