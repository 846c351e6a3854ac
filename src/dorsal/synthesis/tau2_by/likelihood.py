"""The (restricted) likelihood of several variances between studies, with its score and its information.

Covariance of a study's effects: V + sum over groups of t_g M_g (see `grouping`). Studies with as many treatments are
reckoned together. Score and expected information as for any linear mixed model (Harville 1977).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array, Contrast


@dataclass(frozen=True, kw_only=True)
class Block:
    """The s studies with k treatments."""

    y: Array
    """(s, k-1)"""
    v: Array
    """(s, k-1, k-1)"""
    x: Array
    """(s, k-1, p) effects against the first treatment of the network."""
    shape: Array
    """(s, G, k-1, k-1)"""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a block's studies give at one set of variances."""

    block: Block
    weight: Array
    """(s, k-1, k-1) inverse covariances W."""
    weighed: Array
    """(s, k-1, p) W X."""
    moved: Array
    """(s, G, k-1) M_g W r, r the residuals."""
    fit: Array
    """(s, k-1, k-1) W X C X' W, C the covariance of the effects; 0 without restriction."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """The fit at one set of variances."""

    t: Array
    """(G,) variances."""
    effect: Array
    """(p,) generalised least squares."""
    cov: Array
    """(p, p)"""
    log_likelihood: float
    """Restricted or not, up to a constant."""
    score: Array
    """(G,) its gradient."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Likelihood:
    """Of the variances of the groups."""

    blocks: tuple[Block, ...]
    restricted: bool
    groups: int

    @property
    def df(self) -> int:
        """Effects that the studies tell beyond those that are estimated."""
        return sum(b.y.size for b in self.blocks) - int(self.blocks[0].x.shape[2])

    @property
    def scale(self) -> float:
        """A typical variance within a study."""
        return float(np.median(np.concatenate([np.einsum("sii->si", b.v).ravel() for b in self.blocks])))

    def at(self, t: Array) -> Point:
        """The fit, its likelihood and score at variances `t` that give every study a covariance."""
        weights = [_inverse(b.v + np.tensordot(b.shape, t, (1, 0))) for b in self.blocks]
        weighed = [w @ b.x for b, w in zip(self.blocks, weights, strict=True)]
        both = ((0, 1), (0, 1))
        pairs = list(zip(self.blocks, weighed, strict=True))
        gram = np.sum([np.tensordot(b.x, wx, both) for b, wx in pairs], axis=0)
        cov = _inverse(gram)
        effect = cov @ np.sum([np.tensordot(wx, b.y, both) for b, wx in pairs], axis=0)
        height, score, parts = 0.0, np.zeros(self.groups), []
        for b, w, wx in zip(self.blocks, weights, weighed, strict=True):
            residual = b.y - b.x @ effect
            u = (w @ residual[:, :, None])[:, :, 0]
            moved = (b.shape @ u[:, None, :, None])[:, :, :, 0]
            fit = wx @ cov @ np.swapaxes(wx, 1, 2) if self.restricted else np.zeros_like(w)
            height += 0.5 * (float(np.linalg.slogdet(w)[1].sum()) - float((residual * u).sum()))
            score += 0.5 * (np.tensordot(moved, u, ((0, 2), (0, 1))) - np.tensordot(b.shape, w - fit, PAIRS))
            parts.append(Part(block=b, weight=w, weighed=wx, moved=moved, fit=fit))
        if self.restricted:
            height -= 0.5 * float(np.linalg.slogdet(gram)[1])
        return Point(t=t, effect=effect, cov=cov, log_likelihood=height, score=score, parts=tuple(parts))

    def information(self, point: Point) -> Array:
        """(G, G) expected information about the variances: tr(P M_g P M_h) / 2 (ML: with W instead of P)."""
        found, bread = np.zeros((self.groups, self.groups)), np.zeros((self.groups, *point.cov.shape))
        for part in point.parts:
            mw = part.block.shape @ part.weight[:, None]
            found += np.tensordot(mw, np.swapaxes(mw, 2, 3), SQUARES)
            if self.restricted:
                mf = part.block.shape @ part.fit[:, None]
                found -= 2.0 * np.tensordot(mw, np.swapaxes(mf, 2, 3), SQUARES)
                moved = part.block.shape @ part.weighed[:, None]
                bread += np.swapaxes(np.tensordot(part.weighed, moved, ((0, 1), (0, 2))), 0, 1)
        if self.restricted:
            turned = bread @ point.cov
            found += np.tensordot(turned, np.swapaxes(turned, 1, 2), ((1, 2), (1, 2)))
        return np.asarray(0.5 * found, dtype=np.float64)

    def observed(self, point: Point, expected: Array) -> Array:
        """(G, G) minus the Hessian: y' P M_g P M_h P y less the expected information."""
        inner, crossed = np.zeros((self.groups, self.groups)), np.zeros((self.groups, len(point.cov)))
        for part in point.parts:
            weighed = (part.weight[:, None] @ part.moved[:, :, :, None])[:, :, :, 0]
            inner += np.tensordot(part.moved, weighed, ((0, 2), (0, 2)))
            crossed += np.tensordot(part.moved, part.weighed, ((0, 2), (0, 1)))
        return np.asarray(inner - crossed @ point.cov @ crossed.T - expected, dtype=np.float64)


def _inverse(matrices: Array) -> Array:
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


PAIRS = ((0, 2, 3), (0, 1, 2))
SQUARES = ((0, 2, 3), (0, 2, 3))
"""Axes of traces of products, summed over studies."""


def likelihood_of(
    contrasts: Sequence[Contrast], index: Mapping[str, int], shapes: Sequence[Array], *, restricted: bool
) -> Likelihood:
    """Of these contrasts; `index` numbers the treatments, `shapes` are those of a grouping."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for position, contrast in enumerate(contrasts):
        by_size[len(contrast.treatments)].append(position)
    blocks = [_block([contrasts[p] for p in places], index, [shapes[p] for p in places]) for places in by_size.values()]
    return Likelihood(blocks=tuple(blocks), restricted=restricted, groups=len(shapes[0]))


def _block(contrasts: Sequence[Contrast], index: Mapping[str, int], shapes: Sequence[Array]) -> Block:
    place: Index = np.array([[index[t] for t in c.treatments] for c in contrasts], dtype=np.intp)
    s, k = place.shape
    x = np.zeros((s, k - 1, len(index)))
    study, row = np.arange(s)[:, None], np.arange(k - 1)[None, :]
    x[study, row, place[:, 1:]] += 1.0
    x[study, row, place[:, :1]] -= 1.0
    return Block(
        y=np.array([c.effect for c in contrasts]),
        v=np.array([c.cov for c in contrasts]),
        x=x[:, :, 1:],
        shape=np.array(shapes),
    )
