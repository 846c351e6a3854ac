"""The mean of the best of several lines at a normal chance: what one can expect of choosing after looking."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from scipy.special import ndtr

from dorsal.trials.contrast import Array


def expected_maximum(level: Array, slope: Array) -> float:
    """E max_i (level_i + slope_i Z) for a standard normal Z, exactly.

    The best line changes at the corners of their upper envelope (Frazier, Powell & Dayanik 2009, algorithm 1); between
    two corners the mean of a line is in closed form.
    """
    lines = _envelope(level, slope)
    corners = [-math.inf]
    for (a, b), (c, d) in pairwise(lines):
        corners.append((a - c) / (d - b))
    corners.append(math.inf)
    total = 0.0
    for (a, b), low, high in zip(lines, corners, corners[1:], strict=False):
        total += a * float(ndtr(high) - ndtr(low)) + b * (_density(low) - _density(high))
    return total


def _envelope(level: Array, slope: Array) -> list[tuple[float, float]]:
    """The lines that are the highest somewhere, from left to right."""
    kept: list[tuple[float, float]] = []
    order = np.lexsort((level, slope))
    for a, b in zip(level[order].tolist(), slope[order].tolist(), strict=True):
        while kept and (kept[-1][1] == b or (len(kept) > 1 and _hidden(kept[-2], kept[-1], (a, b)))):
            kept.pop()
        kept.append((a, b))
    return kept


def _hidden(first: tuple[float, float], middle: tuple[float, float], last: tuple[float, float]) -> bool:
    """Whether the middle line is nowhere above both others."""
    return (first[0] - last[0]) * (middle[1] - first[1]) <= (first[0] - middle[0]) * (last[1] - first[1])


def _density(z: float) -> float:
    return 0.0 if math.isinf(z) else math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
