"""Proportional odds of one study's arms, from people in ordered categories. Arrays in and out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit, log_expit

from dorsal.trials.contrast import Array
from dorsal.trials.left_out import Unusable

STEPS = 60
SETTLED = 1e-10
ENDLESS = 15.0
"""A log odds ratio beyond this is on its way to infinity."""


def proportional_odds(people: Sequence[Sequence[float]]) -> tuple[Array, Array]:
    """Log odds ratios (k - 1,) of a higher category, of each arm against the first, and their covariance.

    `people` by arm, then by category from the lowest. By maximum likelihood with thresholds of the study's own
    (McCullagh 1980); categories that nobody is in are joined to the one before. Raises Unusable where the study says
    nothing, or an odds ratio is infinite.
    """
    counts = np.asarray(people, dtype=np.float64)
    counts = counts[:, counts.sum(axis=0) > 0.0]
    if counts.shape[1] < 2:
        raise Unusable("everybody in every arm is in one category: it says nothing on the odds ratio")
    _refuse_endless(counts)
    cuts = counts.shape[1] - 1
    above = 1.0 - np.cumsum(counts.sum(axis=0))[:-1] / counts.sum()
    theta = np.concatenate([np.log1p(-above) - np.log(above), np.zeros(len(counts) - 1)])
    height, slope, information = _log_likelihood(counts, theta)
    for _ in range(STEPS):
        step = np.linalg.solve(information, slope)
        for _ in range(30):
            found = _log_likelihood(counts, theta + step) if _ordered(theta + step, cuts) else None
            if found is not None and found[0] >= height - 1e-12:
                break
            step = 0.5 * step
        assert found is not None
        theta, (height, slope, information) = theta + step, found
        if np.abs(step).max() < SETTLED or np.abs(theta).max() > ENDLESS:
            break
    if np.abs(theta[cuts:]).max() > ENDLESS:
        raise Unusable("its categories separate the arms, so that an odds ratio is infinite")
    cov = np.linalg.inv(information)[cuts:, cuts:]
    return theta[cuts:], np.asarray(0.5 * (cov + cov.T), dtype=np.float64)


def _refuse_endless(counts: Array) -> None:
    for arm in counts:
        if arm[0] == arm.sum() or arm[-1] == arm.sum():
            which = "lowest" if arm[0] else "highest"
            raise Unusable(
                f"everybody of an arm is in the {which} category, so that an odds ratio is infinite; "
                "the exact likelihood takes it (on the command line --posterior --likelihood ordered)"
            )


def _ordered(theta: Array, cuts: int) -> bool:
    return bool((np.diff(theta[:cuts]) > 0.0).all())


def _log_likelihood(counts: Array, theta: Array) -> tuple[float, Array, Array]:
    """Value, gradient and information by thresholds (J - 1,) and log odds ratios (k - 1,).

    The share of category j is F(A) (1 - F(B)) (1 - exp(-(A - B))) with A, B the predictor over its two thresholds.
    """
    k, j = counts.shape
    effect = np.concatenate([[0.0], theta[j - 1 :]])
    edges = np.concatenate([[-np.inf], theta[: j - 1], [np.inf]])
    value, slope, information = 0.0, np.zeros(len(theta)), np.zeros((len(theta), len(theta)))
    for i in range(k):
        for c in range(j):
            a, b, n = effect[i] - edges[c], effect[i] - edges[c + 1], counts[i, c]
            width = edges[c + 1] - edges[c]
            odds = 1.0 / np.expm1(width) if np.isfinite(width) else 0.0
            value += n * (log_expit(a) + log_expit(-b) + (np.log(-np.expm1(-width)) if np.isfinite(width) else 0.0))
            # (place, derivative of A or B by it): the effect moves both, each threshold one of them
            low, high = c - 1, c if c < j - 1 else -1
            over, under = np.zeros(len(theta)), np.zeros(len(theta))
            if i:
                over[j - 2 + i] = under[j - 2 + i] = 1.0
            if low >= 0:
                over[low] -= 1.0
            if high >= 0:
                under[high] -= 1.0
            apart = over - under
            slope += n * (expit(-a) * over - expit(b) * under + odds * apart)
            bent = expit(a) * expit(-a) * np.outer(over, over) + expit(b) * expit(-b) * np.outer(under, under)
            information += n * (bent + odds * (1.0 + odds) * np.outer(apart, apart))
    return value, slope, information
