"""tau2 without each of many parts of the data, from a few values of tau2 that all parts share.

At one tau2 all parts are left out at once by low-rank updates of one fit (omission.deletion for studies,
inconsistency.split_deletion for the studies of a comparison). Their own tau2 are the zeros of as many estimating
functions, which are smooth in tau2: they are worked out at a few common values of tau2 (Chebyshev points of a
logarithmic scale), interpolated, and the points doubled until the zeros stay where they are. A part whose tau2 lies
outside the points is left to a fit of its own. So every tau2 is the estimate without the part, not a one-step
approximation of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from dorsal.synthesis.heterogeneity import Tau2Method
from dorsal.trials.contrast import Array

POINTS = (3, 5, 9, 17, 33)
SETTLED = 1e-7
"""Points suffice when no tau2 and no `watched` number moves by more than this share as they are doubled. What is left
is far less, about the square of the move, unless rounding near tau2 = 0 stands in the way: then it never settles."""
NEWTON_STEPS = 40
NEARBY = 1e-4
"""Share of tau2 and a typical variance over which the estimating functions' slopes are taken."""
FAR = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Times a typical variance: where a second mode of the likelihood is looked for."""
HIGHER = 1e-9
ROUNDED = 1e-7
"""A part is left to a fit of its own where rounding may move its estimating function by more than this share."""

Mask = NDArray[np.bool_]


class Without(Protocol):
    """What the fit at one tau2 becomes without each of s parts of the data. All arrays are (s,)."""

    @property
    def tau2(self) -> float: ...
    @property
    def rss(self) -> Array:
        """The generalised Q without the part."""

    @property
    def df(self) -> Array: ...
    @property
    def pull(self) -> Array:
        """z' P P z."""

    @property
    def trace(self) -> Array:
        """tr P."""

    @property
    def weight(self) -> Array:
        """Sum of the weights left."""

    @property
    def log_likelihood(self) -> Array:
        """Up to a constant of each part's own, which does not depend on tau2."""

    @property
    def restricted_log_likelihood(self) -> Array: ...
    @property
    def watched(self) -> Array:
        """A number that must stay where it is when the points are doubled."""

    @property
    def sure(self) -> Mask:
        """Parts that can be left out so at all; what is said of the others is not looked at."""

    @property
    def rounding(self) -> Array:
        """How far rounding may move `pull` or `trace`, as a share."""


Point = TypeVar("Point", bound=Without)
Maker = Callable[[Sequence[float]], list[Point]]
"""Leaves out all parts at each of some values of tau2."""


@dataclass(frozen=True, kw_only=True)
class OwnTau2(Generic[Point]):
    """tau2 without each part, and how to interpolate anything between the points at it."""

    tau2: Array
    points: list[Point]
    share: Array
    """(points, s)"""
    outside: Mask
    """Parts that only a fit of their own can tell."""
    coarser: OwnTau2[Point] | None = None
    """The points before the last doubling, at the same tau2."""
    last_move: float = 0.0
    """How far the last doubling moved tau2 or the watched number of any part, as a share."""

    def at(self, values: Array) -> Array:
        """(s,) values (points, s) at each part's own tau2."""
        return np.asarray((self.share * values).sum(axis=0), dtype=np.float64)


def own_tau2(
    at: Maker[Point], tau2: float, variances: Array, method: Tau2Method, points: Sequence[int] = POINTS
) -> OwnTau2[Point]:
    """tau2 of what is left without each part.

    `at` leaves out all parts, `tau2` is the whole fit's and `variances` are those of its rows. `points`: how many
    values of tau2 to try, each number one less than twice the one before.
    """
    scale = float(np.median(variances))
    if method == "DL":
        at_zero = at([0.0])[0]
        exact = np.where(at_zero.sure, _moments(at_zero), 0.0)
        low, high = _span(exact, at_zero.sure)
    else:
        here, near, at_zero = at([tau2, tau2 + NEARBY * (tau2 + scale), 0.0])
        exact = None
        low, high = _reach(here, near, method, scale)
    if high - low <= 1e-12 * (high + scale):
        own = _at_one(at([low])[0], method, exact)
    else:
        own = _interpolated(_Ladder(at, low, high, variances), points, method, exact)
    if method == "PM":
        return own
    rounding = np.max([point.rounding for point in (own.points if exact is None else [at_zero])], axis=0)
    own = replace(own, outside=own.outside | (rounding > ROUNDED))
    return own if method == "DL" else _highest(own, at, at_zero, scale, method)


def _at_one(point: Point, method: Tau2Method, exact: Array | None) -> OwnTau2[Point]:
    """All at one tau2; at 0 the estimate is there where the function is not above 0."""
    parts = len(point.rss)
    outside = ~point.sure
    if exact is None:
        outside |= _score(point, method) > 0 if point.tau2 == 0.0 else np.ones(parts, dtype=bool)
    return OwnTau2(tau2=np.full(parts, point.tau2), points=[point], share=np.ones((1, parts)), outside=outside)


def _highest(own: OwnTau2[Point], at: Maker[Point], at_zero: Point, scale: float, method: Tau2Method) -> OwnTau2[Point]:
    """Likelihoods can have two modes: a part is left to a fit of its own where the other one may be the higher.

    An estimate above 0 is compared with 0; an estimate of 0 is unsure where the likelihood rises anywhere above it.
    """
    here = own.at(np.array([_height(point, method) for point in own.points]))
    unsure = (own.tau2 > 0) & (_height(at_zero, method) > here + HIGHER)
    if (own.tau2 == 0).any():
        for point in at([factor * scale for factor in FAR]):
            unsure |= (own.tau2 == 0) & (_score(point, method) > 0)
    return replace(own, outside=own.outside | unsure)


