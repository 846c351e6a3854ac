"""The commands that ask a topic, as a person types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsal.faces.cli.app import app, told

DORSAL = [sys.executable, "-c", "from dorsal.faces.cli.app import main; main()"]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "TERMINAL_WIDTH"):
        monkeypatch.delenv(name, raising=False)


def typed(*words: str, code: int = 0) -> str:
    """What a command prints, as a process of its own."""
    done = subprocess.run([*DORSAL, *words], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """`dorsal answer` in an empty folder: what it prints, and the folder."""
    folder = tmp_path_factory.mktemp("answer")
    done = subprocess.run([*DORSAL, "answer"], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout, folder


def test_answer_says_what_is_asked_for(answer: tuple[str, Path]) -> None:
    text, _ = answer
    for words in (
        "which is better?",
        "In short",
        "Dry needling against exercise therapy",
        "Dry needling added to physical therapy",
        "The trials cannot say",
        "Pain at about 8 weeks",
        "Disability at about 8 weeks",
        "by MIC sure",
        "very low",
        "Between trials effects vary",
        "What published reviews say",
        "Known only by direction of effect",
        "What was left out",
        "SHA-256",
        "Report: dorsal-report.html",
    ):
        assert words in " ".join(text.split()), words


def test_answer_fits_80_columns_and_has_no_colour_in_a_pipe(answer: tuple[str, Path]) -> None:
    text, _ = answer
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "…" not in text


def test_answer_writes_its_report(answer: tuple[str, Path]) -> None:
    _, folder = answer
    assert [entry.name for entry in folder.iterdir()] == ["dorsal-report.html"]
    assert (folder / "dorsal-report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_answer_never_replaces_a_file_of_others(tmp_path: Path) -> None:
    (tmp_path / "dorsal-report.html").write_text("mine")
    said = typed("answer", "--outcome", "pain", "--window", "short", code=2)
    assert "was not written by Dorsal" in said
    assert (tmp_path / "dorsal-report.html").read_text() == "mine"
    typed("answer", "--outcome", "pain", "--window", "short", "--force")
    assert "Dry needling" in (tmp_path / "dorsal-report.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_told_after_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("dorsal.faces.cli.delivery.write_page", refuse)
    result = CliRunner().invoke(app, ["answer", "--outcome", "pain", "--window", "short"])
    assert "In short" in result.output
    assert isinstance(result.exception, PermissionError)
    assert told(result.exception) == ("dorsal: dorsal-report.html: Permission denied", 74)


def test_json_is_alone_and_writes_no_file(tmp_path: Path) -> None:
    told = json.loads(typed("answer", "--json", "--outcome", "pain"))
    assert told["schema"] == "dorsal/answer/1"
    assert not list(tmp_path.iterdir())


def test_markdown_is_alone(tmp_path: Path) -> None:
    assert typed("answer", "--md", "--outcome", "pain", "--window", "short").startswith("# ")
    assert not list(tmp_path.iterdir())


def test_csv_folder(tmp_path: Path) -> None:
    typed("answer", "--no-report", "--outcome", "pain", "--csv", "tables")
    names = {entry.name for entry in (tmp_path / "tables").iterdir()}
    assert {"effects.csv", "league.csv", "left_out.csv", "studies.csv"} <= names
    assert [entry.name for entry in tmp_path.iterdir()] == ["tables"]


def test_compare_has_everything() -> None:
    text = " ".join(typed("compare", "dry needling + PT", "physiotherapy").split())
    parts = ("Direct evidence", "Head to head", "In a new trial", "Certainty", "https://doi.org/", "Derived numbers")
    assert [part for part in parts if part not in text] == []


def test_league_and_network() -> None:
    assert "the row's treatment minus the column's" in " ".join(typed("league", "--outcome", "pain").split())
    assert "5 islands" in typed("network", "--outcome", "pain")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["compare", "yogurt", "yoga"], 11, "unknown treatment 'yogurt'"),
        (["compare", "yoga", "YOGA"], 2, "are the same treatment"),
        (["answer", "--outcome", "pian"], 2, "'pian' is no outcome here; there are pain"),
        (["answer", "--measure", "odds"], 2, "is not a measure"),
        (["answer", "--level", "95"], 2, "level must lie between 0 and 1"),
        (["answer", "--tau2", "X"], 2, "REML"),
        (["answer", "--topic", "nowhere"], 10, "it is not a folder"),
        (["answer", "--json", "--md"], 2, "ask for one of them"),
        (["network", "--components"], 2, "belongs to a table of your own"),
        (["answer", "--no-such"], 2, "No such option"),
        (["anwser"], 2, "answer"),
    ],
)
def test_refusals(words: list[str], code: int, said: str) -> None:
    assert said in " ".join(typed(*words, code=code).split())


def test_topics(tmp_path: Path) -> None:
    assert "low_back_pain" in typed("topics", "list")
    assert "no fault found" in typed("topics", "check")
    typed("topics", "new", "mine")
    assert "no fault found" in typed("topics", "check", "mine")
    assert "In short" in typed("answer", "--topic", "mine", "--no-report")
    assert "is not an empty folder" in " ".join(typed("topics", "new", "mine", code=2).split())


@pytest.mark.parametrize(
    "command", ["", "answer", "compare", "fit", "league", "network", "topics", "topics check", "topics new"]
)
def test_help_teaches(command: str) -> None:
    result = CliRunner().invoke(app, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert "dorsal" in result.output
    if command not in ("", "topics"):
        assert f"Example:  dorsal {command}" in result.output


def test_version() -> None:
    assert typed("--version").startswith("dorsal 0.")


def test_a_reader_that_stops_reading() -> None:
    command = [*DORSAL, "answer", "--no-report"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
