"""The chance of harm over a course, of made-up harms: per person, per session, per year, in parts, and unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.care.burden import Burden, Kinds, burden
from dorsal.care.dose_report import DoseReport
from dorsal.care.harm import harms
from dorsal.care.harm_chance import HarmChance, chance_of_harm
from dorsal.care.harm_report import HarmReport
from dorsal.care.proportion import exact_interval

ANY = HarmReport(
    row="H1", treatment="needles", named="needles", label="Needles", event="any_mild_event", words="any", level="mild",
    measure="proportion", per="person", events=20, n=100, value=0.2, source="One", source_url="u",
)  # fmt: skip
PER_SESSION = replace(ANY, row="H2", per="treatment")
SORE = replace(ANY, row="H3", event="soreness", events=30, value=0.3)
PER_YEAR = replace(SORE, row="H4", per="person_year", measure="incidence_rate", events=52, n=1000, value=0.052)
UNKNOWN = (0.0, 0.5)


def _burden(visits: tuple[float, float] | None = None, weeks: tuple[float, float] | None = None) -> Burden:
    doses = [
        DoseReport(
            row=name, treatment="needles", item=name, value="", quantity=name, low=ends[0], high=ends[1], source="s",
            source_url="u",
        )
        for name, ends in (("visits", visits), ("weeks", weeks)) if ends
    ]  # fmt: skip
    return burden(doses, "needles", Kinds())


def _chance(*reports: HarmReport, burden: Burden | None = None) -> HarmChance:
    return chance_of_harm(harms(reports, "needles"), burden or _burden(), "needles", "mild", UNKNOWN)


def test_per_person_is_taken_as_it_is_and_before_per_session() -> None:
    found = _chance(ANY, PER_SESSION, burden=_burden(visits=(3, 6)))
    assert (found.low, found.high) == exact_interval(20, 100)
    assert (found.known, found.rows) == (True, ("H1",))


def test_per_session_reaches_from_one_session_to_independent_ones() -> None:
    low, high = exact_interval(20, 100)
    found = _chance(PER_SESSION, burden=_burden(visits=(3, 6)))
    assert (found.low, found.high) == (low, pytest.approx(1 - (1 - high) ** 6))


def test_per_session_without_a_number_of_sessions_may_be_everybody() -> None:
    assert _chance(PER_SESSION).high == 1.0


def test_any_harm_is_no_rarer_than_a_single_one() -> None:
    found = _chance(replace(ANY, events=1, value=0.01), SORE)
    assert found.low == exact_interval(30, 100)[0]


def test_nobody_knows_any_harm_but_one_is_known() -> None:
    low, high = exact_interval(30, 100)
    assert _chance(SORE) == HarmChance(low=low, high=max(0.5, high), known=False, rows=("H3",))


def test_rates_per_year_go_by_the_weeks_of_the_course() -> None:
    found = _chance(replace(PER_YEAR, event="any_mild_event"), burden=_burden(weeks=(4, 13)))
    assert found.low < 0.052 * 4 / 52 < 0.052 * 13 / 52 < found.high
    assert found.known


def test_nothing_known_is_from_the_least_to_the_most() -> None:
    assert _chance() == HarmChance(low=0.0, high=0.5, known=False)


def test_weak_reports_do_not_count() -> None:
    assert not _chance(replace(ANY, grade="C")).known
