"""Which treatment is best, with its uncertainty: P-scores and rank probabilities.

Both are of the distribution that the fit's intervals are of: normal, or t with the fit's degrees of freedom and its
covariance scaled as its standard errors are (synthesis.yardstick). A P-score is by definition a mean of one-sided
P values, so that it is of the test that gave them; draws are of the multivariate t distribution, whose differences of
two are t with the same degrees of freedom (Kotz & Nadarajah 2004, Multivariate t Distributions and Their Applications),
and SUCRA is the P-score in expectation under either.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtr

from dorsal.errors import NetworkError
from dorsal.synthesis.chance import Chance, counted, generator
from dorsal.synthesis.direction import margin, upward
from dorsal.synthesis.fit import NetworkFit
from dorsal.trials.contrast import Array
from dorsal.trials.scale import Better
from dorsal.trials.shown import Shown
from dorsal.trials.treatment import canonical

BLOCK = 20_000


def p_scores(fit: NetworkFit, *, better: Better = "lower", mic: float = 0.0) -> Mapping[str, float]:
    """P-score of each treatment, best first: the mean certainty that it beats another one.

    Ruecker & Schwarzer 2015; with `mic` > 0 (analysis scale) it must beat it by more than the minimal important
    change (Mavridis, Porcher, Nikolakopoulou, Salanti & Ravaud 2020). Equals SUCRA in expectation when mic is 0.
    Raises OptionError for another word than lower or higher, or a mic below 0, NetworkError as `NetworkFit.yardstick`.
    """
    ruler = fit.yardstick
    cov = ruler.factor**2 * fit.cov
    return p_scores_of(fit.treatments, fit.effect, cov, df=ruler.df, better=better, mic=mic)


def p_scores_of(
    treatments: Sequence[str],
    effect: Array,
    cov: Array,
    *,
    df: float = math.inf,
    better: Better = "lower",
    mic: float = 0.0,
) -> Mapping[str, float]:
    """The same of effects (n,) with covariance (n, n), whatever model they are of; `df` of t, infinite for normal."""
    least = margin(mic)
    mean = upward(better) * (effect[:, None] - effect[None, :])
    spread = np.sqrt(np.maximum(_pair_variance(cov), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (mean - least) / spread
    beats = ndtr(z) if math.isinf(df) else stdtr(df, z)
    np.fill_diagonal(beats, 0.0)
    scores = beats.sum(axis=1) / (len(treatments) - 1)
    order = np.argsort(-scores, kind="stable")
    return {treatments[i]: float(scores[i]) for i in order}


def _pair_variance(cov: Array) -> Array:
    diagonal = np.diagonal(cov)
    variance: Array = diagonal[:, None] + diagonal[None, :] - 2.0 * cov
    return variance


def rank_draws(fit: NetworkFit, rng: Chance, *, better: Better = "lower", draws: int = 100_000) -> Ranks:
    """Draws of the joint distribution of all effects (their correlations kept; Salanti, Ades & Ioannidis 2011).

    `rng`: a generator, or a seed. Raises OptionError for other words than lower or higher, or no draws, NetworkError as
    `NetworkFit.yardstick`.
    """
    ruler = fit.yardstick
    sign, source, root = upward(better), generator(rng), ruler.factor * _root(fit.cov)
    blocks = []
    for start in range(0, counted(draws), BLOCK):
        size = min(BLOCK, draws - start)
        drawn = source.standard_normal((size, root.shape[1])) @ root.T
        if math.isfinite(ruler.df):
            drawn /= np.sqrt(source.chisquare(ruler.df, size) / ruler.df)[:, None]
        blocks.append(fit.effect + drawn)
    return Ranks(treatments=fit.treatments, goodness=sign * np.concatenate(blocks))


def rank_probabilities(fit: NetworkFit, rng: Chance, *, better: Better = "lower", draws: int = 100_000) -> Array:
    """P(treatment i has rank j), shape (n, n), rows in the order of fit.treatments, column 0 the best.

    `rng` and what is raised as in `rank_draws`.
    """
    return rank_draws(fit, rng, better=better, draws=draws).probability


@dataclass(frozen=True, kw_only=True)
class Ranks(Shown):
    """Ranks in draws of the effects. `goodness` (draws, n): higher is better, whatever the outcome's direction."""

    treatments: tuple[str, ...]
    goodness: Array

    @cached_property
    def rank(self) -> NDArray[np.intp]:
        """(draws, n), 1 the best."""
        order = np.argsort(-self.goodness, axis=1)
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
        return rank

    @cached_property
    def probability(self) -> Array:
        """P(treatment i has rank j + 1), shape (n, n): the rankogram."""
        n = len(self.treatments)
        counts = [np.bincount(self.rank[:, i], minlength=n + 1)[1:] for i in range(n)]
        return np.array(counts) / len(self.rank)

    @property
    def cumulative(self) -> Array:
        """P(treatment i is among the first j + 1), shape (n, n)."""
        return np.cumsum(self.probability, axis=1)

    @property
    def sucra(self) -> Mapping[str, float]:
        """Surface under the cumulative ranking curve (Salanti 2011), best first; the P-score in expectation."""
        n = len(self.treatments)
        score = self.cumulative[:, :-1].sum(axis=1) / (n - 1)
        return {self.treatments[i]: float(score[i]) for i in np.argsort(-score, kind="stable")}

    def summary(self, treatment: str, level: float = 0.95) -> RankSummary:
        """Mean and median rank of a treatment, with the interval that holds it in `level` of the draws.

        Raises NetworkError for an unknown treatment.
        """
        rank = self.rank[:, self._place(treatment)]
        low, median, high = np.quantile(rank, [(1 - level) / 2, 0.5, (1 + level) / 2], method="inverted_cdf")
        return RankSummary(mean=float(rank.mean()), median=float(median), low=int(low), high=int(high))

    def chance(self, condition: Callable[[Ranks], NDArray[np.bool_]]) -> float:
        """Probability of any statement about the draws, e.g. `ranks.chance(lambda r: r.best_by("a", 10))`."""
        return float(condition(self).mean())

    def best_by(self, treatment: str, mic: float = 0.0) -> NDArray[np.bool_]:
        """In which draws a treatment beats every other one by more than `mic`, shape (draws,).

        Raises NetworkError for an unknown treatment, OptionError for a mic below 0.
        """
        mine = self._place(treatment)
        others = np.delete(self.goodness, mine, axis=1).max(axis=1)
        return np.asarray(self.goodness[:, mine] > others + margin(mic))

    def among_first(self, treatment: str, places: int) -> NDArray[np.bool_]:
        """In which draws a treatment is among the first `places`, shape (draws,). NetworkError for an unknown one."""
        return np.asarray(self.rank[:, self._place(treatment)] <= places)

    def _place(self, treatment: str) -> int:
        if canonical(treatment) not in self.treatments:
            raise NetworkError(f"{treatment} is in no study of this network; it has {', '.join(self.treatments)}")
        return self.treatments.index(canonical(treatment))


@dataclass(frozen=True, kw_only=True)
class RankSummary:
    """Where a treatment ranks, 1 the best."""

    mean: float
    median: float
    low: int
    high: int


def _root(cov: Array) -> Array:
    """R with R R' = cov, of full column rank, also where cov is singular (the reference has no variance)."""
    values, vectors = np.linalg.eigh(cov)
    keep = values > 1e-14 * max(float(values[-1]), 1e-300)
    root: Array = vectors[:, keep] * np.sqrt(values[keep])
    return root
