"""How far trials may plausibly lie apart, as the scale of a prior where a flat one leaves no posterior."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dorsal.trials.contrast import Contrast
from dorsal.trials.effect_options import RATIO_MEASURES

ON_LOGS = 0.5
"""On logarithms, probits and standard deviations."""


def plausible_spread(contrasts: Sequence[Contrast], measure: str) -> tuple[float, str]:
    """A scale for a prior of tau, and what it is in words.

    0.5 on logs and SDs; else half the SD of the outcome between people, to one digit: of two groups of n and m people
    the variance of their difference is SD^2 (1/n + 1/m). Where no group's size is known, half the largest effect.
    """
    if measure in RATIO_MEASURES:
        return ON_LOGS, "half a unit of the log scale, a factor of 1.6"
    if measure.startswith("SMD"):
        return ON_LOGS, "half a standard deviation"
    sds = [
        math.sqrt(c.weight * float(c.cov[i, i]) / (1.0 / c.n[0] + 1.0 / n))
        for c in contrasts
        for i, n in enumerate(c.n[1:])
        if c.n[0] and n and c.weight > 0.0
    ]
    scale = 0.5 * (float(np.median(sds)) if sds else max(float(np.abs(c.effect).max()) for c in contrasts))
    why = "half the standard deviation of the outcome between people" if sds else "half the largest effect of a study"
    return float(f"{scale:.1g}") or 1.0, why
