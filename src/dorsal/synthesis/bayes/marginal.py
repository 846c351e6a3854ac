"""The posterior of one number: an effect (a mixture of normals) or a scale (tau)."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri, sici

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.quadrature import Rule
from dorsal.trials.contrast import Array
from dorsal.trials.shown import Shown

Interval = tuple[float, float]
STEPS = 150
EXACT = 1e-14


class Marginal(Shown, ABC):
    """The posterior of one number, which shows itself by its mean, SD and interval and not by its nodes."""

    @property
    @abstractmethod
    def mean(self) -> float: ...

    @property
    @abstractmethod
    def sd(self) -> float: ...

    @abstractmethod
    def quantile(self, p: float) -> float: ...

    @property
    def median(self) -> float:
        return self.quantile(0.5)

    def interval(self, level: float = 0.95) -> Interval:
        """Central credible interval."""
        return self.quantile(0.5 * (1.0 - level)), self.quantile(0.5 * (1.0 + level))

    def __repr__(self) -> str:
        low, high = self.interval()
        told = f"mean {self.mean:.4g}, SD {self.sd:.4g}, median {self.median:.4g}, 95 % from {low:.4g} to {high:.4g}"
        return f"<{type(self).__name__}: {told}>"


@dataclass(frozen=True, kw_only=True, repr=False)
class NormalMixture(Marginal):
    """The posterior of an effect: N(means[j], sds[j]^2) with share weight[j], one for every node of tau."""

    weight: Array
    means: Array
    sds: Array
    moments: float = math.inf
    """Powers up to which moments exist; below them the answer is infinite or not a number."""

    @property
    def mean(self) -> float:
        return float(self.weight @ self.means) if self.moments >= 1.0 else math.nan

    @property
    def sd(self) -> float:
        """Standard deviation; infinite where prior and data leave tau too heavy a tail."""
        if self.moments < 2.0:
            return math.inf
        centre = self.weight @ self.means
        return math.sqrt(float(self.weight @ (self.sds**2 + (self.means - centre) ** 2)))

    def chance_below(self, limit: float) -> float:
        """P(effect < limit)."""
        return float(self.weight @ self._share(limit - self.means))

    def chance_above(self, limit: float) -> float:
        """P(effect > limit)."""
        return float(self.weight @ self._share(self.means - limit))

    def chance_between(self, low: float, high: float) -> float:
        """P(low < effect < high)."""
        return self.chance_below(high) - self.chance_below(low)

    def _share(self, distance: Array) -> Array:
        """Normal probability of less than `distance` above the mean, by node."""
        with np.errstate(divide="ignore", invalid="ignore"):
            z = distance / self.sds
        # Without spread (a treatment against itself) the effect is a number: at the limit itself it counts half.
        return np.asarray(np.where(np.isnan(z), 0.5, ndtr(z)), dtype=np.float64)

    def density(self, x: Array) -> Array:
        """Density at every x, shape as x."""
        x = np.asarray(x, dtype=np.float64)
        z = (x[..., None] - self.means) / self.sds
        return np.asarray(np.exp(-0.5 * z * z) / (self.sds * math.sqrt(2.0 * math.pi)) @ self.weight, dtype=np.float64)

    def quantile(self, p: float) -> float:
        """The x with P(effect < x) = p, for 0 < p < 1."""
        _require_probability(p)
        nodes = self.means + ndtri(p) * self.sds
        low, high = float(nodes.min()), float(nodes.max())
        if low == high:
            return low
        # Newton from a middle one of the nodes' own quantiles, which hold the answer between them; half the bracket,
        # as asinh sees it, where that would leave it: heavy tails make it tens of powers of ten wide.
        x = float(np.sort(nodes)[len(nodes) // 2])
        centre, unit = float(np.median(self.means)), float(np.median(self.sds))
        for _ in range(STEPS):
            miss = self.chance_below(x) - p
            low, high = (low, x) if miss > 0.0 else (x, high)
            slope = float(self.density(np.array(x)))
            before, x = x, x - miss / slope if slope > 0.0 else math.inf
            if not low < x < high:
                middle = 0.5 * (math.asinh((low - centre) / unit) + math.asinh((high - centre) / unit))
                x = centre + unit * math.sinh(middle)
            if abs(x - before) <= EXACT * (abs(x) + unit):
                break
        return x


@dataclass(frozen=True, kw_only=True, repr=False)
class ScaleMarginal(Marginal):
    """The posterior of a scale such as tau, from the nodes of its integral.

    Between the nodes the integrand is its sinc interpolant, the one that the trapezoidal sum integrates exactly
    (Stenger 1993), so its distribution function is a sum of sine integrals.
    """

    rule: Rule[Any]
    moments: float = math.inf

    @property
    def mean(self) -> float:
        """Posterior mean; infinite where prior and data leave too heavy a tail."""
        return self._mean if self.moments >= 1.0 else math.inf

    @property
    def sd(self) -> float:
        """Posterior standard deviation; infinite where prior and data leave too heavy a tail."""
        if self.moments < 2.0:
            return math.inf
        return math.sqrt(max(0.0, float(self.rule.weight @ self.rule.tau**2) - self._mean**2))

    @cached_property
    def _mean(self) -> float:
        """On a mirrored axis tau has a kink at 0: Gauss-Legendre between the nodes, on the interpolant.

        What is interpolated is the integrand times 1 + (tau / scale)^2 (its root without a second moment), so that
        small errors of the interpolant do not grow with tau.
        """
        rule = self.rule
        if not rule.axis.mirrored:
            return float(rule.weight @ rule.tau)
        power = 1.0 if self.moments >= 2.0 else 0.5
        scale = self.median

        def lift(tau: Array) -> Array:
            return np.asarray((1.0 + (tau / scale) ** 2) ** power, dtype=np.float64)

        u, share = _panels(max(0.0, float(rule.u[0]) - rule.step), float(rule.u[-1]) + rule.step, rule.step)
        tau = rule.axis.tau(u)
        return float(share @ (tau / lift(tau) * self._by_u(u, lift)))

    def chance_below(self, limit: float) -> float:
        """P(tau < limit)."""
        if limit <= self._low:
            return 0.0
        below = self._share_below(float(self.rule.axis.place(np.array([limit]))[0]))
        return min(1.0, max(0.0, below))

    def chance_above(self, limit: float) -> float:
        return 1.0 - self.chance_below(limit)

    def density(self, x: Array) -> Array:
        """Density at every x of shape (k,); 0 where tau cannot be."""
        x = np.asarray(x, dtype=np.float64)
        axis, rule = self.rule.axis, self.rule
        # Beyond the outermost nodes there is nothing, or a bound that the axis reaches only at infinity.
        u = np.clip(axis.place(np.maximum(x, 1e-300)), rule.u[0], rule.u[-1])
        by_tau = np.maximum(self._by_u(u), 0.0) * np.exp(-axis.log_speed(u))
        return np.where((x >= self._low) & (x <= self._high), by_tau, 0.0)

    def _by_u(self, u: Array, lift: Callable[[Array], Array] = np.ones_like) -> Array:
        """Density by u times `lift` of tau, an even function, shape (k,)."""
        nodes, share = self._line
        lifted = share * lift(self.rule.axis.tau(np.abs(nodes) if self.rule.axis.mirrored else nodes))
        return np.asarray(np.sinc((u[:, None] - nodes) / self.rule.step) @ lifted / self.rule.step, dtype=np.float64)

    def quantile(self, p: float) -> float:
        """The tau with P(tau < t) = p, for 0 < p < 1."""
        _require_probability(p)
        low, high = float(self.rule.u[0]) - self.rule.step, float(self.rule.u[-1]) + self.rule.step
        low, high = max(low, self.rule.axis.limits[0]), min(high, self.rule.axis.limits[1])
        return float(self.rule.axis.tau(np.array([_crossing(self._share_below, p, low, high)]))[0])

    @cached_property
    def _low(self) -> float:
        axis = self.rule.axis
        return 0.0 if axis.mirrored else float(axis.tau(np.array([axis.limits[0]]))[0])

    @cached_property
    def _high(self) -> float:
        axis = self.rule.axis
        return float(axis.tau(np.array([axis.limits[1]]))[0])

    @cached_property
    def _line(self) -> tuple[Array, Array]:
        """Nodes on the whole line and their shares; a mirrored axis has every node but 0 twice, and 1 below 0."""
        rule = self.rule
        if not rule.axis.mirrored:
            return rule.u, rule.weight
        twice = rule.u > 0.0
        share = np.where(twice, rule.weight, 2.0 * rule.weight)
        return np.concatenate([rule.u, -rule.u[twice]]), np.concatenate([share, rule.weight[twice]])

    def _share_below(self, u: float) -> float:
        nodes, share = self._line
        integral, _ = sici(math.pi * (u - nodes) / self.rule.step)
        below = float(share @ (0.5 + integral / math.pi))
        return below - 1.0 if self.rule.axis.mirrored else below


@dataclass(frozen=True, kw_only=True, repr=False)
class ScaleMixture(Marginal):
    """The posterior of a scale at the nodes of another one."""

    weight: Array
    parts: tuple[ScaleMarginal, ...]

    @property
    def mean(self) -> float:
        return float(self.weight @ [part.mean for part in self.parts])

    @property
    def sd(self) -> float:
        second = float(self.weight @ [part.sd**2 + part.mean**2 for part in self.parts])
        return math.sqrt(second - self.mean**2) if math.isfinite(second) else math.inf

    def chance_below(self, limit: float) -> float:
        return float(self.weight @ [part.chance_below(limit) for part in self.parts])

    def chance_above(self, limit: float) -> float:
        return 1.0 - self.chance_below(limit)

    def density(self, x: Array) -> Array:
        """Density at every x of shape (k,)."""
        return np.asarray(self.weight @ [part.density(x) for part in self.parts], dtype=np.float64)

    def quantile(self, p: float) -> float:
        """The scale t with P(scale < t) = p, for 0 < p < 1."""
        _require_probability(p)
        matter = [part.quantile(p) for part, share in zip(self.parts, self.weight, strict=True) if share > 1e-12]
        return _crossing(self.chance_below, p, 0.5 * min(matter), 2.0 * max(matter))


def _panels(low: float, high: float, width: float) -> tuple[Array, Array]:
    """Gauss-Legendre nodes and weights on panels of about this width."""
    x, share = np.polynomial.legendre.leggauss(8)
    edges = np.linspace(low, high, math.ceil((high - low) / width) + 1)
    half = 0.5 * np.diff(edges)
    return (edges[:-1, None] + half[:, None] * (x + 1.0)).ravel(), np.outer(half, share).ravel()


def _require_probability(p: float) -> None:
    if not 0.0 < p < 1.0:
        raise OptionError(f"a quantile is asked for a probability between 0 and 1, got {p:g}")


def _crossing(rising: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Where a rising function reaches `target`: secant steps inside the bracket (Illinois), every third a bisection."""
    at_low, at_high = rising(low) - target, rising(high) - target
    if at_low >= 0.0:
        return low
    if at_high <= 0.0:
        return high
    for step in range(STEPS):
        middle = high - at_high * (high - low) / (at_high - at_low)
        if step % 3 == 2 or not low < middle < high:
            middle = 0.5 * (low + high)
        at = rising(middle) - target
        if abs(at) < EXACT or high - low < EXACT * max(abs(low), abs(high)):
            return middle
        if (at > 0.0) == (at_high > 0.0):
            high, at_high, at_low = middle, at, at_low / 2.0
        else:
            low, at_low, at_high = middle, at, at_high / 2.0
    return 0.5 * (low + high)
