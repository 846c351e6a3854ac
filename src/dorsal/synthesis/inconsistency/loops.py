"""Loop inconsistency: do the direct estimates around a closed loop of comparisons add up to zero?

Bucher, Guyatt, Griffith & Walter 1997 for every triangle, and for the longer loops that the triangles do not already
settle. A multi-arm study agrees with itself: direct estimates that share one are correlated, and their covariance is
taken in full, so that a loop closed by multi-arm studies alone has no variance and is left out.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import ndtr

from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.pairs import pairs_of, sorted_arms
from dorsal.trials.contrast import Array

CLOSED_BY_ITSELF = 1e-9
"""A loop with less than this share of its estimates' variances has nothing that could disagree."""

Edge = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Loop:
    """A closed walk through `treatments`, back to the first."""

    treatments: tuple[str, ...]
    inconsistency: float
    """Sum of the direct estimates along the walk, each treatment minus the next; 0 under consistency."""
    se: float
    tau2: float

    @property
    def z(self) -> float:
        return self.inconsistency / self.se

    @property
    def p(self) -> float:
        """Two-sided P value of consistency around the loop."""
        return 2.0 * float(ndtr(-abs(self.z)))


def loops(fit: NetworkFit) -> tuple[Loop, ...]:
    """Every triangle of direct comparisons, then independent longer loops, shortest first, at the fit's tau2."""
    pairs = pairs_of(fit.network)
    first, second, _ = pairs.edges
    edge = {(int(a), int(b)): e for e, (a, b) in enumerate(zip(first, second, strict=True))}
    neighbours = _neighbours(edge)
    triangles = list(_triangles(edge, neighbours))
    walks = [*triangles, *_longer(edge, neighbours, triangles)]
    effect, variance = pairs.pooled(fit.tau2)
    shared = _covariances(fit, edge, variance)
    found = [_loop(fit, walk, edge, effect, variance, shared) for walk in walks]
    return tuple(loop for loop in found if loop is not None)


def _neighbours(edge: Mapping[Edge, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for a, b in edge:
        found[a].append(b)
        found[b].append(a)
    return found


def _triangles(edge: Mapping[Edge, int], neighbours: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, ...]]:
    above = {a: {b for b in found if b > a} for a, found in neighbours.items()}
    for a, b in edge:
        for c in sorted(above[a] & above[b]):
            yield a, b, c


def _loop(
    fit: NetworkFit,
    walk: tuple[int, ...],
    edge: Mapping[Edge, int],
    effect: Array,
    variance: Array,
    shared: Mapping[Edge, float],
) -> Loop | None:
    steps = [(edge[min(s), max(s)], 1.0 if s[0] < s[1] else -1.0) for s in zip(walk, (*walk[1:], walk[0]), strict=True)]
    alone = sum(float(variance[e]) for e, _ in steps)
    together = sum(2.0 * s * t * shared.get((min(e, f), max(e, f)), 0.0) for (e, s), (f, t) in combinations(steps, 2))
    if alone + together <= CLOSED_BY_ITSELF * alone:
        return None
    return Loop(
        treatments=tuple(fit.treatments[t] for t in walk),
        inconsistency=sum(s * float(effect[e]) for e, s in steps),
        se=math.sqrt(alone + together),
        tau2=fit.tau2,
    )


def _covariances(fit: NetworkFit, edge: Mapping[Edge, int], variance: Array) -> dict[Edge, float]:
    """Covariance of the direct estimates of two edges that share multi-arm studies."""
    found: dict[Edge, float] = defaultdict(float)
    for contrast in fit.network.contrasts:
        k = len(contrast.treatments)
        if k == 2:
            continue
        place, _, cov = sorted_arms(k, [contrast], fit.network)
        arms = cov[0] + fit.tau2 * np.eye(k) / 2.0
        i, j = np.triu_indices(k, 1)
        across = (arms[i] - arms[j])[:, i] - (arms[i] - arms[j])[:, j]
        edges = [edge[int(place[0, a]), int(place[0, b])] for a, b in zip(i, j, strict=True)]
        share = variance[edges] / np.diagonal(across)
        for p, q in combinations(range(len(edges)), 2):
            found[min(edges[p], edges[q]), max(edges[p], edges[q])] += float(share[p] * share[q] * across[p, q])
    return found


def _longer(
    edge: Mapping[Edge, int], neighbours: Mapping[int, Sequence[int]], triangles: Sequence[tuple[int, ...]]
) -> Iterator[tuple[int, ...]]:
    """Loops of four or more that triangles and shorter loops do not add up to (Horton 1987, over two elements)."""
    basis: dict[int, frozenset[int]] = {}
    tree = _tree(neighbours, max(neighbours, key=lambda t: len(neighbours[t])))
    in_tree = {edge[min(t, up), max(t, up)] for t, up in tree.items() if t != up}
    missing = len(edge) - len(in_tree)
    for walk in triangles:
        if len(basis) == missing:
            return
        _settles(basis, _outside(walk, edge, in_tree))
    if len(basis) == missing:
        return
    for walk in sorted(_fundamental(edge, neighbours), key=lambda w: (len(w), w)):
        if len(walk) > 3 and _settles(basis, _outside(walk, edge, in_tree)):
            yield walk
            if len(basis) == missing:
                return


def _tree(neighbours: Mapping[int, Sequence[int]], root: int) -> dict[int, int]:
    """Each treatment's predecessor on a shortest way from the root."""
    up, queue = {root: root}, deque([root])
    while queue:
        at = queue.popleft()
        for t in neighbours[at]:
            if t not in up:
                up[t] = at
                queue.append(t)
    return up


def _fundamental(edge: Mapping[Edge, int], neighbours: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """For each root and edge: the two shortest ways from the root to its ends, where they meet in the root alone."""
    for root in neighbours:
        up = _tree(neighbours, root)
        way = {t: _way(up, t) for t in up}
        for a, b in edge:
            if (
                a in way
                and b in way
                and up[a] != b
                and up[b] != a
                and len({*way[a], *way[b]}) + 1 == len(way[a]) + len(way[b])
            ):
                yield (*way[a], *reversed(way[b][1:]))


def _way(up: Mapping[int, int], t: int) -> tuple[int, ...]:
    """From the root to t."""
    back = [t]
    while up[back[-1]] != back[-1]:
        back.append(up[back[-1]])
    return tuple(reversed(back))


def _outside(walk: tuple[int, ...], edge: Mapping[Edge, int], in_tree: set[int]) -> frozenset[int]:
    """The edges of a walk that are not in the spanning tree: they say all about a loop."""
    steps = (edge[min(s), max(s)] for s in zip(walk, (*walk[1:], walk[0]), strict=True))
    return frozenset(e for e in steps if e not in in_tree)


def _settles(basis: dict[int, frozenset[int]], loop: frozenset[int]) -> bool:
    """Add a loop to the basis; False where it is a sum of loops already there."""
    while loop:
        top = max(loop)
        if top not in basis:
            basis[top] = loop
            return True
        loop = loop ^ basis[top]
    return False
