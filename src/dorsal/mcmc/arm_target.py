"""The posterior of arms' counts by their exact likelihood, for a sampler, which draws baselines and own effects too.

An arm's own effect e ~ N(0, tau^2 / 2) is drawn as it is where its counts say much about it, in units of its SD where
they say little, and between the two otherwise (Papaspiliopoulos, Roberts & Skoeld 2007), so that neither many people
nor few make the sampler slow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from dorsal.mcmc.arm_likelihood import log_likelihood
from dorsal.mcmc.baselines import BaselinesOnLine
from dorsal.mcmc.scale import ScaleOnLine
from dorsal.synthesis.bayes.deviance import Deviance
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.exact.arm_model import ArmModel, GivenTauArms
from dorsal.trials.contrast import Array

TYPICAL = (0.05, 0.15, 0.4, 1.0)
"""Values of tau, of which the likeliest tells where to start and how to scale."""
MOST_AVERAGED = 2_000
"""Draws over which the deviance is averaged."""


@dataclass(frozen=True, kw_only=True)
class ArmTarget:
    """Points are (effects and what is shared, baselines, arms' own effects, tau), in units of their spread."""

    model: ArmModel
    scale: ScaleOnLine
    effect_prior: NormalEffects | None
    middle: GivenTauArms
    """At a tau that is about right."""

    @classmethod
    def of(cls, model: ArmModel, tau: TauPrior, effects: NormalEffects | None = None) -> ArmTarget:
        """Raises as synthesis.exact.arm_model does, and OptionError for a prior that is a function of one's own."""
        start = np.zeros(len(model.arms.treatments))
        known = [model.known(model.integral.point(start, each)) for each in TYPICAL]
        heights = np.array([each.log_likelihood for each in known]) + tau.log_density(np.array(TYPICAL))
        middle = known[int(np.argmax(heights))]
        return cls(model=model, scale=ScaleOnLine.of(tau), effect_prior=effects, middle=middle)

    @property
    def prior(self) -> TauPrior:
        return self.scale.prior

    @property
    def treatments(self) -> tuple[str, ...]:
        return self.model.arms.treatments

    @property
    def measure(self) -> str:
        return self.model.terms.measure

    @property
    def size(self) -> int:
        arms = self.model.arms
        return self.middle.size + len(arms.studies) + len(arms.study) + 1

    @cached_property
    def _parts(self) -> tuple[slice, slice, slice]:
        arms = self.model.arms
        joint, s = self.middle.size, len(arms.studies)
        return slice(0, joint), slice(joint, joint + s), slice(joint + s, joint + s + len(arms.study))

    @cached_property
    def _plan(self) -> _Plan:
        return _Plan.of(self.model, self.middle)

    def state(self, x: jax.Array) -> State:
        """What a point says."""
        plan, middle = self._plan, self.middle
        of_joint, of_baselines, of_arms = self._parts
        p = len(self.treatments) - 1
        moved = jnp.asarray(middle.root) @ x[of_joint]
        effects = jnp.asarray(middle.mean) + jnp.concatenate([jnp.zeros(1), moved[:p]])
        more = jnp.asarray(middle.point.more) + moved[p:]
        baseline = jnp.asarray(middle.point.baseline) + plan.baseline_sd * x[of_baselines]
        mean = self._baselines.predictor(baseline, effects, more[self._own_shared :])
        tau = self.scale.tau(x[-1])
        log_sd = jnp.log(tau) - 0.5 * math.log(2.0)
        told = jnp.asarray(plan.told)
        away = plan.own_centre + plan.own_sd * x[of_arms] - told * mean
        return State(
            effects=effects,
            more=more,
            baseline=baseline,
            predictor=mean + jnp.exp((1.0 - told) * log_sd) * away,
            own=jnp.sum(-told * log_sd - 0.5 * (away * jnp.exp(-told * log_sd)) ** 2),
            tau=tau,
        )

    @property
    def _own_shared(self) -> int:
        return len(self.model.terms.shared)

    @cached_property
    def _baselines(self) -> BaselinesOnLine:
        return BaselinesOnLine(self.model.integral.baselines, self.model.arms)

    def log_density(self, x: jax.Array) -> jax.Array:
        s, j = self.state(x), self._own_shared
        height = s.own + log_likelihood(self.model.terms)(s.predictor, s.more[:j])
        height = height + self._baselines.log_density(s.baseline, s.more[j:])
        d = s.effects[1:]
        return height - 0.5 * d @ (self.model.precision @ d) + self.scale.log_density(x[-1])

    def effects(self, x: Array) -> Array:
        p = len(self.treatments) - 1
        d = self.middle.mean[1:] + x[..., self._parts[0]] @ self.middle.root[:p].T
        return np.concatenate([np.zeros((*d.shape[:-1], 1)), d], axis=-1)

    def tau(self, x: Array) -> Array:
        return np.asarray(self.scale.tau(jnp.asarray(x[..., -1])), dtype=np.float64)

    def shared(self, x: Array) -> Array:
        p, middle = len(self.treatments) - 1, self.middle
        return np.asarray(middle.point.more + x[..., self._parts[0]] @ middle.root[p:].T, dtype=np.float64)

    def deviance(self, x: Array) -> Deviance:
        """By arm; pD at the posterior means of what is expected, as in synthesis.exact.arm_posterior."""
        chosen = x[np.linspace(0, len(x) - 1, min(len(x), MOST_AVERAGED)).astype(int)]
        states = jax.vmap(self.state)(jnp.asarray(chosen))
        predictors, more = (np.asarray(part, dtype=np.float64) for part in (states.predictor, states.more))
        mean, expected = np.zeros(1), np.zeros(1)
        for predictor, shared in zip(predictors, more[:, : self._own_shared], strict=True):
            terms = self.model.terms.bound(shared)
            fitted = terms.fitted(predictor)
            mean, expected = mean + terms.deviance(fitted) / len(chosen), expected + fitted / len(chosen)
        return Deviance(parts=mean, leverage=mean - self.model.terms.deviance(expected), data=self.model.terms.data)


class State(NamedTuple):
    """A point of the posterior in its own units."""

    effects: jax.Array
    """(n,)"""
    more: jax.Array
    """(k,) what all arms share: of the likelihood, then of the baselines."""
    baseline: jax.Array
    """(S,)"""
    predictor: jax.Array
    """(A,)"""
    own: jax.Array
    """log density of the arms' own effects, as they are drawn."""
    tau: jax.Array


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """How baselines and arms are scaled."""

    baseline_sd: Array
    """(S,)"""
    told: Array
    """(A,) share of what is known of an arm's own effect that its data tell: 1 draws it as it is, 0 in SDs."""
    own_centre: Array
    own_sd: Array

    @classmethod
    def of(cls, model: ArmModel, middle: GivenTauArms) -> _Plan:
        arms = model.arms
        variance = 0.5 * max(middle.tau2, 1e-4)
        alone, known = model.terms.alone
        information = np.maximum(known, 1e-6)
        told = information / (information + 1.0 / variance)
        mean = middle.point.baseline[arms.study] + middle.mean[arms.treatment]
        unit = variance ** (-0.5 * (1.0 - told))
        return cls(
            baseline_sd=1.0 / np.sqrt(arms.by_study(1.0 / (1.0 / information + variance))),
            told=told,
            own_centre=told * mean + told * (alone - mean) * unit,
            own_sd=unit / np.sqrt(information + 1.0 / variance),
        )
