"""Files of every kind: read, or refused in one sentence; never a traceback."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.errors import DorsalError, OptionError, SheetError
from dorsal.trials.sheet import Sheet, read

TEXT = "study,treatment,events,n\nMüller,a,1,10\nMüller,b,3,10\n"
LATIN = (
    "Encoding: read as Windows-1252 (Latin-1), for line 2 is not UTF-8; if a name looks wrong, save the file as UTF-8."
)
NOISE = bytes(range(1, 256)) * 8


def is_the_table(sheet: Sheet) -> bool:
    (study,) = sheet.studies
    return study.id == "Müller" and [(r.value, r.arms[0].n) for r in study.results] == [(1, 10), (3, 10)]


def noted(sheet: Sheet) -> list[str]:
    """What is said of the file, without the columns and the measure."""
    return [note for note in sheet.notes if not note.startswith(("Layout", "Columns", "Measure"))]


def refusal(source: Any, **arguments: Any) -> str:
    """The one fault of a source that cannot be read."""
    with pytest.raises(SheetError) as error:
        read(source, **arguments)
    (fault,) = error.value.faults
    return str(fault)


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", ["Encoding: UTF-16."]),
        ("utf-16-le", ["Encoding: UTF-16."]),
        ("utf-16-be", ["Encoding: UTF-16."]),
        ("utf-32", ["Encoding: UTF-32."]),
        ("latin-1", [LATIN]),
        ("cp1252", [LATIN]),
    ],
)
def test_encodings(encoding: str, notes: list[str], tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert is_the_table(read(path))
    assert noted(read(path)) == notes


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (TEXT.replace(",", ";"), ["Separator: semicolon."]),
        (TEXT.replace(",", "\t"), ["Separator: tab."]),
        (TEXT.replace(",", "|"), ["Separator: bar."]),
        (TEXT.replace(",", " "), ["Separator: blank."]),
        ("sep=;\n" + TEXT.replace(",", ";"), ["Separator: semicolon."]),
        (TEXT.replace("\n", "\r\n"), []),
        (TEXT.replace("\n", "\r"), []),
        (TEXT.rstrip("\n"), []),
        (TEXT.replace("Müller", '"Müller"'), []),
        (TEXT.replace("\n", ",,\n"), []),
        (TEXT.replace("\n", ", \n").replace("n, \n", "n\n"), []),
        (f"Trials,,,\n\n{TEXT}\n", ["Above the header, passed over: line 1.", "Blank, passed over: lines 2 and 6."]),
        (TEXT + "\n" * 12, ["Blank, passed over: lines 4, 5, 6, 7, 8, 9, 10, 11 and 4 more."]),
    ],
)
def test_separators_line_ends_and_blank_lines(text: str, notes: list[str], tmp_path: Path) -> None:
    path = tmp_path / "trials.txt"
    path.write_bytes(text.encode())
    assert is_the_table(read(path))
    assert noted(read(path)) == notes


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text('study,treatment,note,events,n\nS1,a,"two\nlines",1,10\nS1,b,,3,10\n')
    assert [r.row for r in read(path).studies[0].results] == ["line 2", "line 4"]
    path.write_text('sep=,\nstudy,treatment,events,n\n\nS1,a,1,10\nS1,"b,3,10\n')
    assert refusal(path).startswith("line 5: a double quote opens here and is never closed")


def archive(**members: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/"), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file: it is empty"),
        (b"\n\n  \n", "the file: it is empty"),
        (b"\xef\xbb\xbf", "the file: it is empty"),
        (b"\x89PNG\r\n\x1a\n" + NOISE, "the file: it is a picture (PNG), not a table"),
        (b"MZ\x90\x00" + NOISE, "the file: it is a program (Windows), not a table"),
        (b"%PDF-1.7" + NOISE, "the file: it is a PDF document, not a table"),
        (b"\x1f\x8b" + NOISE, "the file: it is compressed (gzip"),
        (b"\xd0\xcf\x11\xe0" + NOISE, "the file: it is an old Excel workbook (.xls), or one with a password"),
        (b"<html><table></table></html>", "the file: it is a web page or XML, not a table, whatever its name"),
        (b'[{"study": 1}]', "the file: it looks like JSON; make a data frame of it"),
        (NOISE, "line 1: it holds the control character 1: it is no table of text, or is damaged"),
        (TEXT.encode().replace(b",b", b"\0,b"), "line 3: it holds a NUL byte"),
        (b"study,treatment\nS1,\x81\x8d\n", "line 2: its encoding is none that is known"),
        (b"\xff\xfea\x00\x00\xd8b\x00", "the file: it begins like UTF-16-LE text but does not go on like it"),
        (b"PK\x03\x04" + NOISE, "the file: it begins like an Excel workbook or a zip archive and is damaged"),
        (archive(data="x"), "the file: it is a zip archive, not a table"),
        (archive(mimetype="x", **{"content.xml": "x"}), "the file: it is an OpenDocument file (.ods)"),
        (archive(xl__workbook="x", **{"xl/workbook.bin": "x"}), "the file: it is a binary Excel workbook (.xlsb)"),
        (archive(word__document="x"), "the file: it is a text document (Word)"),
        (archive(**{"xl/workbook.xml": "x"}), "the file: it begins like an Excel workbook but cannot be read as one"),
        (b"PAR1" + NOISE, "the file: it begins like a Parquet file but cannot be read as one"),
        (b"study,treatment\nS1," + b"a" * 200_000 + b"\n", "line 2: a cell holds more than 131,072 characters"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_is_no_table(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_bytes(content)
    assert refusal(path).startswith(said)


def test_what_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith("the path: it is a folder; give the file")
    assert refusal(str(tmp_path / "no.csv")) == "the path: there is no such file; see whether the path is right"
    assert refusal("https://example.org/a.csv") == "the path: there is no such file; download it and give the file"
    assert refusal("").startswith("the path: its path is empty")
    assert refusal("a\0b").startswith("the path: it cannot be read (embedded null")
    assert refusal(Path("/dev/null")).startswith("the path: it is not a regular file")
    assert refusal(3).startswith("the source: int is neither a path nor a data frame")
    assert refusal(None).startswith("the source: NoneType is neither a path nor a data frame")
    assert refusal(pl.DataFrame({"study": ["a"]})).startswith("the data frame: 'study': it has only one column")
    assert refusal(pl.DataFrame({"study": [], "n": []})).startswith("the data frame: 'study, n': it has no rows")


@given(st.binary(max_size=200), st.sampled_from(["", "study,treatment,events,n\n", "study,treat1,treat2,TE,seTE\nS1,"]))
def test_any_bytes_are_a_table_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, head: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(head.encode() + content)
    try:
        sheet = read(path)
    except DorsalError as error:
        assert str(error)  # noqa: PT017 -- either outcome is right, another error is not
        return
    assert sheet.studies


Rows = Sequence[Sequence[Any]]
ROWS: Rows = [["study", "treatment", "events", "n"], ["Müller", "a", 1, 10], ["Müller", "b", 3.0, 10]]


def workbook(path: Path, **sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_workbooks(tmp_path: Path) -> None:
    path = workbook(tmp_path / "trials.xlsx", Data=ROWS)
    assert is_the_table(read(path))
    assert noted(read(path)) == []
    path = workbook(path, About=[["Trials of 2020"]], Data=ROWS, Other=ROWS[:1])
    assert is_the_table(read(path))
    assert noted(read(path)) == ["Sheet: 'Data' of 3; the others are not read (About, Other)."]
    assert is_the_table(read(path, sheet_name="Data"))
    assert is_the_table(read(path, sheet_name="data"))
    assert refusal(path, sheet_name="date") == (
        "sheet: 'date': there is no such sheet; the workbook has About, Data, Other"
    )
    assert refusal(path, sheet_name="Other").startswith("line 1: 'study, treatment, events, n': there is no row")
    assert refusal(workbook(path, Empty=[])).startswith("the file: it is empty")


def test_only_workbooks_have_sheets(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text(TEXT, "utf-8")
    for source in (path, pl.read_csv(path)):
        with pytest.raises(OptionError, match="has no sheets"):
            read(source, sheet_name="Data")


def test_cells_of_workbooks(tmp_path: Path) -> None:
    path = workbook(tmp_path / "trials.xlsx", Data=[["Table 1"], [], *ROWS, [], ["X", "a", 2, 10], ["X", "b", 1, 10]])
    sheet = read(path)
    assert [(r.row, r.value) for r in sheet.studies[1].results] == [("line 7", 2), ("line 8", 1)]
    assert noted(sheet) == ["Above the header, passed over: line 1.", "Blank, passed over: lines 2 and 6."]
    bad = [["X", "a", "=1+1", 10], ["X", "b", date(2020, 3, 2), 10], ["Y", "a", "#DIV/0!", 10], [None, "b", True, 10]]
    with pytest.raises(SheetError) as error:
        read(workbook(path, Data=[*ROWS, *bad, ["Source: Cochrane"]]))
    assert [(f.where, f.value, f.problem.split(";")[0]) for f in error.value.faults] == [
        ("line 4 (study X)", "=1+1", "it is a formula without its value"),
        ("line 5 (study X)", "2020-03-02", "it is a date"),
        ("line 6 (study Y)", "#DIV/0!", "it is an error of the spreadsheet"),
        ("line 7", "", "the study is missing"),
        ("line 7", "True", "it is text where a number belongs"),
        ("line 8", "Source: Cochrane", "it stands alone in its row, like a note"),
    ]
    assert "merged cells" in error.value.faults[3].remedy


def test_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "trials.parquet"
    pl.read_csv(io.StringIO(TEXT)).write_parquet(path)
    assert is_the_table(read(path))
    assert read(path).name == "trials.parquet"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pip install pyarrow (in Dorsal's own folder: uv sync --extra parquet)" in refusal(path)


def test_blanks_part_cells_that_are_quoted_for_the_blanks_within(tmp_path):
    path = tmp_path / "write_table.txt"
    path.write_text('"study" "treatment" "r" "n"\n"Smith 2001" "A" 5 30\n"Smith 2001" "B" 3  30\n')
    found = read(path)
    assert [study.id for study in found.studies] == ["Smith 2001"]
    assert "Separator: blank." in found.notes
