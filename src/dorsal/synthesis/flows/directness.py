"""How direct an estimate is: share of direct evidence, mean length of its paths, parallelism (Koenig et al. 2013).

And plain distances: how many comparisons lie between two treatments.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import shortest_path

from dorsal.synthesis.designs import DesignGroup, design_groups, pooled
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.flows.flow import collation, places
from dorsal.synthesis.network import Network
from dorsal.synthesis.pairs import pairs_of
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class Directness:
    """Measures of one estimate."""

    first: str
    second: str
    direct_share: float
    """Variance of the network's estimate over that of the direct one; 0 without direct evidence."""
    mean_path: float
    """Mean number of comparisons in series; above 2 the estimate leans on long chains."""
    parallelism: float
    """At least how many independent designs share the work: 1 where all evidence goes through one."""
    study_parallelism: float
    """The same, counting studies."""


def directness(fit: NetworkFit, estimates: Collection[tuple[str, str]] | None = None) -> tuple[Directness, ...]:
    """The measures of the estimates asked for; without a choice, of every two treatments in alphabetical order."""
    if estimates is None:
        order = collation(fit)
        i, j = np.triu_indices(len(order), 1)
        first, second = order[i], order[j]
    else:
        first, second = places(fit, estimates)
    weight = fit.cov[first] - fit.cov[second]
    groups = design_groups(fit.network)
    by_design = np.hstack([_carried(group.place, pooled(group, fit.tau2).cov, weight) for group in groups])
    by_study = np.hstack([_carried(group.place[group.design], _whole(group, fit.tau2), weight) for group in groups])
    columns = (first, second, _direct_shares(fit, first, second), by_design.sum(axis=1))
    parallel, study_parallel = 1.0 / by_design.max(axis=1), 1.0 / by_study.max(axis=1)
    return tuple(
        Directness(
            first=fit.treatments[a],
            second=fit.treatments[b],
            direct_share=share,
            mean_path=path,
            parallelism=of_designs,
            study_parallelism=of_studies,
        )
        for a, b, share, path, of_designs, of_studies in zip(
            *(column.tolist() for column in (*columns, parallel, study_parallel)), strict=True
        )
    )


def _whole(group: DesignGroup, tau2: float) -> Array:
    return group.cov + tau2 * (np.eye(group.size - 1) + 1.0) / 2.0


def _carried(place: Index, cov: Array, weight: Array) -> Array:
    """(c, g) flow of evidence through each multi-arm set: half of the sum of what enters and leaves its arms.

    The weights of its k - 1 effects against its first arm, with minus their sum for that arm, are what leaves and
    enters at each arm.
    """
    across = weight[:, place[:, 1:]] - weight[:, place[:, :1]]
    hat = np.einsum("cgi,gij->cgj", across, np.linalg.inv(cov))
    return np.asarray(0.5 * (np.abs(hat.sum(axis=2)) + np.abs(hat).sum(axis=2)), dtype=np.float64)


def _direct_shares(fit: NetworkFit, first: Index, second: Index) -> Array:
    """`Estimate.direct_share` of many estimates at once."""
    n = len(fit.treatments)
    pairs = pairs_of(fit.network)
    low, high, _ = pairs.edges
    precision = np.zeros((n, n))
    precision[low, high] = precision[high, low] = 1.0 / pairs.pooled(fit.tau2)[1]
    diagonal = np.diagonal(fit.cov)
    variance = diagonal[first] + diagonal[second] - 2.0 * fit.cov[first, second]
    return np.minimum(precision[first, second] * variance, 1.0)


def distances(network: Network) -> NDArray[np.int64]:
    """(n, n) fewest comparisons that join two treatments, in the order of network.treatments; -1 across islands."""
    rows = network.rows
    n = rows.treatments
    place = np.unique(rows.pair_place)
    graph = coo_array((np.ones(len(place)), (place // n, place % n)), shape=(n, n)).tocsr()
    steps = shortest_path(graph, directed=False, unweighted=True)
    return np.where(np.isfinite(steps), steps, -1).astype(np.int64)


def laplacian_inverse(fit: NetworkFit) -> Array:
    """(n, n) Moore-Penrose inverse of the network's Laplacian: its covariance with effects that sum to zero."""
    n = len(fit.treatments)
    centre = np.eye(n) - 1.0 / n
    return np.asarray(centre @ fit.cov @ centre, dtype=np.float64)
