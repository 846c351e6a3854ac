"""Effects that come from a common distribution: treatments shrunk to their class, components shrunk to nothing.

Given tau and omega, the SD of that distribution, everything is jointly normal, so that the second scale is one more
integral around that over tau (classes: Dominici, Parmigiani, Wolpert & Hasselblad 1999; Owen, Tincello &
Abrams 2015).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior, Nodes, nodes_of
from dorsal.synthesis.bayes.given_tau import GivenTau, LinearModel, log_jacobian
from dorsal.synthesis.bayes.marginal import NormalMixture, ScaleMarginal, ScaleMixture
from dorsal.synthesis.bayes.plausible import plausible_spread
from dorsal.synthesis.bayes.posterior import AS_ZERO, TOLERANCE, check_measure, existing_moments, rule_over_tau
from dorsal.synthesis.bayes.prior import NormalEffects, StandardErrors, TauPrior
from dorsal.synthesis.bayes.quadrature import Rule, integrate
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical


@dataclass(frozen=True, kw_only=True)
class Hierarchy:
    """d = F m + R e, e ~ N(M' m, omega^2), for the effects d (n,) of the treatments."""

    network: Network
    names: tuple[str, ...]
    """Of the means m."""
    fixed: Array
    """F (n, f): effects that are a mean themselves."""
    random: Array
    """R (n, k): exchangeable effects."""
    member: Array
    """M (f, k): which mean an exchangeable effect comes from; it is 0 where from none."""
    mean_sd: float | None
    """m ~ N(0, mean_sd^2), or flat."""

    def model(self, omega: float) -> LinearModel:
        """Given omega. A small one is a factor of standard normal numbers, a large one the SD of the effects.

        Each way is the well-conditioned one in its half.
        """
        f, k = self.member.shape
        own = 0.0 if self.mean_sd is None else 1.0 / self.mean_sd**2
        precision = np.diag([own] * f + [1.0] * k)
        basis = np.hstack([self.fixed + self.random @ self.member.T, omega * self.random])
        scaled = omega > self.errors.typical
        if scaled:
            basis = np.hstack([self.fixed, self.random])
            precision[f:, f:] /= omega**2
            precision[:f, f:] = -self.member / omega**2
            precision[f:, :f] = -self.member.T / omega**2
            precision[:f, :f] += self.member @ self.member.T / omega**2
        return LinearModel(
            rows=self.network.rows,
            basis=basis,
            precision=precision,
            log_det_precision=(f * math.log(own) if own else 0.0) - (2.0 * k * math.log(omega) if scaled else 0.0),
            flat=0 if own else f,
            log_jacobian=log_jacobian(self.network.contrasts),
        )

    @property
    def spent(self) -> int:
        """How many exchangeable effects it takes to tell the flat means."""
        return 0 if self.mean_sd is not None else int((self.member.sum(axis=1) > 0.0).sum())

    @cached_property
    def information(self) -> Array:
        """Eigenvalues of R' A' V^-1 A R: what the data at most say about the exchangeable effects."""
        gram = self.network.rows.gram(1.0 / self.network.rows.v)
        values = np.linalg.eigvalsh(self.random.T @ gram @ self.random)
        return np.asarray(values[values > 1e-9 * values[-1]], dtype=np.float64)

    @cached_property
    def errors(self) -> StandardErrors:
        values = self.information
        return StandardErrors(1.0 / math.sqrt(float(values[-1])), 1.0 / math.sqrt(float(np.median(values))))


@dataclass(frozen=True, kw_only=True, eq=False)
class GivenOmega:
    """The posterior of tau and the effects at one omega."""

    rule: Rule[GivenTau]

    @cached_property
    def nodes(self) -> Nodes[GivenTau]:
        return nodes_of(self.rule)

    @cached_property
    def moments(self) -> tuple[Array, Array]:
        """Means and variances of the effects: mixtures over tau."""
        weight = self.nodes.weight
        mean = weight @ self.nodes.means
        own = np.array([np.diagonal(known.cov) for known in self.nodes.known])
        return mean, weight @ (own + (self.nodes.means - mean) ** 2)


@dataclass(frozen=True, kw_only=True)
class ShrunkPosterior(EffectsPosterior[GivenTau]):
    """The joint posterior of the effects, tau, and omega, the SD of exchangeable effects."""

    hierarchy: Hierarchy = field(repr=False)
    rule: Rule[GivenOmega] = field(repr=False)
    proper: bool
    """Whether both scales have priors that integrate to 1."""

    @property
    def omega(self) -> ScaleMarginal:
        return ScaleMarginal(rule=self.rule, moments=self.moments)

    @property
    def tau(self) -> ScaleMixture:
        parts = tuple(ScaleMarginal(rule=known.rule, moments=self.moments) for known in self.rule.known)
        return ScaleMixture(weight=self.rule.weight, parts=parts)

    def mean_effect(self, name: str) -> NormalMixture:
        """The mean effect of a class against the reference. Raises NetworkError if there is no such class."""
        if name not in self.hierarchy.names:
            raise NetworkError(f"there is no class {name}; there are {', '.join(self.hierarchy.names)}")
        place = self.hierarchy.names.index(name)
        means = np.array([known.b[place] for known in self.nodes.known])
        variances = np.array([known.cov_b[place, place] for known in self.nodes.known])
        return NormalMixture(
            weight=self.nodes.weight, means=means, sds=np.sqrt(np.maximum(variances, 0.0)), moments=self.moments
        )

    @property
    def log_evidence(self) -> float:
        """log p(y). Raises OptionError unless all priors are proper."""
        if not self.proper or (self.hierarchy.mean_sd is None and self.hierarchy.names):
            raise OptionError("the evidence needs proper priors on tau, omega and the mean effects of the classes")
        return self.rule.log_total


def class_posterior(
    network: Network,
    classes: Mapping[str, str],
    tau: TauPrior,
    omega: TauPrior,
    *,
    reference: str,
    means: NormalEffects | None = None,
    tolerance: float = TOLERANCE,
) -> ShrunkPosterior:
    """Treatments shrunk to the mean of their class: effects against `reference` ~ N(mean of the class, omega^2).

    `classes`: treatment -> class; a treatment without one, or alone in its class, keeps an effect of its own, and
    the reference has none. omega is one for all classes. `means`: prior on the classes' mean effects (None: flat).
    Raises NetworkError for treatments that the network does not have or a network that is not connected, and
    OptionError if no class has two treatments.
    """
    if len(network.islands) > 1:
        raise NetworkError(f"the network falls into {len(network.islands)} islands; analyse each on its own")
    check_measure(network, tau)
    hierarchy = _of_classes(network, classes, reference, None if means is None else means.sd)
    return shrunk_posterior(hierarchy, tau, omega, tolerance=tolerance)


def shrunk_posterior(
    hierarchy: Hierarchy, tau: TauPrior, omega: TauPrior, *, tolerance: float = TOLERANCE
) -> ShrunkPosterior:
    """The posterior of any hierarchy: an integral over omega of integrals over tau."""
    model = hierarchy.model(0.0)
    instead, _ = plausible_spread(hierarchy.network.contrasts, hierarchy.network.measure)
    told = max(0, len(hierarchy.information) - hierarchy.spent)
    heavy = existing_moments(omega, told, instead, "omega")
    moments = min(heavy, existing_moments(tau, model.data - model.flat, instead))
    rule = integrate(
        omega.axis(hierarchy.errors),
        _heights(hierarchy, tau, omega, tolerance),
        tolerance=tolerance,
        moments=min(2.0, moments),
        scale="omega",
    )
    return ShrunkPosterior(
        treatments=hierarchy.network.treatments,
        nodes=_joined(rule),
        moments=moments,
        scale_error=max(rule.error, *(known.rule.error for known in rule.known)),
        hierarchy=hierarchy,
        rule=rule,
        proper=tau.proper and omega.proper,
    )


def _heights(
    hierarchy: Hierarchy, tau: TauPrior, omega: TauPrior, tolerance: float
) -> Callable[[float], tuple[float, GivenOmega]]:
    """log of prior times likelihood by omega, tau integrated out; omegas as good as 0 share one posterior."""
    zero = AS_ZERO / float(hierarchy.information[-1])
    at_zero: list[GivenOmega] = []

    def known(value: float) -> GivenOmega:
        return GivenOmega(rule=rule_over_tau(hierarchy.model(value), tau, 0.1 * tolerance))

    def height(value: float) -> tuple[float, GivenOmega]:
        log_prior = float(omega.log_density(np.array([value]))[0])
        if value * value > zero:
            found = known(value)
        else:
            at_zero[:] = at_zero or [known(0.0)]
            found = at_zero[0]
        return log_prior + found.rule.log_total, found

    return height


def _joined(rule: Rule[GivenOmega]) -> Nodes[GivenTau]:
    """All nodes of tau at all nodes of omega."""
    shares = zip(rule.weight, rule.coarse, rule.known, strict=True)
    weight, coarse = zip(*((w * known.nodes.weight, c * known.nodes.coarse) for w, c, known in shares), strict=True)
    return Nodes(
        weight=np.concatenate(weight),
        coarse=np.concatenate(coarse),
        tau=np.concatenate([known.nodes.tau for known in rule.known]),
        known=tuple(each for known in rule.known for each in known.nodes.known),
    )


def _of_classes(network: Network, classes: Mapping[str, str], reference: str, mean_sd: float | None) -> Hierarchy:
    named = {canonical(treatment): name for treatment, name in classes.items()}
    strangers = [name for name in (*named, canonical(reference)) if name not in network.index]
    if strangers:
        known = ", ".join(network.treatments)
        raise NetworkError(f"{', '.join(strangers)}: in no study of this network; it has {known}")
    members: dict[str, list[int]] = {}
    for treatment, place in network.index.items():
        if treatment != canonical(reference):
            members.setdefault(named.get(treatment, treatment), []).append(place)
    shared = [(row, place) for row, places in enumerate(members.values()) for place in places if len(places) > 1]
    if not shared:
        raise OptionError("no class has two treatments besides the reference, so there is nothing to shrink to")
    n, f = len(network.treatments), len(members)
    fixed, random, member = np.zeros((n, f)), np.zeros((n, len(shared))), np.zeros((f, len(shared)))
    for column, (row, place) in enumerate(shared):
        random[place, column] = member[row, column] = 1.0
    for row, places in enumerate(members.values()):
        fixed[places, row] = float(len(places) == 1)
    return Hierarchy(network=network, names=tuple(members), fixed=fixed, random=random, member=member, mean_sd=mean_sd)
