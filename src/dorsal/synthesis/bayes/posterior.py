"""The exact posterior of a random-effects network, by one integral over tau instead of sampling.

For contrasts with normal errors everything is jointly normal given tau (synthesis.bayes.given_tau), so the posterior of
any effect is a mixture of normals over the nodes of the integral (as bayesmeta does for one comparison: Roever
2020). The study effects of one trial have the usual correlation of 1/2.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.deviance import Deviance, deviance
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior, nodes_of
from dorsal.synthesis.bayes.given_tau import GivenTau, LinearModel, log_jacobian
from dorsal.synthesis.bayes.marginal import ScaleMarginal
from dorsal.synthesis.bayes.plausible import ON_LOGS, plausible_spread
from dorsal.synthesis.bayes.prior import NormalEffects, StandardErrors, TauPrior
from dorsal.synthesis.bayes.published_prior import RATIOS, STANDARDISED
from dorsal.synthesis.bayes.quadrature import Rule, integrate
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.gls import reduce_both
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical

TOLERANCE = 1e-6
AS_ZERO = 1e-13
"""A tau is 0 where it changes the whole information of the data by less than this share."""


@dataclass(frozen=True, kw_only=True)
class Posterior(EffectsPosterior[GivenTau]):
    """The joint posterior of tau and all effects. It stores the nodes; whatever else is asked of it."""

    network: Network
    prior: TauPrior
    effect_prior: NormalEffects | None
    """None: flat."""
    model: LinearModel = field(repr=False)
    rule: Rule[GivenTau] = field(repr=False)

    @property
    def tau(self) -> ScaleMarginal:
        return ScaleMarginal(rule=self.rule, moments=self.moments)

    @property
    def log_evidence(self) -> float:
        """log p(y), the marginal likelihood of the contrasts.

        Raises OptionError unless both priors are proper: a flat one has no height to integrate against.
        """
        self._require_proper_tau("the evidence")
        if self.model.flat:
            raise OptionError(
                "the evidence needs a proper prior on the effects; give one as NormalEffects(sd=...), wide for little "
                "influence. The Bayes factor of common against random effects does without"
            )
        return self.rule.log_total

    @property
    def log_bayes_factor_common(self) -> float:
        """log p(y | tau = 0) - log p(y): how the data speak for a common effect against random effects.

        A flat prior on the effects stands in both, and cancels. Raises OptionError if the prior on tau is improper.
        """
        self._require_proper_tau("a Bayes factor")
        return self.model.known(0.0).log_likelihood - self.rule.log_total

    def _require_proper_tau(self, what: str) -> None:
        if not self.prior.proper:
            raise OptionError(f"{what} needs a prior on tau that integrates to 1; {self.prior.name} does not say so")

    @cached_property
    def deviance(self) -> Deviance:
        """Residual deviance, effective number of parameters and DIC, as in NICE TSD 2."""
        return deviance(self.nodes)


def posterior(
    of: Network | NetworkFit,
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    tolerance: float = TOLERANCE,
) -> Posterior:
    """The exact posterior for a connected network, or for a fit with a basis of its own.

    `tau`: the prior on the heterogeneity SD. `effects`: the prior on basic parameters; None is flat.
    `tolerance`: error of means and SDs that is allowed, in posterior SDs.
    Raises NetworkError if the network is not connected, OptionError if a prior does not suit it or leaves the
    posterior improper, and NotSettled if the integral does not reach the tolerance.
    """
    network, basis = (of, None) if isinstance(of, Network) else (of.network, of.basis)
    if basis is None:
        require_connected(network)
    check_measure(network, tau)
    return posterior_of_model(network, linear_model(network, basis, effects), tau, effects, tolerance=tolerance)


def posterior_of_model(
    network: Network,
    model: LinearModel,
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    tolerance: float = TOLERANCE,
) -> Posterior:
    """The exact posterior of any linear model of the network's rows; see `posterior`."""
    instead, _ = plausible_spread(network.contrasts, network.measure)
    moments = existing_moments(tau, model.data - model.flat, instead)
    rule = rule_over_tau(model, tau, tolerance)
    return Posterior(
        treatments=network.treatments,
        network=network,
        nodes=nodes_of(rule),
        moments=moments,
        scale_error=rule.error,
        prior=tau,
        effect_prior=effects,
        model=model,
        rule=rule,
    )


