"""Odds ratios by logistic regression with a baseline for each study, penalised by Jeffreys' prior.

Firth 1993; for networks Evrenoglou, White, Afach, Mavridis & Chaimani 2022. Estimates are finite even where all
events of a comparison are on one side. The baselines are eliminated study by study, so that the cost grows linearly
with the studies.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from dorsal.synthesis.counts.arms import Arms
from dorsal.synthesis.counts.event_counts import EventCounts, treatments_joined
from dorsal.synthesis.rare.event_fit import EventFit, event_fit
from dorsal.synthesis.rare.newton import Step, maximise
from dorsal.trials.contrast import Array


def fit_firth(counts: Sequence[EventCounts], level: float) -> EventFit:
    """Studies without events stay in: the penalty shrinks their arms towards each other.

    Raises NetworkError if the studies do not connect the treatments.
    """
    treatments = treatments_joined(counts)
    arms = Arms.of(counts, treatments)
    k = len(counts)

    def step_at(theta: Array) -> Step:
        risk = _risk(arms, theta)
        eliminated = _Eliminated(arms, arms.size * risk * (1.0 - risk))
        log_p = float(arms.events @ np.log(risk) + (arms.size - arms.events) @ np.log1p(-risk))
        score = arms.events - arms.size * risk + eliminated.leverage * (0.5 - risk)
        return log_p + 0.5 * eliminated.log_det, eliminated.solve(score)

    theta, diary = maximise(step_at, np.zeros(k + len(treatments) - 1), "firth")
    risk = _risk(arms, theta)
    cov = _Eliminated(arms, arms.size * risk * (1.0 - risk)).cov[1:, 1:]
    return event_fit("firth", treatments, theta[k:], cov, level, diary, counts, ())


def _risk(arms: Arms, theta: Array) -> Array:
    """(A,) from baselines (S,) and effects (n - 1,) against the first treatment."""
    k = len(arms.edges) - 1
    effect = np.concatenate(([0.0], theta[k:]))
    return np.asarray(expit(theta[:k][arms.study] + effect[arms.treatment]), dtype=np.float64)


class _Eliminated:
    """The information X' W X of baselines and effects at weights W (A,), the baselines swept out."""

    def __init__(self, arms: Arms, weight: Array) -> None:
        self.arms, self.weight = arms, weight
        self.of_study = arms.by_study(weight)
        self.share = weight / self.of_study[arms.study]
        a, b = arms.pairs
        size = len(arms.treatments)
        rest = np.zeros((size, size))
        np.add.at(rest, (arms.treatment, arms.treatment), weight)
        np.add.at(rest, (arms.treatment[a], arms.treatment[b]), -weight[a] * self.share[b])
        self.log_det = float(np.log(self.of_study).sum() + np.linalg.slogdet(rest[1:, 1:])[1])
        self.cov = np.zeros((size, size))
        self.cov[1:, 1:] = np.linalg.inv(rest[1:, 1:])

    @property
    def leverage(self) -> Array:
        """(A,) diagonal of the hat matrix: a baseline's own 1 / sum(w), and the effects about their study's mean."""
        arms = self.arms
        a, b = arms.pairs
        with_mean = np.bincount(a, self.share[b] * self.cov[arms.treatment[a], arms.treatment[b]], len(self.weight))
        of_mean = arms.by_study(self.share * with_mean)
        own = np.diagonal(self.cov)[arms.treatment]
        spread = own - 2.0 * with_mean + of_mean[arms.study]
        return np.asarray(self.weight * (1.0 / self.of_study[arms.study] + spread), dtype=np.float64)

    def solve(self, score: Array) -> Array:
        """(S + n - 1,) the Newton step for the gradient X' score."""
        arms = self.arms
        of_study = arms.by_study(score)
        effect = self.cov @ np.bincount(
            arms.treatment, score - self.share * of_study[arms.study], minlength=len(arms.treatments)
        )
        baseline = of_study / self.of_study - arms.by_study(self.share * effect[arms.treatment])
        return np.concatenate([baseline, effect[1:]])
