"""The smallest path weights that give the flow: the pseudo-inverse contributions of netmeta (Ruecker et al.).

With Z the paths by edges (0 or 1), the weights phi of least squares with phi Z = flow are sums along each path of
multipliers of its edges, phi = Z m with (Z' Z) m = flow. Z' Z counts the paths through two edges, and those counts
follow from the number of ways between treatments. So no path is listed, however many there are. Weights may be
negative, and the method is not continuous: an edge with hardly any flow counts as much as any other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from dorsal.errors import NetworkError
from dorsal.synthesis.flows.flow import Flow
from dorsal.synthesis.flows.random_walk import transitions
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array

REPRODUCED = 1e-6
"""The path weights must give the flow back to within this; they do not where paths are too many for the arithmetic."""

CYCLES = "the flow of evidence has cycles (negative weights of multi-arm studies), so its paths cannot be counted"


@dataclass(frozen=True, kw_only=True)
class _Graph:
    """The paths of one estimate: treatments in the order of the flow, source first, sink last."""

    place: Index
    """(k,) places in the network."""
    ways: Array
    """(k, k) number of paths from one to the other, 1 from each to itself."""
    tail: Index
    """(m,) where each edge starts ..."""
    head: Index
    """(m,) ... and ends."""
    flow: Array
    """(m,)"""


def pseudo_inverse_shares(flow: Flow) -> Array:
    """(c, e) share of each edge in each estimate.

    Raises NetworkError where the flow has cycles (negative weights of multi-arm studies), or more paths than can be
    counted in floating point.
    """
    edge = np.full((flow.treatments, flow.treatments), -1, dtype=np.intp)
    edge[flow.first, flow.second] = edge[flow.second, flow.first] = np.arange(len(flow.first))
    share = np.zeros(flow.hat.shape)
    for row in range(len(share)):
        graph = _graph(flow.part(slice(row, row + 1)))
        multiplier = _multipliers(graph)
        share[row, edge[graph.place[graph.tail], graph.place[graph.head]]] = _shares(graph, multiplier)
    return share


def path_multipliers(flow: Flow) -> Array:
    """(n, n) multiplier of each edge of one estimate's flow: a path's weight is their sum along it."""
    graph = _graph(flow)
    full = np.zeros((flow.treatments, flow.treatments))
    full[graph.place[graph.tail], graph.place[graph.head]] = _multipliers(graph)
    return full


def _graph(flow: Flow) -> _Graph:
    step = transitions(flow)[0] > 0.0
    order = _downstream(step, int(flow.source[0]))
    if flow.forward[0][flow.sink[0]].any():
        raise NetworkError(CYCLES)
    adjacent = step[np.ix_(order, order)].astype(np.float64)
    tail, head = np.nonzero(adjacent)
    size = len(order)
    ways = solve_triangular(np.eye(size) - adjacent, np.eye(size), unit_diagonal=True)
    return _Graph(place=order, ways=ways, tail=tail, head=head, flow=flow.forward[0][order[tail], order[head]])


def _downstream(step: Array, source: int) -> Index:
    """The treatments that the flow from the source reaches, each before all that it flows to."""
    reached = np.zeros(len(step), dtype=bool)
    reached[source], front = True, np.array([source])
    while len(front):
        front = np.flatnonzero(step[front].any(axis=0) & ~reached)
        reached[front] = True
    waiting = step[reached].sum(axis=0)
    order, ready = [], [source]
    while ready:
        order.append(ready.pop())
        waiting = waiting - step[order[-1]]
        ready += np.flatnonzero(step[order[-1]] & (waiting == 0)).tolist()
    if len(order) != reached.sum() or step[reached, source].any():
        raise NetworkError(CYCLES)
    return np.array(order, dtype=np.intp)


def _multipliers(graph: _Graph) -> Array:
    """m with (Z' Z) m = flow. Adding u_head - u_tail to it changes no path's sum, so one edge out of each treatment
    between source and sink is set to 0, the one with the most paths; what is left is positive definite."""
    tail, head, ways = graph.tail, graph.head, graph.ways
    through = ways[0, tail] * ways[head, -1]
    free = np.ones(len(tail), dtype=bool)
    by_count = np.lexsort((-through, tail))
    starts = np.flatnonzero(np.diff(tail[by_count], prepend=-1))
    free[by_count[starts]] = tail[by_count[starts]] == 0
    tail, head, through = tail[free], head[free], through[free]
    after = ways[0, tail][:, None] * ways[np.ix_(head, tail)] * ways[head, -1][None, :]
    scale = 1.0 / np.sqrt(through)
    together = (after + after.T) * scale[:, None] * scale[None, :]
    together[np.diag_indices_from(together)] = 1.0
    found = np.zeros(len(free))
    found[free] = scale * _solved(together, scale * graph.flow[free])
    return found


def _solved(matrix: Array, right: Array) -> Array:
    try:
        solution: Array = cho_solve(cho_factor(matrix, lower=True), right)
    except np.linalg.LinAlgError:
        solution = np.full(len(right), np.nan)
    if not np.abs(matrix @ solution - right).max(initial=0.0) <= REPRODUCED * np.abs(right).max(initial=1.0):
        raise NetworkError("there are too many paths to count; take the random walk or shortest paths")
    return solution


def _shares(graph: _Graph, multiplier: Array) -> Array:
    """(m,) sum over the paths through an edge of path weight / path length.

    Paths are counted by their length up to a treatment, and with the sum of their multipliers, from both ends.
    """
    size = len(graph.place)
    edge, weighted = np.zeros((size, size)), np.zeros((size, size))
    edge[graph.tail, graph.head], weighted[graph.tail, graph.head] = 1.0, multiplier
    count, total = _by_length(edge, weighted, 0)
    count_on, total_on = _by_length(edge.T, weighted.T, size - 1)
    steps = min(len(count), len(count_on))
    length = np.arange(steps)
    inverse = 1.0 / (length[:, None] + length[None, :] + 1.0)
    count_on, total_on = inverse @ count_on[:steps], inverse @ total_on[:steps]
    count, total = count[:steps], total[:steps]
    i, j = graph.tail, graph.head
    both = np.einsum("le,le->e", count[:, i], count_on[:, j])
    return np.asarray(
        np.einsum("le,le->e", total[:, i], count_on[:, j])
        + multiplier * both
        + np.einsum("le,le->e", count[:, i], total_on[:, j]),
        dtype=np.float64,
    )


def _by_length(edge: Array, weighted: Array, start: int) -> tuple[Array, Array]:
    """(steps, k) paths from `start` of 0, 1, 2 ... steps: how many, and the sum of their multipliers."""
    count = np.zeros(len(edge))
    count[start] = 1.0
    total = np.zeros(len(edge))
    counts, totals = [], []
    while count.any():
        counts.append(count)
        totals.append(total)
        count, total = count @ edge, total @ edge + count @ weighted
    return np.array(counts), np.array(totals)
