"""Work that is stopped, or that one question cannot do, keeps what is finished and says how to go on."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import NetworkError
from dorsal.faces.cli.app import app
from dorsal.faces.cli.patience import left
from dorsal.faces.inquiry import Inquiry, asked, influence
from tests.faces.test_json_document import faults

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
FLAGS = [
    "--better",
    "higher",
    "--node-splits",
    "--split-method",
    "SIDDE",
    "--leave-one-out",
    "--power",
    "--per-arm",
    "50",
]


def run(*more):
    return CliRunner().invoke(app, ["fit", str(SMOKING), *FLAGS, *more], env={"COLUMNS": "80"})


def interrupt(_):
    raise KeyboardInterrupt


def refuse(_):
    raise NetworkError("nobody knows")


@pytest.fixture
def interrupted(monkeypatch):
    monkeypatch.setitem(influence.QUESTIONS, "leave_one_out", interrupt)


@pytest.mark.usefixtures("interrupted")
def test_ctrl_c_writes_everything_with_what_is_finished(tmp_path):
    report, tables = tmp_path / "r.html", tmp_path / "tables"
    found = run("--json", "--report", str(report), "--csv", str(tables), "--plots", str(tmp_path / "plots"))
    assert found.exit_code == 130
    told = json.loads(found.stdout)
    assert faults(told, "dorsal/fit/1") == []
    assert told["node_splits"]
    assert "leave_one_out" not in told
    assert told["unfinished"]["interrupted"] is True
    why = {one["question"]: one["why"] for one in told["unfinished"]["missing"]}
    assert why == {"leave_one_out": "stopped in the middle", "power": "not begun"}
    html = report.read_text()
    assert 'id="asked-unfinished"' in html
    assert 'id="asked-node-splits"' in html
    assert [row["question"] for row in csv.DictReader((tables / "unfinished.csv").read_text().splitlines())] == [
        "leave one out",
        "power",
    ]
    assert (tmp_path / "plots" / "network.svg").exists()


@pytest.mark.usefixtures("interrupted")
def test_the_command_to_go_on_asks_what_is_missing_and_nothing_else():
    command = shlex.split(json.loads(run("--json").stdout)["unfinished"]["go_on"])
    assert command[:3] == ["dorsal", "fit", str(SMOKING)]
    rest = command[3:]
    assert {"--leave-one-out", "--power", "--per-arm", "--better"} <= set(rest)
    assert not {"--node-splits", "--split-method"} & set(rest)


@pytest.mark.usefixtures("interrupted")
def test_a_terminal_names_what_is_missing():
    shown = " ".join(run().stdout.split())
    assert "Stopped with Ctrl-C. All but this is finished: leave one out and power." in shown
    assert "For these alone: dorsal fit" in shown


def test_an_error_of_one_question_leaves_the_others(monkeypatch):
    monkeypatch.setitem(influence.QUESTIONS, "leave_one_out", refuse)
    found = run("--json")
    assert found.exit_code == NetworkError.exit_code
    assert "dorsal: leave one out: nobody knows" in found.stderr
    told = json.loads(found.stdout)
    assert told["power"]
    assert told["unfinished"]["interrupted"] is False
    assert told["unfinished"]["go_on"] is None
    assert told["unfinished"]["missing"] == [{"question": "leave_one_out", "why": "nobody knows"}]


def test_an_error_of_the_only_question_is_raised(monkeypatch):
    monkeypatch.setitem(influence.QUESTIONS, "leave_one_out", refuse)
    found = CliRunner().invoke(app, ["fit", str(SMOKING), "--leave-one-out"])
    assert isinstance(found.exception, NetworkError)


def test_progress_has_the_question_its_place_and_counts():
    said = []
    inquiry = Inquiry(asked=frozenset({"node_splits", "power"}), split_method="bayes")
    asked(dorsal.document(SMOKING), inquiry, lambda words, share=None: said.append((words, share)))
    assert said[0] == ("node splits (1 of 2)", None)
    assert said[1] == ("node splits (1 of 2): 0 of 6 comparisons", 0.0)
    assert said[2] == ("node splits (1 of 2): 2 of 6 comparisons", pytest.approx(2 / 6))
    assert said[-1] == ("power (2 of 2)", None)


@pytest.mark.parametrize(
    ("seconds", "share", "said"),
    [
        (1.0, 0.5, ""),
        (10.0, 0.0, ""),
        (10.0, 1.0, ""),
        (10.0, 0.5, ", about 10 s left"),
        (60.0, 0.1, ", about 9 min left"),
    ],
)
def test_the_time_left_is_told_once_it_is_known(seconds, share, said):
    assert left(seconds, share) == said
