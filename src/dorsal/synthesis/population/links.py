"""What is expected of a person by their predictor, with two derivatives: for averages over people."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtr

from dorsal.errors import OptionError
from dorsal.synthesis.counts.arm_likelihood import LOG_MOST, ArmLikelihood, likelihood_of
from dorsal.trials.contrast import Array

Response = tuple[Array, Array, Array, Array]
"""The expected outcome, 1 minus it (of risks), and its first and second derivative by the predictor."""


def _logit(eta: Array) -> Response:
    risk, rest = expit(eta), expit(-eta)
    slope = risk * rest
    return risk, rest, slope, slope * (rest - risk)


def _probit(eta: Array) -> Response:
    slope = np.exp(-0.5 * eta * eta) / math.sqrt(2.0 * math.pi)
    return ndtr(eta), ndtr(-eta), slope, -eta * slope


def _cloglog(eta: Array) -> Response:
    hazard = np.exp(np.clip(eta, -LOG_MOST, LOG_MOST))
    rest = np.exp(-hazard)
    return -np.expm1(-hazard), rest, hazard * rest, hazard * rest * (1.0 - hazard)


def _log(eta: Array) -> Response:
    rate = np.exp(np.minimum(eta, LOG_MOST))
    return rate, np.zeros_like(rate), rate, rate


def _identity(eta: Array) -> Response:
    return eta, np.zeros_like(eta), np.ones_like(eta), np.zeros_like(eta)


@dataclass(frozen=True, kw_only=True)
class Family:
    """How outcomes of people are spread around what is expected of them."""

    name: str
    """ "binomial-logit" ..., as LIKELIHOODS names them, or "normal-identity"."""
    measure: str
    """What a difference of two predictors is."""
    response: Callable[[Array], Response]

    @property
    def kind(self) -> str:
        """ "binomial", "poisson" or "normal"."""
        return self.name.split("-")[0]

    @property
    def counts(self) -> ArmLikelihood:
        """The likelihood of counts by their predictor. Only for counts."""
        return likelihood_of(self.name)


FAMILIES: Mapping[str, Family] = {
    family.name: family
    for family in (
        Family(name="normal-identity", measure="MD", response=_identity),
        Family(name="binomial-logit", measure="OR", response=_logit),
        Family(name="binomial-probit", measure="probit difference", response=_probit),
        Family(name="binomial-cloglog", measure="HR", response=_cloglog),
        Family(name="poisson-log", measure="IRR", response=_log),
    )
}


def family_of(name: str) -> Family:
    """The family of that name. Raises OptionError with the known ones."""
    if name not in FAMILIES:
        raise OptionError(f"with people, the likelihood is one of {', '.join(FAMILIES)}, got {name!r}")
    return FAMILIES[name]
