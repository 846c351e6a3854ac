"""The non-central hypergeometric distribution: events of the arms of a study given their total.

For two arms all studies at once, as one long array of their tables; for more, sums of convolved binomials.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln

from dorsal.trials.contrast import Array

Index = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, eq=False)
class TwoArmTables:
    """Every table of S studies of two arms that has the study's total, one after the other."""

    observed: Array
    """(S,) events in the first arm."""
    first: Array
    """(T,) events in the first arm of each table."""
    log_count: Array
    """(T,) log of the number of ways to have that table, up to a constant of the study."""
    edges: Index
    """(S,) where each study's tables begin."""
    place: Index
    """(S,) where the observed table is."""

    @classmethod
    def of(cls, events: Array, n: Array) -> TwoArmTables:
        """From events and people, shape (S, 2)."""
        total = events.sum(axis=1)
        low, high = np.maximum(0.0, total - n[:, 1]), np.minimum(n[:, 0], total)
        size = (high - low).astype(np.intp) + 1
        edges = np.cumsum(size) - size
        first = np.repeat(low - edges, size) + np.arange(size.sum())
        second, n_first, n_second = np.repeat(total, size) - first, np.repeat(n[:, 0], size), np.repeat(n[:, 1], size)
        log_count = gammaln(first + 1) + gammaln(n_first - first + 1) + gammaln(second + 1)
        log_count += gammaln(n_second - second + 1)
        return cls(
            observed=events[:, 0],
            first=first,
            log_count=-log_count,
            edges=edges,
            place=edges + (events[:, 0] - low).astype(np.intp),
        )

    def at(self, log_odds_ratio: Array) -> tuple[float, Array, Array]:
        """Sum over studies of log P(events | total); mean and variance (S,) of the first arm's events given it.

        `log_odds_ratio` (S,): first arm against second.
        """
        size = np.diff(self.edges, append=len(self.first))
        log_mass = self.log_count + self.first * np.repeat(log_odds_ratio, size)
        top = np.maximum.reduceat(log_mass, self.edges)
        mass = np.exp(log_mass - np.repeat(top, size))
        total = np.add.reduceat(mass, self.edges)
        mean = np.add.reduceat(mass * self.first, self.edges) / total
        away = self.first - np.repeat(mean, size)
        variance = np.add.reduceat(mass * away * away, self.edges) / total
        return float((log_mass[self.place] - top - np.log(total)).sum()), mean, variance


def given_total(events: Array, n: Array, effect: Array) -> tuple[float, Array, Array]:
    """log P(events | their total), and the mean (k,) and covariance (k, k) of the events given the total.

    The arms are binomial with log odds `effect` plus a constant chosen so that the total is near its mean; given the
    total the constant drops out, and sums of convolved binomial probabilities stay far from underflow.
    """
    total = int(events.sum())
    log_odds = effect + _balance(n, effect, total)
    mass = [_binomial(int(size), odds) for size, odds in zip(n, log_odds, strict=True)]
    counts = [np.arange(len(m), dtype=np.float64) for m in mass]
    all_ = _at(mass, total)
    log_p = sum(math.log(m[int(e)]) for m, e in zip(mass, events, strict=True)) - math.log(all_)
    weighted = [m * u for m, u in zip(mass, counts, strict=True)]
    k = len(mass)
    mean = np.array([_at([weighted[j] if j == i else mass[j] for j in range(k)], total) for i in range(k)]) / all_
    second = np.empty((k, k))
    for i in range(k):
        for j in range(i, k):
            terms = [_moment(mass[m], counts[m], (m == i) + (m == j)) for m in range(k)]
            second[i, j] = second[j, i] = _at(terms, total) / all_
    return log_p, mean, second - np.outer(mean, mean)


def _moment(mass: Array, counts: Array, power: int) -> Array:
    return mass * counts**power if power else mass


def _balance(n: Array, effect: Array, total: int) -> float:
    """The constant at which the expected total is `total`: Newton inside a bracket."""
    low, high = -60.0 - float(effect.max()), 60.0 - float(effect.min())
    shift = 0.0
    for _ in range(200):
        p = expit(effect + shift)
        gap = float(n @ p) - total
        low, high = (shift, high) if gap < 0 else (low, shift)
        slope = float(n @ (p * (1.0 - p)))
        proposed = shift - gap / slope if slope > 0 else 0.5 * (low + high)
        shift = proposed if low < proposed < high else 0.5 * (low + high)
        if abs(gap) < 1e-6 * max(total, 1):
            break
    return shift


def _binomial(n: int, log_odds: float) -> Array:
    """Probabilities of 0..n events."""
    u = np.arange(n + 1)
    log_mass = gammaln(n + 1) - gammaln(u + 1) - gammaln(n - u + 1) + u * log_odds - n * np.logaddexp(0.0, log_odds)
    return np.asarray(np.exp(log_mass), dtype=np.float64)


def _at(terms: Sequence[Array], total: int) -> float:
    """The coefficient of x^total in the product of polynomials."""
    head, last = terms[:-1], terms[-1]
    product = reduce(lambda a, b: np.convolve(a[: total + 1], b[: total + 1]), head)[: total + 1]
    matching = last[: total + 1]
    low = max(0, total - (len(product) - 1))
    return float(matching[low:] @ product[total - np.arange(low, len(matching))])
