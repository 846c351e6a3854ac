"""Mean and standard deviation from medians, quartiles and ranges, and of changes from baseline. Numbers in and out.

Means: Luo, Wan, Liu & Tong 2018 (doi:10.1177/0962280216669183), the weights that minimise the mean squared error.
Standard deviations: Wan, Wang, Liu & Tong 2014 (doi:10.1186/1471-2288-14-135). Both suppose a normal distribution.
"""

from __future__ import annotations

from math import sqrt

from scipy.special import ndtri


def mean_from_range(low: float, median: float, high: float, n: float) -> float:
    """From the ends and the median. Luo 2018, scenario S1."""
    weight: float = 4.0 / (4.0 + n**0.75)
    return weight * (low + high) / 2.0 + (1.0 - weight) * median


def mean_from_quartiles(q1: float, median: float, q3: float, n: float) -> float:
    """From quartiles and median. Luo 2018, scenario S2."""
    weight = 0.7 + 0.39 / n
    return weight * (q1 + q3) / 2.0 + (1.0 - weight) * median


def mean_from_five(low: float, q1: float, median: float, q3: float, high: float, n: float) -> float:
    """From ends, quartiles and median. Luo 2018, scenario S3."""
    ends: float = 2.2 / (2.2 + n**0.75)
    middle: float = 0.7 - 0.72 / n**0.55
    return ends * (low + high) / 2.0 + middle * (q1 + q3) / 2.0 + (1.0 - ends - middle) * median


def sd_from_range(low: float, high: float, n: float) -> float:
    """Wan 2014, equation 9."""
    return float((high - low) / (2.0 * ndtri((n - 0.375) / (n + 0.25))))


def sd_from_quartiles(q1: float, q3: float, n: float) -> float:
    """Wan 2014, equation 16."""
    return float((q3 - q1) / (2.0 * ndtri((0.75 * n - 0.125) / (n + 0.25))))


def sd_from_five(low: float, q1: float, q3: float, high: float, n: float) -> float:
    """Wan 2014, equation 13: the mean of what the ends and what the quartiles give."""
    return (sd_from_range(low, high, n) + sd_from_quartiles(q1, q3, n)) / 2.0


def sd_of_change(baseline_sd: float, final_sd: float, correlation: float) -> float:
    """Standard deviation of follow-up minus baseline. Cochrane Handbook 6.5.2.8."""
    return sqrt(baseline_sd**2 + final_sd**2 - 2.0 * correlation * baseline_sd * final_sd)


def sd_of_score(change_sd: float, correlation: float) -> float:
    """Standard deviation of scores from that of changes, equal at both times. Cochrane Handbook 6.5.2.8, solved."""
    return change_sd / sqrt(2.0 * (1.0 - correlation))
