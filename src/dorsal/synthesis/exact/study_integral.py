"""The likelihood of arms with every study's own effects and baseline integrated out.

Given the effects a study is one integral over its baseline mu of a product over its arms of integrals over their own
effects (synthesis.exact.arm_integral), so arms add to the cost and do not multiply it. Done by adaptive Gauss-Hermite
quadrature (Pinheiro & Bates 1995): exact up to the number of nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsal.errors import NotSettled
from dorsal.synthesis.counts.arms import StudyArms
from dorsal.synthesis.exact.arm_integral import ArmIntegral, hermite, shares
from dorsal.synthesis.exact.arm_terms import ArmTerms, Function
from dorsal.synthesis.exact.baseline import FLAT, Baselines
from dorsal.trials.contrast import Array

MAX_STEPS = 200
SETTLED = 1e-4
"""A mode need not be exact, as the nodes only lie around it: this share of the SD."""
LONGEST_STEP = 2.0
FAR = 1e6
"""No predictor is as far from 0."""
FLATTEST = 0.1
"""The curvature of a study is taken to be at least this share of that of a baseline that varies with its arms."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """log p(y | d, more, tau) with its derivatives; `baseline` (S,): modes of mu, to start from."""

    log_likelihood: float
    gradient: Array
    """(n + k,) by the effects, then by what all arms share (thresholds, slopes ...)."""
    hessian: Array
    baseline: Array


@dataclass(frozen=True, kw_only=True)
class Point:
    """Where the integral is taken."""

    effects: Array
    """(n,)"""
    tau: float
    baseline: Array
    """(S,) where the search for the modes of mu starts."""
    more: Array
    """(k,) parameters that all arms share: of the likelihood, then of the baselines."""


@dataclass(frozen=True, kw_only=True)
class StudyIntegral:
    """Integrals of all studies of a network, with this many nodes for a baseline and for an arm."""

    terms: ArmTerms
    baselines: Baselines = FLAT
    baseline_nodes: int = 15
    arm_nodes: int = 21

    @property
    def arms(self) -> StudyArms:
        return self.terms.arms

    @cached_property
    def start(self) -> Array:
        """(S,) baselines to start from: the mean predictor of a study's arms."""
        predictor = self.terms.alone[0]
        return self.arms.by_study(predictor) / self.arms.by_study(np.ones_like(predictor))

    @cached_property
    def more(self) -> Array:
        """(k,) shared parameters to start from."""
        return np.concatenate([self.terms.shared, self.baselines.start(self.start)])

    def point(self, effects: Array, tau: float) -> Point:
        """With the effects and tau given, where to start from otherwise."""
        return Point(effects=effects, tau=tau, baseline=self.start, more=self.more)

    def at(self, point: Point) -> Value:
        """The integrals, with their derivatives."""
        return _At(self, point).value()

    def average(self, point: Point, of: Function) -> Array:
        """The posterior mean of a function of every arm's predictor, given the point: (A, quantities)."""
        return _At(self, point).average(of)


