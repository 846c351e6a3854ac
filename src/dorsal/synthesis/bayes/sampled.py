"""A posterior as draws: what may be asked of effects and tau where they were sampled, and how well they were."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError
from dorsal.synthesis.bayes.convergence import bulk_draws, mean_error, r_hat, tail_draws
from dorsal.synthesis.bayes.deviance import Deviance
from dorsal.synthesis.bayes.marginal import Marginal, NormalMixture
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.chance import Chance, generator
from dorsal.synthesis.direction import margin, upward
from dorsal.synthesis.ranks.ranking import Ranks
from dorsal.trials.contrast import Array
from dorsal.trials.scale import Better
from dorsal.trials.shown import Shown
from dorsal.trials.treatment import canonical

MOST_SMOOTHED = 500
"""Draws that a smoothed density is made of."""


@dataclass(frozen=True, kw_only=True, repr=False)
class SampledNumber(Marginal):
    """The draws of one number, (chains, draws)."""

    draws: Array

    @property
    def mean(self) -> float:
        return float(self.draws.mean())

    @property
    def sd(self) -> float:
        return float(self.draws.std(ddof=1))

    def quantile(self, p: float) -> float:
        return float(np.quantile(self.draws, p))

    def chance_below(self, limit: float) -> float:
        """P(number < limit); a draw at the limit itself counts half."""
        return float((self.draws < limit).mean() + 0.5 * (self.draws == limit).mean())

    def chance_above(self, limit: float) -> float:
        return 1.0 - self.chance_below(limit)

    @property
    def r_hat(self) -> float:
        return r_hat(self.draws)

    @property
    def bulk_draws(self) -> float:
        return bulk_draws(self.draws)

    @property
    def tail_draws(self) -> float:
        return tail_draws(self.draws)

    @property
    def mean_error(self) -> float:
        """Monte-Carlo standard error of the mean."""
        return mean_error(self.draws)

    @property
    def smoothed(self) -> NormalMixture:
        """A kernel density (Silverman's rule) of evenly chosen quantiles of the draws, for drawing."""
        p = (np.arange(MOST_SMOOTHED) + 0.5) / MOST_SMOOTHED
        centres = np.quantile(self.draws, p)
        low, high = np.quantile(self.draws, [0.25, 0.75])
        scale = min(self.sd, float(high - low) / 1.349) or self.sd
        width = 0.9 * scale * self.draws.size**-0.2
        return NormalMixture(
            weight=np.full(MOST_SMOOTHED, 1.0 / MOST_SMOOTHED), means=centres, sds=np.full(MOST_SMOOTHED, width)
        )


@dataclass(frozen=True, kw_only=True)
class SampledPosterior(Shown):
    """Draws of all effects and of tau."""

    treatments: tuple[str, ...]
    measure: str
    prior: TauPrior
    effect_prior: NormalEffects | None
    effects: Array = field(repr=False)
    """(chains, draws, n), against the first treatment."""
    tau_draws: Array = field(repr=False)
    """(chains, draws)"""
    shared_draws: Array = field(repr=False)
    """(chains, draws, k) what all arms share beside the effects: thresholds, slopes ..."""
    divergent: int
    """Draws at which the sampler lost its way: the posterior there is not explored."""
    deviance: Deviance
    planned: int
    """Draws of each chain that were asked for; there are fewer where the sampling was stopped."""
    seed: int

    @property
    def chains(self) -> int:
        return int(self.effects.shape[0])

    @property
    def draws_a_chain(self) -> int:
        return int(self.effects.shape[1])

    @property
    def stopped(self) -> bool:
        """Whether it was stopped before all draws were made."""
        return self.draws_a_chain < self.planned

    @property
    def tau(self) -> SampledNumber:
        return SampledNumber(draws=self.tau_draws)

    def shared(self, place: int) -> SampledNumber:
        """A parameter that all arms share, by its place: of the likelihood first, then of the baselines."""
        return SampledNumber(draws=self.shared_draws[:, :, place])

    def between(self, first: str, second: str) -> SampledNumber:
        """`first` minus `second` in the average study.

        Raises NetworkError if one of them is in no study of the network.
        """
        return SampledNumber(draws=self.effects[:, :, self._place(first)] - self.effects[:, :, self._place(second)])

    def combined(self, effects: Array, shared: Array) -> SampledNumber:
        """A weighted sum of effects (n,) and of what all arms share (k,)."""
        return SampledNumber(draws=self.effects @ effects + self.shared_draws @ shared)

    def predictive(self, first: str, second: str, rng: Chance) -> SampledNumber:
        """`first` minus `second` in a new study: its own effect, without sampling error."""
        mean = self.between(first, second).draws
        return SampledNumber(draws=mean + self.tau_draws * generator(rng).standard_normal(mean.shape))

    def _place(self, treatment: str) -> int:
        try:
            return self.treatments.index(canonical(treatment))
        except ValueError:
            known = ", ".join(self.treatments)
            raise NetworkError(f"{treatment} is in no study of this network; it has {known}") from None

    @cached_property
    def _flat(self) -> Array:
        return self.effects.reshape(-1, len(self.treatments))

    def beats(self, *, better: Better = "lower", mic: float = 0.0) -> Array:
        """Share of draws in which treatment i is better than j by at least `mic`, shape (n, n); 0 on the diagonal."""
        sign, least, n = upward(better), margin(mic), len(self.treatments)
        chance = np.zeros((n, n))
        for i in range(n):
            apart = sign * (self._flat[:, i : i + 1] - self._flat)
            chance[i] = (apart > least).mean(axis=0)
        return chance

    def sucra(self, *, better: Better = "lower", mic: float = 0.0) -> Mapping[str, float]:
        """Surface under the cumulative ranking curve (Salanti, Ades & Ioannidis 2011), best first."""
        scores = self.beats(better=better, mic=mic).sum(axis=1) / (len(self.treatments) - 1)
        order = np.argsort(-scores, kind="stable")
        return {self.treatments[i]: float(scores[i]) for i in order}

    def ranks(self, *, better: Better = "lower") -> Ranks:
        """Ranks in the draws, for their chances, summaries and statements about them."""
        return Ranks(treatments=self.treatments, goodness=upward(better) * self._flat)

    def rank_probabilities(self, *, better: Better = "lower") -> Array:
        """P(treatment i has rank j), shape (n, n), column 0 the best."""
        n = len(self.treatments)
        order = np.argsort(-upward(better) * self._flat, axis=1)
        counts = np.bincount((order * n + np.arange(n)).ravel(), minlength=n * n).reshape(n, n)
        return np.asarray(counts / len(self._flat), dtype=np.float64)

    @cached_property
    def numbers(self) -> Mapping[str, SampledNumber]:
        """tau and every effect against the first treatment: what R-hat and effective draws are told of."""
        first, *others = self.treatments
        return {"tau": self.tau, **{treatment: self.between(treatment, first) for treatment in others}}

    @property
    def worst_r_hat(self) -> float:
        return max((number.r_hat for number in self.numbers.values()), default=math.nan)

    @property
    def fewest_effective(self) -> float:
        """The smallest number of effective draws, of the middle or of the ends, of tau or of an effect."""
        return min(min(number.bulk_draws, number.tail_draws) for number in self.numbers.values())
