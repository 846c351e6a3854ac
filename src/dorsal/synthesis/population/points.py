"""Points that stand for the people of a study of which only summaries are known.

Margins by their means and SDs, joined by a Gaussian copula, at the points of a Sobol sequence (quasi-Monte Carlo, as
Phillippo et al. 2020 do). The points' weights are calibrated (as survey weights are, Deville & Saerndal 1992), so that
weighted means and SDs are those that were printed, to rounding: what is linear in the covariates is integrated exactly
with any number of points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, ndtr, ndtri
from scipy.stats import qmc, rankdata

from dorsal.errors import OptionError
from dorsal.synthesis.counts.arms import Index
from dorsal.trials.contrast import Array

MARGINS = ("normal", "lognormal", "gamma", "bernoulli")
LARGEST_CORRELATION = 0.99
FEWEST_PEOPLE = 5
"""Of one study, for a correlation in it."""


@dataclass(frozen=True, kw_only=True)
class Points:
    """People that stand for a population."""

    x: Array
    """(N, p) their covariates."""
    weight: Array
    """(N,) their shares; sum to 1."""

    @property
    def mean(self) -> Array:
        """(p,)"""
        return np.asarray(self.weight @ self.x, dtype=np.float64)


def copula_points(mean: Array, sd: Array, margins: Sequence[str], correlation: Array, count: int) -> Points:
    """`count` points (a power of 2) of covariates with these means (p,), SDs (p,) and margins, each among MARGINS.

    `correlation`: (p, p), of the normal variables under the copula. The SD of a bernoulli margin follows from its mean
    and is not read. Raises OptionError for another margin or number of points.
    """
    if count < 2 or count & (count - 1):
        raise OptionError(f"the number of points must be a power of 2, got {count}")
    p = len(mean)
    if p == 0:
        return Points(x=np.zeros((1, 0)), weight=np.ones(1))
    # the first 2^m points are whole multiples of 2^-m in each coordinate: half a step on, none is 0
    even = qmc.Sobol(d=p, scramble=False).random(count) + 0.5 / count
    share = ndtr(ndtri(even) @ np.linalg.cholesky(correlation).T)
    columns = [quantile(margin, share[:, j], float(mean[j]), float(sd[j])) for j, margin in enumerate(margins)]
    x = np.column_stack(columns)
    return Points(x=x, weight=calibrated(x, mean, sd, [margin != "bernoulli" for margin in margins]))


def quantile(margin: str, share: Array, mean: float, sd: float) -> Array:
    """The values of a margin below which these shares lie, shaped as they. Raises OptionError for another margin."""
    if margin == "bernoulli":
        return np.asarray(share > 1.0 - mean, dtype=np.float64)
    if margin not in MARGINS:
        raise OptionError(f"a margin is one of {', '.join(MARGINS)}, got {margin!r}")
    if sd == 0.0:
        return np.full_like(share, mean)
    if margin == "normal":
        return np.asarray(mean + sd * ndtri(share), dtype=np.float64)
    if mean <= 0.0:
        raise OptionError(f"a {margin} margin needs a mean above 0, got {mean:g}")
    if margin == "gamma":
        shape = (mean / sd) ** 2
        return np.asarray(gammaincinv(shape, share) * sd * sd / mean, dtype=np.float64)
    log_variance = math.log1p((sd / mean) ** 2)
    return np.asarray(
        np.exp(math.log(mean) - 0.5 * log_variance + math.sqrt(log_variance) * ndtri(share)), dtype=np.float64
    )


def calibrated(x: Array, mean: Array, sd: Array, spread: Sequence[bool]) -> Array:
    """(N,) weights near 1 / N with which the points x (N, p) have these means, and SDs where `spread` says so.

    Where that would take a weight that is not positive, only the means are kept; where that would too, none.
    """
    centred = (x - mean) / np.where(sd > 0.0, sd, 1.0)
    wide = np.array(spread, dtype=bool) & (sd > 0.0)
    first = np.column_stack([np.ones(len(x)), centred])
    for columns in (np.column_stack([first, centred[:, wide] ** 2 - 1.0]), first):
        wanted = np.zeros(columns.shape[1])
        wanted[0] = 1.0
        gram = columns.T @ columns / len(x)
        move, *_ = np.linalg.lstsq(gram, wanted - columns.mean(axis=0), rcond=1e-12)
        weight = (1.0 + columns @ move) / len(x)
        if weight.min() > 0.0:
            return np.asarray(weight, dtype=np.float64)
    return np.full(len(x), 1.0 / len(x))


def copula_correlation(x: Array, study: Index) -> Array:
    """(p, p) correlation for the copula, of people x (n, p) within their studies (n,).

    Spearman's, which a change of margins leaves alone, turned into that of the normal variables, 2 sin(pi r / 6), and
    averaged over studies by their people. 0 where no study has a spread in both.
    """
    p = x.shape[1]
    total, people = np.zeros((p, p)), np.zeros((p, p))
    for place in np.unique(study):
        ranks = np.apply_along_axis(rankdata, 0, x[study == place]) if p else x
        if len(ranks) < FEWEST_PEOPLE:
            continue
        centred = ranks - ranks.mean(axis=0)
        spread = np.sqrt((centred**2).sum(axis=0))
        known = np.outer(spread, spread) > 0.0
        r = np.divide(centred.T @ centred, np.outer(spread, spread), out=np.zeros((p, p)), where=known)
        total += np.where(known, len(ranks) * 2.0 * np.sin(np.pi * r / 6.0), 0.0)
        people += len(ranks) * known
    found = np.divide(total, people, out=np.zeros((p, p)), where=people > 0)
    found = np.clip(found, -LARGEST_CORRELATION, LARGEST_CORRELATION)
    np.fill_diagonal(found, 1.0)
    return _positive(found)


def _positive(correlation: Array) -> Array:
    """The correlation, or the nearest one by its eigenvalues where averaging left it without positive ones."""
    values, vectors = np.linalg.eigh(correlation)
    if len(values) == 0 or values[0] > 1e-6:
        return correlation
    lifted = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    scale = np.sqrt(np.diagonal(lifted))
    return np.asarray(lifted / np.outer(scale, scale), dtype=np.float64)