def _height(without: Without, method: Tau2Method) -> Array:
    return without.restricted_log_likelihood if method == "REML" else without.log_likelihood


def _moments(at_zero: Without) -> Array:
    """The DL estimate in closed form."""
    excess = at_zero.rss - at_zero.df
    return np.where(at_zero.df > 0, np.maximum(0.0, excess / np.where(at_zero.trace > 0, at_zero.trace, 1.0)), 0.0)


def _score(without: Without, method: Tau2Method) -> Array:
    """A function of tau2 that falls through zero at the estimate without each part."""
    if method == "PM":
        return without.rss - without.df
    return 0.5 * (without.pull - (without.trace if method == "REML" else without.weight))


def _reach(here: Without, near: Without, method: Tau2Method, scale: float) -> tuple[float, float]:
    """Where the tau2 without a part may lie: a Newton step for each whose function falls, and half as far again."""
    tau2, value = here.tau2, _score(here, method)
    fall = (value - _score(near, method)) / (near.tau2 - tau2)
    step = np.where(fall > 0, value / np.where(fall > 0, fall, 1.0), 0.0)
    low, high = _span(np.clip(step, -tau2, 10.0 * (tau2 + scale)), here.sure)
    margin = 1e-6 * (tau2 + scale)
    return max(0.0, tau2 + 1.5 * low - margin), max(0.0, tau2 + 1.5 * high + (margin if tau2 > 0 or high > 0 else 0.0))


def _span(values: Array, sure: Mask) -> tuple[float, float]:
    chosen = values[sure] if sure.any() else np.zeros(1)
    return float(chosen.min()), float(chosen.max())


class _Ladder(Generic[Point]):
    """All parts left out at Chebyshev points between two values of tau2, on a logarithmic scale."""

    def __init__(self, without: Maker[Point], low: float, high: float, variances: Array) -> None:
        self.without, self.low, self.high = without, low, high
        self.offset = max(float(np.quantile(variances, 0.05)), 1e-6 * float(np.median(variances)))
        self.seen: dict[float, Point] = {}

    def tau2(self, x: Array) -> Array:
        """tau2 at a place between -1 and 1."""
        bottom, top = math.log(self.low + self.offset), math.log(self.high + self.offset)
        inner = np.exp(bottom + (top - bottom) * (x + 1.0) / 2.0) - self.offset
        return np.where(x <= -1.0, self.low, np.clip(inner, self.low, self.high))

    def place(self, tau2: Array) -> Array:
        bottom, top = math.log(self.low + self.offset), math.log(self.high + self.offset)
        return np.asarray(2.0 * (np.log(tau2 + self.offset) - bottom) / (top - bottom) - 1.0, dtype=np.float64)

    def at(self, x: Array) -> list[Point]:
        keys = [round(place, 12) for place in x.tolist()]
        new = [key not in self.seen for key in keys]
        made = iter(self.without(self.tau2(x)[new].tolist()))
        self.seen.update({key: next(made) for key, is_new in zip(keys, new, strict=True) if is_new})
        return [self.seen[key] for key in keys]


def _interpolated(
    ladder: _Ladder[Point], points: Sequence[int], method: Tau2Method, exact: Array | None
) -> OwnTau2[Point]:
    """Double the points until the zeros, and the watched numbers there, stay."""
    before: OwnTau2[Point] | None = None
    for count in points:
        now = _at_points(ladder, count, method, exact)
        if before is not None:
            move = _move(ladder, before, now)
            if not (move > SETTLED).any():
                return replace(now, coarser=_coarser(ladder, before, now), last_move=float(move.max()))
        before = now
    return replace(now, outside=now.outside | (move > SETTLED), last_move=float(move.max()))


def _at_points(ladder: _Ladder[Point], count: int, method: Tau2Method, exact: Array | None) -> OwnTau2[Point]:
    x = _chebyshev(count)
    points = ladder.at(x)
    basis: Array = np.asarray(np.linalg.inv(chebyshev.chebvander(x, count - 1)))
    if exact is None:
        root, outside = _roots(np.array([_score(point, method) for point in points]), basis, ladder.low)
    else:
        root, outside = np.clip(ladder.place(exact), -1.0, 1.0), np.zeros(len(exact), dtype=bool)
    share = (chebyshev.chebvander(root, count - 1) @ basis).T
    tau2 = ladder.tau2(root) if exact is None else exact
    return OwnTau2(tau2=tau2, points=points, share=share, outside=outside | ~points[0].sure)


def _chebyshev(count: int) -> Array:
    return np.asarray(np.cos(np.pi * np.arange(count) / (count - 1)), dtype=np.float64)


def _move(ladder: _Ladder[Point], before: OwnTau2[Point], now: OwnTau2[Point]) -> Array:
    """(s,) how far doubling the points moved tau2 and the watched number of a part, as a share; 0 for those outside."""
    tau2 = np.abs(now.tau2 - before.tau2) / (now.tau2 + 1e-6 * ladder.offset)
    seen = [own.at(np.array([point.watched for point in own.points])) for own in (before, now)]
    watched = np.abs(seen[1] - seen[0]) / (1.0 + np.abs(seen[1]))
    return np.where(now.outside, 0.0, np.maximum(tau2, watched))


def _coarser(ladder: _Ladder[Point], before: OwnTau2[Point], now: OwnTau2[Point]) -> OwnTau2[Point]:
    """The points before the doubling, at the tau2 found after it."""
    count = len(before.points)
    basis = np.linalg.inv(chebyshev.chebvander(_chebyshev(count), count - 1))
    share = (chebyshev.chebvander(np.clip(ladder.place(now.tau2), -1.0, 1.0), count - 1) @ basis).T
    return OwnTau2(tau2=now.tau2, points=before.points, share=share, outside=now.outside)


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
