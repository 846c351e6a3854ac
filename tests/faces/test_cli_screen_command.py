"""`dorsal screen` at the command line: urgency first, nothing cleared silently, bad input with its way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dorsal.errors import EvidenceError, OptionError, ProfileError
from dorsal.faces.cli.app import app

ALARM = """
age = 52
radiating = "yes"
[answers]
saddle_numb = "yes"
anticoagulant = "yes"
heart = "no"
"""
WEAK = '[answers]\nbladder_change = "yes"\n'


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, ["screen", *words])


@pytest.fixture
def alarm(tmp_path: Path) -> str:
    path = tmp_path / "person.toml"
    path.write_text(ALARM)
    return str(path)


def _flat(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_the_urgency_comes_first_and_treatments_wait(alarm: str) -> None:
    said = _flat(asked(alarm, "--treatment", "manipulation", "--treatment", "dry needling+exercise"))
    places = [said.index(words) for words in (
        "EMERGENCY: a hospital should see this person today", "RED019, grade A, unsigned",
        "No treatment before that", "NOT FOR THIS PERSON", "acute cauda equina syndrome: do not manipulate (CON071",
        "Dry needling + exercise therapy", "ASK FIRST", "What to ask next", "What was asked", "Where it is from",
        "What was not asked is not absent",
    )]  # fmt: skip
    assert places == sorted(places)


def test_nothing_is_cleared_silently(alarm: str) -> None:
    said = _flat(asked(alarm))
    assert "No (1): heart" in said
    assert 'because the answer to a wider question was "no": parts of heart' in said
    assert "Not asked (" in said
    assert "questions about signs of serious disease have no answer" in said


def test_a_person_who_was_asked_nothing_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "nobody.toml").write_text("")
    said = _flat(asked(str(tmp_path / "nobody.toml")))
    assert "NOT KNOWN YET: 19 questions about signs of serious disease have no answer" in said
    assert "MAY BE GIVEN" not in said
    assert "NO RULE KNOWN: nothing was read here about when not to give it" in said


def test_an_emergency_by_a_weak_source_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "weak.toml").write_text(WEAK)
    said = _flat(asked(str(tmp_path / "weak.toml")))
    assert "URGENT: a doctor should see this person soon" in said
    assert "A clinician must judge this at once; the only source is weak: it may be cauda equina syndrome" in said


def test_all_shows_more(alarm: str) -> None:
    short, whole = asked(alarm), asked(alarm, "--all")
    assert "more; --all shows them." in short.output
    assert "--all" not in whole.output
    assert "the source gives no age from which it counts" in _flat(whole)


def test_json_alone(alarm: str) -> None:
    told = json.loads(asked(alarm, "--json", "--treatment", "manipulation").stdout)
    assert (told["schema"], told["urgency"], told["holds"]) == ("dorsal/screen/1", "emergency", True)
    assert [verdict["verdict"] for verdict in told["verdicts"]] == ["may_not"]


def test_a_new_file_can_be_screened_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    assert asked("--new", str(path)).exit_code == 0
    assert "NOT KNOWN YET" in asked(str(path)).output
    again = asked("--new", str(path))
    assert isinstance(again.exception, OptionError)
    assert "stays as it is" in str(again.exception)


@pytest.mark.parametrize(
    ("words", "error", "told"),
    [
        ((), OptionError, "--new person.toml` writes one to fill in"),
        (("--new", "a.json"), OptionError, "name it a.toml"),
        (("{alarm}", "--treatment", "drie needling"), EvidenceError, "unknown treatment 'drie needling'"),
        (("{folder}",), ProfileError, "is a folder; name the file of a person"),
        (("{folder}/none.toml",), FileNotFoundError, "none.toml"),
    ],
)
def test_a_mistake_has_its_way_out(
    tmp_path: Path, alarm: str, words: tuple[str, ...], error: type[Exception], told: str
) -> None:
    failed = asked(*(word.format(alarm=alarm, folder=tmp_path) for word in words))
    assert isinstance(failed.exception, error)
    assert told in str(failed.exception)


def test_a_topic_without_rules_says_so(tmp_path: Path, alarm: str) -> None:
    CliRunner().invoke(app, ["topics", "new", str(tmp_path / "other")])
    Path(alarm).write_text("age = 52\n")
    said = _flat(asked(alarm, "--topic", str(tmp_path / "other")))
    assert "NO RULE KNOWN: no sign of serious disease is known to this topic" in said
    assert "NO RULE KNOWN: nothing was read here" in said
    assert "MAY BE GIVEN" not in said
    assert "NONE FOUND" not in said
