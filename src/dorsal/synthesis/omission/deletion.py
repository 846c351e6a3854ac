"""Every study left out in turn, at one tau2, for the price of a few passes over the rows. Bare arrays.

With P = W - W A C A' W (so that P z is the weighted residual), leaving out the rows s of a study turns P into
P - P_.s P_ss^-1 P_s. : a downdate of the rank of the study, for which only the diagonal blocks of P and P^2 are
needed (Demidenko & Stukel 2005; Cook & Weisberg 1982 for two-arm studies). A study on which a treatment hangs alone
leaves P_ss singular in that direction; the pseudo-inverse then drops the treatment with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsal.synthesis.gls import Solution
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.own_tau2 import Mask
from dorsal.synthesis.rows import Index, Rows
from dorsal.trials.contrast import Array

ALONE = 1e-9
"""A direction of a study whose hat value is within this of 1 rests on the study alone."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """Studies with the same number of rows."""

    study: Index
    """(g,) places in network.studies."""
    rows: Index
    """(g, r)"""


def blocks_of(network: Network) -> tuple[Block, ...]:
    """The rows of each study (all its contrasts together), in batches of studies with as many rows."""
    place = {study: s for s, study in enumerate(network.studies)}
    of_contrast = np.array([place[contrast.study] for contrast in network.contrasts], dtype=np.intp)
    of_row = of_contrast[network.rows.study]
    order = np.argsort(of_row, kind="stable")
    count = np.bincount(of_row, minlength=len(place))
    start = np.cumsum(count) - count
    return tuple(_block(int(r), np.flatnonzero(count == r), start, order) for r in np.unique(count))


def _block(size: int, study: Index, start: Index, order: Index) -> Block:
    return Block(study=study, rows=order[start[study][:, None] + np.arange(size)])


@dataclass(frozen=True, kw_only=True)
class Deletion:
    """What the fit at one tau2 becomes without each of s studies. All arrays are (s,)."""

    rows: Rows
    solution: Solution
    parts: tuple[Part, ...]
    rss: Array
    """z' P z: the generalised Q without the study."""
    df: Array
    pull: Array
    """u' u for u = P z."""
    trace: Array
    """tr P."""
    weight: Array
    """Sum of the weights left."""
    log_likelihood: Array
    """Up to a constant of each study's own, which does not depend on tau2."""
    restricted_log_likelihood: Array
    hat: Array
    """Sum of the study's hat values; at most its number of rows."""
    residual: Array
    """Chi-squared of the study around the fit without it."""
    rank: Array
    """Degrees of freedom of `residual`."""
    cook: Array
    """(d - d_without)' (A' W A) (d - d_without): Cook's distance before it is divided by the parameters."""
    rounding: Array
    """How far rounding may move `pull` or `trace`, as a share: large where precise and vague studies meet."""

    @property
    def tau2(self) -> float:
        return self.solution.tau2

    @property
    def watched(self) -> Array:
        """What synthesis.omission.own_tau2 watches."""
        return self.residual

    @property
    def sure(self) -> Mask:
        return np.ones(len(self.hat), dtype=bool)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A block's own quantities at one tau2."""

    block: Block
    inverse: Array
    """(g, r, r) pseudo-inverse of P_ss."""
    pulled: Array
    """(g, r) P_ss^-1 u_s."""
    alone: Array
    """(g, r, r) directions that rest on the study alone, in units of one standard deviation; zero columns else."""
    sums: Array
    """(q, g) what goes into the fields of Deletion."""


def deletions(rows: Rows, blocks: tuple[Block, ...], solution: Solution) -> Deletion:
    """All studies left out of the fit `solution` of `rows`, one at a time, at its tau2."""
    w, cov = solution.weight, solution.cov
    square = rows.gram(w * w)
    second = cov @ square @ cov
    u = w * solution.residual
    once = _project(rows, solution, u)
    parts = tuple(_part(rows, block, w, (cov, second), (u, once)) for block in blocks)
    sums = np.empty((len(parts[0].sums), sum(len(block.study) for block in blocks)))
    for part in parts:
        sums[:, part.block.study] = part.sums
    trace, less_trace, residual, less_pull, light, dark, log_free, hat, rank, cook, loose_trace, loose_pull = sums
    trace, pull = float(trace.sum()) - less_trace, float(u @ u) - less_pull
    unit = float(np.finfo(np.float64).eps * np.abs(cov).max() ** 2 * np.abs(square).max())
    likelihood = solution.log_likelihood - 0.5 * (dark - residual)
    return Deletion(
        rows=rows,
        solution=solution,
        parts=parts,
        rss=float(u @ solution.residual) - residual,
        df=len(rows) - len(solution.theta) - rank,
        pull=pull,
        trace=trace,
        weight=float(w.sum()) - light,
        log_likelihood=likelihood,
        restricted_log_likelihood=likelihood - 0.5 * (solution.log_det + log_free),
        hat=hat,
        residual=residual,
        rank=rank,
        cook=cook,
        rounding=unit * np.maximum(_share(loose_trace, trace), _share(loose_pull, pull)),
    )


