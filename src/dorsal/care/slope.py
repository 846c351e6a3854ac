"""How much of a difference at the start is still there later: the slope of later scores on first scores.

Two people who start 10 points apart end slope x 10 points apart, on average. Below 1 it is regression to the mean:
who starts high improves more. It links to the correlation rho of the two scores: slope = rho x sd_later / sd_first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from dorsal.errors import EvidenceError

ASSUMED, ASSUMED_SD = 0.5, 0.15
"""Before any data: half of a difference lasts, give or take (95 % within 0.2 to 0.8). It agrees with the correlation
of 0.5 that `trials.effect_options` assumes between baseline and follow-up where spreads are equal."""
BETWEEN = 0.1
"""Standard deviation of slopes between settings, stated, not estimated: too few trials tell theirs."""


@dataclass(frozen=True, kw_only=True)
class TrialSlope:
    """The slope that one group of people shows."""

    row: str
    study: str
    slope: float
    se: float

    def __post_init__(self) -> None:
        if not self.se > 0.0:
            raise EvidenceError(f"{self.row}: the standard error of a slope must be above 0, got {self.se:g}")


@dataclass(frozen=True, kw_only=True)
class Slope:
    """The slope in a new setting: normal with this mean and standard deviation."""

    mean: float
    sd: float
    sources: tuple[str, ...]
    """Rows that tell of it; empty where it is assumed."""


def trial_slope(
    row: str, study: str, *, first_sd: float, later_sd: float, change_sd: float | None, left_sd: float | None, n: int
) -> TrialSlope | None:
    """From the spreads of one group: first and later scores, and changes or what is left around the line.

    With changes: slope = (s0^2 + s1^2 - sc^2) / (2 s0^2), with the error of a regression. With what is left:
    slope^2 = (s1^2 - left^2) / s0^2, with the errors of three variances (2 s^4 / n each), as they may be of other
    people. None where neither is printed, or where they contradict each other.
    """
    if n < 4:
        return None
    if change_sd is not None:
        slope = (first_sd**2 + later_sd**2 - change_sd**2) / (2.0 * first_sd**2)
        left = later_sd**2 - slope**2 * first_sd**2
        if left <= 0.0:
            return None
        return TrialSlope(row=row, study=study, slope=slope, se=sqrt(left / (n - 2.0)) / first_sd)
    if left_sd is None or left_sd >= later_sd:
        return None
    slope = sqrt(later_sd**2 - left_sd**2) / first_sd
    error = sqrt(2.0 * (later_sd**4 + left_sd**4 + slope**4 * first_sd**4) / n)
    return TrialSlope(row=row, study=study, slope=slope, se=error / (2.0 * slope * first_sd**2))


def pooled_slope(trials: Sequence[TrialSlope]) -> Slope:
    """The assumed slope, corrected by what trials show: normal with known variances, so by precision."""
    precision, total = ASSUMED_SD**-2, ASSUMED * ASSUMED_SD**-2
    for trial in trials:
        weight = 1.0 / (trial.se**2 + BETWEEN**2)
        precision += weight
        total += weight * trial.slope
    more = BETWEEN**2 if trials else 0.0
    return Slope(mean=total / precision, sd=sqrt(1.0 / precision + more), sources=tuple(t.row for t in trials))
