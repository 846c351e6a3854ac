"""The studies of every comparison left out in turn, at one tau2, for the price of a few passes over the rows.

The studies that hold both treatments of a comparison have q + 1 treatments, so leaving them out changes the normal
equations A' W A to A' W A - D L D', where D (n, q) takes differences from the comparison's first treatment. One
factorisation for all comparisons gives C = (A' W A)^-1; the rest of each follows from matrices of size q by
Woodbury's identity: its inverse is C + C D M D' C, with M = (I - L D' C D)^-1 L. Bare arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsal.synthesis.gls import Solution
from dorsal.synthesis.omission.own_tau2 import Mask
from dorsal.synthesis.pairs import Pairs
from dorsal.synthesis.rows import Index, Rows
from dorsal.trials.contrast import Array

HANGS = 1e-5
"""Where less than this share of a direction's precision is left, the rest may not join all treatments, and rounding
takes a third of the digits: such a comparison is for a fit of its own."""


@dataclass(frozen=True, kw_only=True)
class SplitBlock:
    """Comparisons whose studies have the same number of treatments, q + 1."""

    comparison: Index
    """(g,) places among pairs.edges."""
    treatment: Index
    """(g, q + 1): the first and second of the comparison, then the others."""
    row: Index
    """(R,) the rows of their studies, comparison by comparison."""
    start: Index
    """(g,) where each comparison's rows begin."""
    entry: Array
    """(q, R) the rows' entries at all treatments but the first."""

    @property
    def size(self) -> int:
        """q"""
        return int(self.treatment.shape[1] - 1)

    @cached_property
    def square(self) -> Array:
        """(q * q, R) products of a row's entries."""
        return (self.entry[:, None, :] * self.entry[None, :, :]).reshape(-1, len(self.row))

    @cached_property
    def rows(self) -> Index:
        """(g,) how many rows each comparison leaves out."""
        return np.diff(self.start, append=len(self.row))


@dataclass(frozen=True, kw_only=True)
class SplitDeletion:
    """What the fit at one tau2 becomes without the studies of each of s comparisons, in their order; arrays (s,)."""

    tau2: float
    rss: Array
    df: Array
    pull: Array
    trace: Array
    weight: Array
    log_likelihood: Array
    restricted_log_likelihood: Array
    rounding: Array
    effect: Array
    """First minus second from what is left."""
    variance: Array
    joined: Mask
    """Whether what is left joins all treatments, and well enough to be worked out so."""

    @property
    def sure(self) -> Mask:
        """Joined, and with degrees of freedom."""
        return self.joined & (self.df > 0)

    @property
    def watched(self) -> Array:
        """As the variance settles so does the effect, a mean with weights made of the same numbers."""
        return np.asarray(np.log(self.variance), dtype=np.float64)


def split_blocks(rows: Rows, pairs: Pairs, asked: Mask) -> tuple[SplitBlock, ...]:
    """The rows of the contrasts that hold both treatments of a comparison, in batches; for those asked for, (e,)."""
    n, (first, second, edge) = rows.treatments, pairs.edges
    by_edge = np.argsort(edge, kind="stable")
    by_edge = by_edge[asked[edge[by_edge]]]
    pair, row = _members(pairs.contrast[by_edge], rows.study)
    of_row = edge[by_edge][pair]
    position, entry = _members(row, rows.entry_row)
    named, own = np.unique(of_row[position] * n + rows.entry_treatment[entry], return_inverse=True)
    comparison, treatment = named // n, named % n
    other = (treatment != first[comparison]) & (treatment != second[comparison])
    many = np.bincount(comparison[other], minlength=len(first))
    before = np.cumsum(many) - many
    column = np.where(other, 1 + np.cumsum(other) - before[comparison], treatment == second[comparison])
    size = np.bincount(comparison)[of_row] - 1
    blocks = []
    for q in np.unique(size):
        mine, kept = size == q, (size[position] == q) & (column[own] > 0)
        chosen, start = np.unique(of_row[mine], return_index=True)
        entries = np.zeros((q, int(mine.sum())))
        entries[column[own[kept]] - 1, (np.cumsum(mine) - 1)[position[kept]]] = rows.entry[entry[kept]]
        within = np.isin(comparison, chosen)
        places = np.empty((len(chosen), q + 1), dtype=np.intp)
        places[np.searchsorted(chosen, comparison[within]), column[within]] = treatment[within]
        blocks.append(SplitBlock(comparison=chosen, treatment=places, row=row[mine], start=start, entry=entries))
    return tuple(blocks)


