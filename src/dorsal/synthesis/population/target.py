"""A population for which effects are asked: that of a study, one given by its summaries, or a table of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsal.synthesis.population.mixed_arms import MixedArms, PeopleArm
from dorsal.synthesis.population.points import Points, copula_points
from dorsal.trials.contrast import Array

SLACK = 0.1
"""Of a typical SD."""
MOST_PEOPLE = 500
"""Of a table of people more are thinned out for averages over them; their means are of all."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A population. `points` are what risks are averaged over."""

    name: str
    mean: Array
    """(p,)"""
    points: Points
    study: str = ""
    """Whose population it is; "" if of none."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Where a target's mean of a covariate lies beside what the studies hold."""

    covariate: str
    mean: float
    slack: float
    """So far beyond the studies' means is still as good as within."""
    means: tuple[float, float]
    """The least and the largest mean of a study."""
    people: tuple[float, float] | None
    """The least and the largest value of a person; None where no people are known."""

    @property
    def place(self) -> str:
        """ "within" the studies' means, among the "people" alone, or "outside"."""
        if self.means[0] - self.slack <= self.mean <= self.means[1] + self.slack:
            return "within"
        inside = self.people is not None and self.people[0] <= self.mean <= self.people[1]
        return "people" if inside else "outside"


def summary_target(name: str, arms: MixedArms, mean: Array, sd: Array, count: int) -> Target:
    """A population by means and SDs (p,), with the margins and the correlation of the studies' people."""
    points = copula_points(mean, sd, arms.margins, arms.correlation, count)
    return Target(name=name, mean=mean, points=points)


def people_target(name: str, x: Array) -> Target:
    """The population of these people (n, p)."""
    kept = x[:: -(-len(x) // MOST_PEOPLE)] if len(x) else x
    weight = np.full(len(kept), 1.0 / max(1, len(kept)))
    return Target(name=name, mean=x.mean(axis=0), points=Points(x=kept, weight=weight))


def study_targets(arms: MixedArms, count: int) -> tuple[Target, ...]:
    """The population of each study, in their order."""
    found = []
    for study in arms.studies:
        own = [arm for arm in arms.arms if arm.study == study]
        x = [arm.x for arm in own if isinstance(arm, PeopleArm)]
        if x:
            target = people_target(study, np.concatenate(x))
        else:
            mean, sd = pooled_summary(arms, study)
            target = summary_target(study, arms, mean, sd, count)
        found.append(Target(name=study, mean=target.mean, points=target.points, study=study))
    return tuple(found)


def pooled_summary(arms: MixedArms, study: str) -> tuple[Array, Array]:
    """Means and SDs (p,) of the covariates over all arms of a study."""
    own = np.array([arm.study == study for arm in arms.arms])
    weight = arms.sizes[own] / arms.sizes[own].sum()
    mean = weight @ arms.means[own]
    return mean, np.sqrt(weight @ (arms.sds[own] ** 2 + (arms.means[own] - mean) ** 2))


def reach(arms: MixedArms, target: Target) -> tuple[Reach, ...]:
    """Whether a target's means lie where the studies' do, covariate by covariate."""
    means = np.array([pooled_summary(arms, study)[0] for study in arms.studies])
    every = arms.every_x
    return tuple(
        Reach(
            covariate=name,
            mean=float(target.mean[j]),
            slack=SLACK * float(arms.scale[j]),
            means=(float(means[:, j].min()), float(means[:, j].max())),
            people=(float(every[:, j].min()), float(every[:, j].max())) if len(every) else None,
        )
        for j, name in enumerate(arms.covariates)
    )
