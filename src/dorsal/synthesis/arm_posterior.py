"""The posterior of a random-effects network from the counts of its arms, by their exact likelihood.

The model of NICE TSD 2 with flat baselines. Studies are integrated out by quadrature (synthesis.study_integral), the
effects given tau by Laplace's approximation at their mode, and tau by the same integral as for contrasts (the scheme
of Rue, Martino & Chopin 2009). Only the middle step approximates; `check` measures by how much.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError, NotSettled, OptionError
from dorsal.synthesis.arm_likelihood import ArmLikelihood, likelihood_of
from dorsal.synthesis.arms import Arms, Index, arms_of
from dorsal.synthesis.deviance import Deviance
from dorsal.synthesis.effects_posterior import EffectsPosterior, Nodes
from dorsal.synthesis.event_counts import EventCounts, EventRates
from dorsal.synthesis.marginal import ScaleMarginal
from dorsal.synthesis.posterior import TOLERANCE, existing_moments
from dorsal.synthesis.prior import NormalEffects, StandardErrors, TauPrior
from dorsal.synthesis.quadrature import Rule, integrate
from dorsal.synthesis.study_integral import StudyIntegral, Value
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical

MAX_STEPS = 100
SETTLED = 1e-7
SLACK = 1e-5
"""What quadrature may cost the height of a step that leads up."""
ENDLESS = 40.0
"""A log odds ratio beyond this is on its way to infinity."""
LARGEST = 20.0
"""A tau above this, on a log scale, is taken to be impossible."""
NEGLIGIBLE = 1e-4
"""Nodes of tau with a smaller share are left out of averages that are costly."""
FINER = 41
"""Nodes of the quadrature that the usual number is compared with."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GivenTauCounts:
    """Effects given tau, taken for normal at their mode."""

    tau2: float
    mean: Array
    """(n,) mode, the first treatment at 0."""
    cov: Array
    """(n, n) inverse of the curvature there."""
    log_likelihood: float
    """log p(y | tau) by Laplace's approximation, without the constants of the likelihood."""
    baseline: Array
    """(S,) modes of the baselines."""

    @property
    def size(self) -> int:
        return len(self.mean) - 1

    @property
    def moments(self) -> tuple[Array, Array]:
        return self.mean[1:], np.diagonal(self.cov)[1:]

    @cached_property
    def root(self) -> Array:
        """(n - 1, n - 1) Cholesky factor of the covariance of the effects against the first treatment."""
        return np.asarray(np.linalg.cholesky(self.cov[1:, 1:]), dtype=np.float64)

    @property
    def spread(self) -> Array:
        """(2 (n - 1), n) effects whose plain average is exact for polynomials of the third degree."""
        steps = math.sqrt(self.size) * np.eye(self.size)
        return self.drawn(np.vstack([steps, -steps]))

    def drawn(self, normal: Array) -> Array:
        """Effects (draws, n) from standard normal numbers (draws, n - 1)."""
        effects = self.mean[1:] + normal @ self.root.T
        return np.hstack([np.zeros((len(normal), 1)), effects])


@dataclass(frozen=True, kw_only=True)
class ArmModel:
    """Counts with their likelihood and the prior on the effects."""

    integral: StudyIntegral
    precision: Array
    """(n - 1, n - 1) prior precision of the effects against the first treatment; 0 where flat."""
    log_det_precision: float | None
    """None: flat."""

    @property
    def arms(self) -> Arms:
        return self.integral.arms

    def height(self, d: Array, value: Value) -> float:
        """log of likelihood times prior of the effects."""
        p = len(d) - 1
        prior = -0.5 * float(d[1:] @ self.precision @ d[1:])
        if self.log_det_precision is not None:
            prior += 0.5 * (self.log_det_precision - p * math.log(2.0 * math.pi))
        return value.log_likelihood + prior

    def known(self, tau: float, start: tuple[Array, Array]) -> GivenTauCounts:
        """The mode of the effects by Newton steps from (effects, baselines): the posterior is log-concave.

        Raises NetworkError where the mode is at infinity.
        """
        d, baseline = start
        value = self.integral.at(d, tau, baseline)
        for _ in range(MAX_STEPS):
            curvature = self.precision - value.hessian[1:, 1:]
            step = np.asarray(np.linalg.solve(curvature, value.gradient[1:] - self.precision @ d[1:]), dtype=np.float64)
            d, value, moved = self._uphill(d, value, tau, step)
            if np.abs(d).max() > ENDLESS:
                raise NetworkError(
                    "an effect is infinite: all events of a comparison are on one side. "
                    "Give a prior on the effects, such as NormalEffects(sd=2.5)"
                )
            if moved <= SETTLED * (1.0 + np.abs(d).max()):
                return self._laplace(d, tau, value)
        raise NotSettled(
            f"the mode of the effects at tau = {tau:g} was not reached in {MAX_STEPS} steps; "
            "a prior that leaves less to such a tau, as halfnormal(1), may help"
        )

    def _uphill(self, d: Array, value: Value, tau: float, step: Array) -> tuple[Array, Value, float]:
        """The step, halved while it leads down."""
        height = self.height(d, value)
        for _ in range(40):
            proposed = d + np.concatenate([[0.0], step])
            found = self.integral.at(proposed, tau, value.baseline)
            if self.height(proposed, found) >= height - SLACK:
                break
            step = 0.5 * step
        return proposed, found, float(np.abs(step).max())

    def _laplace(self, d: Array, tau: float, value: Value) -> GivenTauCounts:
        curvature = self.precision - value.hessian[1:, 1:]
        cov = np.zeros((len(d), len(d)))
        cov[1:, 1:] = np.linalg.inv(curvature)
        _, log_det = np.linalg.slogdet(curvature)
        p = len(d) - 1
        return GivenTauCounts(
            tau2=tau * tau,
            mean=d,
            cov=cov,
            log_likelihood=self.height(d, value) + 0.5 * (p * math.log(2.0 * math.pi) - float(log_det)),
            baseline=value.baseline,
        )


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
    sd_ratio: Array
    """(n,) exact over approximate posterior SD (1 for the first treatment)."""
    quadrature: float
    """Largest change of log p(y | tau) with finer quadrature of the studies, over the nodes of tau that matter."""


