"""Standardised differences and ratios of means. Numbers in and out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, lgamma, log, sqrt

from dorsal.trials.combine import pooled_sd
from dorsal.trials.contrast import Array
from dorsal.trials.covariance import against_first


@lru_cache(maxsize=4096)
def exact_j(df: float) -> float:
    """The factor that makes Cohen's d unbiased: Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)). Hedges 1981, equation 6e."""
    return exp(lgamma(df / 2.0) - lgamma((df - 1.0) / 2.0)) / sqrt(df / 2.0)


def exact_k(df: float) -> float:
    """What g squared is multiplied by in its unbiased variance 1/n1 + 1/n2 + K g^2: 1 - (m-2) / (m J^2).

    White & Thomas 2005 (doi:10.1191/1740774505cn081oa); meta's default (`exact.smd = TRUE`), metafor's vtype "UB".
    """
    return 1.0 - (df - 2.0) / (df * exact_j(df) ** 2)


def hedges(
    n: Sequence[float], mean: Sequence[float], score_sd: Sequence[float], mean_sd: Sequence[float]
) -> tuple[Array, Array]:
    """Hedges' g (k-1,) of k arms against the first with the exact correction, and their covariance.

    All arms of a study are standardised by one standard deviation, pooled over all of them (m = N - k degrees of
    freedom), so that its contrasts add up; with two arms this is the usual g. Covariance of g_a and g_b:
    1/n_0 + K g_a g_b, the unbiased form of Gleser & Olkin 2009. `score_sd` is what a unit of g is; `mean_sd` is the
    standard deviation of what was averaged, and differs from it where means of changes are compared.
    """
    df = sum(n) - len(n)
    d, cov = _scaled(n, mean, score_sd, mean_sd)
    g = exact_j(df) * d
    return g, cov + exact_k(df) * g[:, None] * g


def cohen(
    n: Sequence[float], mean: Sequence[float], score_sd: Sequence[float], mean_sd: Sequence[float]
) -> tuple[Array, Array]:
    """Cohen's d (k-1,) of k arms against the first, uncorrected, by the standard deviation pooled over all arms.

    Covariance 1/n_0 + d_a d_b / (2 N), variances with 1/n_a more: Gleser & Olkin 2009, equations 19.26 and 19.27.
    """
    d, cov = _scaled(n, mean, score_sd, mean_sd)
    return d, cov + d[:, None] * d / (2.0 * sum(n))


def glass(
    n: Sequence[float], mean: Sequence[float], score_sd: Sequence[float], mean_sd: Sequence[float]
) -> tuple[Array, Array]:
    """Glass's delta (k-1,) of k arms against the first, in standard deviations of the first; no small-sample factor.

    Covariance 1/n_0 + delta_a delta_b / (2 (n_0 - 1)), variances with 1/n_a more: Hedges & Olkin 1985; as in meta.
    """
    delta, cov = _scaled(n, mean, score_sd, mean_sd, unit=score_sd[0])
    return delta, cov + delta[:, None] * delta / (2.0 * (n[0] - 1.0))


def _scaled(
    n: Sequence[float],
    mean: Sequence[float],
    score_sd: Sequence[float],
    mean_sd: Sequence[float],
    unit: float | None = None,
) -> tuple[Array, Array]:
    """Differences in units of a standard deviation (the pooled one, or `unit`), and the covariance of the means."""
    pooled = pooled_sd(n, score_sd)
    unit = unit or pooled
    inflation = (pooled_sd(n, mean_sd) / pooled) ** 2
    return against_first([m / unit for m in mean], [inflation / size for size in n])


def variance_of_g(g: float, n1: float, n2: float) -> float:
    """Unbiased variance of Hedges' g of two arms from the numbers in them. White & Thomas 2005."""
    return 1.0 / n1 + 1.0 / n2 + exact_k(n1 + n2 - 2.0) * g * g


def variance_of_d(d: float, n1: float, n2: float) -> float:
    """Large-sample variance of Cohen's d of two arms from the numbers in them. Borenstein 2009, equation 4.20."""
    return 1.0 / n1 + 1.0 / n2 + d * d / (2.0 * (n1 + n2))


def variance_within_people(d: float, n: float, correlation: float) -> float:
    """Variance of a standardised difference between the periods of a cross-over trial of n people.

    2 (1 - r) (1 / n + d^2 / (2 n)): Cochrane Handbook 23.2.7, after Elbourne 2002.
    """
    return 2.0 * (1.0 - correlation) * (1.0 / n + d * d / (2.0 * n))


def log_mean(mean: float, se: float) -> tuple[float, float]:
    """Logarithm of an arm's mean and its variance (se / mean)^2. Hedges, Gurevitch & Curtis 1999."""
    return log(mean), (se / mean) ** 2
