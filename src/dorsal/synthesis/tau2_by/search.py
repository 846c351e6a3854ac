"""The variances of the groups that maximise the likelihood, among those that studies of several arms allow.

Variances are 0 or more, and the covariance of every study's true effects must be one: in a study of three treatments
their standard deviations obey the triangle inequality (Lu & Ades 2009), in larger ones their matrix is positive
semidefinite. Such variances are a convex cone. Its edge is kept off by a logarithmic barrier that fades (an interior
point method); inside, steps are Newton's, or Fisher's where the likelihood is not concave.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from dorsal.errors import NotSettled
from dorsal.synthesis.heterogeneity import FitDiary
from dorsal.synthesis.rows import Index
from dorsal.synthesis.tau2_by.grouping import Grouping, shapes_of
from dorsal.synthesis.tau2_by.likelihood import Likelihood, Point
from dorsal.trials.contrast import Array

Flags = NDArray[np.bool_]
FADING = (1.0, 1e-1, 1e-2, 1e-4, 1e-6, 1e-9)
"""Strengths of the barrier, in units of the log-likelihood over the number of its terms."""
FIRST = 0.125
"""The strength at the start, in degrees of freedom: with four times as much the highest point would lie at infinity."""
MAX_STEPS = 200
MOST_ORDERED = 5
SETTLED = 1e-9
"""Steps end where the next one would gain less than this in log-likelihood."""
NEARLY = 0.1
"""While the barrier still fades, steps end where they gain less than this share of its strength."""
SHORTEST = 1e-12
ENOUGH = 1e-4
PROMISING = 0.6
"""Of what the slope promises a step must gain this share; Newton's own step gains half, and more says: go further."""


@dataclass(frozen=True, kw_only=True)
class Cone:
    """The variances that are allowed."""

    patterns: tuple[Array, ...]
    """(P, G, q, q) shapes of the studies of several arms whose comparisons are of different groups, by their arms."""
    free: Flags
    """(G,) whether a variance is sought; the others are held."""

    @classmethod
    def of(cls, grouping: Grouping) -> Cone:
        """All variances free; one pattern for all studies that are alike, or within which another's arms are."""
        groups = len(grouping.groups)
        seen: set[tuple[int, ...]] = set()
        kept: dict[int, list[Array]] = {}
        for pairs in sorted(grouping.pairs, key=len, reverse=True):
            if len(np.unique(pairs[np.triu_indices(len(pairs), 1)])) > 1 and canonical(pairs) not in seen:
                seen |= {
                    canonical(pairs[np.ix_(arms, arms)])
                    for size in range(3, len(pairs) + 1)
                    for arms in map(list, combinations(range(len(pairs)), size))
                }
                kept.setdefault(len(pairs), []).append(shapes_of(pairs, groups))
        patterns = tuple(np.array(alike) for alike in kept.values())
        return cls(patterns=patterns, free=np.ones(groups, dtype=bool))

    def holding(self, place: int) -> Cone:
        """The same with one variance held."""
        free = self.free.copy()
        free[place] = False
        return replace(self, free=free)

    @property
    def terms(self) -> int:
        """Numbers that the barrier keeps above 0."""
        return int(self.free.sum() + sum(p.shape[0] * p.shape[2] for p in self.patterns))

    def barrier(self, t: Array) -> float:
        """Sum of the logarithms of what must be above 0; minus infinity outside."""
        if np.any(t[self.free] <= 0.0):
            return -np.inf
        height = float(np.log(t[self.free]).sum())
        for alike in self.patterns:
            values = np.linalg.eigvalsh(np.tensordot(alike, t, (1, 0)))
            if values.min() <= 0.0:
                return -np.inf
            height += float(np.log(values).sum())
        return height

    def slope(self, t: Array) -> tuple[Array, Array]:
        """Gradient of the barrier, and minus its Hessian."""
        safe = np.where(self.free, t, 1.0)
        gradient, curvature = np.where(self.free, 1.0 / safe, 0.0), np.diag(np.where(self.free, 1.0 / safe**2, 0.0))
        for alike in self.patterns:
            turned = np.linalg.inv(np.tensordot(alike, t, (1, 0)))[:, None] @ alike
            gradient += np.einsum("pgii->g", turned)
            curvature += np.einsum("pgij,phji->gh", turned, turned)
        return gradient, curvature