class _At:
    """The integrals at one point."""

    def __init__(self, integral: StudyIntegral, point: Point) -> None:
        self.arms, self.baselines = integral.arms, integral.baselines
        own = len(integral.terms.shared)
        self.of_baselines = point.more[own:]
        terms = integral.terms.bound(point.more[:own])
        self.arm = ArmIntegral(terms=terms, tau=point.tau, nodes=integral.arm_nodes)
        line = self.baselines.line(self.arms, self.of_baselines)
        self.stretch, self.shift = line.stretch, line.shift + point.effects[self.arms.treatment]
        self.n = len(point.effects)
        self.mode, curvature = self._mode(point)
        x, log_weight = hermite(integral.baseline_nodes)
        self.sd = 1.0 / np.sqrt(curvature)
        self.mu = self.mode[:, None] + self.sd[:, None] * x
        self.predictor = self.mu[self.arms.study] * self.stretch[:, None] + self.shift[:, None]
        self.arm_value, self.slope, self.bend = self.arm.at(self.predictor)
        log_terms = self.arms.by_study(self.arm_value) + self._prior(self.mu)[0] + log_weight
        self.share, self.log_sum = shares(log_terms)

    def _prior(self, mu: Array) -> tuple[Array, Array, Array]:
        return self.baselines.terms(mu, self.of_baselines)

    def _mode(self, point: Point) -> tuple[Array, Array]:
        """The mu at which each study's integrand is highest, and its curvature there: Newton inside a bracket."""
        mu = point.baseline
        low, high = np.full_like(mu, -FAR), np.full_like(mu, FAR)
        for turn in range(MAX_STEPS):
            _, slope, bend = self.arm.at(mu[self.arms.study] * self.stretch + self.shift)
            _, prior_slope, prior_bend = self._prior(mu)
            uphill = self.arms.by_study(slope * self.stretch) + prior_slope
            curvature = -self.arms.by_study(bend * self.stretch**2) - prior_bend
            curvature = np.maximum(curvature, FLATTEST / (1.0 + point.tau**2))
            step = np.clip(uphill / curvature, -LONGEST_STEP, LONGEST_STEP)
            far = np.abs(step) * np.sqrt(curvature) > SETTLED
            if not far.any():
                return mu + step, curvature
            low, high = np.where(uphill > 0.0, mu, low), np.where(uphill > 0.0, high, mu)
            astray = (mu + step <= low) | (mu + step >= high) | ((turn % 4 == 3) & (high - low < FAR))
            mu = np.where(far & astray, 0.5 * (low + high), mu + step)
        raise NotSettled(f"the baseline of a study did not settle in {MAX_STEPS} steps; are its counts right?")

    def value(self) -> Value:
        n, k = self.n, len(self.arm.terms.shared) + len(self.of_baselines)
        gradient, hessian = np.zeros(n + k), np.zeros((n + k, n + k))
        self._by_effects(gradient[:n], hessian[:n, :n])
        if k:
            self._by_shared(gradient, hessian)
        return Value(
            log_likelihood=float((self.log_sum + np.log(self.sd)).sum()),
            gradient=gradient,
            hessian=hessian,
            baseline=self.mode,
        )

    def _by_effects(self, gradient: Array, hessian: Array) -> None:
        arms, share = self.arms, self.share[self.arms.study]
        mean_slope = (share * self.slope).sum(axis=1)
        np.add.at(gradient, arms.treatment, mean_slope)
        np.add.at(hessian, (arms.treatment, arms.treatment), (share * self.bend).sum(axis=1))
        a, b = arms.pairs
        together = (share[a] * self.slope[a] * self.slope[b]).sum(axis=1) - mean_slope[a] * mean_slope[b]
        np.add.at(hessian, (arms.treatment[a], arms.treatment[b]), together)

    def _by_shared(self, gradient: Array, hessian: Array) -> None:
        """Rows and columns of what all arms share: means over mu, and the covariance that mu brings."""
        arms, n = self.arms, self.n
        first, second, cross = self._along()
        share = self.share
        mean = np.einsum("sm,smk->sk", share, first)
        gradient[n:] = mean.sum(axis=0)
        hessian[n:, n:] = (
            np.einsum("sm,smkl->kl", share, second) + np.einsum("sm,smk,sml->kl", share, first, first) - mean.T @ mean
        )
        by_arm = share[arms.study]
        together = np.einsum("am,amk->ak", by_arm, cross + self.slope[..., None] * first[arms.study])
        together -= (by_arm * self.slope).sum(axis=1)[:, None] * mean[arms.study]
        block = np.zeros((n, together.shape[1]))
        np.add.at(block, arms.treatment, together)
        hessian[:n, n:], hessian[n:, :n] = block, block.T

    def _along(self) -> tuple[Array, Array, Array]:
        """By study and node of mu, derivatives of the log integrand by what all arms share: (S, m, k), (S, m, k, k).

        And, by arm, those by its predictor and each of them, (A, m, k).
        """
        arms = self.arms
        own, moved = self.arm.beside(self.predictor), self.baselines.moved(self.mu, arms, self.of_baselines)
        prior = self.baselines.beside(self.mu, self.of_baselines)
        j = own.gradient.shape[-1]
        first = np.concatenate([own.gradient, self.slope[..., None] * moved], axis=-1)
        second = np.empty((*first.shape, first.shape[-1]))
        second[..., :j, :j] = own.hessian
        second[..., :j, j:] = own.cross[..., :, None] * moved[..., None, :]
        second[..., j:, :j] = np.swapaxes(second[..., :j, j:], -1, -2)
        second[..., j:, j:] = self.bend[..., None, None] * moved[..., :, None] * moved[..., None, :]
        cross = np.concatenate([own.cross, self.bend[..., None] * moved], axis=-1)
        by_study, twice = arms.by_study(first), arms.by_study(second)
        by_study[..., j:] += prior.gradient
        twice[..., j:, j:] += prior.hessian
        return by_study, twice, cross

    def average(self, of: Function) -> Array:
        inner = self.arm.average(self.predictor, of)
        return np.asarray(np.einsum("am,amq->aq", self.share[self.arms.study], inner), dtype=np.float64)
