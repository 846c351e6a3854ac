"""Log-likelihoods of arms' counts by their predictors, as in synthesis.arm_likelihood, for a sampler."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jax
import jax.numpy as jnp
from jax.scipy.stats import norm

from dorsal.synthesis.arm_likelihood import LOG_MOST, NEARLY_ZERO

LogLikelihood = Callable[[jax.Array, jax.Array, jax.Array], jax.Array]
"""Of predictors (A,), events and sizes: without the constants of the likelihood."""


def _logit(eta: jax.Array, events: jax.Array, size: jax.Array) -> jax.Array:
    return events * eta - size * jax.nn.softplus(eta)


def _probit(eta: jax.Array, events: jax.Array, size: jax.Array) -> jax.Array:
    return events * norm.logcdf(eta) + (size - events) * norm.logcdf(-eta)


def _cloglog(eta: jax.Array, events: jax.Array, size: jax.Array) -> jax.Array:
    hazard = jnp.exp(jnp.clip(eta, -LOG_MOST, LOG_MOST))
    return events * jnp.log(-jnp.expm1(-hazard)) - (size - events) * hazard


def _log_risk(eta: jax.Array, events: jax.Array, size: jax.Array) -> jax.Array:
    """Beyond its bound the parabola that touches there."""
    inside = jnp.clip(eta, -LOG_MOST, NEARLY_ZERO)
    over = jnp.maximum(eta - NEARLY_ZERO, 0.0)
    odds = 1.0 / jnp.expm1(-inside)
    free = jnp.log(-jnp.expm1(inside)) - odds * over - 0.5 * odds * (1.0 + odds) * over * over
    return events * eta + (size - events) * free


def _poisson(eta: jax.Array, events: jax.Array, size: jax.Array) -> jax.Array:
    return events * eta - size * jnp.exp(jnp.minimum(eta, LOG_MOST))


LOG_LIKELIHOODS: Mapping[str, LogLikelihood] = {
    "binomial-logit": _logit,
    "binomial-probit": _probit,
    "binomial-cloglog": _cloglog,
    "binomial-log": _log_risk,
    "poisson-log": _poisson,
}
