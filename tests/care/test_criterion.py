"""A criterion that cannot be weighed is refused."""

from __future__ import annotations

import pytest

from dorsal.care.criterion import Criterion
from dorsal.errors import EvidenceError


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"weight": "love"}, "weight is 'love'; write one of pain"),
        ({"worst": 0.0}, "worst and best are both 0"),
        ({"share": 0.0}, "share is 0; write a part of 1"),
        ({"share": 1.5}, "share is 1.5"),
    ],
)
def test_a_criterion_that_cannot_be_is_refused(given: dict[str, object], said: str) -> None:
    good: dict[str, object] = {"code": "visits", "weight": "fewer_visits", "label": "x", "best": 0.0, "worst": 12.0}
    with pytest.raises(EvidenceError, match=said):
        Criterion(**(good | given))  # type: ignore[arg-type]


def test_unknown_runs_from_worst_to_best_unless_said() -> None:
    assert Criterion(code="visits", weight="fewer_visits", label="x", best=0.0, worst=12.0).unknown(12.0) == (12.0, 0.0)
    pain = Criterion(code="pain", weight="pain", label="x", best=-20.0, worst=0.0, unknown_worst=20.0)
    assert pain.unknown(0.0) == (20.0, -20.0)
