"""What was given: a path, a file's content, a data frame; and what kind of file, by its first bytes, not its name."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dorsal.errors import OptionError
from dorsal.trials.sheet.delimited import from_text
from dorsal.trials.sheet.frame import from_frame, from_parquet
from dorsal.trials.sheet.imports.data_rows import from_data_rows, is_data_rows
from dorsal.trials.sheet.imports.revman import from_review, is_review
from dorsal.trials.sheet.imports.trial_register import from_register, is_register
from dorsal.trials.sheet.refusal import refusal
from dorsal.trials.sheet.table import Table
from dorsal.trials.sheet.workbook import from_workbook

ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"
NOT_TABLES = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "compressed (gzip; R's .rds and .RData are too)"),
    (b"\xfd7zXZ", "compressed (xz)"),
    (b"BZh9", "compressed (bzip2)"),
    (b"Rar!", "an archive (RAR)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"MZ\x90", "a program (Windows)"),
    (b"\x7fELF", "a program (Linux)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one with a password"),
)
"""How files begin that are often taken for tables."""
OF_ZIP = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("word/", "a text document (Word)"),
    ("ppt/", "a presentation (PowerPoint)"),
    ("content.xml", "an OpenDocument file (.ods)"),
)
JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"]")
HEAD = 4096
"""Bytes in which a file says what it is."""
SAVE_AS = "save the table as CSV in UTF-8, or as an Excel workbook (.xlsx)"
Progress = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class FileContent:
    """A file that stands on no disk, as one that was sent."""

    name: str
    content: bytes


def table_of(source: Any, sheet_name: str | None, on_progress: Progress) -> tuple[Table, str]:
    """The table in what was given, with the SHA-256 of the file's bytes or of the frame's cells.

    Raises SheetError where there is none, OptionError if a sheet is named and there are no sheets.
    """
    if not isinstance(source, (str, Path, FileContent)):
        _check_sheet_name("a data frame", sheet_name)
        found = from_frame(source)
        return _own_layout(found), _hash_of_cells(found)
    file = source if isinstance(source, FileContent) else FileContent(name=Path(source).name, content=_content(source))
    read = _of_kind(file.name, file.content, sheet_name, on_progress)
    return _own_layout(read), hashlib.sha256(file.content).hexdigest()


def _own_layout(found: Table) -> Table:
    """A table of another program whose rows must be turned first; any other as it is."""
    return from_data_rows(found) if is_data_rows(found.header) else found


def _content(source: str | Path) -> bytes:
    path, name = Path(source), str(source)
    try:
        if not name.strip():
            raise refusal("the table", "its path is empty", "give the path of a file", where="the path")
        if path.is_dir():
            raise refusal(name, "it is a folder", "give the file in it that holds the table", where="the path")
        if path.exists() and not path.is_file():
            raise refusal(name, "it is not a regular file", "save the table to a file first", where="the path")
        return path.read_bytes()
    except FileNotFoundError as error:
        remedy = "download it and give the file" if "://" in name else "see whether the path is right"
        raise refusal(name, "there is no such file", remedy, where="the path") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise refusal(name, f"it cannot be read ({why})", "see who may read it", where="the path") from error


def _of_kind(name: str, content: bytes, sheet_name: str | None, on_progress: Progress) -> Table:
    if not content.strip():
        raise refusal(name, "it is empty", "give a table with a header line and a row for each arm, study or contrast")
    for start, what in NOT_TABLES:
        if content.startswith(start):
            raise refusal(name, f"it is {what}, not a table", SAVE_AS)
    if content.startswith(ZIP):
        _check_zip(name, content)
        return from_workbook(name, content, sheet_name, on_progress)
    _check_sheet_name(name, sheet_name)
    if content.startswith(PARQUET):
        return from_parquet(name, content)
    if is_review(content[:HEAD]):
        return from_review(name, content)
    begins = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begins.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise refusal(name, "it is a web page or XML, not a table, whatever its name", SAVE_AS)
    if JSON.match(begins):
        if is_register(content):
            return from_register(name, content)
        raise refusal(name, "it looks like JSON", "make a data frame of it and give that, or save the table as CSV")
    return from_text(name, content, on_progress)


def _check_sheet_name(name: str, sheet_name: str | None) -> None:
    if sheet_name is not None:
        raise OptionError(f"{name} has no sheets, so none can be named; only an Excel workbook has")


def _check_zip(name: str, content: bytes) -> None:
    """Raises SheetError unless the archive is an Excel workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
    except Exception as error:  # a damaged archive can raise anything
        raise refusal(name, "it begins like an Excel workbook or a zip archive and is damaged", SAVE_AS) from error
    if "xl/workbook.xml" in members:
        return
    what = next((words for part, words in OF_ZIP if any(m.startswith(part) for m in members)), "a zip archive")
    raise refusal(name, f"it is {what}, not a table that can be read", SAVE_AS)


def _hash_of_cells(found: Table) -> str:
    digest = hashlib.sha256("\x1f".join(found.header).encode())
    for column in found.columns:
        digest.update(b"\x1e")
        digest.update("\x1f".join(column).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
