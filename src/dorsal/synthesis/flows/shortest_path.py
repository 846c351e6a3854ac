"""Streams along shortest paths (Papakonstantinou et al. 2018): the decomposition of a flow that CINeMA uses.

From the source to the sink, always along a path with the fewest comparisons left, the path's whole flow is taken
away, until nothing is left. Among paths of the same length the one that comes first in the order of treatments is
taken; which order, does matter: it is the one in which they first appear in the list of directed comparisons, as
netmeta's graphs have it, so that results can be compared. Where a multi-arm study has a negative weight, more than
the whole may leave the source and come back; the streams are then shares of what leaves it.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from dorsal.synthesis.flows.flow import NOTHING, Flow
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array

Stream = tuple[tuple[int, ...], float]
"""A path as places of treatments, from source to sink, and what flows along it."""


def streams(flow: Flow, row: int) -> list[Stream]:
    """The streams of one estimate, in the order in which they are taken."""
    order = _order(flow, row)
    return [(tuple(int(order[t]) for t in path), size) for path, size in _in_order(flow, row, order)]


def shortest_path_shares(flow: Flow) -> Array:
    """(c, e) share of each edge in each estimate: its streams, each shared by the comparisons along it."""
    n = flow.treatments
    share = np.zeros((len(flow.source), n, n))
    for row in range(len(share)):
        order = _order(flow, row)
        carried = [[0.0] * len(order) for _ in order]
        for path, size in _in_order(flow, row, order):
            each = size / (len(path) - 1)
            for a, b in pairwise(path):
                carried[a][b] += each
        share[row][np.ix_(order, order)] = carried
    return np.asarray(share[:, flow.first, flow.second] + share[:, flow.second, flow.first], dtype=np.float64)


def _in_order(flow: Flow, row: int, order: Index) -> list[Stream]:
    """The streams of one estimate, with treatments numbered by `order`."""
    rank = np.argsort(order)
    first, second, hat = rank[flow.first], rank[flow.second], flow.hat[row]
    capacity = np.zeros((len(order), len(order)))
    capacity[first, second] = np.where(hat > NOTHING, hat, 0.0)
    capacity[second, first] = np.where(hat < -NOTHING, -hat, 0.0)
    found = _decomposed(capacity, int(rank[flow.source[row]]), int(rank[flow.sink[row]]))
    total = sum(size for _, size in found)
    return [(path, size / total) for path, size in found]


def _order(flow: Flow, row: int) -> Index:
    """Treatments in order of first appearance among the edges, each written in the direction of its flow."""
    down = flow.hat[row] > 0
    listed = np.column_stack([np.where(down, flow.first, flow.second), np.where(down, flow.second, flow.first)]).ravel()
    appears = np.empty(flow.treatments, dtype=np.intp)
    appears[listed[::-1]] = np.arange(len(listed))[::-1]  # the last one written stays: the first that appears
    return np.argsort(appears)


def _decomposed(capacity: Array, source: int, sink: int) -> list[Stream]:
    """Successive shortest paths, each the first in lexical order, by distance labels that only grow.

    A walk from the source steps to the first neighbour that is nearer to the sink; at a dead end the label is raised
    and the walk steps back. After a path is emptied the walk goes on from its first comparison that is used up.
    """
    size = len(capacity)
    ahead: list[list[int]] = [np.flatnonzero(line).tolist() for line in capacity]
    left: list[list[float]] = capacity.tolist()
    distance = _distances(capacity, sink)
    pointer = [0] * size
    walk, found = [source], []
    while distance[source] < size:
        at = walk[-1]
        if at == sink:
            found.append((tuple(walk), _empty(walk, left, ahead, pointer)))
            continue
        nearer, steps = distance[at] - 1, ahead[at]
        for step in range(pointer[at], len(steps)):
            if distance[steps[step]] == nearer:
                pointer[at] = step
                walk.append(steps[step])
                break
        else:
            distance[at] = min([distance[to] for to in steps], default=size) + 1
            pointer[at] = 0
            if len(walk) > 1:
                walk.pop()
    return found


def _distances(capacity: Array, sink: int) -> list[int]:
    """Fewest steps to the sink; the number of treatments where there is no way."""
    size = len(capacity)
    behind = [np.flatnonzero(line).tolist() for line in capacity.T]
    distance = [size] * size
    distance[sink], queue = 0, [sink]
    for at in queue:
        for t in behind[at]:
            if distance[t] == size:
                distance[t] = distance[at] + 1
                queue.append(t)
    return distance


def _empty(walk: list[int], left: list[list[float]], ahead: list[list[int]], pointer: list[int]) -> float:
    """Take the walk's flow away, drop the comparisons without any left, and cut the walk before the first of them."""
    size = min([left[a][b] for a, b in pairwise(walk)])
    cut = 0
    for step in range(len(walk) - 2, -1, -1):
        a, b = walk[step], walk[step + 1]
        left[a][b] -= size
        if left[a][b] <= NOTHING:
            del ahead[a][pointer[a]]
            cut = step
    del walk[cut + 1 :]
    return size
