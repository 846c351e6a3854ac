"""One run of a regression on baseline risk: what slope is found, and whether its interval holds the truth."""

from __future__ import annotations

import contextlib
import math

import numpy as np
from scipy.special import expit

from dorsal.errors import NotSettled
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.counts.event_counts import EventCounts
from dorsal.synthesis.exact.baseline_risk import baseline_risk
from dorsal.synthesis.exact.risk_baselines import Spread
from validation.runs import Outcome

CENTRE, BETWEEN, TAU = -1.0, 0.6, 0.2
"""Baselines, as log odds, are normal about the centre with this SD; effects with heterogeneity tau."""
EFFECTS = (-0.5, -0.8)
PEOPLE = (60, 120)
"""In an arm."""
SPREADS: tuple[tuple[Spread, str], ...] = (("normal", "normal baselines"), ("flat", "flat baselines"))


def slopes(rng: np.random.Generator, studies: int, slope: float) -> Outcome:
    """The slopes found, and whether 95 % intervals hold the truth."""
    drawn = [_study(rng, s, slope) for s in range(studies)]
    outcome = {"observed risks": _observed(drawn)}
    for spread, name in SPREADS:
        outcome[name] = outcome[f"{name}, 95 %"] = math.nan
        with contextlib.suppress(NotSettled):  # flat baselines, once in some hundred networks
            found = baseline_risk(drawn, HalfNormal(0.5), reference="placebo", spread=spread).slope("a")
            low, high = found.interval()
            outcome[name], outcome[f"{name}, 95 %"] = found.mean, float(low <= slope <= high)
    return outcome


def _study(rng: np.random.Generator, s: int, slope: float) -> EventCounts:
    baseline, t = rng.normal(CENTRE, BETWEEN), s % 2
    own = rng.normal(size=2) * TAU / math.sqrt(2.0)
    size = rng.integers(*PEOPLE, 2)
    events = rng.binomial(size, expit(baseline + own + np.array([0.0, EFFECTS[t] + slope * (baseline - CENTRE)])))
    treatments = ("placebo", "ab"[t])
    return EventCounts(study=f"s{s}", treatments=treatments, events=tuple(map(int, events)), n=tuple(map(int, size)))


def _observed(drawn: list[EventCounts]) -> float:
    """The slope of a weighted regression of log odds ratios on the placebo arms' observed log odds."""
    rows = []
    for study in drawn:
        cells = [(e + 0.5, n - e + 0.5) for e, n in zip(study.events, study.n, strict=True)]
        log_odds = [math.log(a / b) for a, b in cells]
        is_b = float(study.treatments[1] == "b")
        variance = sum(1.0 / a + 1.0 / b for a, b in cells) + TAU * TAU
        rows.append((1.0 - is_b, is_b, log_odds[0], log_odds[1] - log_odds[0], variance))
    table = np.array(rows)
    x, weighted = table[:, :3], table[:, :3] / table[:, 4:]
    return float(np.linalg.solve(weighted.T @ x, weighted.T @ table[:, 3])[2])
