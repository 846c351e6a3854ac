"""Which recommendations fit a person, of made-up statements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.care.guidance import Statement, guidance
from dorsal.errors import EvidenceError

ONE = Statement(
    row="G1", guideline="Guideline 2017", year=2017, treatment="needles", about="needling", recommendation="for",
    population="chronic", source_url="u",
)  # fmt: skip


@pytest.mark.parametrize(
    ("population", "duration", "fits"),
    [
        ("chronic", "chronic", "yes"),
        ("chronic", "acute", "no"),
        ("chronic", "subacute", "no"),
        ("acute", "subacute", "no"),
        ("acute_subacute", "subacute", "yes"),
        ("both", "acute", "yes"),
        ("both", "unknown", "yes"),
        ("acute", "unknown", "unknown"),
    ],
)
def test_a_statement_is_meant_for_a_duration(population: str, duration: str, fits: str) -> None:
    assert replace(ONE, population=population).fits(duration) == fits


def test_a_combination_has_the_statements_of_its_parts_newest_first() -> None:
    against = replace(ONE, row="G2", year=2020, recommendation="against")
    other = replace(ONE, row="G3", treatment="walking")
    acute = replace(ONE, row="G4", population="acute")
    found = guidance((ONE, other, acute, against), "walking+needles", "chronic")
    assert [one.row for one in found] == ["G2", "G1", "G3"]
    assert guidance((ONE, other), "rest", "chronic") == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"recommendation": "yes"}, "recommendation is 'yes'"),
        ({"population": "old"}, "population is 'old'"),
        ({"year": 17}, "year is 17"),
    ],
)
def test_a_statement_that_cannot_be_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        replace(ONE, **change)  # type: ignore[arg-type]
