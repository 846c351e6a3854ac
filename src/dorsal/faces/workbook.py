"""Every table of a document in one Excel workbook, a sheet each."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dorsal.errors import OptionError
from dorsal.faces.archive import archive, opened
from dorsal.faces.csv_folder import FORMULA
from dorsal.faces.own_file import replace_bytes
from dorsal.faces.tables import Cell, Table

CREATOR = "dorsal"
CORE = "docProps/core.xml"
WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
NO_TIME = b"1980-01-01T00:00:00Z"


def write_workbook(path: Path, tables: Sequence[Table], *, force: bool = False) -> None:
    """Write the tables, replacing only a workbook of Dorsal's own.

    Raises OptionError if something else stands there, OSError if the place cannot be written.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise OptionError(f"{path} is no place for a file; name one in a folder that exists, as in --xlsx tables.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise OptionError(f"{path}: a workbook is an Excel file; name it {path.with_suffix('.xlsx').name}")
    if path.exists() and not force and not _is_own(path):
        raise OptionError(f"{path} was not written by Dorsal and stays as it is; name another file, or add --force")
    replace_bytes(path, workbook_bytes(tables))


def workbook_bytes(tables: Sequence[Table]) -> bytes:
    """The workbook itself; the same tables give the same bytes, so no moment of writing stands in it."""
    written = io.BytesIO()
    _book(tables).save(written)
    parts = opened(written.getvalue())
    return archive({**parts, CORE: WRITTEN.sub(rb"\g<1>" + NO_TIME, parts[CORE])})


def _book(tables: Sequence[Table]) -> Any:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = CREATOR
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.append([_cell(column) for column in table.columns])
        for row in table.rows:
            sheet.append([_cell(row.get(column)) for column in table.columns])
    return book


def _cell(value: Cell) -> Cell:
    """Numbers as numbers; text that a spreadsheet would run gets a `'` before it, as in the CSV."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub(" ", value)
        return f"'{text}" if text.startswith(FORMULA) else text
    return None if value is None or not math.isfinite(value) else value


def _is_own(path: Path) -> bool:
    """Whether the workbook's properties name Dorsal as what made it."""
    try:
        with zipfile.ZipFile(path) as book:
            return f"<dc:creator>{CREATOR}</dc:creator>".encode() in book.read(CORE)
    except (zipfile.BadZipFile, KeyError):
        return False
