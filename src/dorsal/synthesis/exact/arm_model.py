"""Effects given tau from the data of arms by their exact likelihood: their mode, and the normal shape there (Laplace).

Studies are integrated out by quadrature (synthesis.exact.study_integral). Beside the effects there may be parameters
that all arms share, such as the thresholds of ordered categories; they are taken for normal together with the effects.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError, NotSettled, OptionError
from dorsal.synthesis.bayes.prior import NormalEffects, StandardErrors, TauPrior
from dorsal.synthesis.counts.arms import StudyArms
from dorsal.synthesis.exact.arm_terms import ArmTerms
from dorsal.synthesis.exact.baseline import FLAT, Baselines
from dorsal.synthesis.exact.study_integral import Point, StudyIntegral, Value
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical

MAX_STEPS = 100
SETTLED = 1e-7
SLACK = 1e-5
"""What quadrature may cost the height of a step that leads up."""
ENDLESS = 40.0
"""A log odds ratio beyond this is on its way to infinity."""
LIFTS = 12
"""Times that a curvature that is not positive is lifted, each time tenfold."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GivenTauArms:
    """Effects, and what all arms share, given tau: taken for normal at their mode."""

    tau2: float
    point: Point
    """The mode, with the modes of the baselines."""
    cov_all: Array
    """(p + k, p + k) inverse of the curvature there, of effects against the first treatment and what is shared."""
    log_likelihood: float
    """log p(y | tau) by Laplace's approximation, without the constants of the likelihood."""

    @property
    def mean(self) -> Array:
        """(n,) effects, the first treatment at 0."""
        return self.point.effects

    @cached_property
    def cov(self) -> Array:
        """(n, n)"""
        n = len(self.mean)
        full = np.zeros((n, n))
        full[1:, 1:] = self.cov_all[: n - 1, : n - 1]
        return full

    @property
    def size(self) -> int:
        return len(self.cov_all)

    @property
    def moments(self) -> tuple[Array, Array]:
        return np.concatenate([self.mean[1:], self.point.more]), np.diagonal(self.cov_all)

    @cached_property
    def root(self) -> Array:
        """Cholesky factor of `cov_all`."""
        return np.asarray(np.linalg.cholesky(self.cov_all), dtype=np.float64)

    @property
    def spread(self) -> list[Point]:
        """2 (p + k) points whose plain average is exact for polynomials of the third degree."""
        steps = math.sqrt(self.size) * np.eye(self.size)
        return [self.at(step) for step in np.vstack([steps, -steps])]

    def at(self, normal: Array) -> Point:
        """The point at standard normal numbers (p + k,)."""
        p, moved = len(self.mean) - 1, self.root @ normal
        effects = self.mean + np.concatenate([[0.0], moved[:p]])
        return replace(self.point, effects=effects, more=self.point.more + moved[p:])

    def drawn(self, normal: Array) -> Array:
        """Effects (draws, n) from standard normal numbers (draws, p + k)."""
        p = len(self.mean) - 1
        effects = self.mean[1:] + normal @ self.root[:p].T
        return np.hstack([np.zeros((len(normal), 1)), effects])


