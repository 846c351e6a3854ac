"""What an option asks, in words: open ends, what nobody knows, and the clinic's own numbers."""

from __future__ import annotations

import pytest

from dorsal.care.burden import ClinicValues, Quantity, burden
from dorsal.faces.burden_words import burden_lines, has_words, quantity_words
from dorsal.faces.language import language
from dorsal.topics.dosing import dose_reports, kinds
from dorsal.topics.loader import load

EN = language()


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        (Quantity(low=3, high=6), "3 to 6"),
        (Quantity(low=6, high=6), "6"),
        (Quantity(low=3.7, high=62.6), "3.7 to 63"),
        (Quantity(high=15), "up to 15"),
        (Quantity(low=8), "8 or more"),
        (Quantity(), "not known"),
        (Quantity(low=5, high=5, local=True), "5 (this clinic)"),
    ],
)
def test_quantities(quantity: Quantity, said: str) -> None:
    assert quantity_words(EN, quantity) == said


def test_lines_hold_what_is_known_and_what_everybody_asks_for() -> None:
    topic = load()
    clinic = ClinicValues(currency="EUR", treatments={"dry_needling": {"price": (40, 50)}})
    lines = {
        name: said
        for name, said, _ in burden_lines(EN, burden(dose_reports(topic), "dry_needling", kinds(topic), clinic))
    }
    assert lines == {
        "Visits": "3 to 6",
        "Minutes a visit": "up to 15",
        "Weeks": "not known",
        "Needles a visit": "4",
        "Price of a visit": "40 to 50 (this clinic) EUR",
        "Minutes in all": "up to 90",
        "Price in all": "120 to 300 (this clinic) EUR",
        "Needles": "yes",
        "Medicines": "no",
    }
    usual = {name: said for name, said, _ in burden_lines(EN, burden(dose_reports(topic), "usual_care", kinds(topic)))}
    assert usual == {
        "Visits": "not known", "Minutes a visit": "not known", "Weeks": "not known", "Needles": "no",
        "Medicines": "perhaps",
    }  # fmt: skip


def test_unknown_is_perhaps() -> None:
    assert [has_words(EN, has) for has in ("yes", "no", "unknown")] == ["yes", "no", "perhaps"]  # type: ignore[arg-type]
