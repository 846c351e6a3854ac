"""The variances of the groups that maximise the likelihood, among those that studies of several arms allow.

Variances are 0 or more, and the covariance of every study's true effects must be one: in a study of three treatments
their standard deviations obey the triangle inequality (Lu & Ades 2009), in larger ones their matrix is positive
semidefinite. Such variances are a convex cone. Its edge is kept off by a logarithmic barrier that fades (an interior
point method); inside, steps are Newton's, or Fisher's where the likelihood is not concave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dorsal.errors import NotSettled
from dorsal.synthesis.heterogeneity import FitDiary
from dorsal.synthesis.tau2_by.likelihood import Likelihood, Point
from dorsal.trials.contrast import Array

Flags = NDArray[np.bool_]
FADING = (1e-1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10)
"""Strengths of the barrier, in units of the log-likelihood over the number of its terms."""
MAX_STEPS = 200
SETTLED = 1e-9
"""Steps end where the next one would gain less than this in log-likelihood."""


@dataclass(frozen=True, kw_only=True)
class Cone:
    """The variances that are allowed."""

    patterns: tuple[Array, ...]
    """(G, q, q) shapes of the studies of several arms whose comparisons are of different groups."""
    free: Flags
    """(G,) whether a variance is sought; the others are held."""

    @classmethod
    def of(cls, shapes: Sequence[Array]) -> Cone:
        """All variances free; one pattern for all studies that are alike."""
        mixed = [shape for shape in shapes if np.count_nonzero(np.abs(shape).max(axis=(1, 2))) > 1]
        kept = {shape.tobytes(): shape for shape in mixed}
        return cls(patterns=tuple(kept.values()), free=np.ones(len(shapes[0]), dtype=bool))

    def holding(self, place: int) -> Cone:
        """The same with one variance held."""
        free = self.free.copy()
        free[place] = False
        return replace(self, free=free)

    @property
    def terms(self) -> int:
        """Numbers that the barrier keeps above 0."""
        return int(self.free.sum()) + sum(len(p[0]) for p in self.patterns)

    def barrier(self, t: Array) -> float:
        """Sum of the logarithms of what must be above 0; minus infinity outside."""
        if np.any(t[self.free] <= 0.0):
            return -np.inf
        height = float(np.log(t[self.free]).sum())
        for pattern in self.patterns:
            sign, log_det = np.linalg.slogdet(np.einsum("g,gij->ij", t, pattern))
            if sign <= 0 or np.linalg.eigvalsh(np.einsum("g,gij->ij", t, pattern))[0] <= 0.0:
                return -np.inf
            height += float(log_det)
        return height

    def slope(self, t: Array) -> tuple[Array, Array]:
        """Gradient of the barrier, and minus its Hessian."""
        safe = np.where(self.free, t, 1.0)
        gradient, curvature = np.where(self.free, 1.0 / safe, 0.0), np.diag(np.where(self.free, 1.0 / safe**2, 0.0))
        for pattern in self.patterns:
            inverse = np.linalg.inv(np.einsum("g,gij->ij", t, pattern))
            turned = np.einsum("ij,gjk->gik", inverse, pattern)
            gradient += np.einsum("gii->g", turned)
            curvature += np.einsum("gij,hji->gh", turned, turned)
        return gradient, curvature


def maximise(likelihood: Likelihood, cone: Cone, start: Array) -> Point:
    """The highest point from a start inside the cone. Raises NotSettled where steps do not end."""
    point = likelihood.at(start)
    for strength in FADING:
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
    free, barrier = cone.free, cone.barrier(point.t)
    for _ in range(MAX_STEPS):
        slope, curvature = cone.slope(point.t)
        gradient, move = (point.score + strength * slope)[free], np.zeros(len(point.t))
        move[free] = _step(likelihood, point, strength * curvature, free, gradient)
        gain = float(gradient @ move[free])
        if gain < SETTLED:
            return point
        share = 1.0
        while True:
            t = point.t + share * move
            there = cone.barrier(t)
            if there > -np.inf:
                proposed = likelihood.at(t)
                rise = proposed.log_likelihood - point.log_likelihood + strength * (there - barrier)
                if rise >= 1e-4 * share * gain:
                    break
            share *= 0.5
            if share < 1e-12:
                return point
        point, barrier = proposed, there
    diary = FitDiary(
        method="REML" if likelihood.restricted else "ML",
        start=float("nan"),
        tau2=float(point.t.max()),
        objective=point.log_likelihood,
        steps=MAX_STEPS,
        stopped=f"no convergence in {MAX_STEPS} steps",
    )
    raise NotSettled(f"the variances of the groups did not settle in {MAX_STEPS} steps; join groups", diary)