def _members(groups: Index, group_of: Index) -> tuple[Index, Index]:
    """Every member of each of these groups, in turn: its place in `groups`, and which member it is."""
    order = np.argsort(group_of, kind="stable")
    count = np.bincount(group_of, minlength=int(groups.max()) + 1)
    first, many = (np.cumsum(count) - count)[groups], count[groups]
    place = np.repeat(np.arange(len(groups)), many)
    within = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
    return place, order[first[place] + within]


def split_deletions(rows: Rows, blocks: tuple[SplitBlock, ...], solutions: Sequence[Solution]) -> list[SplitDeletion]:
    """The studies of every comparison left out, one at a time, of the fits of `rows` at each of t values of tau2."""
    whole = _Whole(rows, solutions)
    parts = [_part(whole, block) for block in blocks]
    order = np.argsort(np.concatenate([block.comparison for block in blocks]))
    found = np.concatenate(parts, axis=2)[:, :, order]
    return [_at_one(solution, *found[:, t]) for t, solution in enumerate(solutions)]


def _at_one(
    solution: Solution,
    rss: Array,
    df: Array,
    pull: Array,
    trace: Array,
    weight: Array,
    log_weight: Array,
    log_free: Array,
    rounding: Array,
    effect: Array,
    variance: Array,
    joined: Array,
) -> SplitDeletion:
    likelihood = 0.5 * (log_weight - rss)
    return SplitDeletion(
        tau2=solution.tau2,
        rss=rss,
        df=df,
        pull=pull,
        trace=trace,
        weight=weight,
        log_likelihood=likelihood,
        restricted_log_likelihood=likelihood - 0.5 * (solution.log_det + log_free),
        rounding=rounding,
        effect=effect,
        variance=variance,
        joined=joined > 0.0,
    )


class _Whole:
    """What all comparisons share at each of t values of tau2."""

    def __init__(self, rows: Rows, solutions: Sequence[Solution]) -> None:
        self.w, r, self.cov = (
            np.array([getattr(s, name) for s in solutions]) for name in ("weight", "residual", "cov")
        )
        square = np.array([rows.gram(w * w) for w in self.w])
        across = self.cov @ square
        self.wr = self.w * r
        self.mean = np.array([np.concatenate(([0.0], s.theta)) for s in solutions])
        self.df = len(rows) - len(solutions[0].theta)
        self.second = across @ self.cov
        self.turned = np.array(
            [s.cov @ rows.transposed_times(row) for s, row in zip(solutions, self.w * self.wr, strict=True)]
        )
        self.by_row = np.array([self.w, self.wr * r, self.wr**2, np.log(self.w)])
        self.sums = self.by_row.sum(axis=2)[:, :, None]
        self.lost = np.trace(across, axis1=1, axis2=2)[:, None]
        size = np.abs(self.cov).max(axis=(1, 2)) ** 2 * np.abs(square).max(axis=(1, 2))
        self.unit = np.finfo(np.float64).eps * size[:, None]


