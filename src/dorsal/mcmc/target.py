"""What a sampler needs to know of a posterior, and what it is told back."""

from __future__ import annotations

from typing import Protocol

import jax

from dorsal.synthesis.bayes.deviance import Deviance
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.trials.contrast import Array


class Target(Protocol):
    """A posterior on a line in each of `size` directions, each of them about standard normal near its middle."""

    @property
    def size(self) -> int: ...
    @property
    def treatments(self) -> tuple[str, ...]: ...
    @property
    def measure(self) -> str: ...
    @property
    def prior(self) -> TauPrior: ...
    @property
    def effect_prior(self) -> NormalEffects | None: ...

    def log_density(self, x: jax.Array) -> jax.Array:
        """log posterior of a point (size,), up to a constant."""

    def effects(self, x: Array) -> Array:
        """(..., n) effects against the first treatment, of points (..., size)."""

    def tau(self, x: Array) -> Array:
        """(...,)"""

    def shared(self, x: Array) -> Array:
        """(..., k) what all arms share beside the effects: thresholds, slopes ..."""

    def deviance(self, x: Array) -> Deviance:
        """Residual deviance, pD and DIC from points (draws, size)."""
