"""The slow oracle of contributions: every path of every estimate is listed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from dorsal.synthesis.flows.flow import Flow
from dorsal.trials.contrast import Array

Path = tuple[int, ...]


def simple_paths(forward: Array, source: int, sink: int, seen: Path = ()) -> Iterator[Path]:
    """All ways from source to sink along positive flows."""
    path = (*seen, source)
    if source == sink:
        yield path
        return
    for t in np.flatnonzero(forward[source] > 1e-12):
        if t not in path:
            yield from simple_paths(forward, int(t), sink, path)


def all_paths(flow: Flow, row: int) -> list[Path]:
    return list(simple_paths(flow.forward[row], int(flow.source[row]), int(flow.sink[row])))


def incidence(flow: Flow, paths: list[Path]) -> Array:
    """(paths, edges) 1 where a path goes along an edge, in either direction."""
    edge = {frozenset(e): k for k, e in enumerate(zip(flow.first.tolist(), flow.second.tolist(), strict=True))}
    found = np.zeros((len(paths), len(edge)))
    for p, path in enumerate(paths):
        for step in pairwise(path):
            found[p, edge[frozenset(step)]] = 1.0
    return found


def shares(flow: Flow, paths: list[Path], weight: Array) -> Array:
    """(e,) each path's weight shared by the comparisons along it."""
    length = np.array([len(path) - 1 for path in paths])
    return (weight / length) @ incidence(flow, paths)
