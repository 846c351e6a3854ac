"""`dorsal options` at the command line: benefits and harms on one screen, 80 columns, bad input with its way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dorsal.errors import OptionError, ProfileError, SheetError
from dorsal.faces.cli.app import app

PERSON = """
age = 45
weeks = 52
radiating = "no"
pain = 6
disability = 12
disability_scale = "RMDQ_0_24"
needle_fear = 3
[weights]
pain = 8
moving = 9
fewer_visits = 4
few_side_effects = 6
"""
ALARM = PERSON.replace("[weights]", '[answers]\nsaddle_numb = "yes"\n[weights]')


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, ["options", *words], env={"COLUMNS": "80"})


@pytest.fixture
def person(tmp_path: Path) -> str:
    path = tmp_path / "person.toml"
    path.write_text(PERSON)
    return str(path)


def _flat(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_everything_stands_in_its_order(person: str) -> None:
    said = _flat(asked(person))
    places = [said.index(words) for words in (
        "How urgent", "Side by side, after about 8 weeks", "Usual care", "not known here", "Spinal manipulation",
        "192 to 396 of", "Not known is not none", "Certainty very low", "Also possible, not shown here",
        "Against usual care: how large, and how sure", "The order by what matters",
        "Everything that is known here", "What matters: less pain 8", "be first", "stays first unless",
        "Left out, because it is not known for any option: less cost", "a licensed clinician decides", "release",
    )]  # fmt: skip
    assert places == sorted(places)


def test_it_fits_eighty_columns(person: str) -> None:
    result = asked(person, "--treatment", "exercise,dry needling + exercise", "--treatment", "manipulation")
    assert result.exit_code == 0
    wide = [line for line in result.output.splitlines() if len(line) > 80 and "http" not in line]
    assert wide == []


def test_named_options_come_with_every_number_and_its_source(person: str) -> None:
    said = _flat(asked(person, "--treatment", "dry needling"))
    for words in (
        "Of 100 people like you", "On a scale from 0 to 24, from 12.0 to", "8 of 10 people end between",
        "Any mild reaction: sources disagree, from 192 to 396 of 1,000 visits", "(HAR001, HAR018, HAR023)",
        "Over a course of 3 to 6 visits", "it happens; how often is not known",
        "Visits: 3 to 6 (DOS002)", "WHO 2023 chronic primary LBP: recommends it with conditions",
        "1,463 of 7,629, Brady 2014", "Nothing is known here about harm from usual care",
    ):  # fmt: skip
        assert words in said


def test_a_referral_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "alarm.toml"
    path.write_text(ALARM)
    said = _flat(asked(str(path)))
    places = [said.index(words) for words in ("EMERGENCY", "A doctor comes first: no plan is offered", "Side by side")]
    assert places == sorted(places)
    assert "Not for this person" in said


def test_without_weights_there_is_no_order(tmp_path: Path) -> None:
    path = tmp_path / "person.toml"
    path.write_text("weeks = 52\npain = 6\n")
    said = _flat(asked(str(path)))
    assert "There is no order yet: say how much each thing matters to you" in said
    assert "What matters:" not in said


def test_a_clinic_says_its_own_numbers(person: str, tmp_path: Path) -> None:
    clinic = tmp_path / "clinic.toml"
    clinic.write_text('currency = "EUR"\n[treatments.exercise]\nvisits = 9\nprice = 30\n')
    said = _flat(asked(person, "--treatment", "exercise", "--clinic", str(clinic)))
    assert "9 (this clinic)" in said
    assert "Price in all: 270 (this clinic) EUR" in said


def test_json_alone(person: str) -> None:
    result = asked(person, "--json", "--seed", "7")
    told = json.loads(result.stdout)
    assert (told["schema"], told["provenance"]["seed"]) == ("dorsal/options/1", 7)
    assert told["options"][0]["option"] == "usual_care"


def test_all_windows_start_with_the_one_that_is_weighed(person: str) -> None:
    told = json.loads(asked(person, "--window", "all", "--treatment", "exercise", "--json").stdout)
    assert told["window"] == "short"
    assert [forecast["window"] for forecast in told["options"][1]["forecasts"]][::2] == [
        "short", "immediate", "intermediate", "long",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("--treatment", "homeopathy"), "EvidenceError", "unknown treatment 'homeopathy'"),
        (("--treatment", "yoga"), OptionError, "yoga: no option of this topic"),
        (("--window", "later"), OptionError, "'later' is no window of this topic"),
    ],
)
def test_what_cannot_be_asked_is_refused(person: str, words: tuple[str, ...], error: object, said: str) -> None:
    result = asked(person, *words)
    assert result.exit_code != 0
    assert said in str(result.exception)
    assert type(result.exception).__name__ == getattr(error, "__name__", error)


def test_faults_of_the_files_come_at_once(tmp_path: Path) -> None:
    path, clinic = tmp_path / "person.toml", tmp_path / "clinic.toml"
    path.write_text("age = 150\npain = 11\n")
    result = asked(str(path))
    assert isinstance(result.exception, ProfileError)
    assert len(result.exception.faults) == 2
    path.write_text(PERSON)
    clinic.write_text("travel = -1\nx = 2\n")
    result = asked(str(path), "--clinic", str(clinic))
    assert isinstance(result.exception, SheetError)
    assert len(result.exception.faults) == 2


def test_what_cannot_be_carried_over_says_why_and_is_nowhere_a_number(person: str) -> None:
    short, every = _flat(asked(person)), asked(person, "--treatment", "dry needling").output
    assert "Cannot be carried over: • The complaint has lasted more than 12 weeks; most of what is known" in short
    pain = " ".join(every.split("\nDry needling\n")[1].split("Disability, after")[0].split())
    assert "Cannot be carried over to this person. The trials were of other people:" in pain
    assert "Of 100 people like you" not in pain


def test_a_seed_below_nothing_is_refused(person: str) -> None:
    result = asked(person, "--seed", "-1")
    assert isinstance(result.exception, OptionError)
    assert "0 to 4294967295" in str(result.exception)
