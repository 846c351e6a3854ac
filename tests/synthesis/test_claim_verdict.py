"""The rules, by the tables of docs/claims.md: each case of the manual is run, and each table is the one of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.care.proportion import exact_interval, limit_without_events
from dorsal.synthesis.claim import WORDS, judge
from dorsal.synthesis.claim.ask import EventWords
from dorsal.synthesis.claim.comparison import place_of
from dorsal.synthesis.claim.verdict import (
    HARM_PLACES,
    HARM_TABLE,
    PLACES,
    SCALE,
    TABLE,
    HarmPlace,
    Place,
    Seen,
    Verdict,
    at_most_probable,
    harm_verdict,
    opposite,
    seen,
    verdict_of,
    weakest,
)
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.grading.certainty import LEVELS
from dorsal.synthesis.study_shares import StudyShares
from tests.synthesis.claim_cases import MIC, ask, claim, rate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "claims.md"
MANUAL = PAGE.read_text(encoding="utf-8")
NUMBERS = re.compile(r"(−?\d+) \((−?\d+) to (−?\d+)\)")
DOES = {"better": "treatment1_better", "worse": "treatment2_better", "differently": "different", "as well": "same"}
HARM = {"rare": "rare", "common": "common_and_mild", "occurs": "occurs"}


def rows(head: str) -> list[list[str]]:
    """The cells of the table of the manual under this heading."""
    table = MANUAL.split(f"| {head} |", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def estimate(mean: float, low: float, high: float) -> Estimate:
    return Estimate(
        first="needle", second="walk", measure="MD100", mean=mean, se=(high - low) / 2 / 1.959964, ci=(low, high),
        pi=None, level=0.95, df=float("inf"), direct_share=1.0, studies=("S",), people=800,
        shares=StudyShares.of([("S", 1.0)]),
    )  # fmt: skip


def judged(mean: float, low: float, high: float, certainty: str, kind: str, does: str) -> Verdict:
    """By the functions that `judge` goes through."""
    view = seen(estimate(mean, low, high), MIC, "lower")
    if does == "worse":
        view = view.turned
    verdict = verdict_of(place_of(DOES[does], view), certainty)
    verdict = opposite(verdict) if does == "as well" else verdict
    if "sum" in kind:
        return "uncertain"
    return at_most_probable(verdict) if "chain" in kind else verdict


CASES = rows("the trials say, first minus second | certainty | head to head | claim: the first does | verdict")


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case[:4]))
def test_every_comparison_of_the_manual(case: list[str]) -> None:
    found = NUMBERS.fullmatch(case[0])
    assert found
    mean, low, high = (float(number.replace("−", "-")) for number in found.groups())
    assert WORDS[judged(mean, low, high, case[1], case[2], case[3])] == case[4]


def test_the_manual_has_every_verdict_place_and_kind_of_evidence() -> None:
    assert {case[4] for case in CASES} == {WORDS[verdict] for verdict in SCALE}
    assert {case[1] for case in CASES} == set(LEVELS)
    assert {case[2] for case in CASES} == {"yes", "no, a chain", "no, a sum of parts"}
    found = (NUMBERS.fullmatch(case[0]) for case in CASES)
    views = (seen(estimate(*(float(n.replace("−", "-")) for n in f.groups())), MIC, "lower") for f in found if f)
    assert {view.place for view in views} == set(PLACES)


def test_the_tables_of_the_manual_are_those_of_the_code() -> None:
    compared = rows("where the interval lies, seen from the claim | high | moderate | low | very low")
    assert compared == [[PLACES[place], *(WORDS[verdict] for verdict in TABLE[place])] for place in PLACES]
    counted = rows("where the counts lie | high | moderate | low | very low")
    assert counted == [[HARM_PLACES[place], *(WORDS[v] for v in HARM_TABLE[place])] for place in HARM_PLACES]
    assert [row[0] for row in rows("verdict | what a text may say")] == list(WORDS.values())


def _counts(cell: str) -> Iterator[tuple[int, int]]:
    for part in cell.split(";"):
        events, people = (int(number.replace(",", "")) for number in part.split(" of "))
        yield events, people


@pytest.mark.parametrize("case", rows("counts | claim | verdict"), ids=" ".join)
def test_every_harm_of_the_manual(case: list[str]) -> None:
    rates = []
    for i, (events, people) in enumerate(_counts(case[0])):
        low, high = exact_interval(events, people) if events else (0.0, limit_without_events(people))
        rates.append(rate(events, people, low, high, row=f"H{i}", source=f"survey {i}"))
    said = claim(HARM[case[1]], kind="harm", outcomes=("bruise",), seconds=(), timing="per_treatment")
    known = ask(harms=tuple(rates), events={"bruise": EventWords(label="bruising", events=("bruise",))})
    assert judge(said, known).words == case[2]


STEPS = {verdict: step for step, verdict in enumerate(SCALE)}
INTERVALS = st.tuples(st.floats(-60, 60), st.floats(0.1, 30), st.sampled_from([None, 1.0, 10.0, 25.0]))


def _view(case: tuple[float, float, float | None]) -> Seen:
    mean, half, mic = case
    return seen(estimate(mean, mean - half, mean + half), mic, "lower")


@given(INTERVALS, st.sampled_from(sorted(DOES)))
def test_less_certainty_never_makes_a_verdict_firmer(case: tuple[float, float, float | None], does: str) -> None:
    place = place_of(DOES[does], _view(case))
    firm = [abs(STEPS[verdict_of(place, level)] - STEPS["uncertain"]) for level in LEVELS]
    assert firm == sorted(firm, reverse=True)
    assert verdict_of(place, "very low") == "uncertain"


@given(INTERVALS, st.sampled_from(LEVELS))
def test_turning_the_treatments_round_turns_a_firm_verdict_round(
    case: tuple[float, float, float | None], level: str
) -> None:
    view = _view(case)
    there, back = verdict_of(view.place, level), verdict_of(view.turned.place, level)
    if there == "supported":
        assert back == "contradicted"
    if there == "contradicted" and view.place == "worse":
        assert STEPS[back] >= STEPS["probably"]
    assert not (there in ("supported", "probably") and back in ("supported", "probably"))


@given(INTERVALS, st.sampled_from(LEVELS))
def test_same_is_the_opposite_of_different(case: tuple[float, float, float | None], level: str) -> None:
    verdict = verdict_of(_view(case).apart, level)
    assert opposite(opposite(verdict)) == verdict
    assert _view(case).apart == _view(case).turned.apart or _view(case).mic is None


@given(st.sampled_from(get_args(HarmPlace)))
def test_less_certainty_never_makes_a_harm_firmer(place: HarmPlace) -> None:
    firm = [abs(STEPS[harm_verdict(place, level)] - STEPS["uncertain"]) for level in LEVELS]
    assert firm == sorted(firm, reverse=True)


def test_every_place_has_its_words_and_its_row() -> None:
    assert set(get_args(Place)) == set(PLACES) == set(TABLE)
    assert set(get_args(HarmPlace)) == set(HARM_PLACES) == set(HARM_TABLE)


def test_the_weakest_of_none_is_uncertain() -> None:
    assert weakest([]) == "uncertain"
    assert weakest(["supported", "probably_not", "probably"]) == "probably_not"
