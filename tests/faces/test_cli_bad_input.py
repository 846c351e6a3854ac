"""What people hand in by mistake: a clear message or a correct result, never a traceback, nothing overwritten."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

DORSAL = [sys.executable, "-c", "from dorsal.faces.cli.app import main; main()"]
ARMS = "study,treatment,responders,sampleSize\n"


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*DORSAL, *words], capture_output=True, text=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr + done.stdout
    return done


def refused(*words: str, code: int) -> str:
    done = typed(*words)
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("dorsal: ")
    return done.stderr


NOISE = np.random.default_rng(1).bytes(4096)
BAD: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 10, "empty"),
    "blank": (b"\n\n\n", 10, ""),
    "one column": (b"study\ns1\ns2\n", 10, "column"),
    "header only": (ARMS.encode(), 10, ""),
    "noise": (NOISE, 10, ""),
    "nothing known": (b"a,b,c,d\n1,2,3,4\n", 10, "column"),
    "all events zero": ((ARMS + "s1,A,0,10\ns1,B,0,12\n").encode(), 11, "no study can be used"),
    "events above n": ((ARMS + "s1,A,30,10\ns1,B,2,12\n").encode(), 10, "line 2"),
    "text in a number": ((ARMS + "s1,A,three,10\ns1,B,2,12\n").encode(), 10, "three"),
    "one arm": ((ARMS + "s1,A,3,10\n").encode(), 10, "only one arm"),
}


@pytest.mark.parametrize("name", BAD)
def test_refused_with_words(tmp_path: Path, name: str) -> None:
    content, code, words = BAD[name]
    table = tmp_path / "trials.csv"
    table.write_bytes(content)
    assert words in refused("fit", str(table), "--json", "--measure", "OR", code=code)
    assert table.read_bytes() == content


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    assert str(tmp_path) in refused("fit", str(tmp_path), code=10)
    assert "none.csv" in refused("fit", str(tmp_path / "none.csv"), code=10)


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "xls"])
def test_noise_by_another_name(tmp_path: Path, ending: str) -> None:
    table = tmp_path / f"trials.{ending}"
    table.write_bytes(NOISE)
    assert f"trials.{ending}" in refused("fit", str(table), code=10)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    table = tmp_path / "trials.csv"
    table.write_bytes((ARMS + "Müller,A,3,10\nMüller,Übung,2,12\n").encode(encoding))
    done = typed("fit", str(table), "--json", "--measure", "OR")
    if done.returncode == 0:
        assert json.loads(done.stdout)["treatments"] == ["A", "Übung"]
    else:
        assert done.returncode == 10
        assert "encod" in done.stderr or "UTF-8" in done.stderr


def test_one_study(tmp_path: Path) -> None:
    table = tmp_path / "trials.csv"
    table.write_text(ARMS + "s1,A,3,10\ns1,B,2,12\n")
    told = json.loads(typed("fit", str(table), "--json", "--measure", "OR").stdout)
    assert (told["studies"], told["tau2"], told["tau2_ci"], told["i2"]) == (1, 0.0, None, None)
    assert told["q_total"] == {"q": pytest.approx(0.0, abs=1e-12), "df": 0, "p": None}
    assert told["effects"][0]["pi"] is None
    shown = typed("fit", str(table), "--measure", "OR")
    assert shown.returncode == 0
    assert "No comparison was made twice" in shown.stdout


def test_two_islands(tmp_path: Path) -> None:
    table = tmp_path / "trials.csv"
    table.write_text(ARMS + "s1,A,3,10\ns1,B,2,12\ns2,A,4,10\ns2,B,6,11\ns3,C,2,9\ns3,D,4,12\n")
    told = json.loads(typed("fit", str(table), "--json", "--measure", "OR").stdout)
    assert told["treatments"] == ["A", "B"]
    assert {out["row"] for out in told["left_out"]} == {"line 6", "line 7"}
    assert "--reference C" in told["left_out"][0]["reason"]
    other = json.loads(typed("fit", str(table), "--json", "--measure", "OR", "--reference", "C").stdout)
    assert other["treatments"] == ["C", "D"]
    assert "2 islands" in typed("network", str(table), "--measure", "OR").stdout


def test_names_are_text_everywhere(tmp_path: Path) -> None:
    table = tmp_path / "trials.csv"
    table.write_text(ARMS + "=1+1,[red]A,3,10\n=1+1,=cmd|' /C calc'!A0,2,12\n")
    done = typed("fit", str(table), "--measure", "OR", "--csv", str(tmp_path / "tables"))
    if done.returncode == 0:
        assert "[red]A" in done.stdout
        cells = (tmp_path / "tables" / "effects.csv").read_text()
        assert ",=cmd" not in cells
    else:
        assert done.returncode == 10


def test_a_report_is_not_written_over_the_data(tmp_path: Path) -> None:
    table = tmp_path / "trials.csv"
    content = ARMS + "s1,A,3,10\ns1,B,2,12\n"
    table.write_text(content)
    done = typed("fit", str(table), "--measure", "OR", "--report", str(table))
    assert done.returncode == 2
    assert "which is read" in done.stderr
    assert table.read_text() == content


def test_unknown_treatments(tmp_path: Path) -> None:
    table = tmp_path / "trials.csv"
    table.write_text(ARMS + "s1,A,3,10\ns1,B,2,12\n")
    assert "it has A, B" in refused("fit", str(table), "--measure", "OR", "--reference", "Z", code=11)
    assert "it has A, B" in refused("compare", "A", "Z", str(table), "--measure", "OR", code=11)
    assert "are the same" in refused("compare", "A", "a", str(table), "--measure", "OR", code=2)


def test_debug_shows_where(tmp_path: Path) -> None:
    command = [*DORSAL, "fit", str(tmp_path / "none.csv"), "--debug"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" in done.stderr
    assert done.returncode == 10
