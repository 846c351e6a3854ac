"""Distributions of baselines for a sampler, as in synthesis.exact.baseline."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from dorsal.errors import OptionError
from dorsal.synthesis.counts.arms import StudyArms
from dorsal.synthesis.exact.baseline import Baselines, FlatBaselines, NormalBaselines
from dorsal.synthesis.exact.risk_baselines import RiskBaselines


def _risk(baselines: RiskBaselines, mu: jax.Array, more: jax.Array) -> jax.Array:
    slopes = more[: baselines.count]
    height = -0.5 * jnp.sum(slopes**2) / baselines.slope_sd**2
    if baselines.spread == "flat":
        return height
    mean, log_sd = more[-2], more[-1]
    height = height - jnp.sum(0.5 * ((mu - mean) * jnp.exp(-log_sd)) ** 2 + log_sd)
    return height + log_sd - 0.5 * (jnp.exp(log_sd) / baselines.sd_scale) ** 2


class BaselinesOnLine:
    """Predictors by baselines, and the densities of baselines and of their distribution's parameters."""

    def __init__(self, baselines: Baselines, arms: StudyArms) -> None:
        self.baselines, self.arms = baselines, arms

    def predictor(self, mu: jax.Array, effects: jax.Array, more: jax.Array) -> jax.Array:
        """(A,) without the arms' own effects."""
        mean = mu[self.arms.study] + effects[self.arms.treatment]
        if not isinstance(self.baselines, RiskBaselines):
            return mean
        slopes = jnp.asarray(self.baselines.loading()) @ more[: self.baselines.count]
        return mean + slopes[self.arms.treatment] * (mu[self.arms.study] - self.baselines.centre)

    def log_density(self, mu: jax.Array, more: jax.Array) -> jax.Array:
        """Of all baselines, and of the parameters `more`."""
        match self.baselines:
            case RiskBaselines():
                return _risk(self.baselines, mu, more)
            case NormalBaselines(mean=mean, sd=sd):
                return -0.5 * jnp.sum(((mu - mean) / sd) ** 2)
            case FlatBaselines():
                return jnp.zeros(())
        raise OptionError(f"baselines {self.baselines.name} are not sampled")
