"""The effects without each study, at its own tau2 between a few values of tau2 that all studies share. Bare arrays.

At one tau2 the effects without a study are d - C A_s' W_s P_ss^-1 u_s, with variance C + C A_s' W_s P_ss^-1 W_s A_s C
(omission.deletion). What these are made of is interpolated to each study's own tau2, and only then put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_array

from dorsal.synthesis.omission.deletion import ALONE, Deletion
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array

COLUMNS = 512
"""Contrasts worked out in one batch."""
NUMBERS = 15_000
"""Effects worked out in one batch: few enough to stay near the processor."""


def effects(points: Sequence[Deletion], share: Array, contrasts: Array) -> tuple[Array, Array]:
    """Estimates and variances (s, c) of contrasts (n, c) without each of s studies; NaN where nothing else joins them.

    `share`: (points, s), how much each point says about each study's own tau2.
    """
    shape = share.shape[1], contrasts.shape[1]
    effect, variance = np.empty(shape), np.empty(shape)
    for start in range(0, shape[1], COLUMNS):
        chosen = slice(start, start + COLUMNS)
        whole = _Whole(points, contrasts[:, chosen])
        for block in range(len(points[0].parts)):
            for study, mean, spread in whole.without(block, share):
                effect[study, chosen], variance[study, chosen] = mean, spread
    return effect, variance


class _Whole:
    """The contrasts with all studies, at each point."""

    def __init__(self, points: Sequence[Deletion], contrasts: Array) -> None:
        self.points = points
        self.shared = [point.solution.cov @ contrasts for point in points]
        self.mean = np.array([contrasts[1:].T @ point.solution.theta for point in points])
        self.variance = np.array([(contrasts * shared).sum(axis=0) for shared in self.shared])

    def without(self, block: int, share: Array) -> Iterator[tuple[Index, Array, Array]]:
        """Batches of a block's studies: their places, and means and variances (g, c) without each."""
        parts = [point.parts[block] for point in self.points]
        study, rows = parts[0].block.study, parts[0].block.rows
        size = rows.shape[1]
        incidence = self.points[0].rows.matrix[rows.ravel()]
        several = max(64, NUMBERS // (size * self.mean.shape[1]))
        for start in range(0, len(study), several):
            g = slice(start, start + several)
            here = share[:, study[g]]
            mine = self._carried(incidence[start * size : (start + several) * size], rows[g], here)
            pulled = _between(here, [part.pulled[g] for part in parts])
            inverse = _between(here, [part.inverse[g] for part in parts])
            mean, variance = here.T @ self.mean, here.T @ self.variance
            if size == 1:
                mean -= pulled * mine[:, 0]
                variance += inverse[:, 0] * mine[:, 0] ** 2
            else:
                mean -= np.einsum("gr,grc->gc", pulled, mine)
                variance += (mine * (inverse @ mine)).sum(axis=1)
            _drop_what_hangs_alone(parts[0].alone[g], mine, mean, variance)
            yield study[g], mean, variance

    def _carried(self, incidence: csr_array, rows: Index, share: Array) -> Array:
        """(g, r, c) W_s A_s C of each study."""
        g, size = rows.shape
        weight = np.repeat(share, size, axis=1) * np.array(
            [point.solution.weight[rows.ravel()] for point in self.points]
        )
        carried = [w[:, None] * (incidence @ shared) for w, shared in zip(weight, self.shared, strict=True)]
        return np.asarray(sum(carried[1:], start=carried[0])).reshape(g, size, -1)


def _between(share: Array, values: list[Array]) -> Array:
    """Values of each of g studies at its own tau2, from those at the points, (g, ...) each."""
    return np.asarray(np.einsum("kg,kg...->g...", share, np.array(values)), dtype=np.float64)


def _drop_what_hangs_alone(alone: Array, mine: Array, mean: Array, variance: Array) -> None:
    """NaN, in place, for contrasts that no other study joins."""
    if alone.any():
        lost = np.swapaxes(alone, 1, 2) @ mine
        gone = (lost * lost).sum(axis=1) > ALONE * variance
        mean[gone], variance[gone] = np.nan, np.nan
