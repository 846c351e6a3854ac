"""How often something happens, of counts: exact intervals, what no events still allow, several studies together.

- Exact interval of a proportion: Clopper & Pearson 1934 (doi:10.1093/biomet/26.4.404).
- Exact interval of a rate: Garwood 1936 (doi:10.1093/biomet/28.3-4.437).
- No events in n: the one-sided 95 % limit 1 - 0.05^(1/n), of which 3/n is the rule of three (Hanley & Lippman-Hand
  1983, doi:10.1001/jama.1983.03330370053031).
- Several studies: the beta-binomial model by maximum likelihood, its mean with a profile-likelihood interval (Kuss
  2015, doi:10.1002/sim.6383). The true rates of studies follow a beta distribution, so that they may differ, and
  studies without events need no correction.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import betaincinv, betaln, expit, gammaincinv, gammaln, logit, ndtri

from dorsal.errors import EvidenceError
from dorsal.trials.contrast import Array

Interval = tuple[float, float]
LEVEL = 0.95
LEAST_SPREAD, MOST_SPREAD = 1e-7, 0.9
"""Correlation within a study between which the beta-binomial is fitted; below the least it is the binomial."""
STEP = 0.5
"""Step in logits by which the ends of a profile interval are bracketed."""


def exact_interval(events: float, n: float, level: float = LEVEL) -> Interval:
    """Clopper-Pearson interval of `events` of `n`."""
    if not 0 <= events <= n or n <= 0:
        raise EvidenceError(f"{events:g} of {n:g} is no proportion; give events between 0 and the number")
    tail = (1.0 - level) / 2.0
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1.0 - tail))
    return low, high


def limit_without_events(n: float, level: float = LEVEL) -> float:
    """The largest rate at which seeing no event in `n` is still not rarer than 1 - level (one-sided)."""
    if n <= 0:
        raise EvidenceError(f"no event among {n:g} says nothing; give the number observed, above 0")
    return float(-math.expm1(math.log(1.0 - level) / n))


def exact_rate_interval(events: float, time: float, level: float = LEVEL) -> Interval:
    """Garwood interval of `events` over `time` (person-years); with no events its upper end is one-sided."""
    if events < 0 or time <= 0:
        raise EvidenceError(f"{events:g} over {time:g} is no rate; give events of 0 or more and a time above 0")
    tail = (1.0 - level) / (1.0 if events == 0 else 2.0)
    low = 0.0 if events == 0 else float(gammaincinv(events, tail))
    return low / time, float(gammaincinv(events + 1.0, 1.0 - tail)) / time


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """The mean of the studies' rates (beta-binomial), its profile-likelihood interval, and how far studies differ."""

    mean: float
    interval: Interval
    spread: float
    """Correlation within a study: 0 where the studies differ by chance alone."""


def pooled_proportion(events: Sequence[float], totals: Sequence[float], level: float = LEVEL) -> Pooled:
    """Pool `events` of `totals`, one each a study; there must be an event and a person without one."""
    x, n = np.asarray(events, dtype=float), np.asarray(totals, dtype=float)
    if len(x) < 2 or not ((x >= 0) & (x <= n) & (n > 0)).all() or not 0 < x.sum() < n.sum():
        raise EvidenceError(
            "pooling needs two studies or more, with events between 0 and their numbers, not all or none"
        )

    def height(at: float) -> float:
        return _best(x, n, at)[0]

    start = float(logit(x.sum() / n.sum()))
    found = minimize_scalar(lambda at: -height(at), bracket=(start - STEP, start, start + STEP))
    top, drop = -float(found.fun), float(ndtri((1.0 + level) / 2.0)) ** 2 / 2.0  # half the chi-squared quantile, 1 df
    low, high = (_end(height, float(found.x), top - drop, step) for step in (-STEP, STEP))
    spread = _best(x, n, float(found.x))[1]
    return Pooled(mean=float(expit(found.x)), interval=(float(expit(low)), float(expit(high))), spread=spread)


def _best(x: Array, n: Array, at: float) -> tuple[float, float]:
    """The highest log likelihood where the mean's logit is `at`, and the spread that gives it."""
    mean = float(expit(at))
    plain = float((x * np.log(mean) + (n - x) * np.log1p(-mean) + _choices(x, n)).sum())
    ends = (math.log(LEAST_SPREAD), math.log(MOST_SPREAD))
    found = minimize_scalar(lambda r: -_log_likelihood(x, n, mean, math.exp(r)), bounds=ends, method="bounded")
    return (-float(found.fun), math.exp(float(found.x))) if -found.fun > plain else (plain, 0.0)


def _log_likelihood(x: Array, n: Array, mean: float, spread: float) -> float:
    a, b = mean * (1.0 - spread) / spread, (1.0 - mean) * (1.0 - spread) / spread
    return float((betaln(x + a, n - x + b) - betaln(a, b) + _choices(x, n)).sum())


def _choices(x: Array, n: Array) -> Array:
    return np.asarray(gammaln(n + 1.0) - gammaln(x + 1.0) - gammaln(n - x + 1.0))


def _end(height: Callable[[float], float], top: float, level: float, step: float) -> float:
    """Where the profile falls to `level`, walking from its top by `step`; the end of the walk where it never does."""
    at = top
    for _ in range(80):
        at += step
        if height(at) < level:
            return float(brentq(lambda v: height(v) - level, at - step, at))
    return at
