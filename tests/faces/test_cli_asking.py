"""From words on the command line to what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import NetworkError, NotSettled, OptionError, SheetError
from dorsal.faces.cli.app import told
from dorsal.faces.cli.asking import command_line, mapping, names, request
from dorsal.faces.cli.options import AnswerOptions, CompareOptions, FitOptions


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (None, ()),
        (["A,B", " C "], ("A", "B", "C")),
        (['"Drug, high dose",placebo'], ("Drug, high dose", "placebo")),
        (["A + B,"], ("A + B",)),
    ],
)
def test_names(said: list[str] | None, found: tuple[str, ...]) -> None:
    assert names(said) == found


def test_mapping() -> None:
    assert mapping(["treatment = drug", "n=size=2"]) == {"treatment": "drug", "n": "size=2"}
    assert mapping(["mean="]) == {"mean": ""}
    for wrong in ("treatment", "=drug"):
        with pytest.raises(OptionError, match="ROLE=COLUMN"):
            mapping([wrong])


def test_choices_in_any_case() -> None:
    asked = request(AnswerOptions(model="FIXED", tau2="dl", interval="T", measure="or"))
    assert (asked.fit.model, asked.fit.tau2_method, asked.fit.interval, asked.measure) == ("common", "DL", "t", "OR")


@pytest.mark.parametrize("wrong", [{"model": "mixed"}, {"tau2": "XX"}, {"interval": "z"}, {"level": 1.0}])
def test_choices_are_limited(wrong: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        request(AnswerOptions(**wrong))  # type: ignore[arg-type]


def test_the_command_says_what_was_asked_and_not_where_it_went() -> None:
    plain = AnswerOptions(json=True, force=True, csv=Path("tables"), no_report=True)
    assert command_line("answer", plain) == "dorsal answer"
    asked = AnswerOptions(window=["short", "long"], strict=True, level=0.9)
    assert command_line("answer", asked) == "dorsal answer --window short --window long --strict --level 0.9"
    two = CompareOptions(first="A + B", second="A", file=Path("my trials.csv"), measure="OR")
    assert command_line("compare", two) == "dorsal compare 'A + B' A 'my trials.csv' --measure OR"
    assert command_line("fit", FitOptions(file=Path("a.csv"))) == "dorsal fit a.csv"


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OptionError("no"), 2, "dorsal: no"),
        (SheetError("faults"), 10, "dorsal: faults"),
        (NetworkError("islands"), 11, "dorsal: islands"),
        (NotSettled("lost"), 12, "dorsal: lost"),
        (PermissionError(13, "Permission denied", "page.html"), 74, "dorsal: page.html: Permission denied"),
        (ZeroDivisionError("by zero\nsecond line"), 70, "(ZeroDivisionError: by zero)"),
    ],
)
def test_an_error_becomes_a_message_and_a_code(error: Exception, code: int, words: str) -> None:
    message, given = told(error)
    assert given == code
    assert words in message
    assert ("report it" in message) is (code == 70)
