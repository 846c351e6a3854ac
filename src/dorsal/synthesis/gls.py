"""Generalised least squares on rows, at one tau2. Bare arrays: no names, no clock, no files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs

from dorsal.errors import NetworkError
from dorsal.synthesis.rows import Rows
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class Height:
    """The fit of effects d = B theta at one tau2, as far as its likelihood asks: no covariance yet."""

    tau2: float
    theta: Array
    """(p,) parameters."""
    weight: Array
    """(m,) 1 / (v + tau2)."""
    residual: Array
    """(m,) z - A d."""
    log_det: float
    """log determinant of B' A' W A B."""

    @property
    def rss(self) -> float:
        """Weighted sum of squared residuals: the generalised Q at this tau2."""
        return float(self.weight @ (self.residual * self.residual))

    @property
    def log_likelihood(self) -> float:
        """Up to a constant that does not depend on tau2."""
        return 0.5 * (float(np.log(self.weight).sum()) - self.rss)

    @property
    def restricted_log_likelihood(self) -> float:
        """Harville 1974, up to a constant that does not depend on tau2."""
        return self.log_likelihood - 0.5 * self.log_det


@dataclass(frozen=True, kw_only=True)
class Solution(Height):
    """The same with the covariance of the effects."""

    cov: Array
    """(n, n) covariance of the effects, B (B' A' W A B)^-1 B'."""


def height(rows: Rows, basis: Array | None, tau2: float) -> Height:
    """The weighted least-squares fit without its covariance: a third of the cost of `solve`. Raises as `solve`."""
    weight, factor, rhs = _factored(rows, basis, tau2)
    theta, _ = dpotrs(factor, rhs, lower=1)
    return Height(**_parts(rows, basis, tau2, weight, factor, theta))


def solve(rows: Rows, basis: Array | None, tau2: float) -> Solution:
    """The weighted least-squares fit. `basis` is B (n, p); None drops the first treatment, the usual basis.

    Raises NetworkError if B' A' W A B is singular (parameters that the trials cannot tell apart).
    """
    weight, factor, rhs = _factored(rows, basis, tau2)
    lower, _ = dpotri(factor, lower=1)
    inverse = lower + lower.T
    inverse[np.diag_indices_from(inverse)] *= 0.5
    parts = _parts(rows, basis, tau2, weight, factor, inverse @ rhs)
    return Solution(cov=expand_cov(inverse, basis), **parts)


def _factored(rows: Rows, basis: Array | None, tau2: float) -> tuple[Array, Array, Array]:
    """Weights, the Cholesky factor of B' A' W A B, and B' A' W z."""
    weight = 1.0 / (rows.v + tau2)
    rhs = reduce(rows.transposed_times(weight * rows.z), basis)
    factor, failed = dpotrf(reduce_both(rows.gram(weight), basis), lower=1, clean=1)
    if failed:
        raise NetworkError("the trials do not connect all treatments; fit each island on its own")
    return weight, factor, rhs


def _parts(rows: Rows, basis: Array | None, tau2: float, weight: Array, factor: Array, theta: Array) -> dict[str, Any]:
    return {
        "tau2": tau2,
        "theta": theta,
        "weight": weight,
        "residual": rows.z - rows.times(expand(theta, basis)),
        "log_det": 2.0 * float(np.log(np.diagonal(factor)).sum()),
    }


def reduce(rhs: Array, basis: Array | None) -> Array:
    """B' x, shape (p,)."""
    return rhs[1:] if basis is None else basis.T @ rhs


def reduce_both(gram: Array, basis: Array | None) -> Array:
    """B' G B, shape (p, p)."""
    return gram[1:, 1:] if basis is None else basis.T @ gram @ basis


def expand(theta: Array, basis: Array | None) -> Array:
    """Effects d = B theta, shape (n,); without a basis the first treatment's is 0."""
    return np.concatenate(([0.0], theta)) if basis is None else basis @ theta


def expand_cov(cov: Array, basis: Array | None) -> Array:
    """Covariance B C B' of the effects, shape (n, n)."""
    if basis is not None:
        return basis @ cov @ basis.T
    full = np.zeros((len(cov) + 1, len(cov) + 1))
    full[1:, 1:] = cov
    return full
