"""A report that cannot be is refused, and the others know their counts, rate and interval."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.care.harm_report import HarmReport
from dorsal.care.proportion import exact_interval, exact_rate_interval
from dorsal.errors import EvidenceError

ONE = HarmReport(
    row="H1", treatment="needles", named="needles", label="Needles", event="bruising", words="bruising", level="mild",
    measure="proportion", per="treatment", events=8, n=100, value=0.08, source="One 2001", source_url="https://one",
)  # fmt: skip


def test_events_that_were_not_printed_are_the_rate_times_the_number() -> None:
    report = replace(ONE, events=None, n=7629, value=0.0755, printed=(0.07, 0.08))
    assert (report.counts, report.counted) == ((576, 7629), False)
    assert report.interval == exact_interval(576, 7629)
    assert report.rate == 0.0755


def test_rates_over_time_have_poisson_limits() -> None:
    assert replace(ONE, measure="incidence_rate", per="person_year").interval == exact_rate_interval(8, 100)


def test_without_counts_the_printed_interval_holds() -> None:
    assert replace(ONE, events=None, n=None, printed=(0.05, 0.2)).interval == (0.05, 0.2)


def test_significant_and_major_are_serious() -> None:
    assert [replace(ONE, level=level).severity for level in ("mild", "significant", "major", "not_clinical")] == [
        "mild", "serious", "serious", "not_in_people",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": "awful"}, "severity is 'awful'"),
        ({"measure": "share"}, "measure is 'share'"),
        ({"grade": "D"}, "evidence_grade is 'D'"),
        ({"value": 8.0}, "divide a percentage by 100"),
        ({"value": None, "events": None}, "without a number"),
        ({"measure": "risk_ratio", "value": 0.0}, "a ratio lies above 0"),
    ],
)
def test_a_report_that_cannot_be_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        replace(ONE, **change)  # type: ignore[arg-type]
