"""What is kept of what was shown: the same numbers, with their rows, and reasons where there are none."""

from __future__ import annotations

from dorsal.care.shown import expectation, row_said, shown_harm, shown_option
from tests.care.agreed import basis, person, shown


def test_a_forecast_is_kept_number_by_number() -> None:
    forecast = shown().of("dry_needling").forecasts["disability", "short"]
    one = expectation(forecast, basis())
    assert (one.expected, one.interval, one.spread) == (forecast.expected, forecast.interval, forecast.spread)
    assert (one.chance_mic, one.chance_30, one.start) == (forecast.chance_mic, forecast.chance_30, 50.0)
    assert one.doubts
    assert set(one.rows) == set(forecast.rows)


def test_without_a_forecast_the_reason_is_kept() -> None:
    one = expectation(shown().of("surgery").forecasts["pain", "short"], basis())
    assert not one.known
    assert one.why_not


def test_a_harm_is_kept_with_rows_and_sources() -> None:
    option = shown().of("dry_needling")
    for harm, kept in zip(option.harms.all, map(shown_harm, option.harms.all), strict=True):
        assert (kept.words, kept.kind, kept.value, kept.low, kept.high) == (
            harm.words, harm.kind, harm.value, harm.low, harm.high,
        )  # fmt: skip
        assert kept.rows == harm.rows
        assert all("http" in source for source in kept.sources)


def test_a_rule_is_kept_with_its_row_and_whether_it_is_open() -> None:
    found = shown(person(answers={"needle_phobia": "unknown"})).of("dry_needling")
    rows = [row_said(reason) for reason in found.verdict.reasons]
    assert any(row.unknown and row.row.startswith("CON") and row.source_url for row in rows)
    assert shown_option(found, basis()).verdict == "ask_first"
