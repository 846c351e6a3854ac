"""The fit without each study in turn, with tau2 estimated anew, at the cost of a few fits.

At one tau2 all studies are left out at once by downdates (synthesis.deletion). Their own tau2 are the zeros of as many
estimating functions, which are smooth in tau2: they are worked out at a few common values of tau2 (Chebyshev points
of a logarithmic scale), interpolated, and the points doubled until the zeros stay where they are. A study whose tau2
lies outside the points is fitted again by itself. So every tau2 is the estimate without the study, not a one-step
approximation of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from dorsal.synthesis.deletion import Block, Deletion, blocks_of, deletions
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.gls import solve
from dorsal.synthesis.heterogeneity import Tau2Method, estimate_tau2
from dorsal.synthesis.remainder import basis_of, kept
from dorsal.synthesis.rows import Rows
from dorsal.trials.contrast import Array

Rule = Literal["estimated", "fixed"]
POINTS = (3, 5, 9, 17, 33)
SETTLED = 1e-7
"""Points suffice when no tau2 and no residual moves by more than this share as they are doubled. What is left is far
less, about the square of the move, unless rounding near tau2 = 0 stands in the way: then a study never settles."""
FEW_ENOUGH = 1e-8
"""Below this last move the points before the doubling are taken for the effects."""
NEWTON_STEPS = 40
FAR = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Times a typical variance: where a second mode of the likelihood is looked for."""
HIGHER = 1e-9
ROUNDED = 1e-7
"""A study is fitted without by itself where rounding may move its estimating function by more than this share."""
AT_ONCE = 4_000_000
"""Numbers of effects worked out in one batch."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Omissions:
    """What is estimated without each of s studies; NaN where the rest does not join two treatments."""

    tau2: Array
    """(s,)"""
    effect: Array
    """(s, c)"""
    variance: Array
    """(s, c)"""
    residual: Array
    """(s,) chi-squared of the study around the fit without it, at that fit's tau2."""
    refitted: Mask
    """(s,) whether the study was fitted without by itself."""


def omissions(fit: NetworkFit, contrasts: Array, rule: Rule) -> Omissions:
    """Contrasts (n, c) of the effects without each study. `rule` "fixed" keeps the network's tau2."""
    rows, blocks = fit.network.rows, blocks_of(fit.network)
    here = deletions(rows, blocks, fit.solution)
    if rule == "fixed" or fit.options.model == "common":
        effect, variance = _effects([here], np.ones((1, len(here.hat))), contrasts)
        tau2 = np.full(len(here.hat), fit.tau2)
        return Omissions(
            tau2=tau2,
            effect=effect,
            variance=variance,
            residual=here.residual,
            refitted=np.zeros(len(tau2), dtype=bool),
        )
    own = _own_tau2(rows, blocks, here, fit.options.tau2_method)
    effect, variance = _effects(own.points, own.share, contrasts)
    found = Omissions(tau2=own.tau2, effect=effect, variance=variance, residual=own.residual, refitted=own.outside)
    return _with_refits(fit, contrasts, found, blocks)


@dataclass(frozen=True, kw_only=True)
class _Own:
    """tau2 without each study, and how to interpolate anything between the points at it."""

    tau2: Array
    points: list[Deletion]
    share: Array
    """(points, s)"""
    outside: Mask

    @property
    def residual(self) -> Array:
        return self.at(np.array([point.residual for point in self.points]))

    def at(self, values: Array) -> Array:
        """(s,) values (points, s) at each study's own tau2."""
        return np.asarray((self.share * values).sum(axis=0), dtype=np.float64)


def _own_tau2(rows: Rows, blocks: tuple[Block, ...], here: Deletion, method: Tau2Method) -> _Own:
    scale = float(np.median(rows.v))
    if method == "DL":
        at_zero = deletions(rows, blocks, solve(rows, None, 0.0))
        exact = _moments(at_zero)
        low, high = float(exact.min()), float(exact.max())
    else:
        at_zero, exact = here, None
        low, high = _reach(here, method, scale)
    if high - low <= 1e-12 * (high + scale):
        point = deletions(rows, blocks, solve(rows, None, low))
        own = _Own(
            tau2=np.full(len(here.hat), low),
            points=[point],
            share=np.ones((1, len(here.hat))),
            outside=np.zeros(len(here.hat), dtype=bool) if exact is not None else _unsettled(point, method, low),
        )
    else:
        own = _interpolated(_Ladder(rows, blocks, low, high, scale), method, exact)
    if method == "PM":
        return own
    rounding = np.max([point.rounding for point in (own.points if exact is None else [at_zero])], axis=0)
    own = replace(own, outside=own.outside | (rounding > ROUNDED))
    return own if method == "DL" else _highest(own, rows, blocks, method)