@dataclass(frozen=True, kw_only=True)
class ArmPosterior(EffectsPosterior[GivenTauCounts]):
    """The posterior of tau and of all effects (logs for odds, hazard and rate ratios)."""

    model: ArmModel = field(repr=False)
    prior: TauPrior
    effect_prior: NormalEffects | None
    rule: Rule[GivenTauCounts] = field(repr=False)

    @property
    def measure(self) -> str:
        return self.model.integral.likelihood.measure

    @property
    def tau(self) -> ScaleMarginal:
        return ScaleMarginal(rule=self.rule, moments=self.moments)

    @property
    def log_bayes_factor_common(self) -> float:
        """log p(y | tau = 0) - log p(y). Raises OptionError if the prior on tau is improper."""
        if not self.prior.proper:
            raise OptionError(f"a Bayes factor needs a prior on tau that integrates to 1; {self.prior.name} does not")
        first = self.nodes.known[0]
        return self.model.known(0.0, (first.mean, first.baseline)).log_likelihood - self.rule.log_total

    @cached_property
    def deviance(self) -> Deviance:
        """Residual deviance, pD and DIC by arm, as in NICE TSD 2 (pD at the posterior means of the expected events).

        The effects given tau are averaged over by cubature of the third degree.
        """
        arms, likelihood = self.model.arms, self.model.integral.likelihood

        def fitted(eta: Array, places: Index) -> Array:
            return likelihood.fitted(eta, arms.size[places][:, None, None])

        def missed(eta: Array, places: Index) -> Array:
            events, size = arms.events[places][:, None, None], arms.size[places][:, None, None]
            return likelihood.deviance(likelihood.fitted(eta, size), events, size)

        mean, expected, total = np.zeros(len(arms.events)), np.zeros(len(arms.events)), 0.0
        for share, known in zip(self.nodes.weight, self.nodes.known, strict=True):
            if share > NEGLIGIBLE:
                total += share
                for d in known.spread:
                    part = share / len(known.spread)
                    where = (d, math.sqrt(known.tau2), known.baseline)
                    mean += part * self.model.integral.average(*where, missed)
                    expected += part * self.model.integral.average(*where, fitted)
        mean, expected = mean / total, expected / total
        leverage = mean - likelihood.deviance(expected, arms.events, arms.size)
        return Deviance(parts=mean, leverage=leverage, data=len(mean))

    def check(self, rng: np.random.Generator, *, draws: int = 400) -> Check:
        """How far the approximation of the effects is from the exact posterior.

        Means are compared through the small deviations of the weights from 1, so that few draws tell small shifts.
        """
        node = np.sort(rng.choice(len(self.nodes.weight), size=draws, p=self.nodes.weight))
        normal = rng.standard_normal((draws, self.nodes.known[0].size))
        effects, log_weight = np.empty((draws, len(self.treatments))), np.empty(draws)
        for i, j in enumerate(node):
            effects[i], log_weight[i] = self._weighed(self.nodes.known[j], normal[i])
        return self._compared(effects, np.exp(log_weight))

    def _weighed(self, known: GivenTauCounts, normal: Array) -> tuple[Array, float]:
        """A draw from the approximation, and log of exact over approximate density there."""
        d = known.drawn(normal[None, :])[0]
        value = self.model.integral.at(d, math.sqrt(known.tau2), known.baseline)
        log_normal = -0.5 * float(normal @ normal) - 0.5 * len(normal) * math.log(2.0 * math.pi)
        log_normal -= float(np.log(np.diagonal(known.root)).sum())
        return d, self.model.height(d, value) - known.log_likelihood - log_normal

    def _compared(self, effects: Array, weight: Array) -> Check:
        share = weight / weight.mean()
        sd = np.sqrt(np.diagonal(self.cov))
        scaled = np.divide(effects - self.effect, sd, out=np.zeros_like(effects), where=sd > 0.0)
        moved = (share - 1.0)[:, None] * scaled
        shift = moved.mean(axis=0)
        second = ((share - 1.0)[:, None] * (scaled**2 - 1.0)).mean(axis=0)
        return Check(
            draws=len(weight),
            effective_share=float(1.0 / np.mean(share**2)),
            mean_shift=shift,
            mean_shift_se=moved.std(axis=0) / math.sqrt(len(weight)),
            sd_ratio=np.where(sd > 0.0, np.sqrt(np.maximum(1.0 + second - shift**2, 0.0)), 1.0),
            quadrature=self._quadrature_error(),
        )

    def _quadrature_error(self) -> float:
        fine = replace(self.model.integral, baseline_nodes=FINER, arm_nodes=FINER)
        changes = [
            abs(integral.log_likelihood - finer.log_likelihood)
            for share, known in zip(self.nodes.weight, self.nodes.known, strict=True)
            if share > NEGLIGIBLE
            for integral in [self.model.integral.at(known.mean, math.sqrt(known.tau2), known.baseline)]
            for finer in [fine.at(known.mean, math.sqrt(known.tau2), known.baseline)]
        ]
        return max(changes)


