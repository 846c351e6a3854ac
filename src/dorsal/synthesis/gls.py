"""Generalised least squares on rows, at one tau2. Bare arrays: no names, no clock, no files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg.lapack import dpftri, dpotrf, dpotrs, dtfttr, dtrttf

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
    return Height(**_parts(rows, basis, tau2)[0])


def solve(rows: Rows, basis: Array | None, tau2: float) -> Solution:
    """The weighted least-squares fit. `basis` is B (n, p); None drops the first treatment, the usual basis.

    Raises NetworkError if B' A' W A B is singular (parameters that the trials cannot tell apart).
    """
    parts, factor = _parts(rows, basis, tau2)
    inverse = _inverse(factor)
    if basis is None:
        inverse[0, 0] = 0.0
        return Solution(cov=inverse, **parts)
    return Solution(cov=expand_cov(inverse, basis), **parts)


def _parts(rows: Rows, basis: Array | None, tau2: float) -> tuple[dict[str, Any], Array]:
    """What a Height holds, and the Cholesky factor of the information."""
    weight = 1.0 / (rows.v + tau2)
    information, rhs = _system(rows, basis, weight)
    factor, failed = dpotrf(information, lower=1, clean=0, overwrite_a=1)
    if failed:
        raise NetworkError("the trials do not connect all treatments; fit each island on its own")
    theta, _ = dpotrs(factor, rhs, lower=1)
    parts = {
        "tau2": tau2,
        "theta": theta[1:] if basis is None else theta,
        "weight": weight,
        "residual": rows.z - rows.times(theta if basis is None else basis @ theta),
        "log_det": 2.0 * float(np.log(np.diagonal(factor)).sum()),
    }
    return parts, factor


def _inverse(factor: Array) -> Array:
    """(L L')^-1 from L, by way of its packed halves, on which LAPACK is faster (Gustavson et al. 2010)."""
    packed, _ = dtrttf(factor, uplo="L")
    packed, _ = dpftri(len(factor), packed, uplo="L", overwrite_a=1)
    lower, _ = dtfttr(len(factor), packed, uplo="L")
    inverse: Array = lower + lower.T
    np.fill_diagonal(inverse, np.diagonal(lower))
    return inverse


def _system(rows: Rows, basis: Array | None, weight: Array) -> tuple[Array, Array]:
    """B' A' W A B and B' A' W z.

    Without a basis the first treatment keeps its place, grounded by a row of the identity, so that nothing is copied
    to leave it out; the other triangle holds zeros.
    """
    rhs = rows.transposed_times(weight * rows.z)
    if basis is not None:
        return reduce_both(rows.gram(weight), basis), reduce(rhs, basis)
    upper = rows.upper_gram(weight)
    upper[0], upper[0, 0], rhs[0] = 0.0, 1.0, 0.0
    return upper.T, rhs


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
