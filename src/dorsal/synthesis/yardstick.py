"""How long an interval is: what a standard error is multiplied by, and the distribution it is held against.

"HK" multiplies it by the root of the weighted residual sum of squares, at the fit's tau2, over its degrees of freedom:
Hartung & Knapp 2001 (doi:10.1002/sim.1009), Knapp & Hartung 2003 with covariates, and for effects that are correlated
within studies, as those of a network, Jackson & Riley 2014 (Stat Med 33:541). The factor can be below 1, and
then intervals are shorter than without it. "HK-t" never takes it below 1, so that no interval is shorter than by t
(Knapp & Hartung's own modification; Roever, Knapp & Friede 2015, doi:10.1186/s12874-015-0091-1). "HK-normal" takes the
longer one of HK and the normal interval (meta's `adhoc.hakn.ci = "ci"`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from dorsal.errors import NetworkError
from dorsal.synthesis.estimate import quantile

IntervalKind = Literal["normal", "t", "HK", "HK-t", "HK-normal"]
SCALED = ("HK", "HK-t", "HK-normal")
INTERVALS: tuple[IntervalKind, ...] = ("normal", "t", "HK", "HK-t", "HK-normal")


@dataclass(frozen=True)
class Yardstick:
    """One for all estimates of a fit."""

    factor: float
    """What standard errors are multiplied by."""
    df: float
    """Degrees of freedom of t; infinite for the normal distribution."""


def yardstick(kind: IntervalKind, level: float, rss: float, df: int) -> Yardstick:
    """Of a fit with the weighted residual sum of squares `rss` on `df` degrees of freedom.

    Raises NetworkError where t has no degrees of freedom.
    """
    if kind == "normal":
        return Yardstick(1.0, math.inf)
    if df <= 0:
        raise NetworkError("t-based intervals need more studies than parameters can use up; take interval='normal'")
    if kind == "t":
        return Yardstick(1.0, float(df))
    factor = math.sqrt(rss / df)
    if kind == "HK-t":
        factor = max(1.0, factor)
    if kind == "HK-normal" and factor * quantile(level, float(df)) < quantile(level, math.inf):
        return Yardstick(1.0, math.inf)
    return Yardstick(factor, float(df))