def canonical(pairs: Index) -> tuple[int, ...]:
    """The same for all orders of the arms (k, k); studies of many arms are told apart as they are."""
    k = len(pairs)
    upper = np.triu_indices(k, 1)
    orders = permutations(range(k)) if k <= MOST_ORDERED else [tuple(range(k))]
    return min(tuple(pairs[np.ix_(order, order)][upper].tolist()) for order in orders)


def maximise(likelihood: Likelihood, cone: Cone, start: Array) -> Point:
    """The highest point from a start inside the cone. Raises NotSettled where steps do not end."""
    point = likelihood.at(start)
    for strength in (FIRST * likelihood.df, *FADING):
        point = _inside(likelihood, cone, point, strength / cone.terms)
    return point


def _step(likelihood: Likelihood, point: Point, curvature: Array, free: Flags, gradient: Array) -> Array:
    """Newton's step where the likelihood with its barrier is concave, else by the expected information."""
    expected = likelihood.information(point)
    for information in (likelihood.observed(point, expected), expected):
        bend = (information + curvature)[np.ix_(free, free)]
        if np.linalg.eigvalsh(bend)[0] > 0.0:
            break
    return np.asarray(np.linalg.solve(bend, gradient), dtype=np.float64)


def _inside(likelihood: Likelihood, cone: Cone, point: Point, strength: float) -> Point:
    """Steps to the maximum of the likelihood with a barrier of this strength."""
    free, line = cone.free, _Line(likelihood, cone, strength)
    for _ in range(MAX_STEPS):
        slope, curvature = cone.slope(point.t)
        gradient, move = (point.score + strength * slope)[free], np.zeros(len(point.t))
        move[free] = _step(likelihood, point, strength * curvature, free, gradient)
        gain = float(gradient @ move[free])
        proposed = line.along(point, move, gain) if gain >= max(SETTLED, NEARLY * strength) else None
        if proposed is None:
            return point
        point = proposed
    diary = FitDiary(
        method="REML" if likelihood.restricted else "ML",
        start=float("nan"),
        tau2=float(point.t.max()),
        objective=point.log_likelihood,
        steps=MAX_STEPS,
        stopped=f"no convergence in {MAX_STEPS} steps",
    )
    raise NotSettled(f"the variances of the groups did not settle in {MAX_STEPS} steps; join groups", diary)


@dataclass(frozen=True)
class _Line:
    """Search along a step: shortened while it leaves the cone or gains too little, lengthened while that gains more."""

    likelihood: Likelihood
    cone: Cone
    strength: float

    def along(self, point: Point, move: Array, gain: float) -> Point | None:
        """A point that is higher; None where none is found, at the end of what rounding allows."""
        share, here = 1.0, point.log_likelihood + self.strength * self.cone.barrier(point.t)
        while share > SHORTEST:
            found = self._at(point.t + share * move)
            if found is not None and found[0] - here >= ENOUGH * share * gain:
                more = found[0] - here > PROMISING * share * gain
                return self._longer(point, move, share, found) if more else found[1]
            share *= 0.5
        return None

    def _longer(self, point: Point, move: Array, share: float, best: tuple[float, Point]) -> Point:
        while (found := self._at(point.t + 2.0 * share * move)) is not None and found[0] > best[0]:
            share, best = 2.0 * share, found
        return best[1]

    def _at(self, t: Array) -> tuple[float, Point] | None:
        barrier = self.cone.barrier(t)
        if barrier == -np.inf:
            return None
        point = self.likelihood.at(t)
        return point.log_likelihood + self.strength * barrier, point
