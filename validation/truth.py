"""Networks with a known truth, drawn from the random-effects model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Array, Contrast

THREE_ARMS = 5
"""Every so manieth study has three arms."""
VARIANCE = (0.01, 0.15)
"""Of an arm's mean; a difference has the sum of two."""


@dataclass(frozen=True, kw_only=True)
class Size:
    treatments: int
    studies: int

    def __str__(self) -> str:
        return f"{self.treatments} x {self.studies}"


def names(treatments: int) -> tuple[str, ...]:
    return tuple(f"t{i}" for i in range(treatments))


def arms_of(size: Size) -> tuple[tuple[int, ...], ...]:
    """Which treatments each study compares: a ring that is walked round, with steps of 1, 2 ... and three arms."""
    n, found = size.treatments, []
    for s in range(size.studies):
        first, step = s % n, 1 + (s // n) % (n - 1)
        second = (first + step) % n
        third = (second + 1) % n if (second + 1) % n != first else (second + 2) % n
        found.append((first, second, third) if s % THREE_ARMS == THREE_ARMS - 1 else (first, second))
    return tuple(found)


def study(rng: np.random.Generator, name: str, labels: tuple[str, ...], effect: Array, tau: float) -> Contrast:
    """One study of treatments with true effects (k,); heterogeneity tau with correlation 1/2 inside the study."""
    variance = rng.uniform(*VARIANCE, len(labels))
    sd = np.sqrt(variance + tau * tau / 2.0)
    seen = effect + rng.normal(size=len(labels)) * sd
    return Contrast(
        study=name,
        treatments=labels,
        effect=seen[1:] - seen[0],
        cov=np.diag(variance[1:]) + variance[0],
        measure="MD",
    )


def network(rng: np.random.Generator, size: Size, truth: Array, tau: float, off: float = 0.0) -> Network:
    """A network; `off` is added to the second treatment in every two-arm study of the first two treatments."""
    label = names(size.treatments)
    studies = []
    for s, arms in enumerate(arms_of(size)):
        effect = truth[list(arms)].copy()
        if arms == (0, 1):
            effect[1] += off
        studies.append(study(rng, f"s{s}", tuple(label[a] for a in arms), effect, tau))
    return Network.of(studies)
