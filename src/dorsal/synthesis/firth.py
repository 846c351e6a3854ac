"""Odds ratios by logistic regression with a baseline for each study, penalised by Jeffreys' prior.

Firth 1993; for networks Evrenoglou, White, Afach, Mavridis & Chaimani 2022. Estimates are finite even where all
events of a comparison are on one side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from dorsal.synthesis.event_counts import EventCounts, treatments_joined
from dorsal.synthesis.event_fit import EventFit, event_fit
from dorsal.synthesis.newton import Step, maximise
from dorsal.trials.contrast import Array


def fit_firth(counts: Sequence[EventCounts], level: float) -> EventFit:
    """Studies without events stay in: the penalty shrinks their arms towards each other.

    Raises NetworkError if the studies do not connect the treatments.
    """
    treatments = treatments_joined(counts)
    x, y, n = _logistic_design(counts, treatments)

    def step_at(theta: Array) -> Step:
        p = expit(x @ theta)
        w = n * p * (1.0 - p)
        information = x.T @ (w[:, None] * x)
        hat = w * np.einsum("ij,jk,ik->i", x, np.linalg.inv(information), x)
        log_p = float(y @ np.log(p) + (n - y) @ np.log1p(-p))
        penalty = 0.5 * float(np.linalg.slogdet(information)[1])
        return log_p + penalty, x.T @ (y - n * p + hat * (0.5 - p)), information

    theta, cov, diary = maximise(step_at, np.zeros(x.shape[1]), "firth")
    k = len(treatments) - 1
    return event_fit("firth", treatments, theta[-k:], cov[-k:, -k:], level, diary, counts, ())


def _logistic_design(used: Sequence[EventCounts], treatments: Sequence[str]) -> tuple[Array, Array, Array]:
    """A column for each study's baseline and for each treatment but the first; a row for each arm."""
    index = {t: i for i, t in enumerate(treatments)}
    arms = [
        (s, index[t], e, n) for s, c in enumerate(used) for t, e, n in zip(c.treatments, c.events, c.n, strict=True)
    ]
    x = np.zeros((len(arms), len(used) + len(treatments)))
    for row, (study, treatment, _, _) in enumerate(arms):
        x[row, study] = 1.0
        x[row, len(used) + treatment] = 1.0
    x = np.delete(x, len(used), axis=1)
    return x, np.array([float(e) for _, _, e, _ in arms]), np.array([float(n) for _, _, _, n in arms])
