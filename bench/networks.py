"""Generated networks of any size, and the floor that a fit of them is measured against."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.linalg import cholesky

from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast

PASSES = 30
SIZES = ((10, 50), (30, 300), (60, 1_000), (100, 3_000), (200, 10_000), (500, 100_000))
"""Treatments and studies of growing networks."""


def network(treatments: int, studies: int, multi_arm: float = 0.0, seed: int = 1) -> Network:
    """A connected network; a share `multi_arm` of its studies has three arms. True tau2 is 0.1."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=treatments)
    return Network.of(_study(rng, s, truth, 3 if rng.random() < multi_arm else 2) for s in range(studies))


def _study(rng: np.random.Generator, s: int, truth: np.ndarray, arms: int) -> Contrast:
    n = len(truth)
    chosen = np.array([s % n, (s + 1) % n]) if s < n else rng.choice(n, size=arms, replace=False)
    variance = rng.uniform(0.02, 0.3, len(chosen))
    means = truth[chosen] + rng.normal(size=len(chosen)) * np.sqrt(variance + 0.05)
    return Contrast(
        study=f"study {s}",
        treatments=tuple(f"treatment {t:03d}" for t in chosen),
        effect=means[1:] - means[0],
        cov=np.diag(variance[1:]) + variance[0],
        measure="MD",
    )


def floor(treatments: int, contrasts: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """One Cholesky factorisation of a treatments x treatments matrix, and 30 passes over the contrasts."""
    matrix = np.eye(treatments) * treatments + 1.0
    place = np.random.default_rng(0).integers(0, treatments, contrasts)
    value = np.random.default_rng(1).normal(size=contrasts)

    def passes() -> None:
        for _ in range(PASSES):
            np.bincount(place, value, minlength=treatments)

    return lambda: cholesky(matrix, lower=True), passes