def arm_posterior(
    counts: Sequence[EventCounts | EventRates],
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    likelihood: str = "binomial-logit",
    tolerance: float = TOLERANCE,
) -> ArmPosterior:
    """The posterior from counts: by one of the LIKELIHOODS of `arm_likelihood`.

    `effects`: prior on the effects (None: flat). `tolerance`: error of the integral over tau.
    Raises OptionError for another likelihood or a prior that does not suit, EvidenceError for counts of another kind,
    NetworkError if the studies do not connect the treatments or an effect is infinite, NotSettled as it says.
    """
    model = arm_model(counts, tau, effects, likelihood=likelihood)
    flat = 0 if effects is not None else len(model.arms.treatments) - 1
    told = int(np.maximum(model.arms.interior - 1.0, 0.0).sum())
    moments = existing_moments(tau, max(0, told - flat))
    rule = integrate(
        tau.axis(_standard_errors(model)), _heights(model, tau), tolerance=tolerance, moments=min(2.0, moments)
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
) -> ArmModel:
    """What `arm_posterior` integrates over tau. Raises as it does."""
    kind = likelihood_of(likelihood)
    _check_measure(kind, tau)
    return _model(arms_of(counts, kind), kind, effects)


def _check_measure(likelihood: ArmLikelihood, tau: TauPrior) -> None:
    if tau.tail == 0.0:
        raise OptionError(f"counts say little on a large tau, so it needs a prior that falls or ends, not {tau.name}")
    if tau.measures and likelihood.measure not in tau.measures:
        raise OptionError(
            f"the prior {tau.name} was derived for {' and '.join(tau.measures)}, not {likelihood.measure}"
        )


def _model(arms: Arms, likelihood: ArmLikelihood, effects: NormalEffects | None) -> ArmModel:
    integral, p = StudyIntegral(arms=arms, likelihood=likelihood), len(arms.treatments) - 1
    if effects is None:
        return ArmModel(integral=integral, precision=np.zeros((p, p)), log_det_precision=None)
    star = np.eye(p + 1)
    if effects.reference is not None and canonical(effects.reference) not in arms.treatments:
        raise NetworkError(f"the reference {effects.reference} is in no study; they have {', '.join(arms.treatments)}")
    centre = 0 if effects.reference is None else arms.treatments.index(canonical(effects.reference))
    star[centre, :] = star[:, centre] = -1.0
    star[centre, centre] = p
    return ArmModel(
        integral=integral,
        precision=star[1:, 1:] / effects.sd**2,
        log_det_precision=-2.0 * p * math.log(effects.sd),
    )


def _standard_errors(model: ArmModel) -> StandardErrors:
    """Of a difference of two arms as well known as the best known arm, and as a typical one."""
    arms, likelihood = model.arms, model.integral.likelihood
    predictor = likelihood.start(arms.events, arms.size)
    _, _, bend = likelihood.terms(predictor, arms.events, arms.size)
    variance = 2.0 / np.maximum(-bend, 1e-12)
    return StandardErrors(math.sqrt(float(variance.min())), math.sqrt(float(np.median(variance))))


def _heights(model: ArmModel, tau: TauPrior) -> Callable[[float], tuple[float, GivenTauCounts]]:
    """log of likelihood times prior at a tau. Each search begins where the nearest one before ended."""
    seen: dict[float, GivenTauCounts] = {}
    zero = 1e-7 * _standard_errors(model).smallest / math.sqrt(len(model.arms.events))

    def height(value: float) -> tuple[float, GivenTauCounts]:
        log_prior = float(tau.log_density(np.array([value]))[0])
        scale = value if value > zero else 0.0
        near = min(seen, key=lambda t: abs(t - scale), default=None)
        if scale > LARGEST and near is not None:
            return -math.inf, seen[near]
        if scale not in seen:
            start = (np.zeros(len(model.arms.treatments)), model.integral.start)
            start = start if near is None else (seen[near].mean, seen[near].baseline)
            seen[scale] = model.known(scale, start)
        return seen[scale].log_likelihood + log_prior, seen[scale]

    return height
