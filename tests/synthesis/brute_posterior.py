"""The slow oracle of the exact posterior: dense covariance matrices on a fine grid of tau, textbook formulas.

Nothing here is shared with dorsal.synthesis but the contrasts. The marginal density of all contrasts is that of
one multivariate normal; flat effects are the restricted likelihood with its constants.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.trials.contrast import Array, Contrast
from tests.synthesis.dense import Dense


@dataclass(frozen=True)
class Brute:
    """Weights of a grid of taus, with mean and covariance of the effects (against the first treatment) at each."""

    tau: Array
    weight: Array
    means: Array
    covs: Array
    log_evidence: float

    @classmethod
    def of(
        cls,
        contrasts: Sequence[Contrast],
        log_prior: Callable[[Array], Array],
        reach: tuple[float, float],
        *,
        effect_sd: float | None = None,
    ) -> Brute:
        """Gauss-Legendre on a panel from 0 to the start of `reach`, then on four for every factor of e."""
        dense = Dense.of(contrasts)
        x, share = np.polynomial.legendre.leggauss(10)
        panels = 4 * math.ceil(math.log(reach[1] / reach[0]))
        edges = np.concatenate([[0.0], np.geomspace(*reach, panels)])
        half = 0.5 * np.diff(edges)
        tau = (edges[:-1, None] + half[:, None] * (x + 1.0)).ravel()
        log_mass = np.log(np.outer(half, share).ravel()) + log_prior(tau)
        found = [_given(dense, t, effect_sd) for t in tau]
        log_mass = log_mass + np.array([likelihood for likelihood, _, _ in found])
        top = float(log_mass.max())
        mass = np.exp(log_mass - top)
        return cls(
            tau=tau,
            weight=mass / mass.sum(),
            means=np.array([mean for _, mean, _ in found]),
            covs=np.array([cov for _, _, cov in found]),
            log_evidence=top + math.log(float(mass.sum())),
        )

    def moments(self) -> tuple[Array, Array]:
        """Mean and covariance of the effects."""
        mean = self.weight @ self.means
        apart = self.means - mean
        return mean, np.einsum("j,jab->ab", self.weight, self.covs) + np.einsum(
            "j,ja,jb->ab", self.weight, apart, apart
        )

    def tau_moments(self) -> tuple[float, float]:
        mean = float(self.weight @ self.tau)
        return mean, math.sqrt(float(self.weight @ (self.tau - mean) ** 2))


def _given(dense: Dense, tau: float, effect_sd: float | None) -> tuple[float, Array, Array]:
    sigma = dense.sigma(tau**2)
    if effect_sd is None:
        mean, cov = dense.beta(tau**2)
        value = dense.log_likelihood(tau**2, restricted=True) - 0.5 * dense.df * math.log(2.0 * math.pi)
        return value, mean, cov
    whole = sigma + effect_sd**2 * dense.x @ dense.x.T
    value = -0.5 * (
        np.linalg.slogdet(whole)[1] + dense.y @ np.linalg.solve(whole, dense.y) + len(dense.y) * math.log(2.0 * math.pi)
    )
    precision = dense.x.T @ np.linalg.solve(sigma, dense.x) + np.eye(dense.x.shape[1]) / effect_sd**2
    cov = np.linalg.inv(precision)
    return float(value), cov @ dense.x.T @ np.linalg.solve(sigma, dense.y), cov
