"""The likelihood of each arm by what it takes of all parameters: an intercept, and a slope for each covariate.

People enter one by one. Of an aggregate arm the model of a person is averaged over points that stand for its people
(Phillippo et al. 2020, doi:10.1111/rssa.12579): events are binomial or Poisson at the average risk or rate, and a mean
score is normal around the average score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dorsal.synthesis.population.links import Family, Response
from dorsal.trials.contrast import Array

TINY = 1e-300


@dataclass(frozen=True, kw_only=True)
class Local:
    """Log-likelihood of A arms, without constants, with its derivatives by their own r parameters."""

    value: float
    gradient: Array
    """(A, r)"""
    hessian: Array
    """(A, r, r)"""
    concave: Array
    """(A, r, r) the same without what could make a maximum look like a saddle: Fisher scoring's."""


class ArmsTerms(Protocol):
    """Some arms."""

    def value(self, local: Array) -> Array:
        """(D,) log-likelihood of all of them, without constants, at local parameters (D, A, r)."""

    def terms(self, local: Array) -> Local:
        """With derivatives, at local parameters (A, r)."""


@dataclass(frozen=True, kw_only=True)
class ScoreTerms:
    """Arms of people whose scores are normal around their predictor: sums of squares are all that is kept."""

    gram: Array
    """(A, r, r) R'R / s^2, R the rows 1 and covariates of an arm's people, s their residual SD."""
    moment: Array
    """(A, r) R'y / s^2"""
    square: Array
    """(A,) y'y / s^2"""

    def value(self, local: Array) -> Array:
        fitted = np.einsum("dar,ars,das->d", local, self.gram, local)
        return np.asarray(np.einsum("dar,ar->d", local, self.moment) - 0.5 * (fitted + self.square.sum()))

    def terms(self, local: Array) -> Local:
        gradient = self.moment - np.einsum("ars,as->ar", self.gram, local)
        value = float(self.value(local[None])[0])
        return Local(value=value, gradient=gradient, hessian=-self.gram, concave=-self.gram)


@dataclass(frozen=True, kw_only=True)
class CountedPeople:
    """Arms of people with their events."""

    family: Family
    rows: tuple[Array, ...]
    """(n, r) of each arm: 1, and the covariates of each person."""
    events: tuple[Array, ...]
    size: tuple[Array, ...]

    def value(self, local: Array) -> Array:
        found = np.zeros(len(local))
        for a, (rows, events, size) in enumerate(zip(self.rows, self.events, self.size, strict=True)):
            found += self.family.counts.terms(local[:, a] @ rows.T, events, size)[0].sum(axis=-1)
        return found

    def terms(self, local: Array) -> Local:
        value, gradient = 0.0, np.zeros_like(local)
        hessian = np.zeros((*local.shape, local.shape[-1]))
        for a, (rows, events, size) in enumerate(zip(self.rows, self.events, self.size, strict=True)):
            each, slope, bend = self.family.counts.terms(rows @ local[a], events, size)
            value += float(each.sum())
            gradient[a] = rows.T @ slope
            hessian[a] = (rows.T * bend) @ rows
        return Local(value=value, gradient=gradient, hessian=hessian, concave=hessian)


@dataclass(frozen=True, kw_only=True)
class AveragedArms:
    """Arms of which only summaries are known, each a weighted sum over points."""

    family: Family
    rows: Array
    """(A, N, r) 1, and the covariates of each point."""
    weight: Array
    """(A, N)"""
    y: Array
    """(A,) mean scores, or events."""
    size: Array
    """(A,) people, person-time, or standard errors of the means."""

    def value(self, local: Array) -> Array:
        found = np.empty(len(local))
        for d, one in enumerate(local):  # one draw at a time: the points of all arms are many enough
            mean, rest, _, _ = self._response(one)
            found[d] = self._outer((self.weight * mean).sum(axis=1), (self.weight * rest).sum(axis=1))[0].sum()
        return found

    def terms(self, local: Array) -> Local:
        mean, rest, slope, bend = self._response(local)
        value, first, second = self._outer((self.weight * mean).sum(axis=1), (self.weight * rest).sum(axis=1))
        moved = np.einsum("an,anr->ar", self.weight * slope, self.rows)
        concave = second[:, None, None] * moved[:, :, None] * moved[:, None, :]
        curved = np.matmul((self.rows * (self.weight * bend)[..., None]).swapaxes(1, 2), self.rows)
        return Local(
            value=float(value.sum()),
            gradient=first[:, None] * moved,
            hessian=concave + first[:, None, None] * curved,
            concave=concave,
        )

    def _response(self, local: Array) -> Response:
        return self.family.response(np.einsum("anr,ar->an", self.rows, local))

    def _outer(self, mean: Array, rest: Array) -> tuple[Array, Array, Array]:
        if self.family.kind == "normal":
            apart = (self.y - mean) / self.size
            return -0.5 * apart * apart, apart / self.size, -1.0 / self.size**2
        mean = np.maximum(mean, TINY)
        if self.family.kind == "poisson":
            return self.y * np.log(mean) - self.size * mean, self.y / mean - self.size, -self.y / mean**2
        rest, others = np.maximum(rest, TINY), self.size - self.y
        return (
            self.y * np.log(mean) + others * np.log(rest),
            self.y / mean - others / rest,
            -self.y / mean**2 - others / rest**2,
        )
