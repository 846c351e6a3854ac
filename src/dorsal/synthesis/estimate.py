"""One treatment against another: what a fit answers when it is asked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtr, ndtri, stdtr, stdtrit

from dorsal.synthesis.study_shares import StudyShares
from dorsal.trials.contrast import Derivation
from dorsal.trials.effect_options import RATIO_MEASURES
from dorsal.trials.shown import Shown

Interval = tuple[float, float]


@dataclass(frozen=True, kw_only=True, repr=False)
class Estimate(Shown):
    """`first` minus `second` on the analysis scale (a log for ratios)."""

    first: str
    second: str
    measure: str
    mean: float
    se: float
    ci: Interval
    pi: Interval | None
    """Prediction interval for a new study; None under the common-effect model or without degrees of freedom."""
    level: float
    df: float
    """Degrees of freedom of the interval: infinite for the normal one."""
    direct_share: float
    """Share of direct evidence: variance of the network's estimate over that of the direct one."""
    studies: tuple[str, ...]
    """Studies that compared the two head to head."""
    people: int | None
    """People in those studies' two groups; None where not printed."""
    shares: StudyShares
    """What each study adds to the estimate, as its share of the estimate's variance."""
    derived: tuple[Derivation, ...] = ()
    """Derivations in the studies that add to the estimate."""
    unreplicated: bool = False
    """Random effects, but no comparison was made twice: tau2 is 0 because nothing could show it."""
    additivity_p: float | None = None
    """For an extrapolated estimate, the P value of effects of parts adding up in this network, where it is tested."""
    flags: tuple[str, ...] = ()
    """"derived", "sensitivity", "extrapolated", "untested" (see Flags)."""

    def __repr__(self) -> str:
        """What was asked, not what each study adds; on the analysis scale."""
        told = f"{self.mean:.4g}, SE {self.se:.4g}, {100 * self.level:g} % from {self.ci[0]:.4g} to {self.ci[1]:.4g}"
        scale = f"log {self.measure}" if self.measure in RATIO_MEASURES else self.measure
        return f"<Estimate: {self.first} against {self.second}, {scale} {told}, {100 * self.direct_share:.0f} % direct>"

    @property
    def p(self) -> float:
        """Two-sided P value of no difference."""
        if self.se == 0:
            return 1.0
        return 2.0 * self._cdf(-abs(self.mean) / self.se)

    def chance_below(self, limit: float) -> float:
        """Probability that first minus second is below `limit`, from the estimate's normal (or t) distribution."""
        if self.se == 0:
            return float(self.mean < limit)
        return self._cdf((limit - self.mean) / self.se)

    def chance_above(self, limit: float) -> float:
        """Probability that first minus second is above `limit`."""
        return 1.0 - self.chance_below(limit)

    def _cdf(self, z: float) -> float:
        return float(ndtr(z) if math.isinf(self.df) else stdtr(self.df, z))


def two_sided(z: float, df: float) -> float:
    """P value of an estimate that lies `z` standard errors from nothing, by the normal (df infinite) or t."""
    return 2.0 * float(ndtr(-abs(z)) if math.isinf(df) else stdtr(df, -abs(z)))


def quantile(level: float, df: float) -> float:
    """Two-sided critical value of the normal (df infinite) or t distribution."""
    upper = 0.5 * (1.0 + level)
    return float(ndtri(upper) if math.isinf(df) else stdtrit(df, upper))


def interval(mean: float, se: float, level: float, df: float) -> Interval:
    """mean -+ critical value times se."""
    half = quantile(level, df) * se
    return mean - half, mean + half
