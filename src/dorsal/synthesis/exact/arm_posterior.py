"""The posterior of a random-effects network from the data of its arms, by their exact likelihood.

The model of NICE TSD 2. Effects given tau are taken for normal at their mode (synthesis.exact.arm_model), and tau is
integrated out as for contrasts (the scheme of Rue, Martino & Chopin 2009). Only the middle step approximates; `check`
measures by how much.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.deviance import Deviance
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior, Nodes
from dorsal.synthesis.bayes.marginal import NormalMixture, ScaleMarginal
from dorsal.synthesis.bayes.posterior import TOLERANCE, existing_moments
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.bayes.quadrature import Rule, integrate
from dorsal.synthesis.chance import Chance, counted, generator
from dorsal.synthesis.counts.arm_likelihood import likelihood_of
from dorsal.synthesis.counts.arms import Index, arms_of
from dorsal.synthesis.counts.event_counts import EventCounts, EventRates
from dorsal.synthesis.exact.arm_model import ArmModel, GivenTauArms, arm_model_of
from dorsal.synthesis.exact.arm_terms import ArmTerms, CountTerms
from dorsal.synthesis.exact.baseline import Baselines
from dorsal.synthesis.exact.separation import require_ends
from dorsal.synthesis.exact.study_integral import Point, StudyIntegral
from dorsal.trials.contrast import Array

LARGEST = 20.0
"""A tau above this, on a log scale, is taken to be impossible."""
NEGLIGIBLE = 1e-4
"""Nodes of tau with a smaller share are left out of averages that are costly."""
FINER = 41
"""Nodes of the quadrature that the usual number is compared with."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """What Laplace's approximation of the effects costs, by importance sampling from it."""

    draws: int
    effective_share: float
    """Effective draws over draws: 1 where the approximation is exact."""
    mean_shift: Array
    """(n,) change of the posterior means that the exact posterior asks for, in posterior SDs."""
    mean_shift_se: Array
    """Its Monte-Carlo standard error."""
    shared_shift: Array
    """(k,) the same change of the means of what all arms share, in their posterior SDs."""
    sd_ratio: Array
    """(n,) exact over approximate posterior SD (1 for the first treatment)."""
    quadrature: float
    """Largest change of log p(y | tau) with finer quadrature of the studies, over the nodes of tau that matter."""