def _highest(own: _Own, rows: Rows, blocks: tuple[Block, ...], method: Tau2Method) -> _Own:
    """Likelihoods can have two modes: a study is fitted without by itself where the other one may be the higher.

    An estimate above 0 is compared with 0; an estimate of 0 is unsure where the likelihood rises anywhere above it.
    """

    def at(tau2: float) -> Deletion:
        return deletions(rows, blocks, solve(rows, None, tau2))

    unsure = np.zeros(len(own.tau2), dtype=bool)
    if (own.tau2 > 0).any():
        here = own.at(np.array([_height(point, method) for point in own.points]))
        unsure |= (own.tau2 > 0) & (_height(at(0.0), method) > here + HIGHER)
    if (own.tau2 == 0).any():
        for factor in FAR:
            unsure |= (own.tau2 == 0) & (_score(at(factor * float(np.median(rows.v))), method) > 0)
    return replace(own, outside=own.outside | unsure)


def _height(without: Deletion, method: Tau2Method) -> Array:
    return without.restricted_log_likelihood if method == "REML" else without.log_likelihood


def _moments(at_zero: Deletion) -> Array:
    """The DL estimate in closed form."""
    excess = at_zero.rss - at_zero.df
    return np.where(at_zero.df > 0, np.maximum(0.0, excess / np.where(at_zero.trace > 0, at_zero.trace, 1.0)), 0.0)


def _score(without: Deletion, method: Tau2Method) -> Array:
    """A function of tau2 that falls through zero at the estimate without each study."""
    if method == "PM":
        return without.rss - without.df
    return 0.5 * (without.pull - (without.trace if method == "REML" else without.weight))


def _newton(here: Deletion, method: Tau2Method) -> Array:
    """A Newton step towards each study's zero; with the average information where the function does not fall."""
    value = _score(here, method)
    if method == "PM":
        return value / np.maximum(here.pull, 1e-300)
    information, of_trace, of_weight = here.curvature()
    fall = information - 0.5 * (of_trace if method == "REML" else of_weight)
    return np.asarray(value / np.where(fall > 0, fall, np.maximum(0.5 * information, 1e-300)), dtype=np.float64)


def _reach(here: Deletion, method: Tau2Method, scale: float) -> tuple[float, float]:
    """Where the tau2 without a study may lie: one Newton step for each, and half as far again."""
    tau2 = here.solution.tau2
    step = _newton(here, method)
    step = np.clip(step, -tau2, 10.0 * (tau2 + scale))
    low, high = float(step.min()), float(step.max())
    margin = 1e-6 * (tau2 + scale)
    return max(0.0, tau2 + 1.5 * low - margin), max(0.0, tau2 + 1.5 * high + (margin if tau2 > 0 or high > 0 else 0.0))


def _unsettled(point: Deletion, method: Tau2Method, tau2: float) -> Mask:
    """Studies whose estimate is not at the only point: it is at 0 where the function is not above 0 there."""
    value = _score(point, method)
    return value > 0 if tau2 == 0.0 else np.ones(len(value), dtype=bool)


class _Ladder:
    """All studies left out at Chebyshev points between two values of tau2, on a logarithmic scale."""

    def __init__(self, rows: Rows, blocks: tuple[Block, ...], low: float, high: float, scale: float) -> None:
        self.rows, self.blocks, self.low, self.high = rows, blocks, low, high
        self.offset = max(float(np.quantile(rows.v, 0.05)), 1e-6 * scale)
        self.seen: dict[float, Deletion] = {}

    def tau2(self, x: Array) -> Array:
        """tau2 at a place between -1 and 1."""
        bottom, top = math.log(self.low + self.offset), math.log(self.high + self.offset)
        inner = np.exp(bottom + (top - bottom) * (x + 1.0) / 2.0) - self.offset
        return np.where(x <= -1.0, self.low, np.clip(inner, self.low, self.high))

    def place(self, tau2: Array) -> Array:
        bottom, top = math.log(self.low + self.offset), math.log(self.high + self.offset)
        return np.asarray(2.0 * (np.log(tau2 + self.offset) - bottom) / (top - bottom) - 1.0, dtype=np.float64)

    def at(self, x: Array) -> list[Deletion]:
        found = []
        for place, tau2 in zip(x.tolist(), self.tau2(x).tolist(), strict=True):
            key = round(place, 12)
            if key not in self.seen:
                self.seen[key] = deletions(self.rows, self.blocks, solve(self.rows, None, tau2))
            found.append(self.seen[key])
        return found


def _interpolated(ladder: _Ladder, method: Tau2Method, exact: Array | None) -> _Own:
    """Double the points until the zeros, and the studies' residuals there, stay."""
    before: _Own | None = None
    for count in POINTS:
        now = _at_points(ladder, count, method, exact)
        if before is not None:
            move = _move(ladder, before, now)
            if not (move > SETTLED).any():
                return now if (move > FEW_ENOUGH).any() else _coarser(ladder, before, now)
        before = now
    return _Own(tau2=now.tau2, points=now.points, share=now.share, outside=now.outside | (move > SETTLED))


