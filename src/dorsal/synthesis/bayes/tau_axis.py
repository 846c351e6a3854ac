"""Maps of the real line to tau on which a trapezoidal sum converges geometrically.

Trapezoidal sums of a function that is analytic in a strip of half-width a around the real axis err by
exp(-2 pi a / step) (Trefethen & Weideman 2014). The likelihood of tau has its nearest singularities at
tau^2 = -v, v a within-study variance, so the maps keep those about pi / 2 away: near 0 they are linear in the
smallest standard error, far out logarithmic. A density that is smooth at 0 is even in tau, so the sum over u >= 0
with half the weight at 0 is one over the whole line, and the boundary costs nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dorsal.trials.contrast import Array

LOG_HUGE = 300.0
"""tau stays below exp(LOG_HUGE), so that tau^2 is a number."""


class Axis(Protocol):
    """u -> tau, with log(dtau/du). `mirrored`: u >= 0 only, the integrand is even in u."""

    @property
    def mirrored(self) -> bool: ...
    @property
    def start(self) -> float:
        """Where a search for the integrand's bulk may begin."""

    @property
    def limits(self) -> tuple[float, float]:
        """Beyond these u nothing is left of the integral, or tau is no longer a number."""

    def tau(self, u: Array) -> Array: ...
    def log_speed(self, u: Array) -> Array: ...
    def place(self, tau: Array) -> Array:
        """u of a tau."""


@dataclass(frozen=True, kw_only=True)
class SinhAxis:
    """tau = unit sinh(u), or high tanh(unit sinh(u) / high) below an upper bound: for densities smooth at 0."""

    unit: float
    high: float = math.inf

    mirrored = True
    start = 0.0

    @property
    def limits(self) -> tuple[float, float]:
        reach = (
            LOG_HUGE - max(0.0, math.log(self.unit)) if math.isinf(self.high) else math.log(80 * self.high / self.unit)
        )
        return 0.0, reach

    def tau(self, u: Array) -> Array:
        stretched = self.unit * np.sinh(u)
        return stretched if math.isinf(self.high) else self.high * np.tanh(stretched / self.high)

    def log_speed(self, u: Array) -> Array:
        free = math.log(self.unit) + _log_cosh(u)
        return free if math.isinf(self.high) else free - 2.0 * _log_cosh(self.unit * np.sinh(u) / self.high)

    def place(self, tau: Array) -> Array:
        stretched = tau if math.isinf(self.high) else self.high * np.arctanh(np.minimum(tau / self.high, 1 - 1e-16))
        return np.asarray(np.arcsinh(stretched / self.unit), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class LogAxis:
    """log tau = centre + stretch sinh(u / stretch): for densities of log tau, heavy tails among them."""

    centre: float
    stretch: float = 4.0

    mirrored = False
    start = 0.0

    @property
    def limits(self) -> tuple[float, float]:
        reach = self.stretch * math.asinh((LOG_HUGE - abs(self.centre)) / self.stretch)
        return -reach, reach

    def tau(self, u: Array) -> Array:
        return np.asarray(np.exp(self.centre + self.stretch * np.sinh(u / self.stretch)), dtype=np.float64)

    def log_speed(self, u: Array) -> Array:
        return _log_cosh(u / self.stretch) + self.centre + self.stretch * np.sinh(u / self.stretch)

    def place(self, tau: Array) -> Array:
        return self.stretch * np.arcsinh((np.log(tau) - self.centre) / self.stretch)


@dataclass(frozen=True, kw_only=True)
class TanhSinhAxis:
    """tau between two bounds, both ends approached double exponentially (Takahasi & Mori 1974)."""

    low: float
    high: float

    mirrored = False
    start = 0.0
    limits = (-4.0, 4.0)

    def tau(self, u: Array) -> Array:
        share = 1.0 / (1.0 + np.exp(-math.pi * np.sinh(u)))
        return np.asarray(self.low + (self.high - self.low) * share, dtype=np.float64)

    def log_speed(self, u: Array) -> Array:
        inner = 0.5 * math.pi * np.sinh(u)
        return math.log((self.high - self.low) * 0.25 * math.pi) + _log_cosh(u) - 2.0 * _log_cosh(inner)

    def place(self, tau: Array) -> Array:
        share = np.clip((tau - self.low) / (self.high - self.low), 1e-300, 1.0 - 1e-16)
        return np.asarray(np.arcsinh((np.log(share) - np.log1p(-share)) / math.pi), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class ExpSinhAxis:
    """tau = low + unit exp(pi/2 sinh u): from a bound to infinity, whatever the density does at either end."""

    unit: float
    low: float = 0.0

    mirrored = False
    start = 0.0

    @property
    def limits(self) -> tuple[float, float]:
        reach = math.asinh((LOG_HUGE - abs(math.log(self.unit))) * 2.0 / math.pi)
        return -reach, reach

    def tau(self, u: Array) -> Array:
        return np.asarray(self.low + self.unit * np.exp(0.5 * math.pi * np.sinh(u)), dtype=np.float64)

    def log_speed(self, u: Array) -> Array:
        return math.log(self.unit * 0.5 * math.pi) + _log_cosh(u) + 0.5 * math.pi * np.sinh(u)

    def place(self, tau: Array) -> Array:
        apart = np.maximum(tau - self.low, 1e-300)
        return np.asarray(np.arcsinh(np.log(apart / self.unit) * 2.0 / math.pi), dtype=np.float64)


def _log_cosh(x: Array) -> Array:
    size = np.abs(x)
    return np.asarray(size + np.log1p(np.exp(-2.0 * size)) - math.log(2.0), dtype=np.float64)
