"""The posterior of arms' counts by their exact likelihood, for a sampler, which draws baselines and own effects too.

An arm's own effect e ~ N(0, tau^2 / 2) is drawn as it is where its counts say much about it, in units of its SD where
they say little, and between the two otherwise (Papaspiliopoulos, Roberts & Skoeld 2007), so that neither many people
nor few make the sampler slow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import jax
import jax.numpy as jnp
import numpy as np

from dorsal.mcmc.arm_likelihood import LOG_LIKELIHOODS
from dorsal.mcmc.scale import ScaleOnLine
from dorsal.synthesis.arm_posterior import ArmModel, GivenTauCounts, arm_model
from dorsal.synthesis.deviance import Deviance
from dorsal.synthesis.event_counts import EventCounts, EventRates
from dorsal.synthesis.prior import NormalEffects, TauPrior
from dorsal.trials.contrast import Array

TYPICAL = (0.05, 0.15, 0.4, 1.0)
"""Values of tau, of which the likeliest tells where to start and how to scale."""
MOST_AVERAGED = 2_000
"""Draws over which the deviance is averaged."""


@dataclass(frozen=True, kw_only=True)
class ArmTarget:
    """Points are (effects, baselines, arms' own effects, tau), each in units of its spread about a rough middle."""

    model: ArmModel
    scale: ScaleOnLine
    effect_prior: NormalEffects | None
    middle: GivenTauCounts
    """At a tau that is about right."""

    @classmethod
    def of(
        cls,
        counts: Sequence[EventCounts | EventRates],
        tau: TauPrior,
        effects: NormalEffects | None = None,
        *,
        likelihood: str = "binomial-logit",
    ) -> ArmTarget:
        """Raises as synthesis.arm_posterior does."""
        model = arm_model(counts, tau, effects, likelihood=likelihood)
        start = np.zeros(len(model.arms.treatments)), model.integral.start
        known = [model.known(each, start) for each in TYPICAL]
        heights = np.array([each.log_likelihood for each in known]) + tau.log_density(np.array(TYPICAL))
        return cls(
            model=model,
            scale=ScaleOnLine.of(tau),
            effect_prior=effects,
            middle=known[int(np.argmax(heights))],
        )

    @property
    def prior(self) -> TauPrior:
        return self.scale.prior

    @property
    def treatments(self) -> tuple[str, ...]:
        return self.model.arms.treatments

    @property
    def measure(self) -> str:
        return self.model.integral.likelihood.measure

    @property
    def size(self) -> int:
        arms = self.model.arms
        return len(arms.treatments) - 1 + len(arms.studies) + len(arms.study) + 1

    @cached_property
    def _parts(self) -> tuple[slice, slice, slice]:
        arms = self.model.arms
        p, s = len(arms.treatments) - 1, len(arms.studies)
        return slice(0, p), slice(p, p + s), slice(p + s, p + s + len(arms.study))

    @cached_property
    def _plan(self) -> _Plan:
        return _Plan.of(self.model, self.middle)

    def _state(self, x: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
        """Effects against the first treatment (p,), predictors (A,), log density of own effects, and tau."""
        plan, arms = self._plan, self.model.arms
        of_effects, of_baselines, of_arms = self._parts
        d = jnp.asarray(self.middle.mean[1:]) + jnp.asarray(self.middle.root) @ x[of_effects]
        effects = jnp.concatenate([jnp.zeros(1), d])
        baseline = jnp.asarray(self.middle.baseline) + plan.baseline_sd * x[of_baselines]
        mean = baseline[arms.study] + effects[arms.treatment]
        tau = self.scale.tau(x[-1])
        log_sd = jnp.log(tau) - 0.5 * math.log(2.0)
        told = jnp.asarray(plan.told)
        own = plan.own_centre + plan.own_sd * x[of_arms]
        away = own - told * mean
        predictor = mean + jnp.exp((1.0 - told) * log_sd) * away
        height = jnp.sum(-told * log_sd - 0.5 * (away * jnp.exp(-told * log_sd)) ** 2)
        return d, predictor, height, tau

    def log_density(self, x: jax.Array) -> jax.Array:
        arms, likelihood = self.model.arms, self.model.integral.likelihood
        d, predictor, height, _ = self._state(x)
        events, size = jnp.asarray(arms.events), jnp.asarray(arms.size)
        height = height + jnp.sum(LOG_LIKELIHOODS[likelihood.name](predictor, events, size))
        return height - 0.5 * d @ (self.model.precision @ d) + self.scale.log_density(x[-1])

    def effects(self, x: Array) -> Array:
        d = self.middle.mean[1:] + x[..., self._parts[0]] @ self.middle.root.T
        return np.concatenate([np.zeros((*d.shape[:-1], 1)), d], axis=-1)

    def tau(self, x: Array) -> Array:
        return np.asarray(self.scale.tau(jnp.asarray(x[..., -1])), dtype=np.float64)

    def deviance(self, x: Array) -> Deviance:
        """By arm; pD at the posterior means of the expected events, as in synthesis.arm_posterior."""
        arms, likelihood = self.model.arms, self.model.integral.likelihood
        chosen = x[np.linspace(0, len(x) - 1, min(len(x), MOST_AVERAGED)).astype(int)]
        predictor = np.asarray(jax.vmap(lambda point: self._state(point)[1])(jnp.asarray(chosen)), dtype=np.float64)
        expected = likelihood.fitted(predictor, arms.size)
        mean = likelihood.deviance(expected, arms.events, arms.size).mean(axis=0)
        leverage = mean - likelihood.deviance(expected.mean(axis=0), arms.events, arms.size)
        return Deviance(parts=mean, leverage=leverage, data=len(mean))


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """How baselines and arms are scaled."""

    baseline_sd: Array
    """(S,)"""
    told: Array
    """(A,) share of what is known of an arm's own effect that its counts tell: 1 draws it as it is, 0 in SDs."""
    own_centre: Array
    own_sd: Array

    @classmethod
    def of(cls, model: ArmModel, middle: GivenTauCounts) -> _Plan:
        arms, likelihood = model.arms, model.integral.likelihood
        variance = 0.5 * max(middle.tau2, 1e-4)
        alone = likelihood.start(arms.events, arms.size)
        information = np.maximum(-likelihood.terms(alone, arms.events, arms.size)[2], 1e-6)
        told = information / (information + 1.0 / variance)
        mean = middle.baseline[arms.study] + middle.mean[arms.treatment]
        unit = variance ** (-0.5 * (1.0 - told))
        return cls(
            baseline_sd=1.0 / np.sqrt(arms.by_study(1.0 / (1.0 / information + variance))),
            told=told,
            own_centre=told * mean + told * (alone - mean) * unit,
            own_sd=unit / np.sqrt(information + 1.0 / variance),
        )
