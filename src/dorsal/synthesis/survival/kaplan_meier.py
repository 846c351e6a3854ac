"""The Kaplan-Meier curve of one arm: survival, its median, and its mean up to a time.

Variances are Greenwood's (Kalbfleisch & Prentice 2002, 1.4). Intervals of survival are those of log(-log S), which stay
between 0 and 1; the interval of the median is where they cross one half (Brookmeyer & Crowley 1982).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from dorsal.synthesis.survival.risk_sets import at_risk
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True, eq=False)
class KaplanMeier:
    """A step function that falls at m times; `last` is the largest time that anybody was observed."""

    time: Array
    """(m,) of events, rising."""
    at_risk: Array
    events: Array
    survival: Array
    """(m,) just after each time."""
    hazard_variance: Array
    """(m,) Greenwood's sum of d / (n (n - d)): the variance of log survival; inf once survival is 0."""
    last: float
    censored: Array
    """Distinct times at which people were censored."""

    def at(self, when: float) -> tuple[float, float]:
        """Survival at a time, and its standard error (0 before the first event, and once survival is 0)."""
        place = int(np.searchsorted(self.time, when, side="right")) - 1
        if place < 0:
            return 1.0, 0.0
        s = float(self.survival[place])
        return s, s * float(np.sqrt(self.hazard_variance[place])) if s > 0.0 else 0.0

    def interval(self, level: float) -> tuple[Array, Array]:
        """Low and high of survival after each time; both are the estimate itself once it is 0."""
        return log_log_interval(self.survival, np.sqrt(self.hazard_variance), level)

    def quantile(self, share: float = 0.5) -> float:
        """The first time at which survival is `share` or less; inf where the curve stays above it."""
        return _crossing(self.time, self.survival, share)

    def median_interval(self, level: float) -> tuple[float, float]:
        """Where low and high of survival cross one half."""
        low, high = self.interval(level)
        return _crossing(self.time, low, 0.5), _crossing(self.time, high, 0.5)

    def restricted_mean(self, until: float) -> tuple[float, float]:
        """The area under the curve up to a time, and its variance (Klein & Moeschberger 2003, 4.5).

        The variance is the sum over events of (area to the right)^2 d / (n (n - d)). Beyond `last` the curve is known
        only where it is 0.
        """
        inside = self.time <= until
        edges = np.concatenate([[0.0], self.time[inside], [until]])
        heights = np.concatenate([[1.0], self.survival[inside]])
        areas = np.diff(edges) * heights
        right = np.concatenate([np.cumsum(areas[::-1])[::-1][1:], [0.0]])[: int(inside.sum())]
        n, d = self.at_risk[inside], self.events[inside]
        alive = n > d
        variance = float((right[alive] ** 2 * d[alive] / (n[alive] * (n[alive] - d[alive]))).sum())
        return float(areas.sum()), variance

    @property
    def known_until(self) -> float:
        """How far the curve is known: the largest time, or for ever where it ends at 0."""
        return np.inf if len(self.survival) and self.survival[-1] <= 0.0 else self.last


def log_log_interval(survival: Array, se_log: Array, level: float) -> tuple[Array, Array]:
    """Interval of survival from that of log(-log S); `se_log` is the standard error of log S."""
    z = float(ndtri(0.5 + level / 2.0))
    inside = (survival > 0.0) & (survival < 1.0)
    log_s = np.log(np.where(inside, survival, 0.5))
    reach = z * np.where(inside, se_log, 0.0) / np.abs(log_s)
    low = np.where(inside, np.exp(log_s * np.exp(reach)), survival)
    high = np.where(inside, np.exp(log_s * np.exp(-reach)), survival)
    return low, high


def _crossing(time: Array, survival: Array, share: float) -> float:
    below = np.flatnonzero(survival <= share + 1e-12)
    return float(time[below[0]]) if len(below) else np.inf


def kaplan_meier(time: Array, event: NDArray[np.bool_], entry: Array) -> KaplanMeier:
    """The curve of n people, with their times, whether the event was seen, and their entries (-inf: the start)."""
    when, seen = np.unique(time[event], return_counts=True)
    n, d = at_risk(time, entry, when), seen.astype(np.float64)
    alive = n > d
    terms = np.where(alive, d / (n * np.where(alive, n - d, 1.0)), np.inf)
    return KaplanMeier(
        time=when,
        at_risk=n,
        events=d,
        survival=np.cumprod(1.0 - d / n, dtype=np.float64),
        hazard_variance=np.cumsum(terms),
        last=float(time.max()),
        censored=np.unique(time[~event]),
    )
