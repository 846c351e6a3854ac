"""Harms in words: both ways round, never a zero, never a silence, and the units never mixed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.care.burden import Quantity
from dorsal.care.harm import harms
from dorsal.care.harm_report import HarmReport
from dorsal.faces.harm_words import counted, course_words, harm_cell, harm_words, report_words, unknown_words
from dorsal.faces.language import language
from dorsal.topics.knowledge import knowledge_of
from dorsal.topics.loader import load

KNOWLEDGE = knowledge_of(load())
EN, ES = language(), language("es")
ONE = HarmReport(
    row="H1", treatment="needles", named="needles", label="Needles", event="bruising", words="bruising", level="mild",
    measure="proportion", per="treatment", events=80, n=1000, value=0.08, source="One 2001", source_url="https://one",
)  # fmt: skip
TWO = replace(ONE, row="H2", events=300, value=0.3, source_url="https://two")
RATIO = replace(ONE, per="person", events=None, n=None)


def _words(*reports: HarmReport) -> str:
    (harm,) = harms(reports, "needles").all
    return harm_words(EN, harm)


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ((ONE,), "Bruising: 80 of 1,000 visits; in the other 920 it does not happen. It may be 64 to 99."),
        (
            (ONE, TWO),
            "Bruising: sources disagree, from 80 to 300 of 1,000 visits; in the other 700 to 920 it does not happen.",
        ),
        (
            (replace(ONE, events=0, n=7629, value=0.0),),
            "Bruising: not seen in 7,629 visits. That is not never: up to 4 of 10,000 could still be true.",
        ),
        (
            (ONE, replace(TWO, events=0, n=7629, value=0.0)),
            "Bruising: sources disagree, from none seen to 80 of 1,000 visits. None seen is not never: 4 of 10,000 "
            "could still be true.",
        ),
        (
            (replace(ONE, measure="cases", per="unstated", events=4, n=None, value=None),),
            "Bruising: it happens; how often is not known.",
        ),
        (
            (replace(RATIO, measure="risk_ratio", value=1.4, printed=(1.1, 1.7), against="placebo"),),
            "Bruising: 1.40 times as often as with placebo; how often that is, is not known here. It may be 1.10 to "
            "1.70.",
        ),
        (
            (replace(RATIO, measure="number_needed_to_harm", value=6.0, printed=(4.0, 11.0)),),
            "Bruising: about 167 more of 1,000 people than without it. It may be 91 to 250.",
        ),
        (
            (replace(ONE, events=None, n=None),),
            "Bruising: 80 of 1,000 visits; in the other 920 it does not happen. How exact this is, the source does not "
            "say.",
        ),
    ],
)  # fmt: skip
def test_each_kind_has_its_words(reports: tuple[HarmReport, ...], said: str) -> None:
    assert _words(*reports) == said


@given(st.integers(0, 4000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))).filter(lambda c: c[1] > 0))
def test_no_rate_is_ever_told_as_nothing(counts: tuple[int, int]) -> None:
    events, n = counts
    report = replace(ONE, events=float(events), n=float(n), value=events / n)
    (harm,) = harms((report,), "needles").all
    said = harm_words(EN, harm)
    assert ": 0 of" not in said or harm.high
    assert ("not never" in said) == (events == 0)


@pytest.mark.parametrize(
    ("rate", "of", "value"),
    [(0.19, 1000, 190), (0.00098, 1000, 1), (0.0004, 10_000, 4), (8e-6, 1_000_000, 8), (1.0, 1000, 1000)],
)
def test_round_numbers_are_large_enough_to_show_one(rate: float, of: int, value: int) -> None:
    found = counted(rate, rate, rate)
    assert found is not None
    assert (found.of, found.value, found.low, found.high) == (of, value, value, value)
    assert counted(None, None, None) is None


@pytest.mark.parametrize(("value", "of", "told"), [(0.00026, 10_000, 3), (0.0004, 10_000, 4), (0.002, 1000, 2)])
def test_what_was_seen_is_never_told_as_none(value: float, of: int, told: int) -> None:
    """Its upper end alone would make it 0 of 1,000."""
    found = counted(value, value / 3, value * 3.7)
    assert found is not None
    assert (found.of, found.value) == (of, told)


def test_cells_are_short_and_name_the_parts_of_a_combination() -> None:
    def cell(code: str, severity: str) -> str:
        return harm_cell(EN, KNOWLEDGE, KNOWLEDGE.harms_of(code), severity)  # type: ignore[arg-type]

    assert cell("dry_needling", "mild") == "192 to 396 of 1,000 visits"
    assert cell("dry_needling", "serious") == "none seen to 1 of 1,000 visits"
    assert cell("acupuncture", "mild") == "38 to 93 of 1,000 people"
    assert cell("manipulation", "serious") == "none seen; up to 1 of 10,000 people; others report it"
    assert cell("exercise", "mild") == "167 more of 1,000 people (91 to 250)"
    assert cell("manipulation", "mild") == "410 of 1,000 people (170 to 680)"
    assert cell("exercise", "serious") == "0.90 to 1.02 times as with no exercise"
    assert cell("nsaid", "serious") == "how often is not known"
    assert cell("usual_care", "mild") == "not known here"
    assert (
        cell("dry_needling+usual_care", "mild")
        == "dry needling: 192 to 396 of 1,000 visits\nusual care: not known here"
    )


def test_what_has_no_row_is_not_none() -> None:
    said = unknown_words(EN, KNOWLEDGE, KNOWLEDGE.harms_of("exercise+usual_care+massage"))
    assert said == (
        "Nothing is known here about harm from massage and usual care. That does not mean that there is none."
    )
    assert unknown_words(EN, KNOWLEDGE, KNOWLEDGE.harms_of("exercise")) == ""


def test_a_course_is_said_with_what_it_supposes() -> None:
    (harm,) = harms((ONE,), "needles").all
    said = course_words(EN, harm, Quantity(low=3, high=6))
    assert said.startswith("Over a course of 3 to 6 visits that is 64 of 1,000 people if it is always the same people")
    assert "if every visit is a new chance" in said
    (unseen,) = harms((replace(ONE, events=0, n=7629, value=0.0),), "needles").all
    assert "that is fewer than 1 of" in course_words(EN, unseen, Quantity(low=3, high=6))
    assert course_words(EN, harm, Quantity()) == ""
    assert course_words(EN, replace(harm, per="person"), Quantity(low=3, high=6)) == ""


def test_a_source_has_its_numbers_grade_and_note() -> None:
    assert report_words(replace(ONE, note="a survey")) == "80 of 1,000, One 2001 (H1, grade A; a survey)"
    assert report_words(replace(ONE, named="long_needles", label="Long needles", events=None, n=None)).startswith(
        "Long needles: 0.08, One 2001"
    )


def test_spanish_says_the_same_numbers() -> None:
    (harm,) = harms((ONE,), "needles").all
    assert (
        harm_words(ES, harm) == "Bruising: 80 de 1\u00a0000 visitas; en las otras 920 no ocurre. Puede ser de 64 a 99."
    )
