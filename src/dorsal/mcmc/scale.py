"""tau for a sampler: on a line without ends, with its prior's density there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.prior import HalfCauchy, HalfNormal, LogNormal, LogT, TauPrior, Uniform

Density = Callable[[jax.Array], jax.Array]


@dataclass(frozen=True)
class ScaleOnLine:
    """tau = exp(u), or between two bounds by the logistic function of u."""

    prior: TauPrior
    low: float
    high: float
    """Infinite: exp(u) above `low`."""
    density: Density

    @classmethod
    def of(cls, prior: TauPrior) -> ScaleOnLine:
        """Raises OptionError for a prior that is a function of one's own."""
        low, high = (prior.low, prior.high) if isinstance(prior, Uniform) else (0.0, math.inf)
        return cls(prior, low, high, _density(prior))

    def tau(self, u: jax.Array) -> jax.Array:
        return self.low + (jnp.exp(u) if math.isinf(self.high) else (self.high - self.low) * jax.nn.sigmoid(u))

    def log_density(self, u: jax.Array) -> jax.Array:
        """log of the prior by u."""
        if math.isinf(self.high):
            return self.density(self.tau(u)) + u
        speed = math.log(self.high - self.low) + jax.nn.log_sigmoid(u) + jax.nn.log_sigmoid(-u)
        return self.density(self.tau(u)) + speed

    def line(self, tau: float) -> float:
        """Where a tau stands."""
        if math.isinf(self.high):
            return math.log(max(tau - self.low, 1e-12))
        share = min(max((tau - self.low) / (self.high - self.low), 1e-9), 1.0 - 1e-9)
        return math.log(share / (1.0 - share))


def _density(prior: TauPrior) -> Density:
    """log density by tau up to a constant, for the priors that are formulas."""
    match prior:
        case HalfNormal(scale):
            return lambda tau: -0.5 * (tau / scale) ** 2
        case HalfCauchy(scale):
            return lambda tau: -jnp.log1p((tau / scale) ** 2)
        case Uniform():
            return jnp.zeros_like
        case LogNormal(mean, sd):
            return lambda tau: -jnp.log(tau) - 0.5 * ((2.0 * jnp.log(tau) - mean) / sd) ** 2
        case LogT(location, scale, df):
            return lambda tau: (
                -jnp.log(tau) - 0.5 * (df + 1.0) * jnp.log1p(((2.0 * jnp.log(tau) - location) / scale) ** 2 / df)
            )
    raise OptionError(f"the prior {prior.name} is a function of your own, which only the integral can take")
