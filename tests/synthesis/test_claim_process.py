"""What is claimed of the doing, against what sources say is done."""

from __future__ import annotations

import pytest

from dorsal.errors import EvidenceError
from dorsal.synthesis.claim import Claim, Judgement, Quantity, judge
from dorsal.synthesis.claim.ask import Fact
from tests.synthesis.claim_cases import ask, claim

HALF_HOUR = Quantity(item="minutes", low=24, high=36, words="30 minutes")


def fact(low: float, high: float, row: str = "D1", treatment: str = "needle", grade: str = "A") -> Fact:
    return Fact(
        row=row, treatment=treatment, quantity="minutes", value=f"{low:g}-{high:g}", unit="minutes", low=low, high=high,
        people="therapists", grade=grade, source=f"source {row}", source_url="https://example.org",
    )  # fmt: skip


def process(quantity: Quantity = HALF_HOUR) -> Claim:
    return claim("", kind="process", outcomes=(), seconds=(), quantity=quantity)


def judged(*facts: Fact, **more: object) -> Judgement:
    return judge(process(), ask(facts=facts, **more))


@pytest.mark.parametrize(
    ("spans", "verdict"),
    [
        ([(30, 30)], "probably"),
        ([(30, 30), (20, 40)], "supported"),
        ([(0, 15)], "probably_not"),
        ([(0, 15), (5, 10)], "contradicted"),
        ([(0, 15), (30, 30)], "uncertain"),
        ([], "uncertain"),
    ],
)
def test_sources_agree_differ_or_are_missing(spans: list[tuple[float, float]], verdict: str) -> None:
    found = judged(*(fact(low, high, f"D{i}") for i, (low, high) in enumerate(spans)))
    assert found.verdict == verdict
    assert [source.rows for source in found.sources] == [(f"D{i}",) for i in range(len(spans))]
    assert any("nothing about what is needed" in reason for reason in found.reasons)


def test_weak_sources_and_other_treatments_decide_nothing() -> None:
    assert judged(fact(30, 30, grade="C"), fact(30, 30, treatment="walk")).verdict == "uncertain"


def test_a_near_technique_is_told_and_does_not_decide() -> None:
    found = judged(fact(30, 30, treatment="talk"), kin={"needle": ("talk",)})
    assert found.verdict == "uncertain"
    assert "the nearest is talk: 30-30 minutes" in found.wording
    assert found.sources[0].rows == ("D1",)


def test_an_order_that_is_none_is_refused() -> None:
    with pytest.raises(EvidenceError, match="'5 to 3'"):
        Quantity(item="visits", low=5, high=3, words="5 to 3")
