"""Arms that got the same treatment, made one. Numbers in and out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import TypeVar

import numpy as np

from dorsal.trials.contrast import Array

Number = TypeVar("Number", int, float)


def added(numbers: Iterable[Number | None]) -> Number | None:
    """The sum, None where any part is not known."""
    known = list(numbers)
    return None if None in known else sum(part for part in known if part is not None)


def combined_mean_sd(n: Sequence[float], mean: Sequence[float], sd: Sequence[float]) -> tuple[float, float, float]:
    """People, mean and standard deviation of several arms together, as if they had been measured as one.

    Cochrane Handbook 6.5.2.10, its table's formula written for any number of arms.
    """
    total = sum(n)
    centre = sum(a * b for a, b in zip(n, mean, strict=True)) / total
    within = sum((a - 1.0) * s * s for a, s in zip(n, sd, strict=True))
    between = sum(a * (m - centre) ** 2 for a, m in zip(n, mean, strict=True))
    return total, centre, sqrt((within + between) / (total - 1.0))


def pooled_sd(n: Sequence[float], sd: Sequence[float]) -> float:
    """Standard deviation within arms, pooled by degrees of freedom n - 1."""
    squares = sum((a - 1.0) * s * s for a, s in zip(n, sd, strict=True))
    return sqrt(squares / sum(a - 1.0 for a in n))


def averaging(groups: Sequence[Sequence[int]], weight: Sequence[float]) -> Array:
    """The map (g-1, k-1) from effects of k arms against arm 0 to effects of g groups of arms against group 0.

    Within a group arms are averaged with `weight` (k,), made to sum to one in each group.
    """
    mean = np.zeros((len(groups), len(weight)))
    for row, members in enumerate(groups):
        total = sum(weight[m] for m in members)
        for m in members:
            mean[row, m] = weight[m] / total
    difference: Array = (mean[1:] - mean[:1])[:, 1:]
    return difference
