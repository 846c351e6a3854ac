"""The highest point of a likelihood of a few parameters with bounds, from several starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsal.errors import NotSettled
from dorsal.trials.contrast import Array

Likelihood = Callable[[Array], tuple[float, Array]]
"""From parameters to the log likelihood and its gradient."""
Bound = tuple[float, float]
MAX_STEPS = 100
LONGEST = 100.0
"""No step moves a parameter further than so many times its size."""
STEP = 1e-5
"""Of the differences of the gradient that give the curvature, in units of a parameter's own scale."""
SETTLED = 1e-13
"""A Newton step promises less gain than this."""
AT_BOUND = 1e-10


@dataclass(frozen=True, kw_only=True)
class Climbed:
    """The best maximum found."""

    x: Array
    value: float
    free: NDArray[np.bool_]
    """Whether each parameter lies inside its bounds, and not on one."""
    information: Array
    """Minus the second derivatives."""

    def covariance(self, first: int) -> Array:
        """Of the first so many parameters, with the other free ones estimated beside them."""
        kept = [i for i in range(len(self.x)) if i < first or self.free[i]]
        information = self.information[np.ix_(kept, kept)]
        return np.asarray(np.linalg.inv(information), dtype=np.float64)[:first, :first]


def climb(
    likelihood: Likelihood, starts: Sequence[Array], bounds: Sequence[Bound], *, fixed: Sequence[int] = ()
) -> Climbed:
    """The best of the maxima that are reached from the starts; parameters in `fixed` stay where a start has them.

    Raises NotSettled where none is reached.
    """
    found, best = None, -np.inf
    for start in starts:
        held = [(float(start[i]), float(start[i])) if i in fixed else bound for i, bound in enumerate(bounds)]
        reached = _reached(likelihood, start, held)
        if reached is not None and reached.value > best:
            found, best = reached, reached.value
    if found is None:
        raise NotSettled("the likelihood of the selection model has no maximum that was found; try a weaker selection")
    return found


def _reached(likelihood: Likelihood, x: Array, bounds: Sequence[Bound]) -> Climbed | None:
    """The top that Newton steps reach along the parameters that no bound holds; None where they lead nowhere."""
    low, high = (np.array([bound[i] for bound in bounds]) for i in (0, 1))
    value, gradient = likelihood(x)
    for _ in range(MAX_STEPS):
        information = _information(likelihood, x, bounds)
        free = ~(((x <= low + AT_BOUND) & (gradient <= 0)) | ((x >= high - AT_BOUND) & (gradient >= 0)))
        step = np.zeros_like(x)
        step[free] = _uphill(information[np.ix_(free, free)], gradient[free])
        step /= max(1.0, float((np.abs(step) / (LONGEST * np.maximum(np.abs(x), 1.0))).max()))
        gain = float(gradient @ step)
        if gain < SETTLED:
            interior = free & (low < x) & (x < high)
            return Climbed(x=x, value=value, free=interior, information=information) if np.isfinite(value) else None
        for shorter in 0.5 ** np.arange(40):
            tried = np.clip(x + shorter * step, low, high)
            new, slope = likelihood(tried)
            if new > value:
                break
        else:
            return Climbed(x=x, value=value, free=free, information=information) if gain < 1e-4 else None
        x, value, gradient = tried, new, slope
    return None


def _uphill(information: Array, gradient: Array) -> Array:
    """A Newton step; where the curvature is not that of a maximum, its directions are taken positive."""
    values, vectors = np.linalg.eigh(information)
    floor = 1e-8 * max(float(np.abs(values).max(initial=0.0)), 1e-300)
    step: Array = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), floor))
    return step


def _information(likelihood: Likelihood, x: Array, bounds: Sequence[Bound]) -> Array:
    """Minus the derivatives of the gradient, by differences that stay inside the bounds."""
    found = np.zeros((len(x), len(x)))
    for i, (low, high) in enumerate(bounds):
        if low == high:
            found[i, i] = 1.0
            continue
        width = STEP * max(abs(float(x[i])), 1e-2)
        ends = [min(high, float(x[i]) + width), max(low, float(x[i]) - width)]
        slopes = []
        for end in ends:
            moved = x.copy()
            moved[i] = end
            slopes.append(likelihood(moved)[1])
        found[i] = (slopes[1] - slopes[0]) / (ends[0] - ends[1])
    return 0.5 * (found + found.T)