def _share(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _project(rows: Rows, solution: Solution, x: Array) -> Array:
    """P x."""
    weighted = solution.weight * x
    return weighted - solution.weight * rows.times(solution.cov @ rows.transposed_times(weighted))


def _part(rows: Rows, block: Block, weight: Array, middles: tuple[Array, Array], vectors: tuple[Array, Array]) -> Part:
    w = weight[block.rows]
    p1, p2 = _powers(w, *(_between(rows, block, middle) for middle in middles))
    inverse, alone, log_free = _pseudo_inverse(p1, w)
    u, once = (vector[block.rows] for vector in vectors)
    b = np.einsum("gij,gj->gi", inverse, u)
    sums = [
        np.einsum("gii->g", p1),
        np.einsum("gij,gji->g", inverse, p2),
        (u * b).sum(axis=1),
        2.0 * (b * once).sum(axis=1) - np.einsum("gi,gij,gj->g", b, p2, b),
        w.sum(axis=1),
        np.log(w).sum(axis=1),
        log_free,
        w.shape[1] - (np.einsum("gii->gi", p1) / w).sum(axis=1),
        w.shape[1] - (alone != 0.0).any(axis=1).sum(axis=1),
        (w * b * b).sum(axis=1) - np.einsum("gi,gij,gj->g", b, p1, b),
        np.einsum("gi,gij,gj->g", w, np.abs(inverse), w),
        (w * np.abs(b)).sum(axis=1) ** 2,
    ]
    return Part(block=block, inverse=inverse, pulled=b, alone=alone, sums=np.array(sums))


def _between(rows: Rows, block: Block, middle: Array) -> Array:
    """(g, r, r) A_s M A_s' of every study of a block."""
    g, r = block.rows.shape
    if r == 1:
        return rows.quadratic(middle)[block.rows][:, :, None]
    mine = rows.matrix[block.rows.ravel()]
    right = (mine @ middle).reshape(g, r, -1)
    found = np.empty((g, r, r))
    for j in range(r):
        left = mine[j::r]
        for i in range(r):
            found[:, i, j] = np.asarray(left.multiply(right[:, i]).sum(axis=1)).ravel()
    return found


def _powers(w: Array, g: Array, second: Array) -> tuple[Array, Array]:
    """Blocks of P and P^2 from those of C and C A' W^2 A C, between A_s and A_s'."""
    left, right, own = w[:, :, None], w[:, None, :], np.eye(w.shape[1])
    crossed = left * g * right
    return own * left - crossed, own * left**2 - (left + right) * crossed + left * second * right


def _pseudo_inverse(p: Array, w: Array) -> tuple[Array, Array, Array]:
    """Pseudo-inverse of blocks of P, the directions it leaves out, and by how much log |A' W A| falls without them.

    By the eigenvalues of 1 - hat. A direction that rests on the study alone takes its parameter with it, and that
    parameter's own information.
    """
    root = np.sqrt(w)
    scaled = p / (root[:, :, None] * root[:, None, :])
    if p.shape[1] == 1:
        share, vector = scaled[:, 0, :], np.ones_like(p)
    else:
        share, vector = np.linalg.eigh(scaled)
    free = share > ALONE
    turned = vector / root[:, :, None]
    inverse = (turned * np.where(free, 1.0 / np.where(free, share, 1.0), 0.0)[:, None, :]) @ np.swapaxes(turned, 1, 2)
    alone = np.where(free[:, None, :], 0.0, turned)
    log_free = np.log(np.where(free, share, 1.0)).sum(axis=1)
    if not free.all():
        own = np.swapaxes(alone, 1, 2) @ alone + np.eye(w.shape[1]) * free[:, None, :]
        log_free = log_free + np.linalg.slogdet(own)[1]
    return inverse, alone, log_free
