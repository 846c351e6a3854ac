"""A curvature shaped like an arrow: each arm's own e knows only its study, and each study only what all share.

So e and the studies' intercepts are eliminated one by one, and what is solved has the size of the shared parameters:
cost and memory grow in step with the arms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.linalg import LinAlgError

from dorsal.synthesis.counts.arms import Index
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class Block:
    """A vector by its parts: shared (..., q), intercepts of studies (..., S), own e of arms (..., A)."""

    shared: Array
    study: Array
    own: Array

    def __add__(self, other: Block) -> Block:
        return Block(shared=self.shared + other.shared, study=self.study + other.study, own=self.own + other.own)

    def times(self, factor: float) -> Block:
        """Every part multiplied."""
        return Block(shared=factor * self.shared, study=factor * self.study, own=factor * self.own)

    def dot(self, other: Block) -> float:
        """The inner product."""
        return float(self.shared @ other.shared + self.study @ other.study + self.own @ other.own)


class Arrow:
    """Minus the Hessian of a log posterior. Raises LinAlgError where it is not positive."""

    def __init__(self, *, shared: Array, cross: Array, bend: Array, study: Index, studies: int, step: float) -> None:
        """`shared` (q, q), `cross` (A, q) and `bend` (A,): the curvature by shared parameters and arms' intercepts.

        An arm's intercept is that of its study (A,) plus `step` e, e with a standard normal prior.
        """
        self.place, self.step = study, step
        self.bend, self.cross = bend, cross
        self.own = 1.0 + step * step * bend
        if not (self.own > 0.0).all():
            raise LinAlgError("an arm bends upwards")
        self.studies = np.bincount(study, bend / self.own, minlength=studies)
        if not (self.studies > 0.0).all():
            raise LinAlgError("a study bends upwards")
        self.joint = np.zeros((studies, cross.shape[1]))
        np.add.at(self.joint, study, cross / self.own[:, None])
        left = shared - (step * step) * (cross.T / self.own) @ cross - (self.joint.T / self.studies) @ self.joint
        self.root = np.linalg.cholesky(0.5 * (left + left.T))

    @property
    def log_det(self) -> float:
        return float(np.log(self.own).sum() + np.log(self.studies).sum() + 2.0 * np.log(np.diagonal(self.root)).sum())

    @cached_property
    def cov(self) -> Array:
        """(q, q) of the shared parameters."""
        half = np.linalg.inv(self.root)
        return np.asarray(half.T @ half, dtype=np.float64)

    def solve(self, gradient: Block) -> Block:
        """The Newton step for this gradient."""
        pull = gradient.own / self.own
        study = gradient.study - np.bincount(self.place, self.step * self.bend * pull, minlength=len(self.studies))
        shared = gradient.shared - self.step * self.cross.T @ pull - self.joint.T @ (study / self.studies)
        return self._back(self.cov @ shared, study / self.studies, pull)

    def of_intercepts(self, taken: Array) -> Array:
        """(A, r, r) covariance of each arm's intercept and slopes, of which `taken` (A, r, q) is shared."""
        square = self.step * self.step
        follows = -(self.joint / self.studies[:, None])[self.place] - square * self.cross
        load = taken.copy()
        load[:, 0] += follows / self.own[:, None]
        found = np.einsum("arq,qp,asp->ars", load, self.cov, load, optimize=True)
        found[:, 0, 0] += 1.0 / (self.own**2 * self.studies[self.place]) + square / self.own
        return np.asarray(found, dtype=np.float64)

    def drawn(self, normal: Block) -> Block:
        """Deviations with this curvature, from standard normal numbers (D, ...)."""
        shared = np.linalg.solve(self.root.T, normal.shared.T).T
        return self._back(shared, normal.study / np.sqrt(self.studies), normal.own / np.sqrt(self.own))

    def _back(self, shared: Array, study: Array, own: Array) -> Block:
        """Studies and arms follow what is shared, each on top of its own part."""
        study = study - shared @ self.joint.T / self.studies
        moved = self.bend * study[..., self.place] + shared @ self.cross.T
        return Block(shared=shared, study=study, own=own - self.step * moved / self.own)

    def log_density(self, normal: Block) -> Array:
        """(D,) log density of `drawn`."""
        square = sum((part**2).sum(axis=-1) for part in (normal.shared, normal.study, normal.own))
        size = normal.shared.shape[-1] + normal.study.shape[-1] + normal.own.shape[-1]
        return np.asarray(0.5 * (self.log_det - square - size * math.log(2.0 * math.pi)), dtype=np.float64)
