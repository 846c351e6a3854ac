"""Adaptive integration over one unknown scale: trapezoidal sums on a suitable axis, halved until they agree.

Only where the integrand matters are new nodes placed, so a narrow peak costs little more than a wide one. The rule
has positive weights, so that what is integrated stays a mixture; its error is the change of every mean and SD, in
units of that SD, against the rule with half the nodes, which is far worse than the rule itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from dorsal.errors import NotSettled
from dorsal.synthesis.bayes.tau_axis import Axis
from dorsal.trials.contrast import Array

FIRST_STEP = 0.5
DROP = 38.0
"""Nodes whose log height is this far below the highest are left out: their share is below 1e-16."""
BULK = 12.0
"""The bulk: nodes less than this below the highest."""
FEWEST = 7
MOST = 4000


class Conditional(Protocol):
    """What is known once the scale is known."""

    @property
    def moments(self) -> tuple[Array, Array]:
        """Means and variances, shape (q,) each, of what must be integrated well."""


C = TypeVar("C", bound=Conditional)


@dataclass(frozen=True, kw_only=True)
class Rule(Generic[C]):
    """Nodes of a scale tau with their shares of the posterior, and what is known at each."""

    axis: Axis
    step: float
    u: Array
    tau: Array
    log_height: Array
    """log of the integrand by u."""
    weight: Array
    """Shares of the posterior; sum to 1."""
    coarse: Array
    """Shares by the rule with half the nodes."""
    known: tuple[C, ...]
    log_total: float
    """log of the integral."""
    error: float
    evaluations: int

    def mean(self, values: Array) -> Array:
        """The posterior mean of values (nodes, ...)."""
        return np.asarray(np.tensordot(self.weight, values, axes=1), dtype=np.float64)


def integrate(
    axis: Axis,
    evaluate: Callable[[float], tuple[float, C]],
    *,
    tolerance: float = 1e-6,
    moments: float = 2.0,
    scale: str = "tau",
) -> Rule[C]:
    """Integrate over tau, or over another `scale`.

    `evaluate` gives the log of the integrand by tau, and what is known at that tau. `moments`: powers of tau up to
    this one must be integrable. Raises NotSettled if MOST evaluations do not reach the tolerance.
    """
    search = _Search(axis, evaluate, moments)
    while True:
        search.widen()
        if search.is_resolved():
            rule = search.rule()
            if rule.error <= tolerance:
                return rule
        if search.evaluations > MOST:
            raise NotSettled(
                f"the posterior of {scale} did not settle in {search.evaluations} evaluations; "
                "is its prior smooth, and does it fall far out?"
            )
        search.halve()


class _Search(Generic[C]):
    """The nodes so far, at whole multiples of `step` from the axis' start."""

    def __init__(self, axis: Axis, evaluate: Callable[[float], tuple[float, C]], moments: float) -> None:
        self.axis, self.evaluate, self.moments = axis, evaluate, moments
        self.step = FIRST_STEP
        self.height: dict[int, float] = {}
        self.known: dict[int, C] = {}
        self.tau: dict[int, float] = {}
        self.evaluations = 0
        self.top = 0
        """The highest node."""

    def _visit(self, k: int) -> None:
        u = np.array([self._u(k)])
        tau = float(self.axis.tau(u)[0])
        height, self.known[k] = self.evaluate(tau)
        self.tau[k] = tau
        self.height[k] = height + float(self.axis.log_speed(u)[0]) if height > -math.inf else -math.inf
        self.evaluations += 1
        if self.height[k] > self.height[self.top]:
            self.top = k

    def _u(self, k: int) -> float:
        return self.axis.start + k * self.step

    def _matters(self, k: int) -> bool:
        """Whether a node has a share worth keeping, in the highest moment asked for as in the integral itself."""
        ratio = self.tau[k] / (self.tau[self.top] or 1.0)
        gain = self.moments * math.log(ratio) if ratio > 1.0 else 0.0
        return self.height[k] + gain > self.height[self.top] - DROP

    def widen(self) -> None:
        """Go outwards from the ends until nothing is left there."""
        if not self.height:
            self._visit(0)

        def nothing_yet() -> bool:
            return self.height[self.top] == -math.inf

        for way in (1, -1):
            end = max(self.height) if way == 1 else min(self.height)
            low, high = self.axis.limits
            while low <= self._u(end + way) <= high and (nothing_yet() or self._matters(end)):
                end += way
                self._visit(end)

    def halve(self) -> None:
        """Half the step: new nodes beside every one that matters."""
        matter = [k for k in self.height if self._matters(k)]
        self.step /= 2.0
        self.top *= 2
        self.height = {2 * k: h for k, h in self.height.items()}
        self.known = {2 * k: c for k, c in self.known.items()}
        self.tau = {2 * k: t for k, t in self.tau.items()}
        low, high = self.axis.limits
        beside = {2 * k + side for k in matter for side in (-1, 1)}
        for k in sorted(beside):
            if low <= self._u(k) <= high:
                self._visit(k)

    def is_resolved(self) -> bool:
        """Whether the bulk has nodes enough for the comparison with half of them to mean something."""
        top = self.height[self.top]
        return sum(h > top - BULK for h in self.height.values()) >= FEWEST

    def rule(self) -> Rule[C]:
        places = [k for k in sorted(self.height) if self._matters(k)]
        height = np.array([self.height[k] for k in places])
        tau = np.array([self.tau[k] for k in places])
        top = self.height[self.top]
        mass = np.exp(height - top)
        if self.axis.mirrored and places[0] == 0:
            mass[0] *= 0.5
        known = tuple(self.known[k] for k in places)
        coarse = np.where([k % 2 == 0 for k in places], mass, 0.0)
        total, halved = float(mass.sum()), float(coarse.sum()) or 1.0
        return Rule(
            axis=self.axis,
            step=self.step,
            u=np.array([self._u(k) for k in places]),
            tau=tau,
            log_height=height,
            weight=mass / total,
            coarse=coarse / halved,
            known=known,
            log_total=top + math.log(total * self.step),
            error=_change(mass / total, coarse / halved, tau, known, self.moments),
            evaluations=self.evaluations,
        )


def _change(weight: Array, coarse: Array, tau: Array, known: tuple[C, ...], moments: float) -> float:
    """The largest change between two rules of a mean or an SD, in units of the SD, or of the mean of tau^2.

    tau^2 and not tau, which has a kink at 0 on a mirrored axis that nothing else has.
    """
    if not coarse.any():
        return math.inf
    means, variances = (np.array(part) for part in zip(*(c.moments for c in known), strict=True))
    squared = tau * tau
    if moments < 2.0:
        # Without a second moment: bounded functions of tau, and means in the unit of a typical conditional SD.
        squared = squared / (squared + float(np.median(squared)) + 1e-300)
        variances = np.broadcast_to(np.median(variances, axis=0), variances.shape)
    (mean, sd), (mean_half, sd_half) = (_mean_sd(w, means, variances) for w in (weight, coarse))
    moved = np.maximum(np.abs(mean - mean_half), np.abs(sd - sd_half))
    worst = np.divide(moved, sd, out=np.zeros_like(moved), where=sd > 0.0).max(initial=0.0)
    size = float(weight @ squared)
    return max(float(worst), abs(float(coarse @ squared) / size - 1.0) if size > 0.0 else 0.0)


def _mean_sd(weight: Array, means: Array, variances: Array) -> tuple[Array, Array]:
    mean = weight @ means
    return mean, np.sqrt(weight @ (variances + (means - mean) ** 2))
