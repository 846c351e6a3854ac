"""Streams along shortest paths (Papakonstantinou et al. 2018): the decomposition of a flow that CINeMA uses.

From the source to the sink, always along a path with the fewest comparisons left, the path's whole flow is taken
away, until nothing is left. Among paths of the same length the one that comes first in the order of treatments is
taken; which order, does matter: it is the one in which they first appear in the list of directed comparisons, as
netmeta's graphs have it, so that results can be compared. Where a multi-arm study has a negative weight, more than
the whole may leave the source and come back; the streams are then shares of what leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

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
    share = np.zeros(flow.hat.shape)
    for row in range(len(share)):
        order = _order(flow, row)
        rank = np.argsort(order)
        first, second = rank[flow.first], rank[flow.second]
        capacity = _capacity(flow, row, rank)
        carried = _carried(capacity, int(rank[flow.source[row]]), int(rank[flow.sink[row]]))
        share[row] = carried[first, second] + carried[second, first]
    return share


def _in_order(flow: Flow, row: int, order: Index) -> list[Stream]:
    """The streams of one estimate, with treatments numbered by `order`."""
    rank = np.argsort(order)
    found = _decomposed(_capacity(flow, row, rank), int(rank[flow.source[row]]), int(rank[flow.sink[row]]))
    total = sum(size for _, size in found)
    return [(path, size / total) for path, size in found]


def _capacity(flow: Flow, row: int, rank: Index) -> Array:
    """(n, n) what flows from the treatment of the row to that of the column in one estimate, numbered by `rank`."""
    first, second, hat = rank[flow.first], rank[flow.second], flow.hat[row]
    capacity = np.zeros((len(rank), len(rank)))
    capacity[first, second] = np.where(hat > NOTHING, hat, 0.0)
    capacity[second, first] = np.where(hat < -NOTHING, -hat, 0.0)
    return capacity


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


@dataclass(frozen=True, kw_only=True)
class _Remaining:
    """What is not taken away yet. Sets of treatments are the bits of whole numbers: the lowest bit comes first."""

    left: list[list[float]]
    ahead: list[int]
    """The treatments to which each one still sends something."""
    behind: list[int]
    """The treatments from which each one still gets something."""
    carried: list[list[float]]
    """What was taken from each comparison, divided by the comparisons of its path."""


def _carried(capacity: Array, source: int, sink: int) -> Array:
    """(n, n) the streams of `_decomposed`, each shared by its comparisons, without a list of them.

    All paths with the same number of comparisons are emptied in one search (Dinic 1970): no shorter one can appear
    after them, so a comparison is written once for all the streams that go through it one after the other.
    """
    size = len(capacity)
    remaining = _Remaining(
        left=capacity.tolist(),
        ahead=_bits(capacity > 0.0),
        behind=_bits(capacity.T > 0.0),
        carried=[[0.0] * size for _ in range(size)],
    )
    total = 0.0
    while levels := _levels(remaining.behind, source, sink):
        total += _emptied(remaining, levels, source)
    return np.array(remaining.carried) / total


def _bits(member: NDArray[np.bool_]) -> list[int]:
    """The rows of a matrix of truths as bits of whole numbers."""
    return [int.from_bytes(line.tobytes(), "little") for line in np.packbits(member, axis=1, bitorder="little")]


def _levels(behind: list[int], source: int, sink: int) -> list[int]:
    """Treatments by their fewest steps to the sink, up to the source; nothing where there is no way."""
    seen = 1 << sink
    levels = [seen]
    while not seen >> source & 1:
        nearer, found = levels[-1], 0
        while nearer:
            lowest = nearer & -nearer
            found |= behind[lowest.bit_length() - 1]
            nearer ^= lowest
        found &= ~seen
        if not found:
            return []
        levels.append(found)
        seen |= found
    return levels


def _emptied(remaining: _Remaining, levels: list[int], source: int) -> float:
    """Take all paths of one length away, in lexical order; what flowed along them.

    A treatment is left when it has passed on what can come to it, or has no way on; then it leaves its level.
    """
    left, ahead, behind, carried = remaining.left, remaining.ahead, remaining.behind, remaining.carried
    steps = length = len(levels) - 1
    at, most, sent = source, np.inf, 0.0
    above: list[tuple[int, float, float]] = []
    while True:
        ways, room = ahead[at] & levels[steps - 1], most - sent
        if ways and room > NOTHING:
            to = (ways & -ways).bit_length() - 1
            size = left[at][to]
            if size > room:
                size = room
            if steps > 1:
                above.append((at, most, sent))
                at, most, sent, steps = to, size, 0.0, steps - 1
                continue
        else:
            if not ways:
                levels[steps] &= ~(1 << at)
            if not above:
                return sent
            to, size, steps = at, sent, steps + 1
            at, most, sent = above.pop()
        line = left[at]
        line[to] -= size
        carried[at][to] += size / length
        sent += size
        if line[to] <= NOTHING:
            ahead[at] ^= 1 << to
            behind[to] ^= 1 << at