def _part(whole: _Whole, block: SplitBlock) -> Array:
    """(fields, t, g) what `_at_one` takes, for a block. Inside, t and g are the last axes: long ones are fast."""
    (l1, l2), (g1, g2), sums = _own(whole, block)
    c, s = _between(whole.cov, block.treatment), _between(whole.second, block.treatment)
    m, log_free, joined = _middle(l1, c)
    y = g1 + _apply(m, _apply(c, g1))
    cy = _apply(c, y)
    cov = c + _product(_product(c, m), c)
    turned, mean = (np.moveaxis(x[:, block.treatment], 2, 0) for x in (whole.turned, whole.mean))
    left = whole.sums - sums
    pull = left[2] + _dot(y, 2.0 * (turned[1:] - turned[:1]) + _apply(s, y)) - _dot(cy, 2.0 * g2 + _apply(l2, cy))
    trace = left[0] - whole.lost - _dot(m, s) + _dot(l2, cov)
    loose_trace, loose_pull = np.abs(m).sum(axis=(0, 1)), np.abs(y).sum(axis=0) ** 2
    loose = np.maximum(loose_trace / np.maximum(trace, 1e-300), loose_pull / np.maximum(pull, 1e-300))
    return np.array(
        [
            left[1] - _dot(g1, cy),
            np.broadcast_to(whole.df - block.rows, trace.shape),
            pull,
            trace,
            left[0],
            left[3],
            log_free,
            np.where(joined, whole.unit * loose, np.inf),
            mean[0] - mean[1] + cy[0],
            cov[0, 0],
            joined,
        ]
    )


def _own(whole: _Whole, block: SplitBlock) -> tuple[tuple[Array, Array], tuple[Array, Array], Array]:
    """What the rows of each comparison carry: L, the same with squared weights; right sides, likewise; plain sums."""
    w, wr = whole.w[:, block.row], whole.wr[:, block.row]
    once, pulled = block.square[:, None, :] * w, block.entry[:, None, :] * wr
    rows = np.concatenate([once, once * w, pulled, pulled * w, whole.by_row[:, :, block.row]])
    total = np.add.reduceat(rows, block.start, axis=2)
    q = block.size
    l1, l2, g1, g2, sums = np.split(total, np.cumsum([q * q, q * q, q, q]))
    return (l1.reshape(q, q, *l1.shape[1:]), l2.reshape(q, q, *l2.shape[1:])), (g1, g2), sums


def _between(matrices: Array, treatment: Index) -> Array:
    """(q, q, t, g) D' X D for each comparison's differences."""
    column = treatment.T
    mine = np.moveaxis(matrices[:, column[:, None, :], column[None, :, :]], 0, 2)
    across = mine[1:] - mine[:1]
    return np.asarray(across[:, 1:] - across[:, :1], dtype=np.float64)


def _middle(l1: Array, c: Array) -> tuple[Array, Array, Mask]:
    """M = (I - L C)^-1 L, log |I - L C|, and whether the rest hangs together; symmetric by L = R R'."""
    if len(l1) == 1:
        free, turned = 1.0 - l1[0] * c[0], np.sqrt(l1)
    else:
        root = _inner(np.linalg.cholesky(_outer(l1)))
        share, vector = np.linalg.eigh(_outer(_product(_product(root.swapaxes(0, 1), c), root)))
        free, turned = 1.0 - np.moveaxis(share, 2, 0), _product(root, _inner(vector))
    joined = (free > HANGS).all(axis=0)
    free = np.where(joined, free, 1.0)
    return _product(turned / free, turned.swapaxes(0, 1)), np.log(free).sum(axis=0), joined


def _outer(x: Array) -> Array:
    """(t, g, q, q) as numpy's linear algebra wants it."""
    return np.asarray(np.moveaxis(x, (0, 1), (2, 3)), dtype=np.float64)


def _inner(x: NDArray[np.floating[Any]]) -> Array:
    """(q, q, t, g) of (t, g, q, q)."""
    return np.asarray(np.moveaxis(x, (2, 3), (0, 1)), dtype=np.float64)


def _product(a: Array, b: Array) -> Array:
    return np.asarray(np.einsum("ij...,jk...->ik...", a, b))


def _apply(a: Array, x: Array) -> Array:
    return np.asarray(np.einsum("ij...,j...->i...", a, x))


def _dot(x: Array, y: Array) -> Array:
    """Sum of products over all but t and g; of symmetric matrices, the trace of their product."""
    axes = tuple(range(x.ndim - 2))
    return np.asarray((x * y).sum(axis=axes), dtype=np.float64)
