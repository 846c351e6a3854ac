"""Faulty rows are skipped only where asked, and every one of them is listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsal.errors import SheetError
from dorsal.faces.cli.app import app
from dorsal.trials.sheet import read
from tests.faces.test_json_document import faults

TABLE = """study,treatment,mean,sd,n
1,A,1,1,20
1,B,,1,20
2,A,1.2,NA,30
2,B,1.9,1.1,33
3,A,0.8,1,22
3,B,2.5,1,21
4,A,x,1,22
4,B,2.5,1,21
4,C,2.1,1,21
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "t.csv"
    found.write_text(TABLE, encoding="utf-8")
    return found


def test_only_where_asked(path: Path) -> None:
    with pytest.raises(SheetError, match="3 faults"):
        read(path)


def test_faulty_rows_and_arms_left_alone_go_and_are_listed(path: Path) -> None:
    sheet = read(path, skip_faulty=True)
    assert [study.id for study in sheet.studies] == ["3", "4"]
    assert {t for r in sheet.studies[1].results for t in r.treatments} == {"B", "C"}
    assert [(out.row, out.study) for out in sheet.skipped] == [
        ("line 2", "1"), ("line 3", "1"), ("line 4", "2"), ("line 5", "2"), ("line 8", "4")
    ]  # fmt: skip
    assert "column mean: 'x': it is text where a number belongs" in sheet.skipped[-1].reason
    assert "only one arm" in sheet.skipped[0].reason
    assert sum(note.startswith("Skipped: line") for note in sheet.notes) == 5


def test_what_is_left_is_read_as_if_it_were_all(path: Path, tmp_path: Path) -> None:
    whole = tmp_path / "w.csv"
    lines = TABLE.splitlines()
    whole.write_text("\n".join([lines[0], *lines[5:7], *lines[8:]]), encoding="utf-8")
    ours, theirs = read(path, skip_faulty=True), read(whole)
    assert [[r.value for r in s.results] for s in ours.studies] == [
        [r.value for r in s.results] for s in theirs.studies
    ]


def test_faults_of_the_header_and_a_table_of_faults_remain_errors(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("study,treatment,score\n1,A,1\n", encoding="utf-8")
    with pytest.raises(SheetError, match="no column is recognised"):
        read(path, skip_faulty=True)
    path.write_text("study,treatment,mean,sd,n\n1,A,x,1,20\n1,B,y,1,20\n", encoding="utf-8")
    with pytest.raises(SheetError, match="text where a number belongs"):
        read(path, skip_faulty=True)


def test_every_output_lists_them(path: Path, tmp_path: Path) -> None:
    words = ["fit", str(path), "--skip-faulty"]
    page, folder = tmp_path / "r.html", tmp_path / "csv"
    said = CliRunner().invoke(app, [*words, "--report", str(page), "--csv", str(folder)]).output
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert faults(told, "dorsal/fit/1") == []
    assert [out["row"] for out in told["left_out"]] == ["line 2", "line 3", "line 4", "line 5", "line 8"]
    for text in (said, page.read_text(), (folder / "left_out.csv").read_text()):
        assert all(f"line {line}" in text for line in (2, 3, 4, 5, 8))
        assert "text where a number" in " ".join(text.split())


def test_torn_rows_go_too(path: Path) -> None:
    path.write_text(TABLE + "5,A,1\n", encoding="utf-8")
    out = read(path, skip_faulty=True).skipped[-1]
    assert out.row == "line 11"
    assert "3 cells where the header has 5" in out.reason
