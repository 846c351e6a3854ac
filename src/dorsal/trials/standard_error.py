"""Standard errors and deviations from whatever is printed: intervals, t, F, P, standard errors. Numbers in and out.

Source throughout: Cochrane Handbook 6.5 (Higgins, Li & Deeks 2024), by section.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

from scipy.special import ndtri, stdtrit


@lru_cache(maxsize=4096)
def two_sided(p: float, df: float | None = None) -> float:
    """The critical value that |z| (df None) or |t| exceeds with probability p; 1.96 for p = 0.05."""
    return float(-ndtri(p / 2.0) if df is None else -stdtrit(df, p / 2.0))


def from_interval(low: float, high: float, level: float = 0.95, df: float | None = None) -> float:
    """Standard error from a confidence interval, normal or t with `df`. Handbook 6.5.2.2 (arms), 6.5.2.3, 6.3.1."""
    return (high - low) / (2.0 * two_sided(1.0 - level, df))


def from_limit(value: float, limit: float, level: float = 0.95, df: float | None = None) -> float:
    """Standard error from an estimate and one limit of its interval, taken as symmetric. Handbook 6.3.1."""
    return abs(value - limit) / two_sided(1.0 - level, df)


def from_t(value: float, t: float) -> float:
    """Standard error of a difference from its t. Handbook 6.5.2.3."""
    return abs(value / t)


def from_f(value: float, f: float) -> float:
    """Standard error of a difference from F with one numerator degree of freedom, F = t squared."""
    return abs(value) / sqrt(f)


def from_p(value: float, p: float, df: float | None = None) -> float:
    """Standard error of a difference from its exact two-sided P. Handbook 6.5.2.3 (t), 6.3.2 (normal: df None)."""
    return abs(value) / two_sided(p, df)


def sd_from_se(se: float, n: float) -> float:
    """Standard deviation in an arm from the standard error of its mean. Handbook 6.5.2.2."""
    return se * sqrt(n)


def se_from_sd(sd: float, n: float) -> float:
    """Standard error of a mean. Handbook 6.5.2.2."""
    return sd / sqrt(n)


def pooled_sd_from_se(se: float, n1: float, n2: float) -> float:
    """Standard deviation common to two arms from the standard error of their difference. Handbook 6.5.2.3."""
    return se / sqrt(1.0 / n1 + 1.0 / n2)


def paired_sd_from_se(se: float, n: float, correlation: float) -> float:
    """Standard deviation of scores from the standard error of a within-person difference. Handbook 23.2.7."""
    return se * sqrt(n / (2.0 * (1.0 - correlation)))


def design_effect(cluster_size: float, icc: float) -> float:
    """What a variance is multiplied by, and a number of people divided by, for clustering. Handbook 23.1.4."""
    return 1.0 + (cluster_size - 1.0) * icc
