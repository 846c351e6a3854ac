"""Whether chains that were sampled have settled: R-hat and effective draws of Vehtari, Gelman, Simpson, Carpenter &
Buerkner 2021 (rank-normalised, each chain split in two). Bare arrays of draws (chains, draws).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from dorsal.trials.contrast import Array

FEWEST = 4
"""Draws of a chain below which nothing is said."""


def r_hat(draws: Array) -> float:
    """The larger of R-hat of the ranks and of the folded ranks; 1 where chains agree, NaN with too few draws.

    Below 1.01 is asked for (Vehtari et al. 2021).
    """
    if draws.shape[1] < FEWEST or np.ptp(draws) == 0.0:
        return math.nan
    folded = np.abs(draws - np.median(draws))
    return max(_plain_r_hat(_normal(_split(draws))), _plain_r_hat(_normal(_split(folded))))


def bulk_draws(draws: Array) -> float:
    """Effective draws for the middle of the distribution; NaN with too few draws."""
    return _effective(_normal(_split(draws))) if _told(draws) else math.nan


def tail_draws(draws: Array) -> float:
    """Effective draws for the ends: the smaller of those for the 5 % and the 95 % quantile."""
    if not _told(draws):
        return math.nan
    ends = (np.quantile(draws, p) for p in (0.05, 0.95))
    return min(_effective(_split((draws <= end).astype(np.float64))) for end in ends)


def mean_error(draws: Array) -> float:
    """Monte-Carlo standard error of the mean."""
    return float(draws.std(ddof=1)) / math.sqrt(_effective(_split(draws))) if _told(draws) else math.nan


def _told(draws: Array) -> bool:
    return draws.shape[1] >= FEWEST and float(np.ptp(draws)) > 0.0


def _split(draws: Array) -> Array:
    """Every chain as two: its first and its second half."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normal(draws: Array) -> Array:
    """Ranks over all chains (ties share theirs), as normal scores."""
    flat = draws.ravel()
    _, inverse, count = np.unique(flat, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - 0.5 * (count - 1))[inverse.ravel()]
    return np.asarray(ndtri((rank - 0.375) / (flat.size + 0.25)).reshape(draws.shape), dtype=np.float64)


def _plain_r_hat(draws: Array) -> float:
    n = draws.shape[1]
    within = float(draws.var(axis=1, ddof=1).mean())
    between = float(draws.mean(axis=1).var(ddof=1))
    return math.sqrt((n - 1) / n + between / within) if within > 0.0 else math.inf


def _effective(draws: Array) -> float:
    """Draws over the integrated autocorrelation time, by Geyer's initial monotone sequence of pairs (1992)."""
    chains, n = draws.shape
    covariance = _autocovariance(draws)
    within = float(covariance[:, 0].mean()) * n / (n - 1)
    total = within * (n - 1) / n + (float(draws.mean(axis=1).var(ddof=1)) if chains > 1 else 0.0)
    if total <= 0.0:
        return math.nan
    correlation = 1.0 - (within - covariance.mean(axis=0) * n / (n - 1)) / total
    correlation[0] = 1.0
    even = 2 * (n // 2)
    pairs = correlation[0:even:2] + correlation[1:even:2]
    first_negative = np.flatnonzero(pairs < 0.0)
    pairs = np.minimum.accumulate(pairs[: first_negative[0]] if len(first_negative) else pairs)
    time = max(-1.0 + 2.0 * float(pairs.sum()), 1.0 / math.log10(chains * n))
    return float(chains * n / time)


def _autocovariance(draws: Array) -> Array:
    """(chains, draws) by lag, by the Fourier transform."""
    n = draws.shape[1]
    apart = draws - draws.mean(axis=1, keepdims=True)
    size = 2 ** math.ceil(math.log2(2 * n))
    spectrum = np.abs(np.fft.rfft(apart, size, axis=1)) ** 2
    return np.asarray(np.fft.irfft(spectrum, size, axis=1)[:, :n] / n, dtype=np.float64)
