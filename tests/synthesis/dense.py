"""The slow oracle: a textbook generalised least-squares network meta-analysis on dense matrices.

Nothing here is shared with dorsal.synthesis: whole covariance matrices of all contrasts, plain inverses, and a
golden-section search for tau2 on the likelihood as it is printed in the books.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag
from scipy.optimize import minimize_scalar

from dorsal.trials.contrast import Array, Contrast


@dataclass(frozen=True)
class Dense:
    """y (m,), design X (m, n-1) against the first treatment, covariance V (m, m) and heterogeneity shape H."""

    y: Array
    x: Array
    v: Array
    h: Array

    @classmethod
    def of(cls, contrasts: Sequence[Contrast]) -> Dense:
        names = sorted({t for c in contrasts for t in c.treatments})
        x = []
        for c in contrasts:
            for t in c.treatments[1:]:
                row = np.zeros(len(names))
                row[names.index(t)] += 1
                row[names.index(c.treatments[0])] -= 1
                x.append(row[1:])
        return cls(
            y=np.concatenate([c.effect for c in contrasts]),
            x=np.array(x),
            v=block_diag(*[c.cov for c in contrasts]),
            h=block_diag(*[(np.eye(len(c.effect)) + 1) / 2 for c in contrasts]),
        )

    def sigma(self, tau2: float) -> Array:
        return self.v + tau2 * self.h

    def beta(self, tau2: float) -> tuple[Array, Array]:
        inverse = np.linalg.inv(self.sigma(tau2))
        cov = np.linalg.inv(self.x.T @ inverse @ self.x)
        return cov @ self.x.T @ inverse @ self.y, cov

    def q(self, tau2: float = 0.0) -> float:
        residual = self.y - self.x @ self.beta(tau2)[0]
        return float(residual @ np.linalg.inv(self.sigma(tau2)) @ residual)

    @property
    def df(self) -> int:
        return len(self.y) - self.x.shape[1]

    def log_likelihood(self, tau2: float, *, restricted: bool) -> float:
        value = -0.5 * (np.linalg.slogdet(self.sigma(tau2))[1] + self.q(tau2))
        if restricted:
            value += 0.5 * np.linalg.slogdet(self.beta(tau2)[1])[1]
        return float(value)

    def dersimonian_laird(self) -> float:
        """E[Q] = df + tau2 tr(P H), Jackson, White & Riley 2012."""
        w = np.linalg.inv(self.v)
        p = w - w @ self.x @ self.beta(0.0)[1] @ self.x.T @ w
        return max(0.0, (self.q() - self.df) / float(np.trace(p @ self.h)))

    def maximum(self, *, restricted: bool) -> float:
        """The tau2 with the highest likelihood, by search from many starts."""
        grid = np.concatenate([[0.0], np.geomspace(1e-6, 1e3, 60) * float(np.median(np.diag(self.v)))])
        heights = [self.log_likelihood(t, restricted=restricted) for t in grid]
        best = int(np.argmax(heights))
        low, high = grid[max(0, best - 1)], grid[min(len(grid) - 1, best + 1)]
        found = minimize_scalar(
            lambda t: -self.log_likelihood(t, restricted=restricted),
            bounds=(low, high),
            method="bounded",
            options={"xatol": 1e-12 * max(1.0, high)},
        )
        return float(found.x) if -found.fun > heights[0] else 0.0
