"""Distributions of baselines for a sampler, as in synthesis.baseline."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from dorsal.errors import OptionError
from dorsal.synthesis.arms import StudyArms
from dorsal.synthesis.baseline import Baselines, FlatBaselines, NormalBaselines


class BaselinesOnLine:
    """Predictors by baselines, and the densities of baselines and of their distribution's parameters."""

    def __init__(self, baselines: Baselines, arms: StudyArms) -> None:
        self.baselines, self.arms = baselines, arms

    def predictor(self, mu: jax.Array, effects: jax.Array, more: jax.Array) -> jax.Array:
        """(A,) without the arms' own effects."""
        del more
        return mu[self.arms.study] + effects[self.arms.treatment]

    def log_density(self, mu: jax.Array, more: jax.Array) -> jax.Array:
        """Of all baselines, and of the parameters `more`."""
        del more
        match self.baselines:
            case NormalBaselines(mean=mean, sd=sd):
                return -0.5 * jnp.sum(((mu - mean) / sd) ** 2)
            case FlatBaselines():
                return jnp.zeros(())
        raise OptionError(f"baselines {self.baselines.name} are not sampled")