@dataclass(frozen=True, kw_only=True)
class ArmPosterior(EffectsPosterior[GivenTauArms]):
    """The posterior of tau and of all effects (logs for odds, hazard and rate ratios)."""

    model: ArmModel = field(repr=False)
    prior: TauPrior
    effect_prior: NormalEffects | None
    rule: Rule[GivenTauArms] = field(repr=False)

    @property
    def measure(self) -> str:
        return self.model.terms.measure

    @property
    def tau(self) -> ScaleMarginal:
        return ScaleMarginal(rule=self.rule, moments=self.moments)

    def shared(self, place: int) -> NormalMixture:
        """The posterior of a parameter that all arms share, by its place: thresholds first, then of baselines."""
        p = len(self.treatments) - 1
        variances = np.array([known.cov_all[p + place, p + place] for known in self.nodes.known])
        means = np.array([known.point.more[place] for known in self.nodes.known])
        return self._mixture(means, variances)

    def combined(self, effects: Array, shared: Array) -> NormalMixture:
        """The posterior of a weighted sum of effects (n,) and of what all arms share (k,)."""
        weights = np.concatenate([effects[1:], shared])
        means = np.array([np.concatenate([known.mean[1:], known.point.more]) @ weights for known in self.nodes.known])
        return self._mixture(means, np.array([weights @ known.cov_all @ weights for known in self.nodes.known]))

    @property
    def log_bayes_factor_common(self) -> float:
        """log p(y | tau = 0) - log p(y). Raises OptionError if the prior on tau is improper."""
        if not self.prior.proper:
            raise OptionError(f"a Bayes factor needs a prior on tau that integrates to 1; {self.prior.name} does not")
        start = replace(self.nodes.known[0].point, tau=0.0)
        return self.model.known(start).log_likelihood - self.rule.log_total

    @cached_property
    def deviance(self) -> Deviance:
        """Residual deviance, pD and DIC by arm, as in NICE TSD 2 (pD at the posterior means of what is expected).

        The effects given tau are averaged over by cubature of the third degree.
        """
        mean, expected, total = np.zeros(1), np.zeros(1), 0.0
        for share, known in zip(self.nodes.weight, self.nodes.known, strict=True):
            if share > NEGLIGIBLE:
                points = [point for point in known.spread if self.model.allows(point)]
                total += share * bool(points)
                for point in points:
                    terms = self.model.terms.bound(point.more[: len(self.model.terms.shared)])
                    part = share / len(points)
                    missed, seen = _fit_of(terms, self.model.integral, point)
                    mean, expected = mean + part * missed, expected + part * seen
        mean, expected = mean / total, expected / total
        leverage = mean - self.model.terms.deviance(expected)
        return Deviance(parts=mean, leverage=leverage, data=self.model.terms.data)

    def check(self, rng: Chance, *, draws: int = 400) -> Check:
        """How far the approximation of the effects is from the exact posterior.

        Means are compared through the small deviations of the weights from 1, so that few draws tell small shifts.
        """
        source = generator(rng)
        node = np.sort(source.choice(len(self.nodes.weight), size=draws, p=self.nodes.weight))
        normal = source.standard_normal((counted(draws), self.nodes.known[0].size))
        points = [self.nodes.known[j].at(normal[i]) for i, j in enumerate(node)]
        log_weight = [self._log_weight(self.nodes.known[j], normal[i], points[i]) for i, j in enumerate(node)]
        return self._compared(points, np.exp(log_weight))

    def _log_weight(self, known: GivenTauArms, normal: Array, point: Point) -> float:
        """log of exact over approximate density at a draw from the approximation."""
        if not self.model.allows(point):
            return -math.inf
        log_normal = -0.5 * float(normal @ normal) - 0.5 * len(normal) * math.log(2.0 * math.pi)
        log_normal -= float(np.log(np.diagonal(known.root)).sum())
        height = self.model.height(point, self.model.integral.at(point))
        return height - known.log_likelihood - log_normal

    def _compared(self, points: Sequence[Point], weight: Array) -> Check:
        share, n = weight / weight.mean(), len(self.treatments)
        beside = [self.shared(place) for place in range(len(points[0].more))]
        mean = np.concatenate([self.effect, [marginal.mean for marginal in beside]])
        sd = np.concatenate([np.sqrt(np.diagonal(self.cov)), [marginal.sd for marginal in beside]])
        drawn = np.array([np.concatenate([point.effects, point.more]) for point in points])
        scaled = np.divide(drawn - mean, sd, out=np.zeros_like(drawn), where=sd > 0.0)
        moved = (share - 1.0)[:, None] * scaled
        shift = moved.mean(axis=0)
        second = ((share - 1.0)[:, None] * (scaled**2 - 1.0)).mean(axis=0)
        return Check(
            draws=len(weight),
            effective_share=float(1.0 / np.mean(share**2)),
            mean_shift=shift[:n],
            mean_shift_se=moved.std(axis=0)[:n] / math.sqrt(len(weight)),
            shared_shift=shift[n:],
            sd_ratio=np.where(sd > 0.0, np.sqrt(np.maximum(1.0 + second - shift**2, 0.0)), 1.0)[:n],
            quadrature=self._quadrature_error(),
        )

    def _quadrature_error(self) -> float:
        usual = self.model.integral
        fine = replace(usual, baseline_nodes=FINER, arm_nodes=FINER)
        changes = [
            abs(usual.at(known.point).log_likelihood - fine.at(known.point).log_likelihood)
            for share, known in zip(self.nodes.weight, self.nodes.known, strict=True)
            if share > NEGLIGIBLE
        ]
        return max(changes)


