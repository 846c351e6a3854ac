"""Trials whose effects depend on the risk of their placebo arms."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from dorsal.synthesis.counts.event_counts import EventCounts

CENTRE = -1.0


def trials(seed, studies, n, slope, *, tau=0.2, spread=0.6, effects=(-0.5, -0.8)):
    """Each of placebo and one of two treatments."""
    rng, made = np.random.default_rng(seed), []
    for s in range(studies):
        baseline, t = rng.normal(CENTRE, spread), s % 2
        own = rng.normal(size=2) * tau / np.sqrt(2.0)
        eta = baseline + own + np.array([0.0, effects[t] + slope * (baseline - CENTRE)])
        size = rng.integers(n, 2 * n, 2)
        events = rng.binomial(size, expit(eta))
        made.append(
            EventCounts(
                study=f"s{s}",
                treatments=("placebo", "ab"[t]),
                events=tuple(map(int, events)),
                n=tuple(map(int, size)),
            )
        )
    return made


def naive_slope(counts):
    """Weighted regression of log odds ratios on the log odds of the placebo arms as they were observed."""
    rows = []
    for study in counts:
        cells = [(e + 0.5, n - e + 0.5) for e, n in zip(study.events, study.n, strict=True)]
        log_odds = [np.log(a / b) for a, b in cells]
        is_b = float(study.treatments[1] == "b")
        rows.append((1 - is_b, is_b, log_odds[0], log_odds[1] - log_odds[0], sum(1 / a + 1 / b for a, b in cells)))
    x, y = np.array(rows)[:, :3], np.array(rows)[:, 3]
    w = 1.0 / (np.array(rows)[:, 4] + 0.04)
    return float(np.linalg.solve(x.T @ (w[:, None] * x), x.T @ (w * y))[2])
