"""Every two treatments that a study compared, as arrays: what head-to-head evidence is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsal.synthesis.network import Network
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array, Contrast


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """The pairs of all contrasts of a network: a contrast with k treatments has k (k - 1) / 2 of them.

    Pairs of one study are not independent of each other; whoever pools over different pairs has to say so.
    """

    treatments: int
    first: Index
    """(m,) place of a treatment in network.treatments."""
    second: Index
    """(m,) place of the other one, larger than `first`."""
    effect: Array
    """(m,) first minus second."""
    variance: Array
    """(m,) within-study variance."""
    contrast: Index
    """(m,) place of the contrast in network.contrasts."""

    @cached_property
    def edges(self) -> tuple[Index, Index, Index]:
        """Comparisons with head-to-head evidence, sorted: first (e,), second (e,); and the edge of each pair (m,)."""
        place, edge = np.unique(self.first * self.treatments + self.second, return_inverse=True)
        return place // self.treatments, place % self.treatments, edge

    def pooled(self, tau2: float) -> tuple[Array, Array]:
        """Inverse-variance estimate (first minus second) and its variance for each edge, at one tau2."""
        first, _, edge = self.edges
        weight = 1.0 / (self.variance + tau2)
        total = np.bincount(edge, weight, minlength=len(first))
        return np.bincount(edge, weight * self.effect, minlength=len(first)) / total, 1.0 / total


def pairs_of(network: Network) -> Pairs:
    """All pairs of a network, in batches of contrasts with the same number of treatments."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for position, contrast in enumerate(network.contrasts):
        by_size[len(contrast.treatments)].append(position)
    blocks = [_block(k, positions, network) for k, positions in sorted(by_size.items())]
    first, second, effect, variance, contrast_ = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return Pairs(
        treatments=len(network.treatments),
        first=first,
        second=second,
        effect=effect,
        variance=variance,
        contrast=contrast_,
    )


def sorted_arms(k: int, contrasts: Sequence[Contrast], network: Network) -> tuple[Index, Array, Array]:
    """Contrasts of k treatments each as arms in the network's order.

    Returns places (s, k), ascending; effects (s, k) against the contrast's own first treatment, which has 0; and
    their covariance (s, k, k) with zeros for it. Differences of arms do not depend on which treatment stood first.
    """
    place = np.array([[network.index[t] for t in c.treatments] for c in contrasts], dtype=np.intp)
    effect = np.zeros((len(contrasts), k))
    effect[:, 1:] = [c.effect for c in contrasts]
    cov = np.zeros((len(contrasts), k, k))
    cov[:, 1:, 1:] = [c.cov for c in contrasts]
    order = np.argsort(place, axis=1)
    by_row = np.take_along_axis(cov, order[:, :, None], axis=1)
    return (
        np.take_along_axis(place, order, axis=1),
        np.take_along_axis(effect, order, axis=1),
        np.take_along_axis(by_row, order[:, None, :], axis=2),
    )


def _block(k: int, positions: Sequence[int], network: Network) -> tuple[Index, Index, Array, Array, Index]:
    place, effect, cov = sorted_arms(k, [network.contrasts[p] for p in positions], network)
    i, j = np.triu_indices(k, 1)
    variance = cov[:, i, i] + cov[:, j, j] - 2.0 * cov[:, i, j]
    contrast = np.repeat(np.asarray(positions, dtype=np.intp), len(i))
    return (
        place[:, i].ravel(),
        place[:, j].ravel(),
        (effect[:, i] - effect[:, j]).ravel(),
        variance.ravel(),
        contrast,
    )
