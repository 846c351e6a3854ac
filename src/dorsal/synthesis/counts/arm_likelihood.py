"""Exact likelihoods of one arm's counts as functions of its linear predictor, with two derivatives.

All are log-concave in the predictor, so that every maximum found is the only one. With a log link a risk must be kept
below 1: beyond a predictor just below 0 the log-likelihood goes on as the parabola that touches it there, which leaves
nothing of the likelihood where it should be 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, gammaln, log_ndtr, ndtr, ndtri, xlogy

from dorsal.errors import OptionError
from dorsal.trials.contrast import Array

Terms = tuple[Array, Array, Array]
"""Log-likelihood (without its constant) and its first and second derivative by the predictor."""

NEARLY_ZERO = -1e-5
"""Where a log risk meets its bound."""
TINY = 1e-300
LOG_MOST = 300.0
"""Hazards and rates are cut off at exp of this, so that their squares are numbers."""


@dataclass(frozen=True, kw_only=True)
class ArmLikelihood:
    """`terms(eta, events, size)` for predictors of any shape; `fitted(eta, size)`: the expected events.

    `size` is people (binomial) or person-time (Poisson).
    """

    name: str
    measure: str
    """What a difference of two predictors is."""
    counted: bool
    """Whether events are counted among people, and so at most as many."""
    terms: Callable[[Array, Array, Array], Terms]
    fitted: Callable[[Array, Array], Array]
    link: Callable[[Array], Array]
    """Predictor of a risk or rate."""
    ends_at_zero: bool = False
    """Whether the predictor must stay below 0."""

    def start(self, events: Array, size: Array) -> Array:
        """A predictor near the arm's maximum, with half an event added."""
        return self.link((events + 0.5) / (size + 1.0) if self.counted else (events + 0.5) / size)

    def constant(self, events: Array, size: Array) -> Array:
        """What `terms` leaves out of the log-likelihood."""
        if self.counted:
            return np.asarray(gammaln(size + 1) - gammaln(events + 1) - gammaln(size - events + 1), dtype=np.float64)
        return np.asarray(xlogy(events, size) - gammaln(events + 1), dtype=np.float64)

    def deviance(self, expected: Array, events: Array, size: Array) -> Array:
        """Residual deviance of each arm at its expected events (NICE TSD 2); finite, if large, where none is left."""
        own = xlogy(events, events) - xlogy(events, np.maximum(expected, TINY))
        if not self.counted:
            return np.asarray(2.0 * (own - (events - expected)), dtype=np.float64)
        rest = size - events
        return np.asarray(
            2.0 * (own + xlogy(rest, rest) - xlogy(rest, np.maximum(size - expected, TINY))), dtype=np.float64
        )


def _logit(eta: Array, events: Array, size: Array) -> Terms:
    small = np.exp(-np.abs(eta))  # one exponential for the risk, its logarithm and its variance
    one = 1.0 + small
    risk = np.where(eta >= 0.0, 1.0, small) / one
    log_likelihood = events * eta - size * (np.maximum(eta, 0.0) + np.log1p(small))
    return log_likelihood, events - size * risk, -size * (small / (one * one))


def _probit(eta: Array, events: Array, size: Array) -> Terms:
    up, down = log_ndtr(eta), log_ndtr(-eta)
    log_density = -0.5 * eta * eta - 0.5 * math.log(2.0 * math.pi)
    above, below = np.exp(log_density - up), np.exp(log_density - down)
    rest = size - events
    return (
        events * up + rest * down,
        events * above - rest * below,
        np.minimum(-events * above * (eta + above) - rest * below * (below - eta), 0.0),
    )


def _cloglog(eta: Array, events: Array, size: Array) -> Terms:
    hazard = np.exp(np.clip(eta, -LOG_MOST, LOG_MOST))
    with np.errstate(over="ignore"):
        share = hazard / np.expm1(hazard)
    rest = size - events
    return (
        events * np.log(-np.expm1(-hazard)) - rest * hazard,
        events * share - rest * hazard,
        events * share * (1.0 - hazard - share) - rest * hazard,
    )


def _log_risk(eta: Array, events: Array, size: Array) -> Terms:
    inside = np.clip(eta, -LOG_MOST, NEARLY_ZERO)
    over = np.maximum(eta - NEARLY_ZERO, 0.0)
    odds, rest = 1.0 / np.expm1(-inside), size - events
    bend = -odds * (1.0 + odds)
    free = np.log(-np.expm1(inside)) - odds * over + 0.5 * bend * over * over
    return events * eta + rest * free, events + rest * (bend * over - odds), rest * bend


def _poisson(eta: Array, events: Array, size: Array) -> Terms:
    expected = size * np.exp(np.minimum(eta, LOG_MOST))
    return events * eta - expected, events - expected, -expected


def _log(risk: Array) -> Array:
    return np.asarray(np.log(risk), dtype=np.float64)


LIKELIHOODS: Mapping[str, ArmLikelihood] = {
    each.name: each
    for each in (
        ArmLikelihood(
            name="binomial-logit",
            measure="OR",
            counted=True,
            terms=_logit,
            fitted=lambda eta, size: np.asarray(size * expit(eta), dtype=np.float64),
            link=lambda risk: _log(risk) - _log(1.0 - risk),
        ),
        ArmLikelihood(
            name="binomial-probit",
            measure="probit difference",
            counted=True,
            terms=_probit,
            fitted=lambda eta, size: np.asarray(size * ndtr(eta), dtype=np.float64),
            link=lambda risk: np.asarray(ndtri(risk), dtype=np.float64),
        ),
        ArmLikelihood(
            name="binomial-cloglog",
            measure="HR",
            counted=True,
            terms=_cloglog,
            fitted=lambda eta, size: np.asarray(-size * np.expm1(-np.exp(np.minimum(eta, LOG_MOST))), dtype=np.float64),
            link=lambda risk: _log(-np.log1p(-risk)),
        ),
        ArmLikelihood(
            name="binomial-log",
            measure="RR",
            counted=True,
            terms=_log_risk,
            fitted=lambda eta, size: np.asarray(size * np.exp(np.minimum(eta, NEARLY_ZERO)), dtype=np.float64),
            link=_log,
            ends_at_zero=True,
        ),
        ArmLikelihood(
            name="poisson-log",
            measure="IRR",
            counted=False,
            terms=_poisson,
            fitted=lambda eta, size: np.asarray(size * np.exp(np.minimum(eta, LOG_MOST)), dtype=np.float64),
            link=_log,
        ),
    )
}


def likelihood_of(name: str) -> ArmLikelihood:
    """The likelihood of that name. Raises OptionError with the known ones."""
    if name not in LIKELIHOODS:
        raise OptionError(f"likelihood must be one of {', '.join(LIKELIHOODS)}, got {name!r}")
    return LIKELIHOODS[name]
