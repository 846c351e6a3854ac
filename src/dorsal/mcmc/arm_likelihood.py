"""Log-likelihoods of arms' counts by their predictors, as in synthesis.counts.arm_likelihood, for a sampler."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jax
import jax.numpy as jnp
from jax.scipy.stats import norm

from dorsal.synthesis.counts.arm_likelihood import LOG_MOST, NEARLY_ZERO
from dorsal.synthesis.exact.arm_terms import ArmTerms, CountTerms
from dorsal.synthesis.exact.ordered_terms import ENDLESS, OrderedTerms

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


def log_likelihood(terms: ArmTerms) -> Callable[[jax.Array, jax.Array], jax.Array]:
    """Of all arms together, by their predictors (A,) and the parameters that they share."""
    if isinstance(terms, OrderedTerms):
        return _ordered(terms)
    assert isinstance(terms, CountTerms)
    events, size = jnp.asarray(terms.arms.events), jnp.asarray(terms.arms.size)
    ours = LOG_LIKELIHOODS[terms.likelihood.name]
    return lambda eta, _: jnp.sum(ours(eta, events, size))


def _ordered(terms: OrderedTerms) -> Callable[[jax.Array, jax.Array], jax.Array]:
    """Group by group, from the thresholds, the second and following of which are shared parameters."""
    arms, share = terms.arms, _SHARES[terms.link.name]

    def of_all(eta: jax.Array, thresholds: jax.Array) -> jax.Array:
        ends = jnp.array([-ENDLESS]), jnp.zeros(1), thresholds, jnp.array([ENDLESS])
        cuts = jnp.concatenate(ends)
        low, high = cuts[arms.low], cuts[arms.high]
        told = arms.people > 0.0
        # without people a group says nothing, and would have infinite slopes
        value = share(eta[:, None] - jnp.where(told, low, 0.0), eta[:, None] - jnp.where(told, high, 1.0))
        return jnp.sum(jnp.where(told, arms.people * value, 0.0))

    return of_all


def _logit_share(a: jax.Array, b: jax.Array) -> jax.Array:
    return jax.nn.log_sigmoid(a) + jax.nn.log_sigmoid(-b) + jnp.log(-jnp.expm1(b - a))


def _probit_share(a: jax.Array, b: jax.Array) -> jax.Array:
    turned = a + b > 0.0
    upper, lower = norm.logcdf(jnp.where(turned, -b, a)), norm.logcdf(jnp.where(turned, -a, b))
    return upper + jnp.log(-jnp.expm1(lower - upper))


_SHARES = {"logit": _logit_share, "probit": _probit_share}


LOG_LIKELIHOODS: Mapping[str, LogLikelihood] = {
    "binomial-logit": _logit,
    "binomial-probit": _probit,
    "binomial-cloglog": _cloglog,
    "binomial-log": _log_risk,
    "poisson-log": _poisson,
}
