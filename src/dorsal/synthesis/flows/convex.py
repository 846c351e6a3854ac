"""The path weights in the middle of those with the smallest sum of absolute values: netmeta's method "cccp".

With Z the paths by edges (0 or 1) and h the flow, the weights phi solve phi Z = h. Ruecker, Papakonstantinou,
Nikolakopoulou, Schwarzer, Galla & Davies 2024 (Statistics in Medicine 43: 4287-4304) ask for those that minimise the
sum of |phi|, and show that shortest paths and the random walk do so too: every decomposition into weights that are not
negative reaches the minimum, 1. So the problem has a whole face of solutions, and what a solver returns is its own
choice. Interior-point solvers, as cccp's, tend to the analytic centre of that face; it is unique, and is what is
computed here: the phi > 0 with phi Z = h that maximise the sum of log phi.

By duality phi = 1 / (Z m) with multipliers m of the edges that minimise h m - sum log(Z m), a self-concordant function;
Newton's damped steps find it from anywhere (Nesterov & Nemirovskii 1994). The paths are listed, so they must not be too
many.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from dorsal.errors import NetworkError
from dorsal.synthesis.flows.flow import Flow
from dorsal.synthesis.flows.pseudo_inverse import CYCLES, REPRODUCED
from dorsal.synthesis.flows.random_walk import transitions
from dorsal.trials.contrast import Array

MOST_PATHS = 20_000
STEPS = 200
SETTLED = 1e-12
"""Newton's decrement at which the centre is found."""

Path = tuple[int, ...]


def convex_shares(flow: Flow) -> Array:
    """(c, e) share of each edge in each estimate.

    Raises NetworkError where the flow has cycles (negative weights of multi-arm studies), or more paths than can be
    listed.
    """
    edge = np.full((flow.treatments, flow.treatments), -1, dtype=np.intp)
    edge[flow.first, flow.second] = edge[flow.second, flow.first] = np.arange(len(flow.first))
    share = np.zeros(flow.hat.shape)
    for row in range(len(share)):
        for path, weight in central_paths(flow.part(slice(row, row + 1))):
            for a, b in pairwise(path):
                share[row, edge[a, b]] += weight / (len(path) - 1)
    return share


def central_paths(flow: Flow) -> list[tuple[Path, float]]:
    """All paths of one estimate with their weights, the heaviest first. Raises as `convex_shares`."""
    step = transitions(flow)[0] > 0.0
    source, sink = int(flow.source[0]), int(flow.sink[0])
    paths = []
    for path in _simple(step, (source,), sink):
        paths.append(path)
        if len(paths) > MOST_PATHS:
            raise NetworkError(
                f"there are more than {MOST_PATHS:,} paths to list; take the random walk or shortest paths"
            )
    tail, head = np.nonzero(step)
    place = {(a, b): k for k, (a, b) in enumerate(zip(tail.tolist(), head.tolist(), strict=True))}
    along = np.zeros((len(paths), len(place)))
    for p, path in enumerate(paths):
        along[p, [place[a, b] for a, b in pairwise(path)]] = 1.0
    size = flow.forward[0][tail, head]
    weight = centre(along, size)
    if not max(np.abs(weight @ along - size).max(), abs(weight.sum() - 1.0)) <= REPRODUCED:
        raise NetworkError(CYCLES)
    return sorted(zip(paths, weight.tolist(), strict=True), key=lambda item: -item[1])


def _simple(step: Array, path: Path, sink: int) -> Iterator[Path]:
    """Every way on from a path's end to the sink that visits no treatment twice."""
    if path[-1] == sink:
        yield path
        return
    for t in np.flatnonzero(step[path[-1]]).tolist():
        if t not in path:
            yield from _simple(step, (*path, t), sink)


def centre(along: Array, size: Array) -> Array:
    """(p,) the weights that maximise the sum of their logarithms among those with weights @ along = size.

    `along` (p, e) of 0 and 1, `size` (e,) above 0. Where nothing fits, weights that do not.
    """
    multiplier: Array = np.ones(along.shape[1])
    for _ in range(STEPS):
        weight = 1.0 / (along @ multiplier)
        gradient = size - weight @ along
        scaled = weight[:, None] * along
        move = -np.asarray(np.linalg.lstsq(scaled.T @ scaled, gradient, rcond=None)[0], dtype=np.float64)
        decrement = math.sqrt(max(0.0, -float(gradient @ move)))
        if decrement < SETTLED:
            break
        multiplier = multiplier + move / (1.0 + decrement if decrement > 0.25 else 1.0)
    return np.asarray(1.0 / (along @ multiplier), dtype=np.float64)
