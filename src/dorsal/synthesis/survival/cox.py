"""Cox's partial likelihood of the arms of one trial: log hazard ratios against the first, with their covariance.

The covariate is the arm, so the likelihood needs only how many people of each arm are at risk and have the event at
each time. With w_a = exp(beta_a), a time with d events and n_a people at risk has the terms, by Efron (1977),
sum_a d_a beta_a - sum_{l<d} log sum_a (n_a - l d_a / d) w_a; Breslow (1974) leaves the l out. Each term is that of a
multinomial, so the log-likelihood is concave and Newton's steps find its top.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.stats import chi2

from dorsal.synthesis.survival.risk_sets import RiskSets
from dorsal.trials.contrast import Array
from dorsal.trials.left_out import Unusable

Ties = Literal["efron", "breslow"]
TIES: tuple[str, ...] = get_args(Ties)
MOST_STEPS = 60
SETTLED = 1e-10
FARTHEST = 15.0
"""A log hazard ratio beyond it grows without end: no event of one arm happens while the other is at risk."""
NO_RATIO = "no hazard ratio is finite: whenever somebody has the event, only one of the arms could have had it"


@dataclass(frozen=True, kw_only=True, eq=False)
class Terms:
    """r terms of the log-likelihood: log sum_a weight_a exp(beta_a), each counted `times` times."""

    weight: Array
    """(r, k) people at risk, those with the event counted in part (Efron)."""
    times: Array
    """(r,)"""
    moment: Array
    """(r,) the time it belongs to."""
    events: Array
    """(k,) of each arm."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CoxFit:
    """Log hazard ratios of arms 1 .. k-1 against arm 0."""

    effect: Array
    cov: Array
    log_likelihood: float
    steps: int


def terms_of(sets: RiskSets, ties: Ties) -> Terms:
    """The terms of the partial likelihood."""
    d = sets.total
    if ties == "breslow":
        return Terms(weight=sets.at_risk, times=d, moment=sets.time, events=sets.events.sum(axis=0))
    row = np.repeat(np.arange(len(d)), d.astype(int))
    first = np.concatenate([[0.0], np.cumsum(d)[:-1]])
    share = (np.arange(len(row)) - first[row]) / d[row]
    return Terms(
        weight=sets.at_risk[row] - share[:, None] * sets.events[row],
        times=np.ones(len(row)),
        moment=sets.time[row],
        events=sets.events.sum(axis=0),
    )


def shares(terms: Terms, beta: Array) -> Array:
    """(r, k) probability that the event of a term falls in each arm; `beta` (k-1,) against the first arm."""
    risk = terms.weight * np.exp(np.concatenate([[0.0], beta]))
    found: Array = risk / risk.sum(axis=1, keepdims=True)
    return found


def log_likelihood(terms: Terms, beta: Array) -> float:
    """The log partial likelihood at beta (k-1,)."""
    full = np.concatenate([[0.0], beta])
    return float(terms.events @ full - terms.times @ np.log(terms.weight @ np.exp(full)))


def information(terms: Terms, p: Array) -> Array:
    """(r, k-1, k-1) information of each term, given the shares."""
    q = p[:, 1:]
    found: Array = terms.times[:, None, None] * (q[:, :, None] * np.eye(q.shape[1]) - q[:, :, None] * q[:, None, :])
    return found


def cox(sets: RiskSets, ties: Ties = "efron") -> CoxFit:
    """The top of the partial likelihood. Raises Unusable where it lies at infinity: an arm without events, or one
    whose people are never at risk together with the others."""
    terms = terms_of(sets, ties)
    if not (terms.events > 0).all():
        raise Unusable("an arm has no event, so no hazard ratio is finite")
    beta = np.zeros(len(terms.events) - 1)
    height = log_likelihood(terms, beta)
    for step in range(1, MOST_STEPS + 1):
        p = shares(terms, beta)
        score = terms.events[1:] - terms.times @ p[:, 1:]
        inner = information(terms, p).sum(axis=0)
        if np.linalg.eigvalsh(inner)[0] <= 1e-10:
            raise Unusable(NO_RATIO)
        move = np.linalg.solve(inner, score)
        if float(score @ move) < SETTLED**2 * max(1.0, abs(height)):
            return CoxFit(effect=beta, cov=np.linalg.inv(inner), log_likelihood=height, steps=step)
        beta, height = _uphill(terms, beta, height, move)
        if np.abs(beta).max() > FARTHEST:
            break
    raise Unusable(NO_RATIO)


def _uphill(terms: Terms, beta: Array, height: float, move: Array) -> tuple[Array, float]:
    """Newton's step, halved until it does not lead down."""
    for half in range(40):
        there = beta + move * 0.5**half
        found = log_likelihood(terms, there)
        if found >= height - 1e-12 * max(1.0, abs(height)):
            return there, found
    return beta, height


def log_rank(sets: RiskSets) -> tuple[float, int, float]:
    """Chi-square, degrees of freedom and P of the log-rank test, with the hypergeometric variance."""
    n, d = sets.at_risk.sum(axis=1), sets.total
    share = sets.at_risk / n[:, None]
    apart = (sets.events - d[:, None] * share).sum(axis=0)[1:]
    scale = d * np.where(n > 1, (n - d) / np.where(n > 1, n - 1.0, 1.0), 0.0)
    q = share[:, 1:]
    variance = np.einsum("t,ti,ij->ij", scale, q, np.eye(q.shape[1])) - np.einsum("t,ti,tj->ij", scale, q, q)
    statistic = float(apart @ np.linalg.pinv(variance) @ apart)
    return statistic, len(apart), float(chi2.sf(statistic, len(apart)))
