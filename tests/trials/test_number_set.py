"""Arms or contrasts: what is taken from rows of one trial, outcome and time."""

from __future__ import annotations

from typing import Any

import pytest

from dorsal.trials.number_set import number_set
from dorsal.trials.study import Arm, Result


def row(
    name: str, *treatments: str, reported: str = "", labels: tuple[str, ...] = (), n: int = 50, **more: Any
) -> Result:
    labels = labels or ("",) * len(treatments)
    arms = tuple(Arm(treatment=t, label=label, n=n) for t, label in zip(treatments, labels, strict=True))
    reported = reported or ("mean_sd" if len(arms) == 1 else "md_ci")
    return Result(row=name, study="s", outcome="pain", scale="NPRS", arms=arms, reported=reported, value=1.0, **more)


def taken(*rows: Result, n_randomised: int | None = None) -> list[list[str]]:
    return [[result.row for result in piece] for piece in number_set(rows, n_randomised).pieces]


A, B, C = row("A", "a"), row("B", "b"), row("C", "c")
AB, AC, BC = row("AB", "a", "b"), row("AC", "a", "c"), row("BC", "b", "c")
AB_ADJ, AC_ADJ = row("AB+", "a", "b", adjusted="yes"), row("AC+", "a", "c", adjusted="yes")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((A, B), ["A", "B"]),
        ((A, B, AB), ["A", "B"]),
        ((AB, A, B), ["A", "B"]),
        ((AB,), ["AB"]),
        ((AB, AB_ADJ), ["AB+"]),
        ((A, B, AB_ADJ), ["AB+"]),
        # what tells of more treatments comes first
        ((A, B, C, AB_ADJ), ["A", "B", "C"]),
        ((A, B, AB, AC), ["AB", "AC", "A"]),
        ((AB_ADJ, AC), ["AB+", "AC"]),
        ((A, AB, AC), ["AB", "AC", "A"]),
        ((A, C, row("AD", "a", "d")), ["A", "C", "AD"]),
        # all pairs: every arm stands in two contrasts, so every arm's row goes along
        ((AB_ADJ, AC_ADJ, row("BC+", "b", "c", adjusted="yes"), A, B, C), ["AB+", "AC+", "BC+", "A", "B", "C"]),
        # nothing to compare
        ((A,), None),
        ((row("AA", "a", "a", labels=("low dose", "high dose")),), None),
        ((A, row("A2", "a", labels=("again",))), None),
        ((), None),
    ],
)  # fmt: skip
def test_one_set_is_taken(rows: tuple[Result, ...], expected: list[str] | None) -> None:
    assert taken(*rows) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("rows", "out"),
    [
        ((A, B, AB), {"AB": "the arms of the same outcome and time are taken"}),
        ((A, B, AB_ADJ), dict.fromkeys("AB", "the contrast of the same arms, adjusted for baseline, is taken")),
        ((A,), {"A": "a single arm without a partner of another treatment"}),
        ((row("AA", "a", "a", labels=("x", "y")),), {"AA": "both arms got the same treatment (a)"}),
        ((A, B, row("A2", "a")), {"A2": "the same arm, outcome and time stands in A"}),
        ((AB, row("BA", "b", "a")), {"BA": "the same two arms, outcome and time stand in AB"}),
    ],
)
def test_the_others_say_why_not(rows: tuple[Result, ...], out: dict[str, str]) -> None:
    assert number_set(rows).left_out == out


@pytest.mark.parametrize(
    ("final", "change", "expected"),
    [
        ("ab", "ab", "ab"),  # final scores come first
        ("ab", "abc", "ABC"),  # but more arms before
        ("", "ab", "AB"),  # and changes where there is nothing else
        ("a", "ab", "AB"),
    ],
)
def test_final_scores_or_changes_never_both(final: str, change: str, expected: str) -> None:
    rows = [row(t, t) for t in final] + [row(t.upper(), t, reported="change_sd") for t in change]
    assert taken(*rows) == [list(expected)]


def test_printed_changes_before_changes_that_would_be_computed() -> None:
    final = [row(t, t, baseline=5.0, baseline_sd=2.0) for t in "ab"]
    change = [row(t.upper(), t, reported="change_sd") for t in "ab"]
    assert taken(*final, *change) == [["A", "B"]]
    assert taken(*final) == [["a", "b"]]


def test_what_was_taken_is_noted_only_where_there_was_a_choice() -> None:
    assert number_set((A, B, AB)).note == "arms taken"
    assert number_set((A, B)).note == ""
    assert number_set((A, B, AB_ADJ)).note == "contrasts adjusted for baseline taken"


def factorial(*contrasts: tuple[str, str, int]) -> list[Result]:
    return [row(f"{a}-{b}", a, b, labels=(f"{a} arm", f"{b} arm"), n=n) for a, b, n in contrasts]


def test_margins_of_a_factorial_trial_stand_apart_and_its_cells_are_not_counted_again() -> None:
    rows = factorial(("x", "sham_x", 50), ("y", "sham_y", 50), ("x+y", "sham_x+sham_y", 25))
    assert taken(*rows, n_randomised=100) == [["x-sham_x"], ["y-sham_y"]]
    assert number_set(rows, 100).left_out == {
        "x+y-sham_x+sham_y": "its people and its effect are already in x-sham_x, y-sham_y (factorial trial)"
    }


def test_cells_alone_are_taken() -> None:
    rows = factorial(("x+y", "sham_x+sham_y", 25))
    assert taken(*rows, n_randomised=100) == [["x+y-sham_x+sham_y"]]


def test_arms_of_the_margins_are_compared_within_their_margin() -> None:
    pairs = factorial(("x", "sham_x", 50), ("y", "sham_y", 50))
    arms = [row(t, t, labels=(f"{t} arm",)) for t in ("x", "sham_x", "y", "sham_y")]
    assert taken(*pairs, *arms, n_randomised=100) == [["x", "sham_x"], ["y", "sham_y"]]
    assert taken(*pairs, *arms, n_randomised=200) == [["x", "sham_x", "y", "sham_y"]]
