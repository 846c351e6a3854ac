"""Harms judged from counts: what may be counted, what is shown beside, and what is compared with what."""

from __future__ import annotations

import pytest

from dorsal.errors import EvidenceError
from dorsal.synthesis.claim import Claim, Judgement, judge
from dorsal.synthesis.claim.ask import EventWords, Fact, HarmRate
from dorsal.synthesis.claim.harm_wording import counted, lower_words, span_words
from dorsal.synthesis.claim.numbers import at_most, frequency
from tests.synthesis.claim_cases import ask, claim, rate

NONE = rate(0, 10_000, 0.0, 3e-4, row="A", source="one")
FEW = rate(20, 20_000, 6e-4, 1.5e-3, row="B", source="two")


def harm(expectation: str = "rare", **more: object) -> Claim:
    given = {"kind": "harm", "outcomes": ("bruise",), "seconds": (), "timing": "per_treatment"} | more
    return claim(expectation, **given)


def judged(*rates: HarmRate, said: Claim | None = None, **more: object) -> Judgement:
    events = {"bruise": EventWords(label="bruising", events=("bruise", "blue spot"))}
    return judge(said or harm(), ask(harms=rates, events=events, **more))


def test_sources_that_disagree_are_told_as_a_range() -> None:
    found = judged(NONE, rate(9, 10_000, 4.1e-4, 1.7e-3, row="B", source="two"))
    assert found.verdict == "probably"
    assert found.size == "0 to 2 in 1,000 treatments (2 counts)"
    assert any("do not meet" in reason for reason in found.reasons)
    assert {source.rows for source in found.sources} == {("A",), ("B",)}


def test_no_event_is_never_no_risk() -> None:
    found = judged(NONE)
    assert "none in 10,000 treatments, which leaves room for up to 3 in 10,000" in found.wording
    assert found.verdict == "probably"


@pytest.mark.parametrize(
    "other",
    [
        rate(5, None, None, None, rate=None, per="case series", row="C"),
        rate(5, 10, 0.2, 0.8, grade="C", row="C"),
        rate(5, 10, 0.2, 0.8, per="per patient", row="C"),
        rate(None, None, None, None, rate=0.9, row="C"),
    ],
    ids=["cases without a denominator", "grade C", "another unit", "a share without an interval"],
)
def test_what_does_not_count_is_still_told(other: HarmRate) -> None:
    alone, beside = judged(other), judged(NONE, other)
    assert alone.verdict == "uncertain"
    assert beside.verdict == "probably"
    assert ("C",) in {source.rows for source in beside.sources}


def test_needles_in_the_dead_are_no_harm() -> None:
    found = judged(rate(11, 14, 0.4, 0.9, severity="not_in_people"))
    assert (found.verdict, found.sources) == ("uncertain", ())


def test_events_that_the_topic_counts_as_one_are_taken_together() -> None:
    found = judged(NONE, rate(0, 9_000, 0.0, 3.3e-4, event="blue spot", source="two"))
    assert found.verdict == "supported"
    assert found.certainty == "moderate"


def test_common_needs_every_event_to_be_mild() -> None:
    often = rate(800, 10_000, 0.075, 0.085)
    assert judged(often, said=harm("common_and_mild")).verdict == "probably"
    grave = judged(rate(800, 10_000, 0.075, 0.085, severity="serious"), said=harm("common_and_mild"))
    assert grave.verdict == "uncertain"
    assert any("Not all of it was mild: serious" in reason for reason in grave.reasons)


def test_of_several_harms_the_weakest_decides() -> None:
    said = harm(outcomes=("bruise", "nerve_injury"))
    found = judged(NONE, FEW, said=said)
    assert [part.verdict for part in found.parts] == ["uncertain", "uncertain"]
    assert [part.verdict for part in judged(NONE, said=said).parts] == ["probably", "uncertain"]
    assert "nerve injury" in judged(NONE, said=said).reasons[0]


LOWER = harm("treatment1_lower", seconds=("walk",), timing="per_patient")
WALK = rate(50, 1_000, 0.037, 0.066, treatment="walk", per="per patient", row="W")
VISITS = Fact(
    row="D1", treatment="needle", quantity="visits", value="3-6", unit="sessions", low=3, high=6, people="", grade="A",
    source="", source_url="",
)  # fmt: skip


def test_a_rate_per_treatment_is_multiplied_by_the_treatments_of_a_course() -> None:
    found = judged(FEW, WALK, said=LOWER, facts=(VISITS,))
    assert found.verdict == "probably"
    assert "at most 9 in 1,000 people with needle over a course of up to 6 treatments" in found.size
    assert "at least 3 in 100 people with walk" in found.size
    assert judged(FEW, WALK, said=LOWER).verdict == "uncertain"


def test_bounds_that_meet_say_nothing_and_bounds_the_other_way_say_no() -> None:
    wide = rate(1, 20, 0.001, 0.25, per="per patient")
    assert judged(wide, WALK, said=LOWER).verdict == "uncertain"
    often = rate(500, 1_000, 0.46, 0.54, per="per patient")
    assert judged(often, WALK, said=LOWER).verdict == "probably_not"


def test_a_treatment_that_nobody_counted_cannot_be_lower() -> None:
    found = judged(FEW, said=LOWER, facts=(VISITS,))
    assert found.verdict == "uncertain"
    assert "walk" in found.reasons[0]


def test_a_share_lies_between_0_and_1() -> None:
    with pytest.raises(EvidenceError, match="H1: rate must be a share"):
        rate(None, 10, None, None, rate=7.5)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.077, "8 in 100"), (0.0026, "3 in 1,000"), (0.00098, "1 in 1,000"), (0.0004, "1 in 2,500"), (0.0, "none")],
)
def test_shares_are_told_as_people_count(share: float, words: str) -> None:
    assert frequency(share) == words


@pytest.mark.parametrize(("share", "words"), [(0.000393, "4 in 10,000"), (0.3, "30 in 100"), (1e-9, "1 in 1,000,000")])
def test_upper_bounds_are_never_rounded_down(share: float, words: str) -> None:
    assert at_most(share) == words


def test_lower_bounds_are_rounded_down_and_ranges_outwards() -> None:
    assert lower_words(0.0359) == "at least 3 in 100 people"
    assert span_words(0.0151, 0.0299, [FEW]) == "1 to 3 in 100 treatments (1 count)"


def test_a_count_whose_events_were_not_printed_is_told_as_a_share() -> None:
    assert counted(rate(None, 7_629, 0.069, 0.082, rate=0.0755)) == "about 8 in 100 treatments"
