"""The likelihood of counts with every study's own effects and baseline integrated out.

The predictor of an arm is mu + d + e: the study's baseline mu (flat), its treatment's effect d, and its own
e ~ N(0, tau^2 / 2), so that differences inside a study vary by tau^2 and correlate by 1/2. Given d a study is one
integral over mu of a product over its arms of integrals over e, so arms add to the cost and do not multiply it. Both
are done by adaptive Gauss-Hermite quadrature (Pinheiro & Bates 1995), arms without events on an even grid: exact up
to the number of nodes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsal.errors import NotSettled
from dorsal.synthesis.arm_likelihood import ArmLikelihood, Terms
from dorsal.synthesis.arms import Arms, Index
from dorsal.synthesis.below_zero import nodes_below_zero
from dorsal.trials.contrast import Array

MAX_STEPS = 200
SETTLED = 1e-4
"""A mode need not be exact, as the nodes only lie around it: this share of the SD."""
LONGEST_STEP = 2.0
FAR = 1e6
"""No predictor is as far from 0."""
REACH = 8.0
"""SDs to each side of an even grid."""
STEP = 1.0
"""Its longest step, halved again: what a likelihood that changes within 1 of its predictor needs."""
FLATTEST = 0.1
"""The curvature of a study is taken to be at least this share of that of a baseline that varies with its arms."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """log p(y | d, tau) with gradient (n,) and Hessian (n, n) by d; `baseline` (S,): modes of mu, to start from."""

    log_likelihood: float
    gradient: Array
    hessian: Array
    baseline: Array


@dataclass(frozen=True, kw_only=True)
class StudyIntegral:
    """Integrals of all studies of a network, with this many nodes for a baseline and for an arm."""

    arms: Arms
    likelihood: ArmLikelihood
    baseline_nodes: int = 15
    arm_nodes: int = 21

    @cached_property
    def _baseline_rule(self) -> tuple[Array, Array]:
        return _hermite(self.baseline_nodes)

    @cached_property
    def _arm_rule(self) -> tuple[Array, Array]:
        return _hermite(self.arm_nodes)

    @cached_property
    def start(self) -> Array:
        """(S,) baselines to start from: the mean predictor of a study's arms."""
        predictor = self.likelihood.start(self.arms.events, self.arms.size)
        return self.arms.by_study(predictor) / self.arms.by_study(np.ones_like(predictor))

    def at(self, d: Array, tau: float, baseline: Array) -> Value:
        """The integrals at effects d (n,) and tau, the search for the modes of mu starting at `baseline`."""
        arms = self.arms
        nodes, sd, mode = self._baselines(d, tau, baseline)
        value, slope, bend = self._arm_integral(nodes, tau)
        share, log_sum = _shares(arms.by_study(value) + self._baseline_rule[1])
        share = share[arms.study]
        n = len(arms.treatments)
        gradient, hessian = np.zeros(n), np.zeros((n, n))
        mean_slope = (share * slope).sum(axis=1)
        np.add.at(gradient, arms.treatment, mean_slope)
        np.add.at(hessian, (arms.treatment, arms.treatment), (share * bend).sum(axis=1))
        a, b = arms.pairs
        together = (share[a] * slope[a] * slope[b]).sum(axis=1) - mean_slope[a] * mean_slope[b]
        np.add.at(hessian, (arms.treatment[a], arms.treatment[b]), together)
        return Value(
            log_likelihood=float((log_sum + np.log(sd)).sum()), gradient=gradient, hessian=hessian, baseline=mode
        )

    def average(self, d: Array, tau: float, baseline: Array, of: Callable[[Array, Index], Array]) -> Array:
        """The posterior mean of a function of every arm's predictor, given d and tau, shape (A,).

        `of` takes predictors (arms, ..., ...) and the places of those arms, and gives numbers of that shape.
        """
        nodes, _, _ = self._baselines(d, tau, baseline)
        value, _, _ = self._arm_integral(nodes, tau)
        share, _ = _shares(self.arms.by_study(value) + self._baseline_rule[1])
        inner = self._own_average(nodes, tau, of)
        return np.asarray((share[self.arms.study] * inner).sum(axis=1), dtype=np.float64)

    def _baselines(self, d: Array, tau: float, baseline: Array) -> tuple[Array, Array, Array]:
        """Predictors (A, nodes) at the nodes of mu, their SD (S,) and the modes of mu (S,)."""
        mode, curvature = self._mode(d, tau, baseline)
        sd = 1.0 / np.sqrt(curvature)
        nodes = mode[:, None] + sd[:, None] * self._baseline_rule[0]
        return nodes[self.arms.study] + d[self.arms.treatment][:, None], sd, mode

    def _mode(self, d: Array, tau: float, baseline: Array) -> tuple[Array, Array]:
        """The mu at which each study's integrand is highest, and its curvature there: Newton inside a bracket."""
        mu, effect = baseline, d[self.arms.treatment]
        low, high = np.full_like(mu, -FAR), np.full_like(mu, FAR)
        for turn in range(MAX_STEPS):
            _, slope, bend = self._arm_integral(mu[self.arms.study] + effect, tau)
            uphill = self.arms.by_study(slope)
            curvature = np.maximum(-self.arms.by_study(bend), FLATTEST / (1.0 + tau * tau))
            step = np.clip(uphill / curvature, -LONGEST_STEP, LONGEST_STEP)
            far = np.abs(step) * np.sqrt(curvature) > SETTLED
            if not far.any():
                return mu + step, curvature
            low, high = np.where(uphill > 0.0, mu, low), np.where(uphill > 0.0, high, mu)
            astray = (mu + step <= low) | (mu + step >= high) | ((turn % 4 == 3) & (high - low < FAR))
            mu = np.where(far & astray, 0.5 * (low + high), mu + step)
        raise NotSettled(f"the baseline of a study did not settle in {MAX_STEPS} steps; are its counts right?")

    def _arm_integral(self, predictor: Array, tau: float) -> Terms:
        """log of the integral over e of an arm's likelihood at predictor + e, with its two derivatives."""
        if tau == 0.0:
            return self.likelihood.terms(predictor, *self._counts(predictor))
        out = tuple(np.empty_like(predictor) for _ in range(3))
        for places, nodes, log_weight in self._own(predictor, tau):
            eta = predictor[places][..., None] + nodes
            value, slope, bend = self.likelihood.terms(eta, *self._counts(eta, places))
            share, log_sum = _shares(value + log_weight)
            first = (share * slope).sum(axis=-1)
            # the same by parts, where the bound makes slopes large: d2/dmu2 of L N is L' N e / variance
            twice = slope * nodes * (2.0 / (tau * tau)) if self.likelihood.ends_at_zero else bend + slope * slope
            second = (share * twice).sum(axis=-1) - first * first
            for each, found in zip(out, (log_sum, first, second), strict=True):
                each[places] = found
        return out[0], out[1], out[2]

    def _own_average(self, predictor: Array, tau: float, of: Callable[[Array, Index], Array]) -> Array:
        """The mean of a function of predictor + e, e given the arm's counts; `of` is also told the arms' places."""
        if tau == 0.0:
            return of(predictor[..., None], np.arange(len(predictor)))[..., 0]
        out = np.empty_like(predictor)
        for places, nodes, log_weight in self._own(predictor, tau):
            eta = predictor[places][..., None] + nodes
            value, _, _ = self.likelihood.terms(eta, *self._counts(eta, places))
            share, _ = _shares(value + log_weight)
            out[places] = (share * of(eta, places)).sum(axis=-1)
        return out

    def _own(self, predictor: Array, tau: float) -> Iterator[tuple[Index, Array, Array]]:
        """For two sorts of arms: their places, nodes of e, and log weights with the density of e in them."""
        variance = 0.5 * tau * tau
        log_height = -0.5 * math.log(2.0 * math.pi * variance)
        inside, outside = self._sorts
        if len(inside):
            e, sd = self._own_mode(predictor[inside], variance, inside)
            if self.likelihood.ends_at_zero:
                counts = self._counts(e, inside)
                nodes, log_weight = nodes_below_zero(predictor[inside], e, variance, counts, self._arm_rule)
            else:
                x, weight = self._arm_rule
                nodes, log_weight = e[..., None] + sd[..., None] * x, weight + np.log(sd)[..., None]
            yield inside, nodes, log_weight - 0.5 * nodes * nodes / variance + log_height
        if len(outside):
            reach = REACH * math.sqrt(variance)
            nodes = np.linspace(-reach, reach, max(self.arm_nodes, math.ceil(2.0 * reach / STEP)) * 2 + 1)
            yield outside, nodes, math.log(nodes[1] - nodes[0]) - 0.5 * nodes * nodes / variance + log_height

    @cached_property
    def _sorts(self) -> tuple[Index, Index]:
        """Arms with a maximum of their own, and arms without events (or with nothing else), which have none.

        The likelihood of the latter is flat on one side, so no mode tells where to put the nodes: they get an even
        grid, which is as good for any smooth function.
        """
        edge = (self.arms.events == 0.0) | (self.likelihood.counted & (self.arms.events == self.arms.size))
        return np.flatnonzero(~edge), np.flatnonzero(edge)

    def _counts(self, like: Array, places: Index | slice = slice(None)) -> tuple[Array, Array]:
        """Events and sizes of these arms, to go with an array (arms, ...)."""
        shape = (-1,) + (1,) * (like.ndim - 1)
        return self.arms.events[places].reshape(shape), self.arms.size[places].reshape(shape)

    def _own_mode(self, predictor: Array, variance: float, places: Index) -> tuple[Array, Array]:
        """The e at which likelihood times N(0, variance) is highest, and its SD there: Newton inside a bracket."""
        counts = self._counts(predictor, places)
        reach = variance * self.likelihood.terms(predictor, *counts)[1]
        low, high = np.minimum(reach, 0.0), np.maximum(reach, 0.0)
        own, information = (each[places].reshape(counts[0].shape) for each in self._alone)
        e = np.clip((own - predictor) * information / (information + 1.0 / variance), low, high)
        for step in range(MAX_STEPS):
            _, slope, bend = self.likelihood.terms(predictor + e, *counts)
            rest, curvature = slope - e / variance, 1.0 / variance - bend
            low, high = np.where(rest > 0.0, e, low), np.where(rest > 0.0, high, e)
            proposed = e + rest / curvature
            far = np.abs(rest) > SETTLED * np.sqrt(curvature)
            halve = far & ((proposed < low) | (proposed > high) | (step % 4 == 3))
            proposed = np.where(halve, 0.5 * (low + high), proposed)
            if not far.any():
                break
            e = proposed
        return np.asarray(e, dtype=np.float64), 1.0 / np.sqrt(curvature)

    @cached_property
    def _alone(self) -> Array:
        """(2, A): where each arm alone would put its predictor, and how much it knows."""
        predictor = self.likelihood.start(self.arms.events, self.arms.size)
        _, _, bend = self.likelihood.terms(predictor, self.arms.events, self.arms.size)
        return np.array([predictor, -bend])


def _hermite(nodes: int) -> tuple[Array, Array]:
    """Nodes x and log weights of a sum of exp(f(x)) for the integral of exp f, a shape about standard normal."""
    x, weight = np.polynomial.hermite_e.hermegauss(nodes)
    return x, np.log(weight) + 0.5 * x * x


def _shares(log_terms: Array) -> tuple[Array, Array]:
    """exp of terms over their sum along the last axis, and log of the sum."""
    top = log_terms.max(axis=-1, keepdims=True)
    mass = np.exp(log_terms - top)
    total = mass.sum(axis=-1, keepdims=True)
    return mass / total, (top + np.log(total))[..., 0]
