"""The joint posterior of all effects: a mixture of normals over the nodes of the scales that were integrated out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, Protocol, TypeVar

import numpy as np
from scipy.special import ndtr

from dorsal.errors import NetworkError
from dorsal.synthesis.bayes.given_tau import GivenTau
from dorsal.synthesis.bayes.marginal import NormalMixture
from dorsal.synthesis.bayes.quadrature import Rule
from dorsal.synthesis.chance import Chance, counted, generator
from dorsal.synthesis.direction import margin, upward
from dorsal.synthesis.ranks.ranking import Ranks
from dorsal.trials.contrast import Array
from dorsal.trials.scale import Better
from dorsal.trials.shown import Shown
from dorsal.trials.treatment import canonical


class NormalGiven(Protocol):
    """The effects once the scales are known: normal, or taken for it."""

    @property
    def tau2(self) -> float: ...
    @property
    def mean(self) -> Array:
        """(n,)"""

    @property
    def cov(self) -> Array:
        """(n, n)"""

    @property
    def size(self) -> int:
        """How many standard normal numbers a draw takes."""

    def drawn(self, normal: Array) -> Array:
        """Effects (draws, n) from standard normal numbers (draws, size)."""


G = TypeVar("G", bound=NormalGiven)


@dataclass(frozen=True, kw_only=True)
class Nodes(Generic[G]):
    """Where the integral over tau (and other scales) was taken."""

    weight: Array
    """(J,) shares of the posterior; sum to 1."""
    coarse: Array
    """(J,) shares by the rule with half the nodes, for the error."""
    tau: Array
    known: tuple[G, ...]

    @cached_property
    def means(self) -> Array:
        """(J, n) effects of the treatments: their differences are what the data tell."""
        return np.array([known.mean for known in self.known])

    def covariance(self, weight: Array) -> Array:
        """(n, n) covariance of the mixture with these shares."""
        apart = self.means - weight @ self.means
        cov: Array = apart.T @ (weight[:, None] * apart)
        for share, known in zip(weight, self.known, strict=True):
            if share > 0.0:
                cov += share * known.cov
        return cov


def nodes_of(rule: Rule[GivenTau]) -> Nodes[GivenTau]:
    """The nodes of a rule over tau; those that share one posterior, all as good as 0, become one."""
    known = tuple(dict.fromkeys(rule.known))
    place = {each: i for i, each in enumerate(known)}
    joined = [place[each] for each in rule.known]
    return Nodes(
        weight=_summed(joined, rule.weight),
        coarse=_summed(joined, rule.coarse),
        tau=np.sqrt([each.tau2 for each in known]),
        known=known,
    )


def _summed(place: list[int], share: Array) -> Array:
    total = np.zeros(max(place) + 1)
    np.add.at(total, place, share)
    return total


@dataclass(frozen=True, kw_only=True)
class EffectsPosterior(Shown, Generic[G]):
    """What may be asked of the effects once tau is integrated out."""

    treatments: tuple[str, ...]
    nodes: Nodes[G] = field(repr=False)
    moments: float
    """The highest power of tau, and so of an effect, whose posterior mean exists."""
    scale_error: float
    """Error of the integral over tau, as reported by synthesis.bayes.quadrature."""

    def between(self, first: str, second: str) -> NormalMixture:
        """`first` minus `second` in the average study.

        Raises NetworkError if one of them is in no study of the network.
        """
        return self._difference(self._place(first), self._place(second), 0.0)

    def predictive(self, first: str, second: str) -> NormalMixture:
        """`first` minus `second` in a new study: its own effect, without sampling error."""
        return self._difference(self._place(first), self._place(second), self.nodes.tau**2)

    def _difference(self, a: int, b: int, more: Array | float) -> NormalMixture:
        variances = [known.cov[a, a] + known.cov[b, b] - 2.0 * known.cov[a, b] for known in self.nodes.known]
        return self._mixture(self.nodes.means[:, a] - self.nodes.means[:, b], np.array(variances) + more)

    def of(self, contrast: Array) -> NormalMixture:
        """The posterior of contrast' d, for weights (n,) on the network's treatments (as a rule they sum to zero)."""
        variances = [contrast @ known.cov @ contrast for known in self.nodes.known]
        return self._mixture(self.nodes.means @ contrast, np.array(variances))

    def _mixture(self, means: Array, variances: Array) -> NormalMixture:
        sds = np.sqrt(np.maximum(variances, 0.0))
        return NormalMixture(weight=self.nodes.weight, means=means, sds=sds, moments=self.moments)

    def _place(self, treatment: str) -> int:
        try:
            return self.treatments.index(canonical(treatment))
        except ValueError:
            known = ", ".join(self.treatments)
            raise NetworkError(f"{treatment} is in no study of this network; it has {known}") from None

    @cached_property
    def effect(self) -> Array:
        """(n,) posterior means of the effects, against the first treatment where the model is of treatments."""
        return np.asarray(self.nodes.weight @ self.nodes.means, dtype=np.float64)

    @cached_property
    def cov(self) -> Array:
        """(n, n) posterior covariance of `effect`."""
        return self.nodes.covariance(self.nodes.weight)

    @cached_property
    def error(self) -> float:
        """The largest error of a mean or SD of tau or of any difference of two treatments, in its posterior SDs.

        It is the change from the rule with half the nodes, which errs far more than the rule itself.
        """
        if self.moments < 2.0:
            return self.scale_error
        moved = (self.nodes.weight - self.nodes.coarse) @ self.nodes.means
        spread, halved = (_pair_sd(cov) for cov in (self.cov, self.nodes.covariance(self.nodes.coarse)))
        apart = np.maximum(np.abs(moved[:, None] - moved[None, :]), np.abs(spread - halved))
        share = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0.0)
        return max(self.scale_error, float(share.max()))

    def beats(self, *, better: Better = "lower", mic: float = 0.0) -> Array:
        """P(treatment i is better than treatment j by at least `mic`), shape (n, n); 0 on the diagonal.

        Raises OptionError for another word than lower or higher, or a mic below 0.
        """
        sign, least = upward(better), margin(mic)
        n = len(self.treatments)
        upper = np.triu_indices(n, 1)
        forward, backward = np.zeros(len(upper[0])), np.zeros(len(upper[0]))
        for share, known in zip(self.nodes.weight, self.nodes.known, strict=True):
            apart = sign * (known.mean[upper[0]] - known.mean[upper[1]])
            sd = _pair_sd(known.cov)[upper]
            with np.errstate(divide="ignore", invalid="ignore"):
                # Two treatments that the model takes for one are each better with probability 1/2.
                forward += share * np.nan_to_num(ndtr((apart - least) / sd), nan=0.5)
                backward += share * np.nan_to_num(ndtr((-apart - least) / sd), nan=0.5) if least else 0.0
        chance = np.zeros((n, n))
        chance[upper] = forward
        chance.T[upper] = backward if least else 1.0 - forward
        return chance

    def sucra(self, *, better: Better = "lower", mic: float = 0.0) -> Mapping[str, float]:
        """Surface under the cumulative ranking curve (Salanti, Ades & Ioannidis 2011), best first.

        Exact: the expected rank of a treatment is 1 plus the sum over the others of the probability that they are
        better, which needs no ranks. With `mic` > 0 a treatment must be better by that much.
        """
        scores = self.beats(better=better, mic=mic).sum(axis=1) / (len(self.treatments) - 1)
        order = np.argsort(-scores, kind="stable")
        return {self.treatments[i]: float(scores[i]) for i in order}

    def mean_rank(self, *, better: Better = "lower") -> Mapping[str, float]:
        """Posterior mean of every treatment's rank (1 is best), best first."""
        n = len(self.treatments)
        return {name: n - score * (n - 1) for name, score in self.sucra(better=better).items()}

    def draws(self, rng: Chance, count: int = 20_000) -> Array:
        """Draws (count, n) of all effects, in the order of tau, from a generator or a seed.

        Each node of tau has its share of them (systematic resampling), so that tau adds no noise of its own.
        Raises OptionError for no draws, or where `rng` is neither.
        """
        source = generator(rng)
        edges = np.cumsum(self.nodes.weight)
        points = (np.arange(counted(count)) + source.random()) / count
        node = np.minimum(np.searchsorted(edges, points * edges[-1]), len(edges) - 1)
        sizes = np.bincount(node, minlength=len(edges))
        p = self.nodes.known[0].size
        parts = [
            known.drawn(source.standard_normal((size, p)))
            for known, size in zip(self.nodes.known, sizes, strict=True)
            if size
        ]
        return np.concatenate(parts)

    def ranks(self, rng: Chance, *, better: Better = "lower", draws: int = 20_000) -> Ranks:
        """Ranks in draws of all effects together, for their chances, summaries and statements about them."""
        return Ranks(treatments=self.treatments, goodness=upward(better) * self.draws(rng, draws))

    def rank_probabilities(self, rng: Chance, *, better: Better = "lower", draws: int = 20_000) -> Array:
        """P(treatment i has rank j), shape (n, n), rows in the order of `treatments`, column 0 the best."""
        n, sign = len(self.treatments), upward(better)
        order = np.argsort(-sign * self.draws(rng, draws), axis=1)
        places = order * n + np.arange(n)
        counts = np.bincount(places.ravel(), minlength=n * n).reshape(n, n)
        return np.asarray(counts / draws, dtype=np.float64)

    def chance(self, statement: Callable[[Array], Array], rng: Chance, *, draws: int = 100_000) -> tuple[float, float]:
        """The probability of any statement about all effects at once, with its Monte-Carlo standard error.

        `statement` takes draws (draws, n) of the effects, in the order of `treatments`, and says for each whether
        it holds. For a statement about one difference ask `between`, which is exact.
        """
        holds = np.asarray(statement(self.draws(rng, draws)), dtype=np.float64)
        share = float(holds.mean())
        return share, math.sqrt(share * (1.0 - share) / draws)


def _pair_sd(cov: Array) -> Array:
    """SD of every difference, shape (n, n)."""
    diagonal = np.diagonal(cov)
    variance = diagonal[:, None] + diagonal[None, :] - 2.0 * cov
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=np.float64)
