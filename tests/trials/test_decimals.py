"""Decimals follow the uncertainty of what is printed."""

from __future__ import annotations

import pytest

from dorsal.trials.decimals import decimals_for


@pytest.mark.parametrize(
    ("measure", "half_width", "decimals"),
    [("MD100", 11.0, 0), ("MD100", 0.8, 1), ("SMD", 0.2, 2), ("MD", 0.02, 3), ("RR", 0.3, 2), ("RR", 0.001, 3)],
)
def test_decimals_follow_the_uncertainty(measure: str, half_width: float, decimals: int) -> None:
    assert decimals_for(measure, half_width) == decimals
