"""Which treatment is best, with its uncertainty: P-scores and rank probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from scipy.special import ndtr

from dorsal.synthesis.fit import NetworkFit
from dorsal.trials.contrast import Array

Better = Literal["lower", "higher"]
BLOCK = 20_000


def p_scores(fit: NetworkFit, *, better: Better = "lower", mic: float = 0.0) -> Mapping[str, float]:
    """P-score of each treatment, best first: the mean certainty that it beats another one.

    Ruecker & Schwarzer 2015; with `mic` > 0 (analysis scale) it must beat it by more than the minimal important
    change (Mavridis, Porcher, Nikolakopoulou, Salanti & Ravaud 2020). Equals SUCRA in expectation when mic is 0.
    """
    sign = -1.0 if better == "lower" else 1.0
    mean = sign * (fit.effect[:, None] - fit.effect[None, :])
    spread = np.sqrt(np.maximum(_pair_variance(fit.cov), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        beats = ndtr((mean - mic) / spread)
    np.fill_diagonal(beats, 0.0)
    scores = beats.sum(axis=1) / (len(fit.treatments) - 1)
    order = np.argsort(-scores, kind="stable")
    return {fit.treatments[i]: float(scores[i]) for i in order}


def _pair_variance(cov: Array) -> Array:
    diagonal = np.diagonal(cov)
    variance: Array = diagonal[:, None] + diagonal[None, :] - 2.0 * cov
    return variance


def rank_probabilities(
    fit: NetworkFit, rng: np.random.Generator, *, better: Better = "lower", draws: int = 100_000
) -> Array:
    """P(treatment i has rank j), shape (n, n), rows in the order of fit.treatments, column 0 the best.

    From draws of the joint distribution of all effects (their correlations kept; Salanti, Ades & Ioannidis 2011).
    """
    n = len(fit.treatments)
    root = _root(fit.cov)
    counts = np.zeros((n, n))
    sign = 1.0 if better == "lower" else -1.0
    for start in range(0, draws, BLOCK):
        size = min(BLOCK, draws - start)
        sample = fit.effect + rng.standard_normal((size, root.shape[1])) @ root.T
        order = np.argsort(sign * sample, axis=1)
        for rank in range(n):
            counts[:, rank] += np.bincount(order[:, rank], minlength=n)
    return counts / draws


def _root(cov: Array) -> Array:
    """R with R R' = cov, of full column rank, also where cov is singular (the reference has no variance)."""
    values, vectors = np.linalg.eigh(cov)
    keep = values > 1e-14 * max(float(values[-1]), 1e-300)
    root: Array = vectors[:, keep] * np.sqrt(values[keep])
    return root
