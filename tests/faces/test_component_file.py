"""The table of components as a file, at the command line and in Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError, SheetError
from dorsal.faces.cli.app import app
from dorsal.faces.component_file import read_matrix

TRIALS = """studlab,treat1,treat2,TE,seTE
S1,Medix,placebo,-1.2,0.3
S2,counselling,placebo,-0.8,0.3
S3,stepped,counselling,-0.9,0.3
S4,stepped,Medix,-0.4,0.2
S5,half,placebo,-0.7,0.2
"""
PARTS = """treatment,drug,talk
placebo,0,0
Medix,1,0
half,0.5,0
counselling,0,1
stepped,1,1
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    trials, parts = tmp_path / "trials.csv", tmp_path / "parts.csv"
    trials.write_text(TRIALS, encoding="utf-8")
    parts.write_text(PARTS, encoding="utf-8")
    return trials, parts


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["fit", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_file_and_a_frame_are_read(files: tuple[Path, Path]) -> None:
    read = read_matrix(files[1])
    assert read.components == ("drug", "talk")
    assert read.rows["half"] == (0.5, 0.0)
    assert read_matrix(pd.read_csv(files[1])) == read


def test_every_fault_comes_at_once(tmp_path: Path) -> None:
    parts = tmp_path / "parts.csv"
    parts.write_text("treatment,drug,talk,drug\nA,yes,0,1\nB,1,,1\nA,1,1,1\n,1,1,1\n", encoding="utf-8")
    with pytest.raises(SheetError) as told:
        read_matrix(parts)
    text = str(told.value)
    assert len(told.value.faults) >= 5
    for said in (
        "line 2 (A), column drug: 'yes': it is no number",
        "line 3 (B), column talk: it is empty",
        "line 4 (A), column treatment: 'A': the treatment stands twice",
        "the treatment has no name",
    ):
        assert said in text, said


def test_the_command_python_and_the_script_agree(files: tuple[Path, Path], tmp_path: Path) -> None:
    trials, parts = map(str, files)
    script, page = tmp_path / "again.py", tmp_path / "page.html"
    words = (trials, "--measure", "MD", "--component-matrix", parts)
    told = json.loads(run(*words, "--json"))
    fit = dorsal.fit_components(trials, measure="MD", matrix=parts)
    effects = {e["component"]: e["estimate"] for e in told["components"]["effects"]}
    assert effects == {name: pytest.approx(e.mean) for name in fit.names if (e := fit.added(name)) is not None}
    assert set(effects) == {"drug", "talk"}
    assert told["provenance"]["options"]["components"].startswith("by a matrix of 2 components, ")
    plain = run(*words, "--json", "--script", str(script))
    again = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True).stdout
    assert json.loads(again) == json.loads(plain)
    assert "Additive model" in run(*words, "--report", str(page))
    assert "Q of additivity" in page.read_text(encoding="utf-8")
    assert "A table of the reviewers" in page.read_text(encoding="utf-8")


def test_interactions_are_columns(files: tuple[Path, Path]) -> None:
    words = (str(files[0]), "--measure", "MD", "--component-matrix", str(files[1]), "--interaction")
    with pytest.raises(OptionError, match="give two that act together"):
        run(*words)


def test_a_treatment_without_a_row_is_told(files: tuple[Path, Path]) -> None:
    files[1].write_text(PARTS.replace("half,0.5,0\n", ""), encoding="utf-8")
    with pytest.raises(SheetError, match="treatment half: the component matrix has no row for it"):
        dorsal.fit_components(files[0], measure="MD", matrix=files[1])
