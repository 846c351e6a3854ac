"""Generalised least squares on rows, at one tau2. Bare arrays: no names, no clock, no files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri

from dorsal.errors import NetworkError
from dorsal.synthesis.rows import Rows
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class Solution:
    """The fit of effects d = B theta at one tau2, with what the estimators of tau2 ask of it."""

    tau2: float
    theta: Array
    """(p,) parameters."""
    cov: Array
    """(n, n) covariance of the effects, B (B' A' W A B)^-1 B'."""
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


def solve(rows: Rows, basis: Array | None, tau2: float) -> Solution:
    """The weighted least-squares fit. `basis` is B (n, p); None drops the first treatment, the usual basis.

    Raises NetworkError if B' A' W A B is singular (parameters that the trials cannot tell apart).
    """
    weight = 1.0 / (rows.v + tau2)
    gram = reduce_both(rows.gram(weight), basis)
    rhs = reduce(rows.transposed_times(weight * rows.z), basis)
    factor, failed = dpotrf(gram, lower=1, clean=1)
    if failed:
        raise NetworkError("the trials do not connect all treatments; fit each island on its own")
    log_det = 2.0 * float(np.log(np.diagonal(factor)).sum())
    lower, _ = dpotri(factor, lower=1, overwrite_c=1)
    inverse = lower + lower.T
    inverse[np.diag_indices_from(inverse)] *= 0.5
    theta = inverse @ rhs
    return Solution(
        tau2=tau2,
        theta=theta,
        cov=expand_cov(inverse, basis),
        weight=weight,
        residual=rows.z - rows.times(expand(theta, basis)),
        log_det=log_det,
    )


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
