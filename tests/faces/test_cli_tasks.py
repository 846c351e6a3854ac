"""`compare`, `league` and `network` give what was asked for, in every form, and say so where they cannot."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.cli.app import app

WHICH = ("--outcome", "pain", "--window", "short")
TABLE = (
    "study,treatment,responders,sampleSize\n1,Placebo,5,50\n1,DrugA,9,51\n2,Placebo,6,60\n2,DrugB,9,61\n"
    "3,DrugC,6,60\n3,DrugD,9,61\n"
)


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def trials(tmp_path: Path) -> str:
    path = tmp_path / "trials.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def test_compare_as_markdown_is_that_pair() -> None:
    found = asked("compare", "yoga", "massage", *WHICH, "--md")
    assert found.exit_code == 0
    assert found.output.startswith("# Yoga, against massage\n")
    assert "**Pain at about 8 weeks.**" in found.output
    assert "ry needling" not in found.output


def test_compare_as_csv_holds_that_pair(tmp_path: Path) -> None:
    assert asked("compare", "yoga", "massage", *WHICH, "--csv", str(tmp_path / "csv")).exit_code == 0
    with (tmp_path / "csv" / "comparisons.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["treatment"], row["reference"]) for row in rows} == {("yoga", "massage")}


def test_league_as_markdown_is_the_table(trials: str) -> None:
    text = asked("league", trials, "--measure", "OR", "--md").output
    numbers = json.loads(asked("league", trials, "--measure", "OR", "--json").stdout)["sections"][0]["pairs"]
    assert numbers
    for pair in numbers:
        assert f"{pair['estimate']:.2f} ({pair['ci_low']:.2f} to {pair['ci_high']:.2f})" in text
    assert "| DrugA |" in text


def test_network_as_markdown_is_the_network(trials: str) -> None:
    text = asked("network", trials, "--measure", "OR", "--md").output
    assert "3 trials" in text
    assert "| DrugA | Placebo | 1 | 101 |" in text
    assert "- DrugC; DrugD" in text


def test_a_pair_that_no_section_can_answer_is_told_why_and_is_an_error() -> None:
    found = CliRunner().invoke(app, ["compare", "dry needling", "surgery", *WHICH])
    assert isinstance(found.exception, NetworkError)
    assert found.exception.exit_code == 11
    told = " ".join(found.output.split())
    assert "no usable trial of surgery" in told
    assert "What would join them" in told
    assert "A trial of surgery against any treatment" in told


def test_islands_are_told_what_would_join_them(trials: str) -> None:
    found = asked("compare", "DrugA", "DrugC", trials, "--measure", "OR")
    assert isinstance(found.exception, NetworkError)
    told = " ".join(found.output.split())
    assert "no chain of" in told
    assert "a trial of one of these against one of those" in told.lower()


def test_a_pair_with_an_answer_somewhere_is_no_error() -> None:
    assert asked("compare", "yoga", "massage", "--outcome", "pain").exit_code == 0


@pytest.mark.parametrize("option", ["--report"])
def test_what_is_read_is_never_replaced(trials: str, option: str) -> None:
    found = asked("fit", trials, "--measure", "OR", "--force", option, trials)
    assert isinstance(found.exception, OptionError)
    assert "which is read" in str(found.exception)
    assert Path(trials).read_text(encoding="utf-8") == TABLE


def test_a_table_among_the_tables_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "studies.csv"
    path.write_text(TABLE, encoding="utf-8")
    found = asked("fit", str(path), "--measure", "OR", "--force", "--csv", str(tmp_path))
    assert isinstance(found.exception, OptionError)
    assert path.read_text(encoding="utf-8") == TABLE


def test_a_bundled_topic_is_checked_by_its_name() -> None:
    assert "low_back_pain: no fault found" in asked("topics", "check", "low_back_pain").output


def test_the_direction_taken_as_good_is_told(trials: str) -> None:
    assert "Lower is taken as better; say --better higher" in asked("fit", trials, "--measure", "OR").output
    higher = asked("fit", trials, "--measure", "OR", "--better", "higher").output
    assert "Higher is taken as better, as asked." in higher
    assert "Lower is taken" not in higher


def test_one_answer_is_told_in_the_singular() -> None:
    text = asked("compare", "yoga", "massage", *WHICH, "--md").output
    assert "1 answers" not in text
    assert "1 go " not in text
    assert "1 hold " not in text
    assert "1 compare " not in text


def test_an_outcome_that_the_table_lacks_is_told_in_the_singular(trials: str) -> None:
    found = asked("fit", trials, "--outcome", "pain")
    assert isinstance(found.exception, OptionError)
    assert str(found.exception).startswith("the table has one outcome, called 'outcome', and one is")


def test_names_of_a_table_keep_their_spelling(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text(TABLE.replace("DrugB", "DrugA+Mixed"), encoding="utf-8")
    page = tmp_path / "page.html"
    said = asked("fit", str(path), "--measure", "OR", "--report", str(page)).output
    said += asked("compare", "DrugA+Mixed", "DrugA", str(path), "--measure", "OR").output
    said += asked("fit", str(path), "--measure", "OR", "--md").output + page.read_text(encoding="utf-8")
    for name in ("drugA", "drugC", "drugD", "mixed added", "+ mixed", "placebo against", "against placebo"):
        assert name not in said
    assert "against Placebo" in " ".join(said.split())


def test_numbers_head_to_head_stand_under_the_name_of_their_measure(trials: str) -> None:
    found = asked("compare", "DrugA", "Placebo", trials, "--measure", "OR")
    assert "odds ratio people" in found.output
    assert "difference people" not in found.output


def test_some_treatments_of_a_table_keep_its_reference_and_say_which(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "study,treatment,responders,sampleSize\n1,P,5,50\n1,Z,9,51\n2,P,6,60\n2,Z,9,61\n3,P,6,60\n3,A,9,61\n"
        "4,Z,6,60\n4,A,9,61\n5,P,6,66\n5,Z,9,61\n",
        encoding="utf-8",
    )
    whole = json.loads(asked("fit", str(path), "--measure", "OR", "--json").output)
    some = json.loads(asked("fit", str(path), "--measure", "OR", "--treatments", "P,A", "--json").output)
    assert {e["reference"] for e in whole["effects"]} == {e["reference"] for e in some["effects"]} == {"P"}
    said = asked("fit", str(path), "--measure", "OR", "--treatments", "P,A").output
    assert "Reference: P, chosen by Dorsal" in said