def _at_points(ladder: _Ladder, count: int, method: Tau2Method, exact: Array | None) -> _Own:
    x = _chebyshev(count)
    points = ladder.at(x)
    basis: Array = np.asarray(np.linalg.inv(chebyshev.chebvander(x, count - 1)))
    if exact is None:
        root, outside = _roots(np.array([_score(point, method) for point in points]), basis, ladder.low)
    else:
        root, outside = np.clip(ladder.place(exact), -1.0, 1.0), np.zeros(len(exact), dtype=bool)
    share = (chebyshev.chebvander(root, count - 1) @ basis).T
    return _Own(tau2=ladder.tau2(root) if exact is None else exact, points=points, share=share, outside=outside)


def _chebyshev(count: int) -> Array:
    return np.asarray(np.cos(np.pi * np.arange(count) / (count - 1)), dtype=np.float64)


def _move(ladder: _Ladder, before: _Own, now: _Own) -> Array:
    """(s,) how far doubling the points moved tau2 and the residual of a study, as a share; 0 for those outside."""
    tau2 = np.abs(now.tau2 - before.tau2) / (now.tau2 + 1e-6 * ladder.offset)
    residual = np.abs(now.residual - before.residual) / (1.0 + now.residual)
    return np.where(now.outside, 0.0, np.maximum(tau2, residual))


def _coarser(ladder: _Ladder, before: _Own, now: _Own) -> _Own:
    """The points before the doubling, at the tau2 found after it."""
    count = len(before.points)
    basis = np.linalg.inv(chebyshev.chebvander(_chebyshev(count), count - 1))
    share = (chebyshev.chebvander(np.clip(ladder.place(now.tau2), -1.0, 1.0), count - 1) @ basis).T
    return _Own(tau2=now.tau2, points=before.points, share=share, outside=now.outside)


def _roots(scores: Array, basis: Array, low: float) -> tuple[Array, Mask]:
    """Where falling series through scores (k, s) are zero, in -1 to 1, and which of them are not sure to be.

    Below the first point there is no zero to look for if that point is tau2 = 0: the estimate is 0, unless the
    series rises above zero again.
    """
    coefficients = basis @ scores
    derivative = chebyshev.chebder(coefficients)
    x = np.zeros(coefficients.shape[1])
    for _ in range(NEWTON_STEPS):
        slope = chebyshev.chebval(x, derivative, tensor=False)
        value = chebyshev.chebval(x, coefficients, tensor=False)
        step = np.where(slope < 0, -value / np.where(slope < 0, slope, -1.0), np.sign(value))
        moved = np.clip(x + step, -1.0, 1.0)
        done = np.abs(moved - x).max() < 1e-14
        x = moved
        if done:
            break
    at_low = chebyshev.chebval(-np.ones_like(x), coefficients, tensor=False)
    at_high = chebyshev.chebval(np.ones_like(x), coefficients, tensor=False)
    none = at_low <= 0 if low == 0.0 else np.zeros(len(x), dtype=bool)
    again = none & (scores > 0).any(axis=0)
    crosses = (at_low > 0) & (at_high < 0)
    error = np.abs(chebyshev.chebval(x, coefficients, tensor=False)) > 1e-9 * np.maximum(
        np.abs(at_low), np.abs(at_high)
    )
    return np.where(none, -1.0, x), again | (~none & (~crosses | error))


def _effects(points: list[Deletion], share: Array, contrasts: Array) -> tuple[Array, Array]:
    """Effects and variances (s, c), interpolated between the points; in batches of contrasts."""
    count, columns = share.shape[1], contrasts.shape[1]
    effect, variance = np.zeros((count, columns)), np.zeros((count, columns))
    batch = max(1, AT_ONCE // max(1, len(points[0].solution.weight)))
    for start in range(0, columns, batch):
        chosen = slice(start, start + batch)
        for weight, point in zip(share, points, strict=True):
            there, spread = point.effects(contrasts[:, chosen])
            effect[:, chosen] += weight[:, None] * there
            variance[:, chosen] += weight[:, None] * spread
    return effect, variance


def _with_refits(fit: NetworkFit, contrasts: Array, found: Omissions, blocks: tuple[Block, ...]) -> Omissions:
    """The studies outside the points, each fitted without by itself."""
    tau2, effect, variance, residual = (a.copy() for a in (found.tau2, found.effect, found.variance, found.residual))
    for block in blocks:
        for study, mine in zip(block.study, block.rows, strict=True):
            if found.refitted[study]:
                tau2[study] = tau2_without(fit, mine)
                alone = (Block(study=np.zeros(1, dtype=np.intp), rows=mine[None, :]),)
                there = deletions(fit.network.rows, alone, solve(fit.network.rows, None, float(tau2[study])))
                effect[study], variance[study] = (part[0] for part in there.effects(contrasts))
                residual[study] = there.residual[0]
    return Omissions(tau2=tau2, effect=effect, variance=variance, residual=residual, refitted=found.refitted)


def tau2_without(fit: NetworkFit, left_out: NDArray[np.intp]) -> float:
    """tau2 of the rows that are left, by the search of any fit; islands that remain share it."""
    keep = np.ones(len(fit.network.rows), dtype=bool)
    keep[left_out] = False
    if not keep.any():
        return 0.0
    rest = kept(fit.network.rows, keep)
    return estimate_tau2(rest, basis_of(rest), fit.options.tau2_method)[0].tau2
