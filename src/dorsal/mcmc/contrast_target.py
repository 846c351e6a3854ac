"""The posterior of contrasts with normal errors, for a sampler; the studies' own effects are integrated out."""

from __future__ import annotations

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from dorsal.mcmc.scale import ScaleOnLine
from dorsal.synthesis.bayes.deviance import Deviance, by_contrast
from dorsal.synthesis.bayes.given_tau import GivenTau, LinearModel
from dorsal.synthesis.bayes.posterior import check_measure, linear_model, require_connected
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.gls import expand
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class ContrastTarget:
    """Points are (how far the effects are from their place at a typical tau, in its SDs; tau on a line)."""

    network: Network
    model: LinearModel
    middle: GivenTau
    """The effects given a tau that is about right."""
    scale: ScaleOnLine
    effect_prior: NormalEffects | None

    @classmethod
    def of(cls, network: Network, tau: TauPrior, effects: NormalEffects | None = None) -> ContrastTarget:
        """Raises NetworkError if the network is not connected, OptionError for a prior that does not suit."""
        require_connected(network)
        check_measure(network, tau)
        model = linear_model(network, None, effects)
        typical = float(np.median(model.rows.v))
        return cls(
            network=network,
            model=model,
            middle=model.known(0.25 * typical),
            scale=ScaleOnLine.of(tau),
            effect_prior=effects,
        )

    @property
    def prior(self) -> TauPrior:
        return self.scale.prior

    @property
    def treatments(self) -> tuple[str, ...]:
        return self.network.treatments

    @property
    def measure(self) -> str:
        return self.network.measure

    @property
    def size(self) -> int:
        return self.model.effects + 1

    @property
    def _root(self) -> Array:
        return np.asarray(np.linalg.cholesky(self.middle.cov_b), dtype=np.float64)

    def log_density(self, x: jax.Array) -> jax.Array:
        rows = self.model.rows
        b = self.middle.b + self._root @ x[:-1]
        effects = jnp.concatenate([jnp.zeros(1), b])
        fitted = jnp.zeros(len(rows)).at[rows.entry_row].add(rows.entry * effects[rows.entry_treatment])
        tau = self.scale.tau(x[-1])
        variance = rows.v + tau**2
        height = -0.5 * jnp.sum(jnp.log(variance) + (rows.z - fitted) ** 2 / variance)
        if self.model.precision is not None:
            height = height - 0.5 * b @ (self.model.precision @ b)
        return height + self.scale.log_density(x[-1])

    def effects(self, x: Array) -> Array:
        b = self.middle.b + x[..., :-1] @ self._root.T
        return np.concatenate([np.zeros((*b.shape[:-1], 1)), b], axis=-1)

    def tau(self, x: Array) -> Array:
        return np.asarray(self.scale.tau(jnp.asarray(x[..., -1])), dtype=np.float64)

    def shared(self, x: Array) -> Array:
        return np.empty((*x.shape[:-1], 0))

    def deviance(self, x: Array) -> Deviance:
        """As bayes.deviance, at each draw of effects and tau; the studies' own effects are averaged exactly."""
        rows, effects, tau = self.model.rows, self.effects(x), self.tau(x)
        mean, missed = np.zeros(len(rows)), np.zeros(len(rows))
        for d, t in zip(effects, tau, strict=True):
            weight = 1.0 / (rows.v + t * t)
            miss = rows.v * weight * (rows.z - rows.times(expand(d[1:], None)))
            mean += (miss * miss / rows.v + t * t * weight) / len(x)
            missed += miss / len(x)
        return by_contrast(rows, mean, mean - missed * missed / rows.v)
