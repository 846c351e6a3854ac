"""Everything in one zip: complete, the same bytes each time, and able to make itself again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from dorsal.faces.bundle import CONTENTS
from dorsal.faces.cli.app import app
from tests.faces.population_example import tables

TABLE = """study,treatment,events,n,age
1,A,9,100,40
1,B,19,100,40
2,A,5,80,50
2,B,9,80,50
3,C,4,90,60
3,B,8,90,60
4,C,6,70,45
4,A,9,70,45
"""


@pytest.fixture
def trials(tmp_path: Path) -> Path:
    path = tmp_path / "trials.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def fit(*words: str | Path) -> str:
    result = CliRunner().invoke(app, ["fit", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_same_input_gives_the_same_bytes(trials: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    fit(trials, "--zip", first, "--xlsx", tmp_path / "first.xlsx", "--json")
    time.sleep(2.1)  # a zip tells the time in steps of two seconds
    fit(trials, "--zip", second, "--xlsx", tmp_path / "second.xlsx", "--json")
    assert first.read_bytes() == second.read_bytes()
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_it_holds_what_the_other_options_write(trials: Path, tmp_path: Path) -> None:
    bias = tmp_path / "more" / "trials.csv"
    bias.parent.mkdir()
    bias.write_text("Study,Overall\n1,High\n2,Low\n", encoding="utf-8")
    asked = [trials, "--bias", bias, "--covariate", "age", "--node-splits"]
    apart = ["--csv", tmp_path / "csv", "--report", tmp_path / "r.html", "--plots", tmp_path / "plots"]
    told = fit(*asked, "--zip", tmp_path / "all.zip", "--json", *apart)
    there = tmp_path / "there"
    with zipfile.ZipFile(tmp_path / "all.zip") as made:
        made.extractall(there)
    assert (there / "fit.json").read_text(encoding="utf-8") == told
    assert (there / "report.html").read_bytes() == (tmp_path / "r.html").read_bytes()
    assert (there / "data" / "trials.csv").read_text(encoding="utf-8") == TABLE
    assert (there / "data" / "bias-trials.csv").read_bytes() == bias.read_bytes()
    for folder, inner in (("csv", "tables"), ("plots", "plots")):
        alone = {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir() if path.suffix != ".json"}
        assert {path.name: path.read_bytes() for path in (there / inner).iterdir()} == alone
        assert alone
    assert {"effects", "slopes"} <= set(load_workbook(there / "tables.xlsx").sheetnames)
    assert "PRISMA-NMA checklist" in (there / "prisma-nma.md").read_text(encoding="utf-8")
    assert (there / "cinema.csv").read_text(encoding="utf-8").startswith("id,t1,t2")
    named = {line.split()[0].rstrip("/") for line in CONTENTS.splitlines() if "   " in line}
    assert named | {"README.txt"} == {path.name for path in there.iterdir()}


def test_its_script_makes_its_json_again_wherever_it_lies(trials: Path, tmp_path: Path) -> None:
    fit(trials, "--zip", tmp_path / "all.zip", "--json", "--leave-one-out")
    there = tmp_path / "moved" / "far"
    with zipfile.ZipFile(tmp_path / "all.zip") as made:
        made.extractall(there)
    trials.unlink()
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    script = [sys.executable, str(there / "analysis.py")]
    done = subprocess.run(script, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == (there / "fit.json").read_text(encoding="utf-8")
    assert "leave_one_out" in json.loads(done.stdout)


def test_files_of_others_stay(trials: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mine.txt", "mine")
    before = path.read_bytes()
    result = CliRunner().invoke(app, ["fit", str(trials), "--zip", str(path), "--json"])
    assert "was not written by Dorsal" in str(result.exception)
    assert path.read_bytes() == before
    fit(trials, "--zip", path, "--json", "--force")
    fit(trials, "--zip", path, "--json")
    for wrong in (tmp_path / "all.tar", tmp_path / "none" / "all.zip", tmp_path):
        result = CliRunner().invoke(app, ["fit", str(trials), "--zip", str(wrong), "--json"])
        assert "is no place for a zip" in str(result.exception)


def test_it_replaces_nothing_that_is_read(trials: Path) -> None:
    named = trials.rename(trials.with_suffix(".zip"))
    result = CliRunner().invoke(app, ["fit", str(named), "--zip", str(named), "--json", "--force"])
    assert "which is read" in str(result.exception)


def test_people_stay_where_they_are(tmp_path: Path) -> None:
    trials, people = tables(tmp_path)
    asked = ["--people", people, "--adjust", "age", "--model", "common"]
    told = fit(trials, *asked, "--zip", tmp_path / "all.zip", "--json")
    with zipfile.ZipFile(tmp_path / "all.zip") as made:
        names = set(made.namelist())
        assert "data/trials.csv" in names
        assert not any("people" in name for name in names)
        assert "put it at data/people.csv before you run analysis.py" in made.read("README.txt").decode()
        made.extractall(tmp_path / "out")
    (tmp_path / "out" / "data" / "people.csv").write_bytes(people.read_bytes())
    again = subprocess.run(
        [sys.executable, "analysis.py"], cwd=tmp_path / "out", capture_output=True, text=True, check=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert json.loads(again.stdout)["population"] == json.loads(told)["population"]
