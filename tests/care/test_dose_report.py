"""A dose that cannot be is refused."""

from __future__ import annotations

import pytest

from dorsal.care.dose_report import DoseReport
from dorsal.errors import EvidenceError


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"quantity": "hours", "low": 1.0}, "quantity is 'hours'; write one of visits"),
        ({"quantity": "visits"}, "visits is not a number"),
        ({"quantity": "visits", "low": 6.0, "high": 3.0}, "low 6 is above high 3"),
        ({"quantity": "visits", "low": -1.0}, "visits lies below 0"),
    ],
)
def test_a_dose_that_cannot_be_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        DoseReport(row="D1", treatment="needles", item="x", value="x", source="s", source_url="u", **given)  # type: ignore[arg-type]
