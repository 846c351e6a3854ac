"""A folder of tables: what is written, what a spreadsheet may not run, and what is never replaced."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from dorsal.errors import OptionError
from dorsal.faces.csv_folder import LIST, csv_text, write_tables
from dorsal.faces.tables import Table

EFFECTS = Table("effects", ("treatment", "estimate"), ({"treatment": "A", "estimate": -1.25},))
LEAGUE = Table("league", ("treatment",), ({"treatment": "B"},))


def cells(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_text(table), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+A", "-A", "@SUM(A1)", "\tx", "\rx", "＝1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert cells(Table("t", ("a",), ({"a": text},)))[1] == [f"'{text}"]


def test_numbers_stay_numbers() -> None:
    row = {"a": -1.5, "b": -3, "c": None, "d": float("inf"), "e": 0.1 + 0.2, "f": "x, y"}
    assert cells(Table("t", tuple(row), (row,)))[1] == ["-1.5", "-3", "", "", repr(0.1 + 0.2), "x, y"]


def test_own_tables_are_replaced(tmp_path: Path) -> None:
    write_tables(tmp_path / "new" / "tables", [EFFECTS, LEAGUE])
    paths = write_tables(tmp_path / "new" / "tables", [EFFECTS])
    assert paths[0].read_text(encoding="utf-8") == "treatment,estimate\nA,-1.25\n"


def test_tables_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "league.csv").write_text("mine")
    with pytest.raises(OptionError, match=r"league.csv is not as Dorsal wrote it, and nothing was written"):
        write_tables(tmp_path, [EFFECTS, LEAGUE])
    assert [entry.name for entry in tmp_path.iterdir()] == ["league.csv"]
    write_tables(tmp_path, [EFFECTS, LEAGUE], force=True)
    assert (tmp_path / "league.csv").read_text() == "treatment\nB\n"


def test_a_table_that_somebody_changed_stays(tmp_path: Path) -> None:
    write_tables(tmp_path, [EFFECTS])
    (tmp_path / "effects.csv").write_text("treatment,estimate\nA,-1.25 (checked)\n")
    with pytest.raises(OptionError, match=r"effects.csv is not as Dorsal wrote it"):
        write_tables(tmp_path, [EFFECTS])


@pytest.mark.parametrize("said", ["{}", "no json", '{"generator": "another", "sha256": {}}', "[]"])
def test_a_list_of_others_stays(tmp_path: Path, said: str) -> None:
    (tmp_path / LIST).write_text(said)
    with pytest.raises(OptionError, match=LIST):
        write_tables(tmp_path, [EFFECTS])


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("")
    with pytest.raises(OptionError, match="needs a folder"):
        write_tables(tmp_path / "tables", [EFFECTS])
