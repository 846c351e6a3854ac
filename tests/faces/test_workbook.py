"""An Excel workbook of all tables: cells as they are, nothing that runs, nobody else's file replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.tables import Table
from dorsal.faces.workbook import write_workbook

EFFECTS = Table("effects", ("treatment", "estimate"), ({"treatment": "=1+1", "estimate": -1.25},
                                                       {"treatment": "A\x01", "estimate": float("nan")}))  # fmt: skip
DATA = Path(__file__).resolve().parents[1] / "data" / "smoking_cessation.csv"


def test_cells(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_workbook(path, [EFFECTS, Table("empty", (), ())])
    write_workbook(path, [EFFECTS, Table("empty", (), ())])
    book = load_workbook(path)
    assert book.sheetnames == ["effects", "empty"]
    assert list(book["effects"].values) == [("treatment", "estimate"), ("'=1+1", -1.25), ("A ", None)]
    assert [entry.name for entry in tmp_path.iterdir()] == ["t.xlsx"]


def test_files_of_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    Workbook().save(path)
    before = path.read_bytes()
    with pytest.raises(OptionError, match="was not written by Dorsal"):
        write_workbook(path, [EFFECTS])
    assert path.read_bytes() == before
    write_workbook(path, [EFFECTS], force=True)
    assert load_workbook(path).sheetnames == ["effects"]
    for place in (tmp_path, tmp_path / "none" / "t.xlsx"):
        with pytest.raises(OptionError, match="is no place for a file"):
            write_workbook(place, [EFFECTS])


def test_from_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    words = ["fit", str(DATA), "--measure", "OR", "--reference", "A", "--xlsx", str(path)]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert str(path.name) in result.stdout.replace("\n", "")
    assert {"effects", "league", "studies"} <= set(load_workbook(path).sheetnames)


def test_a_workbook_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"a workbook is an Excel file; name it tables\.xlsx"):
        write_workbook(tmp_path / "tables.csv", ())
