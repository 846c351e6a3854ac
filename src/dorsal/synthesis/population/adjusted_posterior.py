"""What may be asked of a model of people and aggregate arms: effects in a population, coefficients, draws, a check."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior, Nodes
from dorsal.synthesis.bayes.marginal import NormalMixture, ScaleMarginal
from dorsal.synthesis.bayes.prior import TauPrior
from dorsal.synthesis.bayes.quadrature import Rule
from dorsal.synthesis.population.arrow import Block
from dorsal.synthesis.population.layout import Layout
from dorsal.synthesis.population.mixed_model import MixedModel, Mode
from dorsal.synthesis.population.settings import Settings
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True, eq=False)
class AtPopulation:
    """Average effects in one population given tau: sums of the shared parameters."""

    tau2: float
    mean: Array
    """(n,)"""
    cov: Array = field(repr=False)
    """(n, n)"""
    root: Array = field(repr=False)
    """(n, q) R with R R' = cov."""

    @property
    def size(self) -> int:
        return int(self.root.shape[1])

    def drawn(self, normal: Array) -> Array:
        """Effects (draws, n) from standard normal numbers (draws, q)."""
        return np.asarray(self.mean + normal @ self.root.T, dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class LaplaceCheck:
    """What Laplace's approximation costs, by importance sampling from it."""

    draws: int
    effective_share: float
    """Effective draws over draws: 1 where the approximation is exact."""
    mean_shift: Array
    """(q,) change of the shared parameters' means that the exact posterior asks for, in posterior SDs."""
    mean_shift_se: Array
    """Its Monte-Carlo standard error."""

    @property
    def largest(self) -> float:
        """The largest shift, what chance alone could make taken off."""
        return float(np.maximum(np.abs(self.mean_shift) - 2.0 * self.mean_shift_se, 0.0).max(initial=0.0))


@dataclass(frozen=True, kw_only=True)
class AdjustedPosterior:
    """The joint posterior of tau and all parameters. It stores the modes; whatever else is asked of it."""

    model: MixedModel = field(repr=False)
    modes: tuple[Mode, ...] = field(repr=False)
    """By node of tau; one at 0 for common effects."""
    weight: Array = field(repr=False)
    """(J,) shares of the posterior."""
    coarse: Array = field(repr=False)
    """(J,) by the rule with half the nodes."""
    prior: TauPrior | None
    """None: common effects."""
    rule: Rule[Mode] | None = field(repr=False)
    moments: float
    settings: Settings
    points: int
    """For each aggregate arm."""
    points_error: float
    """What twice the points change at tau = 0, in posterior SDs: the largest of all shared parameters."""

    @property
    def layout(self) -> Layout:
        return self.model.layout

    @property
    def treatments(self) -> tuple[str, ...]:
        return self.layout.treatments

    @property
    def measure(self) -> str:
        return self.model.arms.family.measure

    @property
    def tau(self) -> ScaleMarginal | None:
        """None: common effects."""
        return None if self.rule is None else ScaleMarginal(rule=self.rule, moments=self.moments)

    def effects_at(self, mean: Array) -> EffectsPosterior[AtPopulation]:
        """Average effects, on the scale of the link, in a population whose covariates have these means (p,)."""
        takes = self.layout.effects(mean)
        known = []
        for mode in self.modes:
            root = takes @ np.linalg.inv(mode.arrow.root).T
            known.append(AtPopulation(tau2=mode.tau2, mean=takes @ mode.mean.shared, cov=root @ root.T, root=root))
        return EffectsPosterior(
            treatments=self.treatments,
            nodes=Nodes(
                weight=self.weight, coarse=self.coarse, tau=np.array([m.tau for m in self.modes]), known=tuple(known)
            ),
            moments=self.moments,
            scale_error=0.0 if self.rule is None else self.rule.error,
        )

    def effects_in(self, **means: float) -> EffectsPosterior[AtPopulation]:
        """The same by the covariates' names, as effects_in(age=55, male=0.4).

        Raises OptionError unless each covariate of the model has its mean.
        """
        if set(means) != set(self.layout.covariates):
            told = f"got {', '.join(means) or 'none'}"
            raise OptionError(f"a population has the means of {', '.join(self.layout.covariates)}; {told}")
        return self.effects_at(np.array([means[name] for name in self.layout.covariates], dtype=np.float64))

    def shared(self, weights: Array) -> NormalMixture:
        """The posterior of a sum of the shared parameters (q,), in their own order (see Layout)."""
        means = np.array([weights @ mode.mean.shared for mode in self.modes])
        variances = np.array([weights @ mode.cov @ weights for mode in self.modes])
        return NormalMixture(
            weight=self.weight, means=means, sds=np.sqrt(np.maximum(variances, 0.0)), moments=self.moments
        )

    @cached_property
    def shared_mean(self) -> Array:
        """(q,)"""
        return np.asarray(self.weight @ np.array([mode.mean.shared for mode in self.modes]), dtype=np.float64)

    @cached_property
    def shared_sd(self) -> Array:
        """(q,)"""
        centre = self.shared_mean
        square = [np.diagonal(mode.cov) + (mode.mean.shared - centre) ** 2 for mode in self.modes]
        return np.asarray(np.sqrt(self.weight @ np.array(square)), dtype=np.float64)

    def draws(self, rng: np.random.Generator, count: int = 2_000) -> Block:
        """Draws (count, ...) of all parameters, each node of tau with its share of them."""
        return _joined([part for _, _, part in self._drawn(rng, count)])

    def check(self, rng: np.random.Generator, *, draws: int = 1_000) -> LaplaceCheck:
        """How far the approximation is from the exact posterior, by importance sampling of all parameters together."""
        log_weight, parts = [], []
        for mode, normal, part in self._drawn(rng, draws):
            height = self.model.height(part, mode.tau)
            log_weight.append(height - mode.log_likelihood - mode.arrow.log_density(normal))
            parts.append(part)
        every = np.concatenate(log_weight)
        share = np.exp(every - every.max())
        share /= share.mean()
        scaled = (_joined(parts).shared - self.shared_mean) / self.shared_sd
        # means are compared through the small deviations of the weights from 1, so that few draws tell small shifts
        moved = (share - 1.0)[:, None] * scaled
        return LaplaceCheck(
            draws=len(share),
            effective_share=float(1.0 / np.mean(share**2)),
            mean_shift=moved.mean(axis=0),
            mean_shift_se=moved.std(axis=0) / math.sqrt(len(share)),
        )

    def _drawn(self, rng: np.random.Generator, count: int) -> list[tuple[Mode, Block, Block]]:
        """By node of tau that has any: the standard normal numbers, and the parameters that they make."""
        edges = np.cumsum(self.weight)
        node = np.searchsorted(edges, (np.arange(count) + rng.random()) / count * edges[-1])
        sizes = np.bincount(np.minimum(node, len(edges) - 1), minlength=len(edges))
        found = []
        for mode, size in zip(self.modes, sizes, strict=True):
            if size:
                lengths = (len(mode.mean.shared), len(mode.mean.study), len(mode.mean.own))
                shared, study, own = (rng.standard_normal((int(size), length)) for length in lengths)
                normal = Block(shared=shared, study=study, own=own)
                found.append((mode, normal, mode.drawn(normal)))
        return found


def _joined(parts: list[Block]) -> Block:
    return Block(
        shared=np.concatenate([part.shared for part in parts]),
        study=np.concatenate([part.study for part in parts]),
        own=np.concatenate([part.own for part in parts]),
    )