def rule_over_tau(model: LinearModel, tau: TauPrior, tolerance: float) -> Rule[GivenTau]:
    """The nodes of tau for one linear model."""
    return integrate(
        tau.axis(_standard_errors(model)),
        _heights(model, tau),
        tolerance=tolerance,
        moments=min(2.0, existing_moments(tau, model.data - model.flat)),
    )


def linear_model(network: Network, basis: Array | None, effects: NormalEffects | None) -> LinearModel:
    """The model of a network with or without a basis, its effects flat or normal."""
    p = len(network.treatments) - 1 if basis is None else basis.shape[1]
    jacobian = log_jacobian(network.contrasts)
    if effects is None:
        return LinearModel(rows=network.rows, basis=basis, flat=p, log_jacobian=jacobian)
    precision = np.eye(p) / effects.sd**2
    if basis is None:
        precision = reduce_both(_star(network, effects.reference) / effects.sd**2, None)
    return LinearModel(
        rows=network.rows,
        basis=basis,
        precision=precision,
        # A change of reference turns the basic parameters into others with determinant 1.
        log_det_precision=-2.0 * p * math.log(effects.sd),
        flat=0,
        log_jacobian=jacobian,
    )


def _star(network: Network, reference: str | None) -> Array:
    """sum over k of (d_k - d_reference)^2 as a quadratic form of the effects, shape (n, n)."""
    n, centre = len(network.treatments), 0
    if reference is not None:
        if canonical(reference) not in network.index:
            known = ", ".join(network.treatments)
            raise NetworkError(f"the reference {reference} is in no study of this network; it has {known}")
        centre = network.index[canonical(reference)]
    form = np.eye(n)
    form[centre, :] = form[:, centre] = -1.0
    form[centre, centre] = n - 1.0
    return form


def require_connected(network: Network) -> None:
    """Raises NetworkError if the network falls into islands."""
    if len(network.islands) > 1:
        raise NetworkError(
            f"the network falls into {len(network.islands)} islands that no study joins; analyse each on its own, "
            "or fit a component model"
        )


def check_measure(network: Network, tau: TauPrior) -> None:
    """Raises OptionError if a published prior was derived for another measure than the network's."""
    if tau.measures and network.measure not in tau.measures:
        raise OptionError(
            f"the prior {tau.name} was derived for {' and '.join(tau.measures)}; these contrasts are "
            f"{network.measure}. Take {_published(network.measure)}{_half_normal(network)}"
        )


def _half_normal(network: Network) -> str:
    """A prior that can be typed, and what its scale is."""
    scale, why = plausible_spread(network.contrasts, network.measure)
    return f"halfnormal({scale:g}); {scale:g} is {why}"


def _published(measure: str) -> str:
    """The published prior that was derived for a measure, to name it beside another."""
    name = "rhodes2015()" if measure in STANDARDISED else "turner2012()" if measure in RATIOS else ""
    return f"{name} or " if name else ""


def _standard_errors(model: LinearModel) -> StandardErrors:
    v = model.rows.v
    return StandardErrors(math.sqrt(float(v.min())), math.sqrt(float(np.median(v))))


def existing_moments(prior: TauPrior, df: int, instead: float = ON_LOGS, scale: str = "tau") -> float:
    """The largest whole power of a scale that has a posterior mean; prior and likelihood fall as powers of it.

    `df`: by how many powers the likelihood falls. Raises OptionError if the posterior does not exist, with a
    half-normal prior of the scale `instead` as the way out.
    """
    tail = prior.tail + df
    if tail <= 1.0:
        raise OptionError(
            f"with the prior {prior.name} and {df} degrees of freedom {scale} has no posterior; "
            f"take a prior that falls, such as halfnormal({instead:g}) (on the command line --prior-{scale} "
            f"'halfnormal({instead:g})')"
        )
    return tail if math.isinf(tail) else math.ceil(tail - 1.0) - 1.0


def _heights(model: LinearModel, tau: TauPrior) -> Callable[[float], tuple[float, GivenTau]]:
    """log of likelihood times prior at a tau, with the normal posterior there; all that are as good as 0 share one."""
    zero = AS_ZERO / float((1.0 / model.rows.v).sum())
    at_zero: list[GivenTau] = []

    def height(value: float) -> tuple[float, GivenTau]:
        log_prior = float(tau.log_density(np.array([value]))[0])
        tau2 = value * value
        if tau2 > zero:
            known = model.known(tau2)
        else:
            at_zero[:] = at_zero or [model.known(0.0)]
            known = at_zero[0]
        return known.log_likelihood + log_prior, known

    return height
