"""The script makes the analysis again: run by itself, it prints the same JSON, letter for letter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.script_file import quoted

DATA = Path(__file__).parents[1] / "data"
TABLE = """trial,drug,cases,n,age,kind
1,ODD,9,100,40,x
1,control,19,100,40,x
2,ODD,5,80,50,y
2,control,9,80,50,y
3,B,4,90,60,x
3,control,8,90,60,x
4,B,6,70,45,y
4,ODD,9,70,45,y
5,ODD,9,60,48,x
5,B,11,66,48,x
6,control,20,77,39,y
6,B,12,80,39,y
7,control,21,90,51,x
7,ODD,11,88,51,x
""".replace("ODD", '"it\'s ""odd"""')


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["fit", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def scripted(path: Path) -> str:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True, env=environment)
    assert done.stderr == ""
    return done.stdout


def test_every_setting_comes_back(tmp_path: Path) -> None:
    data, bias, judged = tmp_path / "my trials.csv", tmp_path / "rob.csv", tmp_path / "judged.csv"
    data.write_text(TABLE, encoding="utf-8")
    bias.write_text("Study,Overall\n1,High\n2,Low\n", encoding="utf-8")
    judged.write_text("treat1,treat2,domain,concern,reason\n,,reporting bias,no,all found\n", encoding="utf-8")
    words = [str(data), "--measure", "rr", "--model", "random", "--tau2", "DL", "--level", "0.9", "--interval", "t"]
    words += ["--reference", "control", "--map", "treatment=drug", "--bias", str(bias), "--override", str(judged)]
    words += ["--covariate", "age", "--at", "age=55", "--subgroup", "kind", "--subgroup-tau2", "shared", "--seed", "7"]
    words += ["--rank-condition", "B best", "--summary-of-findings", "--baseline-risk", "10%", "--mic", "0.1"]
    words += [
        "--posterior",
        "--prior-tau",
        "halfnormal(1)",
        "--selection",
        "steps",
        "--favoured",
        "B",
        "--down-weight",
        "high=0.5",
    ]
    told = run(*words, "--json", "--script", str(tmp_path / "again.py"))
    assert scripted(tmp_path / "again.py") == told
    assert json.loads(told)["provenance"]["seed"] == 7


def test_a_plain_fit_needs_no_questions(tmp_path: Path) -> None:
    script = tmp_path / "again.py"
    told = run(str(DATA / "parkinson.csv"), "--json", "--script", str(script))
    assert "Inquiry" not in script.read_text()
    assert scripted(script) == told


def test_changed_data_are_told(tmp_path: Path) -> None:
    data = tmp_path / "trials.csv"
    data.write_text((DATA / "parkinson.csv").read_text(), encoding="utf-8")
    run(str(data), "--json", "--script", str(tmp_path / "again.py"))
    data.write_text(data.read_text().replace("-1.22", "-1.32"), encoding="utf-8")
    done = subprocess.run([sys.executable, str(tmp_path / "again.py")], capture_output=True, text=True, check=True)
    assert "trials.csv is not as it was" in done.stderr


def test_a_file_of_others_stays(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text("print('mine')\n", encoding="utf-8")
    words = [str(DATA / "parkinson.csv"), "--json", "--script", str(script)]
    found = CliRunner().invoke(app, ["fit", *words])
    assert isinstance(found.exception, OptionError)
    assert script.read_text() == "print('mine')\n"
    run(*words, "--force")
    run(*words)  # its own may be replaced
    with pytest.raises(OptionError, match="is a folder"):
        run(str(DATA / "parkinson.csv"), "--script", str(tmp_path))


@pytest.mark.parametrize("value", ["plain", "it's", 'say "no"', "both ' and \"", "new\nline", "tail\\", 1.5, None])
def test_texts_are_read_back(value: object) -> None:
    assert eval(quoted(value)) == value
