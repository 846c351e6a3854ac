"""How many decimals an estimate is worth: two digits of its uncertainty, wherever it is printed."""

from __future__ import annotations

import math

from dorsal.trials.effect_options import RATIO_MEASURES


def decimals_for(measure: str, half_width: float) -> int:
    """Decimals for an estimate whose interval reaches `half_width` to each side (analysis scale).

    Two digits of the uncertainty and no more: 7 points with an interval 11 wide needs no decimal.
    """
    if measure in RATIO_MEASURES:
        return 2 if half_width >= 0.01 else 3
    if not half_width > 0:
        return 1
    fewest = {"MD100": 0, "SMD": 2, "SMD-D": 2, "SMD-GLASS": 2, "RD": 2, "ASD": 2, "SPD": 2}.get(measure, 0)
    return min(7 if measure == "IRD" else 4, max(fewest, math.ceil(-math.log10(half_width / 5.0))))


def table_decimals(measure: str, half_width: float) -> int:
    """Decimals in tables: one for points of 0-100, else as in sentences."""
    return 1 if measure == "MD100" else decimals_for(measure, half_width)
