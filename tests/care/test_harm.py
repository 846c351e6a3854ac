"""Harms of small made-up reports: when they are pooled, when a range, and what is never said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.care.harm import Harm, harms, over_course
from dorsal.care.harm_report import HarmReport
from dorsal.care.proportion import exact_interval, limit_without_events

ONE = HarmReport(
    row="H1", treatment="needles", named="needles", label="Needles", event="bruising", words="bruising", level="mild",
    measure="proportion", per="treatment", events=8, n=100, value=0.08, source="One 2001", source_url="https://one",
)  # fmt: skip
TWO = replace(ONE, row="H2", events=18, n=200, value=0.09, source="Two 2002", source_url="https://two")


def _only(*reports: HarmReport) -> Harm:
    (harm,) = harms(reports, "needles").all
    return harm


def test_one_report_has_its_exact_interval() -> None:
    harm = _only(ONE)
    assert (harm.kind, harm.value) == ("measured", 0.08)
    assert (harm.low, harm.high) == exact_interval(8, 100)


def test_reports_that_agree_are_pooled() -> None:
    harm = _only(ONE, TWO)
    assert harm.kind == "pooled"
    assert harm.value == pytest.approx(26 / 300, abs=1e-4)
    assert harm.low is not None
    assert harm.high is not None
    assert harm.low < 26 / 300 < harm.high
    assert harm.rows == ("H1", "H2")


@pytest.mark.parametrize(
    "other",
    [
        replace(TWO, events=60, value=0.3),  # their intervals do not meet
        replace(TWO, source_url=ONE.source_url),  # the same source: perhaps the same people
        replace(TWO, events=None, n=None),  # nothing is known of its numbers
        replace(TWO, named="needles_long", label="Long needles"),  # another technique
        replace(ONE, row="H2", source_url="https://two", events=0, n=900, value=0.0),
    ],
)
def test_reports_that_must_not_be_pooled_are_a_range(other: HarmReport) -> None:
    harm = _only(ONE, other)
    assert (harm.kind, harm.value) == ("range", None)
    assert (harm.low, harm.high) == tuple(sorted((ONE.rate, other.rate)))  # type: ignore[type-var]


@pytest.mark.parametrize("other", [
    replace(TWO, per="person"), replace(TWO, level="major"), replace(TWO, event="bleeding"),
    replace(TWO, measure="risk_ratio", value=1.4, events=None, n=None, against="rest"),
])  # fmt: skip
def test_what_is_not_the_same_stands_apart(other: HarmReport) -> None:
    assert len(harms((ONE, other), "needles").all) == 2


def test_no_event_seen_is_an_upper_limit_never_zero() -> None:
    harm = _only(replace(ONE, events=0, n=7629, value=0.0))
    assert (harm.kind, harm.upper) == ("none_seen", limit_without_events(7629))
    assert harm.bounds == (0.0, limit_without_events(7629))


def test_none_seen_beside_a_source_that_saw_some_keeps_its_limit() -> None:
    harm = _only(ONE, replace(TWO, events=0, n=900, value=0.0))
    assert (harm.kind, harm.low, harm.upper) == ("range", 0.0, limit_without_events(900))


def test_a_weak_report_stands_beside_and_never_decides() -> None:
    weak = replace(TWO, grade="C", events=90, value=0.45)
    harm = _only(ONE, weak)
    assert (harm.value, harm.beside, harm.decides) == (0.08, (weak,), True)
    assert not _only(weak).decides


def test_cases_and_words_have_no_rate() -> None:
    harm = _only(replace(ONE, measure="cases", per="unstated", events=4, n=None, value=None))
    assert (harm.kind, harm.value, harm.bounds) == ("told", None, None)


def test_a_number_needed_to_harm_is_an_extra_of_one_in_so_many() -> None:
    row = replace(ONE, measure="number_needed_to_harm", events=None, n=None, value=6.0, printed=(4.0, 11.0))
    harm = _only(row)
    assert (harm.kind, harm.value, harm.low, harm.high) == ("extra", 1 / 6, 1 / 11, 1 / 4)


def test_the_background_stands_beside() -> None:
    without = replace(ONE, row="H0", background=True, events=2, value=0.02)
    assert _only(ONE, without).beside == (without,)


def test_harms_of_a_combination_are_side_by_side_and_the_unknown_is_named() -> None:
    other = replace(ONE, treatment="walking", named="walking")
    profile = harms((ONE, other), "walking+needles+care")
    assert [harm.treatment for harm in profile.mild] == ["needles", "walking"]
    assert profile.unknown == "care"


def test_cadavers_and_pretended_needles_are_no_harms_to_people() -> None:
    cadaver = replace(ONE, row="H3", level="not_clinical", per="unstated")
    sham = replace(ONE, row="H4", treatment="sham", named="sham")
    profile = harms((ONE, cadaver, sham), "needles", shams=["sham"])
    assert [harm.rows for harm in profile.all] == [("H1",)]
    assert profile.beside == (cadaver, sham)


@given(st.floats(0, 1), st.integers(1, 40))
def test_a_course_is_no_rarer_than_a_session(rate: float, sessions: int) -> None:
    low, high = over_course((rate, rate), (sessions, sessions))
    assert low == rate
    assert rate - 1e-12 <= high <= 1.0
