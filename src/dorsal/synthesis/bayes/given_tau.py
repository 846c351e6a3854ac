"""Everything that is normal once tau is known: the effects, and how likely the data are.

Given tau the rows are z = X b + e, e ~ N(0, v + tau^2), so that with normal or flat priors on b the posterior of b
is normal and the marginal likelihood of the data has a closed form (Lindley & Smith 1972). With flat priors it is
the restricted likelihood.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs, dtrtrs

from dorsal.errors import NetworkError
from dorsal.synthesis.gls import expand, expand_cov, reduce, reduce_both
from dorsal.synthesis.rows import Rows
from dorsal.trials.contrast import Array, Contrast

LOG_2PI = math.log(2.0 * math.pi)


@dataclass(frozen=True, kw_only=True)
class LinearModel:
    """The parameters b: effects d = B theta of the treatments, and coefficients of covariates of the rows."""

    rows: Rows
    basis: Array | None
    """B (n, p); None: the effects of all treatments but the first."""
    precision: Array | None = None
    """Prior precision of b (p + q, p + q); None: all flat."""
    log_det_precision: float = 0.0
    """log determinant of the precision of the parameters that have a prior."""
    flat: int
    """How many parameters are flat."""
    covariates: Array | None = None
    """(m, q), in the rotation of the rows (see synthesis.rows)."""
    log_jacobian: float = 0.0
    """From the density of the rows to that of the contrasts as they were given."""

    @property
    def effects(self) -> int:
        """p, the number of parameters behind the treatments' effects."""
        return self.rows.treatments - 1 if self.basis is None else self.basis.shape[1]

    @property
    def data(self) -> int:
        return len(self.rows)

    def gram(self, weight: Array) -> Array:
        """X' W X without the prior."""
        gram = reduce_both(self.rows.gram(weight), self.basis)
        if self.covariates is None:
            return gram
        weighted = weight[:, None] * self.covariates
        cross = np.column_stack([reduce(self.rows.transposed_times(column), self.basis) for column in weighted.T])
        return np.block([[gram, cross], [cross.T, self.covariates.T @ weighted]])

    def right_side(self, u: Array) -> Array:
        """X' u, shape (p + q,)."""
        effects = reduce(self.rows.transposed_times(u), self.basis)
        return effects if self.covariates is None else np.concatenate([effects, self.covariates.T @ u])

    def fitted(self, b: Array) -> Array:
        """X b, shape (m,)."""
        effects = self.rows.times(expand(b[: self.effects], self.basis))
        return effects if self.covariates is None else effects + self.covariates @ b[self.effects :]

    def variances(self, cov: Array) -> Array:
        """The variance of every row's fitted value, shape (m,)."""
        p = self.effects
        if self.covariates is None:
            return self.rows.quadratic(expand_cov(cov, self.basis))
        own = np.einsum("ri,ij,rj->r", self.covariates, cov[p:, p:], self.covariates)
        cross = np.column_stack([self.rows.times(expand(column, self.basis)) for column in cov[:p, p:].T])
        both = 2.0 * (self.covariates * cross).sum(axis=1)
        return np.asarray(self.rows.quadratic(expand_cov(cov[:p, :p], self.basis)) + own + both, dtype=np.float64)

    def known(self, tau2: float) -> GivenTau:
        """The posterior of b, and the likelihood of the data, at one tau^2.

        Raises NetworkError if data and prior together do not tell the parameters apart.
        """
        weight = 1.0 / (self.rows.v + tau2)
        gram = self.gram(weight)
        full = gram if self.precision is None else gram + self.precision
        lower, failed = dpotrf(full, lower=1, clean=1)
        if failed and self.precision is not None:
            raise NetworkError(
                "the trials and the priors together do not settle every effect; give tau and omega priors that "
                "integrate to 1, such as halfnormal(1) in the unit of the effects"
            )
        if failed:
            raise NetworkError("the trials do not connect all treatments; analyse each island on its own")
        b, _ = dpotrs(lower, self.right_side(weight * self.rows.z), lower=1)
        residual = self.rows.z - self.fitted(b)
        misfit = float(weight @ (residual * residual))
        if self.precision is not None:
            misfit += float(b @ self.precision @ b)
        log_det = 2.0 * float(np.log(np.diagonal(lower)).sum()) - self.log_det_precision
        spread = float(np.log(weight).sum()) - log_det - misfit - (self.data - self.flat) * LOG_2PI
        return GivenTau(model=self, tau2=tau2, b=b, lower=lower, log_likelihood=0.5 * spread + self.log_jacobian)


@dataclass(frozen=True, kw_only=True, eq=False)
class GivenTau:
    """The normal posterior of the parameters b at one tau^2."""

    model: LinearModel
    tau2: float
    b: Array
    """(p + q,) mean."""
    lower: Array
    """(p + q, p + q) Cholesky factor of the precision."""
    log_likelihood: float
    """log p(y | tau); with flat parameters up to the constant of their densities, taken as 1."""

    @cached_property
    def cov_b(self) -> Array:
        lower, _ = dpotri(self.lower, lower=1)
        cov = np.asarray(lower + lower.T, dtype=np.float64)
        cov[np.diag_indices_from(cov)] *= 0.5
        return cov

    @cached_property
    def mean(self) -> Array:
        """(n,) effects of the treatments against the first."""
        return expand(self.b[: self.model.effects], self.model.basis)

    @cached_property
    def cov(self) -> Array:
        """(n, n) covariance of `mean`."""
        p = self.model.effects
        return expand_cov(self.cov_b[:p, :p], self.model.basis)

    @property
    def size(self) -> int:
        """p + q."""
        return len(self.b)

    @property
    def moments(self) -> tuple[Array, Array]:
        """Means and variances of what the quadrature must get right."""
        return self.b, np.diagonal(self.cov_b)

    def drawn(self, normal: Array) -> Array:
        """Effects (draws, n) from standard normal numbers (draws, p + q)."""
        scaled, _ = dtrtrs(self.lower, normal.T, lower=1, trans=1)
        b = self.b[:, None] + scaled
        effects = b[: self.model.effects]
        full = np.vstack([np.zeros(len(normal)), effects]) if self.model.basis is None else self.model.basis @ effects
        return np.asarray(full.T, dtype=np.float64)


def log_jacobian(contrasts: Sequence[Contrast]) -> float:
    """log |determinant| of the rotation from contrasts to rows: the study of k arms has det H = k / 2^(k-1)."""
    arms = np.array([len(contrast.treatments) for contrast in contrasts])
    return float(-0.5 * (np.log(arms) - (arms - 1) * math.log(2.0)).sum())
