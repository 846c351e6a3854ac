"""The slow oracle: the likelihood of several variances by whole matrices, and its maximum by search without slopes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from scipy.linalg import block_diag
from scipy.optimize import minimize

from dorsal.trials.contrast import Array, Contrast
from tests.synthesis.dense import Dense

Variance = Callable[..., float]


def covariance(contrasts: Sequence[Contrast], variance_of: Variance) -> Array:
    """Block by block: cov(a - first, b - first) = (var(a, first) + var(b, first) - var(a, b)) / 2."""
    blocks = []
    for c in contrasts:
        first, *others = c.treatments
        sides = np.array([variance_of(c, a, first) for a in others])
        across = np.array([[0.0 if a == b else variance_of(c, a, b) for b in others] for a in others])
        blocks.append((sides[:, None] + sides[None, :] - across) / 2)
    return np.asarray(block_diag(*blocks))


def log_likelihood(contrasts: Sequence[Contrast], between: Array, *, restricted: bool) -> float:
    dense = Dense.of(contrasts)
    sigma = dense.v + between
    inverse = np.linalg.inv(sigma)
    gram = dense.x.T @ inverse @ dense.x
    beta = np.linalg.solve(gram, dense.x.T @ inverse @ dense.y)
    r = dense.y - dense.x @ beta
    value = -0.5 * (np.linalg.slogdet(sigma)[1] + r @ inverse @ r)
    return float(value - 0.5 * np.linalg.slogdet(gram)[1] * restricted)


def allowed(contrasts: Sequence[Contrast], variance_of: Variance) -> bool:
    """By the squared distances that the variances are: every study's arms can be placed in a Euclidean space."""
    for c in contrasts:
        n = len(c.treatments)
        squares = np.zeros((n, n))
        for i, j in combinations(range(n), 2):
            squares[i, j] = squares[j, i] = variance_of(c, c.treatments[i], c.treatments[j])
        centre = np.eye(n) - 1.0 / n
        if np.linalg.eigvalsh(-centre @ squares @ centre)[0] < -1e-9:
            return False
    return True


def maximum(
    contrasts: Sequence[Contrast], groups: int, variance_of: Variance, *, restricted: bool
) -> tuple[Array, float]:
    """Nelder and Mead from several starts, on the squares' roots; what is not allowed is infinitely bad."""

    def height(roots: Array) -> float:
        t = roots**2
        if not allowed(contrasts, lambda *pair: variance_of(t, *pair)):
            return np.inf
        return -log_likelihood(
            contrasts, covariance(contrasts, lambda *pair: variance_of(t, *pair)), restricted=restricted
        )

    found = []
    for start in (0.1, 0.8):
        at = np.full(groups, start)
        for _ in range(2):
            at = minimize(height, at, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 1000}).x
        found.append((at**2, -height(at)))
    return max(found, key=lambda pair: pair[1])
