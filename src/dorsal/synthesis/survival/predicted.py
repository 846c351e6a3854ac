"""Curves of survival on a stated baseline: its hazards by interval, times the network's hazard ratios.

The baseline's log hazards and the log hazard ratios are taken as independent, and errors are carried by the delta
method: on log(-log S) for survival, on the mean itself for its restricted mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.errors import OptionError
from dorsal.synthesis.survival.interval_counts import IntervalCounts
from dorsal.synthesis.survival.kaplan_meier import log_log_interval
from dorsal.synthesis.survival.piecewise import PiecewiseFit
from dorsal.trials.contrast import Array

POINTS = 120
NEAR = 1e-5


@dataclass(frozen=True, kw_only=True, eq=False)
class Baseline:
    """Log hazards of the reference by interval, and their variances."""

    source: str
    """The trials it is from."""
    log_hazard: Array
    variance: Array
    events: int


@dataclass(frozen=True, kw_only=True, eq=False)
class PredictedCurve:
    """Survival under a treatment, with its band, and its mean until the end of the curve."""

    treatment: str
    time: Array
    survival: Array
    low: Array
    high: Array
    restricted_mean: float
    restricted_mean_se: float
    difference: float
    """Of the restricted mean, from the reference's on the same baseline."""
    difference_se: float


def baseline_of(
    counts: Sequence[IntervalCounts], reference: str, study: str, until: float, cuts: Sequence[float]
) -> Baseline:
    """The reference's hazards in one trial, or ("") over the reference's arms of all trials as if they were one.

    Raises OptionError for a trial without the reference, and where nobody had the event in an interval before `until`.
    """
    own = [c for c in counts if reference in c.treatments and study in ("", c.study)]
    if not own:
        there = ", ".join(c.study for c in counts if reference in c.treatments)
        raise OptionError(f"baseline {study!r}: no such trial has an arm of {reference}; there are {there}")
    events = sum(c.events[c.treatments.index(reference)] for c in own)
    spent = sum(c.person_time[c.treatments.index(reference)] for c in own)
    needed = np.array([0.0, *cuts]) < until
    silent = needed & (np.asarray(events) == 0.0)
    if silent.any():
        j = int(np.flatnonzero(silent)[0])
        raise OptionError(
            f"baseline {study or 'of all trials'}: nobody given {reference} had the event in interval {j + 1}, so its "
            "hazard there is not known; take wider intervals, or another baseline"
        )
    safe = np.where(needed, events, 1.0)
    log_hazard = np.log(safe / np.where(needed, spent, 1.0))
    names = ", ".join(c.study for c in own)
    return Baseline(source=names, log_hazard=log_hazard, variance=1.0 / safe, events=int(np.sum(events)))


def cumulative(log_hazard: Array, cuts: Sequence[float], time: Array) -> Array:
    """(t, J) cumulative hazard of each interval until each time."""
    edges = np.array([0.0, *cuts, np.inf])
    inside = np.clip(time[:, None] - edges[:-1], 0.0, edges[1:] - edges[:-1])
    found: Array = inside * np.exp(log_hazard)
    return found


def restricted_mean(log_hazard: Array, cuts: Sequence[float], until: float) -> float:
    """The area under exp(-H) from 0 to a time, exactly: sum S_j (1 - exp(-h_j d_j)) / h_j."""
    edges = np.array([0.0, *[cut for cut in cuts if cut < until], until])
    hazard, width = np.exp(log_hazard[: len(edges) - 1]), np.diff(edges)
    start = np.exp(-np.concatenate([[0.0], np.cumsum(hazard * width)[:-1]]))
    return float((start * -np.expm1(-hazard * width) / hazard).sum())


def predicted(
    fit: PiecewiseFit, baseline: Baseline, treatment: str, until: float, level: float
) -> PredictedCurve | None:
    """The curve of a treatment until a time; None where its hazard ratio is not known in an interval before."""
    shape = _known(fit, treatment, until)
    if shape is None:
        return None
    effect, cov = shape
    log_hazard = baseline.log_hazard + effect
    spread = np.diag(baseline.variance) + cov
    time = np.linspace(0.0, until, POINTS + 1)
    parts = cumulative(log_hazard, fit.cuts, time)
    total = parts.sum(axis=1)
    se = np.sqrt(np.maximum(np.einsum("ti,ij,tj->t", parts, spread, parts), 0.0))
    low, high = log_log_interval(np.exp(-total), se, level)
    mean, slope = _mean_and_slope(log_hazard, fit.cuts, until)
    plain, plain_slope = _mean_and_slope(baseline.log_hazard, fit.cuts, until)
    apart = slope - plain_slope
    variance = apart @ np.diag(baseline.variance) @ apart + slope @ cov @ slope
    return PredictedCurve(
        treatment=treatment,
        time=time,
        survival=np.exp(-total),
        low=low,
        high=high,
        restricted_mean=mean,
        restricted_mean_se=float(np.sqrt(slope @ spread @ slope)),
        difference=mean - plain,
        difference_se=float(np.sqrt(variance)),
    )


def _known(fit: PiecewiseFit, treatment: str, until: float) -> tuple[Array, Array] | None:
    """Effects of all intervals; those that begin at `until` or later do not matter and are 0."""
    j, needed = fit.intervals, int((np.array([0.0, *fit.cuts]) < until).sum())
    effect, cov = np.zeros(j), np.zeros((j, j))
    if treatment == fit.reference:
        return effect, cov
    places = [fit.place.get((treatment, i), -1) for i in range(needed)]
    if -1 in places:
        return None
    effect[:needed], cov[:needed, :needed] = fit.effect[places], fit.cov[np.ix_(places, places)]
    return effect, cov


def _mean_and_slope(log_hazard: Array, cuts: Sequence[float], until: float) -> tuple[float, Array]:
    """The restricted mean, and its derivative by each log hazard (central differences)."""
    slope = np.zeros(len(log_hazard))
    for j in range(len(log_hazard)):
        step = np.zeros(len(log_hazard))
        step[j] = NEAR
        higher, lower = (restricted_mean(log_hazard + sign * step, cuts, until) for sign in (1.0, -1.0))
        slope[j] = (higher - lower) / (2.0 * NEAR)
    return restricted_mean(log_hazard, cuts, until), slope