@dataclass(frozen=True, kw_only=True)
class ArmModel:
    """Arms with their likelihood, and the priors on effects and on what is shared."""

    integral: StudyIntegral
    precision: Array = field(repr=False)
    """(n - 1, n - 1) prior precision of the effects against the first treatment; 0 where flat."""
    log_det_precision: float | None
    """None: flat."""

    @property
    def arms(self) -> StudyArms:
        return self.integral.arms

    @property
    def terms(self) -> ArmTerms:
        return self.integral.terms

    def allows(self, point: Point) -> bool:
        """Whether the shared parameters can have the point's values."""
        own = len(self.terms.shared)
        return self.terms.allows(point.more[:own]) and self.integral.baselines.allows(point.more[own:])

    def height(self, point: Point, value: Value) -> float:
        """log of likelihood times priors."""
        d = point.effects[1:]
        prior = -0.5 * float(d @ self.precision @ d)
        if self.log_det_precision is not None:
            prior += 0.5 * (self.log_det_precision - len(d) * math.log(2.0 * math.pi))
        return value.log_likelihood + prior + self._prior(point)[0]

    def _prior(self, point: Point) -> tuple[float, Array, Array]:
        return self.integral.baselines.prior(point.more[len(self.terms.shared) :])

    def known(self, start: Point) -> GivenTauArms:
        """The mode at the tau of `start` by Newton steps from there.

        Raises NetworkError where the mode is at infinity.
        """
        point, value = start, self.integral.at(start)
        for _ in range(MAX_STEPS):
            gradient, curvature = self._slope(point, value)
            step = np.asarray(np.linalg.solve(_lifted(curvature), gradient), dtype=np.float64)
            point, value, moved = self._uphill(point, value, step)
            if np.abs(point.effects).max() > ENDLESS:
                raise NetworkError(
                    "an effect is infinite: all events of a comparison are on one side. "
                    "Give a prior on the effects, such as NormalEffects(sd=2.5)"
                )
            if moved <= SETTLED * (1.0 + np.abs(point.effects).max()):
                return self._laplace(point, value)
        raise NotSettled(
            f"the mode of the effects at tau = {start.tau:g} was not reached in {MAX_STEPS} steps; "
            "a prior that leaves less to such a tau, as halfnormal(1), may help"
        )

    def _slope(self, point: Point, value: Value) -> tuple[Array, Array]:
        """Gradient of the height and minus its Hessian, by effects against the first treatment and what is shared."""
        p = len(point.effects) - 1
        gradient, curvature = value.gradient[1:].copy(), -value.hessian[1:, 1:]
        gradient[:p] -= self.precision @ point.effects[1:]
        curvature[:p, :p] += self.precision
        j = p + len(self.terms.shared)
        _, slope, bend = self._prior(point)
        gradient[j:] += slope
        curvature[j:, j:] -= bend
        return gradient, curvature

    def _uphill(self, point: Point, value: Value, step: Array) -> tuple[Point, Value, float]:
        """The step, halved while it leads down."""
        height, p = self.height(point, value), len(point.effects) - 1
        for _ in range(40):
            proposed = replace(
                point,
                effects=point.effects + np.concatenate([[0.0], step[:p]]),
                more=point.more + step[p:],
                baseline=value.baseline,
            )
            if self.allows(proposed):
                found = self.integral.at(proposed)
                if self.height(proposed, found) >= height - SLACK:
                    return proposed, found, float(np.abs(step).max())
            step = 0.5 * step
        return point, value, 0.0

    def _laplace(self, point: Point, value: Value) -> GivenTauArms:
        curvature = self._slope(point, value)[1]
        if not np.all(np.linalg.eigvalsh(curvature) > 0.0):
            raise NotSettled(
                f"at tau = {point.tau:g} the data leave a direction of the parameters open; "
                "priors that say more on the effects or slopes help"
            )
        cov: Array = np.asarray(np.linalg.inv(curvature), dtype=np.float64)
        _, log_det = np.linalg.slogdet(curvature)
        return GivenTauArms(
            tau2=point.tau * point.tau,
            point=replace(point, baseline=value.baseline),
            cov_all=0.5 * (cov + cov.T),
            log_likelihood=self.height(point, value) + 0.5 * (len(cov) * math.log(2.0 * math.pi) - float(log_det)),
        )

    @property
    def standard_errors(self) -> StandardErrors:
        """Of a difference of two arms as well known as the best known arm, and as a typical one."""
        variance = 2.0 / np.maximum(self.terms.alone[1], 1e-12)
        return StandardErrors(math.sqrt(float(variance.min())), math.sqrt(float(np.median(variance))))


def _lifted(curvature: Array) -> Array:
    """The curvature, or with so much more on its diagonal that it is positive."""
    lift = 0.0
    for turn in range(LIFTS):
        lifted = curvature + lift * np.diag(np.maximum(np.abs(np.diagonal(curvature)), 1e-8))
        try:
            np.linalg.cholesky(lifted)
        except np.linalg.LinAlgError:
            lift = 1e-3 * 10.0**turn
        else:
            return lifted
    return curvature


def arm_model_of(
    terms: ArmTerms, tau: TauPrior, effects: NormalEffects | None, baselines: Baselines | None = None
) -> ArmModel:
    """The model of these arms. Raises OptionError for a prior that does not suit, NetworkError for a reference."""
    if tau.tail == 0.0:
        raise OptionError(f"arms say little on a large tau, so it needs a prior that falls or ends, not {tau.name}")
    if tau.measures and terms.measure not in tau.measures:
        raise OptionError(f"the prior {tau.name} was derived for {' and '.join(tau.measures)}, not {terms.measure}")
    treatments = terms.arms.treatments
    integral, p = StudyIntegral(terms=terms, baselines=baselines or FLAT), len(treatments) - 1
    if effects is None:
        return ArmModel(integral=integral, precision=np.zeros((p, p)), log_det_precision=None)
    star = np.eye(p + 1)
    if effects.reference is not None and canonical(effects.reference) not in treatments:
        raise NetworkError(f"the reference {effects.reference} is in no study; they have {', '.join(treatments)}")
    centre = 0 if effects.reference is None else treatments.index(canonical(effects.reference))
    star[centre, :] = star[:, centre] = -1.0
    star[centre, centre] = p
    return ArmModel(
        integral=integral,
        precision=star[1:, 1:] / effects.sd**2,
        log_det_precision=-2.0 * p * math.log(effects.sd),
    )
