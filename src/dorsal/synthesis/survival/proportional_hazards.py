"""Are the hazards of a trial's arms proportional? The score test of Grambsch and Therneau (1994).

Under beta(t) = beta + theta g(t) the test of theta = 0 has the score U = sum g (d - p), with the Schoenfeld residuals
d - p, and the information of (beta, theta) at the fit: the exact score test of survival's `cox.zph` since version 3,
where earlier ones took the average variance for that of every time. g(t) is 1 - S(t-) of all arms together, as there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from dorsal.synthesis.survival.cox import CoxFit, Ties, information, shares, terms_of
from dorsal.synthesis.survival.risk_sets import RiskSets
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class ProportionalityTest:
    """P is small where the hazard ratios of a trial change with time."""

    chi2: float
    df: int
    p: float
    trend: float
    """Of the first arm with an effect: below 0 where its hazard ratio falls with time."""


def clock(sets: RiskSets) -> Array:
    """(m,) 1 - S(t-), from all arms together: how much of the events has been seen just before each time."""
    survival = np.cumprod(1.0 - sets.total / sets.at_risk.sum(axis=1))
    found: Array = 1.0 - np.concatenate([[1.0], survival[:-1]])
    return found


def proportionality(
    sets: RiskSets, fit: CoxFit, ties: Ties = "efron", when: Array | None = None
) -> ProportionalityTest:
    """The test at a fit; `when` (m,) is g at each time of an event, `clock` where it is not given."""
    terms = terms_of(sets, ties)
    by_time = clock(sets) if when is None else when
    g = by_time[np.searchsorted(sets.time, terms.moment)]
    p = shares(terms, fit.effect)
    score = by_time @ sets.events[:, 1:] - (terms.times * g) @ p[:, 1:]
    per = information(terms, p)
    inner, mixed, outer = (np.einsum("r,rij->ij", g**power, per) for power in (0, 1, 2))
    left = outer - mixed @ np.linalg.solve(inner, mixed)
    move = np.linalg.pinv(left, hermitian=True) @ score
    df = int(np.linalg.matrix_rank(left, hermitian=True))
    statistic = float(score @ move)
    return ProportionalityTest(
        chi2=statistic, df=df, p=float(chi2.sf(statistic, df)) if df else 1.0, trend=float(move[0])
    )
