"""Verdicts in a few words: what an interval allows, as firmly as its certainty."""

from __future__ import annotations

import pytest

from dorsal.faces.cli.short_view import verdict
from dorsal.synthesis.answer import Finding
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.grading.certainty import LEVELS, Certainty
from dorsal.synthesis.study_shares import StudyShares


def finding(low: float, high: float, *, mic: float | None = 10.0, level: str = "high") -> Finding:
    mean, se = (low + high) / 2.0, (high - low) / 3.92
    estimate = Estimate(
        first="A", second="B", measure="MD100", mean=mean, se=se, ci=(low, high), pi=None, level=0.95,
        df=float("inf"), direct_share=1.0, studies=("s",), people=10, shares=StudyShares.of([("s", 1.0)]),
    )  # fmt: skip
    certainty = Certainty(level=level, reasons=())
    return Finding(first="A", second="B", estimate=estimate, certainty=certainty, mic=mic)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-30, -12, "clearly better"),
        (-30, -2, "better, maybe slightly"),
        (-30, 2, "the same or better"),
        (-8, 8, "about the same"),
        (-8, -2, "about the same"),
        (-30, 30, "cannot tell"),
        (-2, 30, "the same or worse"),
        (2, 30, "worse, maybe slightly"),
        (12, 30, "clearly worse"),
    ],
)
def test_lower_is_better(low: float, high: float, words: str) -> None:
    assert verdict(finding(low, high), "lower") == words


def test_higher_is_better_is_the_mirror() -> None:
    mirror = {"better": "worse", "worse": "better"}
    for low, high in ((-30, -12), (-30, -2), (-30, 2), (-8, 8), (-30, 30), (2, 30)):
        said = verdict(finding(low, high), "lower").split(" ")
        assert verdict(finding(low, high), "higher") == " ".join(
            mirror.get(word.rstrip(","), word.rstrip(",")) + ("," if word.endswith(",") else "") for word in said
        )


@pytest.mark.parametrize(("low", "high", "words"), [(-3, -1, "better"), (1, 3, "worse"), (-1, 3, "cannot tell")])
def test_without_a_mic(low: float, high: float, words: str) -> None:
    assert verdict(finding(low, high, mic=None), "lower") == words


def test_the_hedge_follows_the_certainty() -> None:
    said = [verdict(finding(-30, -2, level=level), "lower") for level in LEVELS]
    assert said == [f"{hedge}better, maybe slightly" for hedge in ("", "probably ", "may be ", "might be ")]


def test_neither_way_is_better() -> None:
    assert verdict(finding(-30, -2), "") == ""
