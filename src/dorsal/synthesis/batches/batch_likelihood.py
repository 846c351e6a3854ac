"""The tau2 of highest likelihood of many networks at once, by the steps of synthesis.heterogeneity."""

from __future__ import annotations

from typing import Any

from dorsal.errors import NotSettled
from dorsal.synthesis.batches.batch_solve import Arrays, Shared, Solved, solved

MAX_STEPS = 200
SETTLED = 1e-11
"""Steps end when none would move a tau2 by more than this share of itself (plus 1e-6 of a typical variance)."""
STARTS = (0.1, 1.0, 10.0)
"""Times a typical variance: where a second mode is looked for."""


def highest(shared: Shared, at_zero: Solved, *, restricted: bool) -> Arrays:
    """tau2 (k,) >= 0 of highest (restricted) likelihood: near the moment estimate, or at a mode far from it."""
    xp = shared.xp
    start = xp.maximum(
        0.0, (at_zero.rss - shared.df) * shared.z.shape[1] / (xp.sum(1.0 / shared.v, axis=1) * shared.df)
    )
    best = _climb(shared, start, restricted)
    floor = _height(at_zero, restricted)
    other, height = xp.zeros_like(best), floor
    for factor in STARTS:
        tried = factor * shared.scale
        there = _height(solved(shared, tried), restricted)
        other, height = xp.where(there > height, tried, other), xp.maximum(there, height)
    again = xp.where(best == 0.0, other, xp.where(floor > _height(solved(shared, best), restricted), 0.0, best))
    return best if bool(xp.all(again == best)) else _climb(shared, again, restricted)


def _height(there: Solved, restricted: bool) -> Arrays:
    return there.restricted if restricted else there.log_likelihood


def _climb(shared: Shared, tau2: Arrays, restricted: bool) -> Arrays:
    """Follow the scores uphill, inside brackets of their signs, never below 0."""
    xp, scale = shared.xp, shared.scale
    low, high = xp.zeros_like(tau2), xp.full_like(tau2, xp.inf)
    done = xp.zeros_like(tau2) > 1.0
    before: tuple[Arrays, Arrays] | None = None
    for _ in range(MAX_STEPS):
        there = solved(shared, tau2)
        slope = there.restricted_slope if restricted else there.slope
        done = done | ((tau2 == 0.0) & (slope <= 0.0))
        low, high = xp.where(slope > 0.0, tau2, low), xp.where(slope > 0.0, high, tau2)
        proposed = tau2 + _step(xp, tau2, slope, there.information, before, scale)
        astray = ~((proposed > low) & (proposed < high))
        proposed = xp.where(astray, _inside(xp, low, high, tau2, scale), proposed)
        settled = xp.abs(proposed - tau2) <= SETTLED * (tau2 + 1e-6 * scale)
        before = (tau2, slope)
        tau2 = xp.where(done, tau2, xp.where(settled | (proposed >= 1e-12 * scale), proposed, 0.0))
        done = done | settled
        if bool(xp.all(done)):
            return tau2
    raise NotSettled(f"{int(xp.sum(~done))} networks of the batch did not settle on a tau2 in {MAX_STEPS} steps")


def _step(
    xp: Any, tau2: Arrays, slope: Arrays, information: Arrays, before: tuple[Arrays, Arrays] | None, scale: Arrays
) -> Arrays:
    """By the average information, later by the secant through the last two scores."""
    plain = xp.where(
        information > 0.0,
        slope / xp.where(information > 0.0, information, 1.0),
        xp.copysign(xp.maximum(tau2, scale), slope),
    )
    if before is None:
        return plain
    moved = tau2 - before[0]
    secant = (slope - before[1]) / xp.where(moved == 0.0, 1.0, moved)
    usable = (moved != 0.0) & (secant < 0.0)
    return xp.where(usable, -slope / xp.where(usable, secant, -1.0), plain)


def _inside(xp: Any, low: Arrays, high: Arrays, tau2: Arrays, scale: Arrays) -> Arrays:
    """A place inside a bracket for a step that would leave it."""
    middle = xp.where(high < 1e-9 * scale, 0.0, 0.5 * (low + xp.where(xp.isinf(high), 0.0, high)))
    return xp.where(xp.isinf(high), 2.0 * tau2 + scale, middle)
