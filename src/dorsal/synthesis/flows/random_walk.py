"""A random walk along the flow of evidence (Davies, Papakonstantinou, Nikolakopoulou, Ruecker & Galla 2022).

At each treatment the walker leaves by a comparison with the probability of its share of the flow. A path's weight is
its probability. No path is ever listed: with f(i, l) the probability of standing at i after l steps and b(j, m) that
of reaching the sink from j in m more, the share of the comparison i j is p(i, j) times the sum over l and m of
f(i, l) b(j, m) / (l + 1 + m).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import numpy as np

from dorsal.synthesis.flows.flow import Flow
from dorsal.trials.contrast import Array

ROUNDING = 1000 * float(np.finfo(np.float64).eps)
"""A step with less than this probability is rounding (netmeta's limit)."""
GONE = 1e-15
"""Walks end when less than this probability is still on its way (only where negative weights make cycles)."""
AT_ONCE = 4_000_000
"""Numbers in one batch of transition matrices."""

Walk = tuple[tuple[int, ...], float]


def transitions(flow: Flow) -> Array:
    """(c, n, n) probability of each step; none out of the sink."""
    forward = flow.forward.copy()
    forward[np.arange(len(forward)), flow.sink] = 0.0
    out = forward.sum(axis=2, keepdims=True)
    step: Array = np.divide(forward, out, out=np.zeros_like(forward), where=out > 0)
    step[step < ROUNDING] = 0.0
    return step


def random_walk_shares(flow: Flow) -> Array:
    """(c, e) share of each edge in each estimate."""
    batch = max(1, AT_ONCE // flow.treatments**2)
    count = len(flow.source)
    parts = [_shares(flow.part(slice(start, start + batch))) for start in range(0, count, batch)]
    return np.concatenate(parts) if parts else np.zeros(flow.hat.shape)


def _shares(flow: Flow) -> Array:
    step = transitions(flow)
    at = _standing(step, flow)
    to_sink = _arriving(step, flow, len(at))
    length = np.arange(len(at))
    inverse = 1.0 / (length[:, None] + length[None, :] + 1.0)
    after = np.einsum("lm,mcj->clj", inverse, to_sink, optimize=True)
    share = step * np.matmul(np.transpose(at, (1, 2, 0)), after)
    return np.asarray(share[:, flow.first, flow.second] + share[:, flow.second, flow.first], dtype=np.float64)


def _standing(step: Array, flow: Flow) -> Array:
    """(steps, c, n) probability of standing at a treatment other than the sink after 0, 1, 2 ... steps."""
    count, n = len(step), flow.treatments
    now = np.zeros((count, 1, n))
    now[np.arange(count), 0, flow.source] = 1.0
    found = []
    while now.sum() > GONE * count:
        found.append(now[:, 0, :])
        now = now @ step
        now[np.arange(count), 0, flow.sink] = 0.0
    return np.array(found)


def _arriving(step: Array, flow: Flow, steps: int) -> Array:
    """(steps, c, n) probability of reaching the sink from a treatment in exactly 0, 1, 2 ... steps."""
    count, n = len(step), flow.treatments
    now = np.zeros((count, n, 1))
    now[np.arange(count), flow.sink, 0] = 1.0
    found = []
    for _ in range(steps):
        found.append(now[:, :, 0])
        now = step @ now
    return np.array(found)


def walks(step: Array, source: int, sink: int) -> Iterator[Walk]:
    """Paths of one estimate with their probability, likeliest first. `step` (n, n) as `transitions` gives it.

    A priority queue by the highest probability that a beginning can still reach; a treatment is visited once.
    """
    best = _likeliest(step, sink)
    queue: list[tuple[float, tuple[int, ...], float]] = [(-best[source], (source,), 1.0)]
    while queue:
        _, path, probability = heapq.heappop(queue)
        if path[-1] == sink:
            yield path, probability
            continue
        for t in np.flatnonzero(step[path[-1]]).tolist():
            if t not in path and best[t] > 0.0:
                reached = probability * float(step[path[-1], t])
                heapq.heappush(queue, (-reached * best[t], (*path, t), reached))


def _likeliest(step: Array, sink: int) -> list[float]:
    """Highest probability of any path from each treatment to the sink."""
    best = np.zeros(len(step))
    best[sink] = 1.0
    for _ in range(len(step)):
        now = np.maximum(best, (step * best).max(axis=1))
        if np.array_equal(now, best):
            break
        best = now
    return [float(b) for b in best]
