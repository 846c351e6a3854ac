"""What to watch for: the signs of every part of an option and those for everybody, the most urgent first."""

from __future__ import annotations

from typing import Any

import pytest

from dorsal.care.watch import WatchSign, watch_for
from dorsal.errors import EvidenceError


def sign(row: str, action: Any, *treatments: str, **more: Any) -> WatchSign:
    told: dict[str, Any] = {"words": "It hurts.", "may_mean": "harm", "rows": ("HAR001",), "source": "s",
                            "source_url": "u", "grade": "A"}  # fmt: skip
    return WatchSign(row=row, action=action, treatments=treatments, **told | more)


SIGNS = (
    sign("W1", "urgent"),
    sign("W2", "emergency", "nsaid"),
    sign("W3", "emergency"),
    sign("W4", "routine", "exercise", "yoga"),
    sign("W5", "emergency", "dry_needling"),
)


@pytest.mark.parametrize(
    ("treatment", "rows"),
    [
        ("usual_care", ["W3", "W1"]),
        ("yoga", ["W3", "W1", "W4"]),
        ("dry_needling+exercise", ["W3", "W5", "W1", "W4"]),
    ],
)
def test_signs_of_every_part_and_for_everybody(treatment: str, rows: list[str]) -> None:
    assert [found.row for found in watch_for(SIGNS, treatment)] == rows


def test_a_sign_that_says_nothing_is_refused() -> None:
    with pytest.raises(EvidenceError, match="W1: action is 'soon'; write one of emergency, urgent, routine"):
        sign("W1", "soon")
    with pytest.raises(EvidenceError, match="W1: a sign needs its words"):
        sign("W1", "urgent", rows=())