def _fit_of(terms: ArmTerms, integral: StudyIntegral, point: Point) -> tuple[Array, Array]:
    """Mean residual deviances (A,) and what is expected (A, quantities) at a point."""

    def of(eta: Array, places: Index) -> Array:
        expected = terms.fitted(eta, places)
        return np.concatenate([terms.deviance(expected, places)[..., None], expected], axis=-1)

    found = integral.average(point, of)
    return found[:, 0], found[:, 1:]


def arm_posterior(
    counts: Sequence[EventCounts | EventRates],
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    likelihood: str = "binomial-logit",
    baselines: Baselines | None = None,
    reference: str | None = None,
    tolerance: float = TOLERANCE,
) -> ArmPosterior:
    """The posterior from counts: by one of the LIKELIHOODS of `arm_likelihood`.

    `effects`: prior on the effects (None: flat). `baselines`: prior on what `reference` (None: the first by name) would
    show in each study (None: flat). `tolerance`: error of the integral over tau. Raises OptionError for another
    likelihood or a prior that does not suit, EvidenceError for counts of another kind, NetworkError if the studies do
    not connect the treatments or an effect is infinite, NotSettled as it says.
    """
    model = arm_model(counts, tau, effects, likelihood=likelihood, baselines=baselines, reference=reference)
    return arm_posterior_of(model, tau, effects, tolerance=tolerance)


def arm_posterior_of(
    model: ArmModel, tau: TauPrior, effects: NormalEffects | None = None, *, tolerance: float = TOLERANCE
) -> ArmPosterior:
    """The posterior of any model of arms; see `arm_posterior`."""
    flat = 0 if effects is not None else len(model.arms.treatments) - 1
    told = int(np.maximum(model.terms.interior - 1.0, 0.0).sum())
    moments = existing_moments(tau, max(0, told - flat))
    rule = integrate(
        tau.axis(model.standard_errors), _heights(model, tau), tolerance=tolerance, moments=min(2.0, moments)
    )
    return ArmPosterior(
        treatments=model.arms.treatments,
        nodes=Nodes(weight=rule.weight, coarse=rule.coarse, tau=rule.tau, known=rule.known),
        moments=moments,
        scale_error=rule.error,
        model=model,
        prior=tau,
        effect_prior=effects,
        rule=rule,
    )


def arm_model(
    counts: Sequence[EventCounts | EventRates],
    tau: TauPrior,
    effects: NormalEffects | None,
    *,
    likelihood: str,
    baselines: Baselines | None = None,
    reference: str | None = None,
) -> ArmModel:
    """What `arm_posterior` integrates over tau. Raises as it does."""
    kind = likelihood_of(likelihood)
    flat = baselines is None or baselines.flat
    arms = arms_of(counts, kind, first=reference, silent=not flat)
    if effects is None:
        require_ends(arms, counted=kind.counted, flat_baselines=flat)
    return arm_model_of(CountTerms(arms=arms, likelihood=kind), tau, effects, baselines)


def _heights(model: ArmModel, tau: TauPrior) -> Callable[[float], tuple[float, GivenTauArms]]:
    """log of likelihood times prior at a tau. Each search begins where the nearest one before ended."""
    seen: dict[float, GivenTauArms] = {}
    zero = 1e-7 * model.standard_errors.smallest / math.sqrt(len(model.arms.study))

    def height(value: float) -> tuple[float, GivenTauArms]:
        log_prior = float(tau.log_density(np.array([value]))[0])
        scale = value if value > zero else 0.0
        near = min(seen, key=lambda t: abs(t - scale), default=None)
        if scale > LARGEST and near is not None:
            return -math.inf, seen[near]
        if scale not in seen:
            start = model.integral.point(np.zeros(len(model.arms.treatments)), scale)
            start = start if near is None else replace(seen[near].point, tau=scale)
            seen[scale] = model.known(start)
        return seen[scale].log_likelihood + log_prior, seen[scale]

    return height
