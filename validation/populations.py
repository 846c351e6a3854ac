"""One run of a network of different populations: people known in some trials, and only means in the others."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.population.adjusted import adjusted
from dorsal.synthesis.population.adjusted_posterior import AdjustedPosterior
from dorsal.synthesis.population.links import family_of
from dorsal.synthesis.population.mixed_arms import AggregateArm, PeopleArm, mixed_arms
from dorsal.synthesis.population.settings import Settings
from validation.runs import Outcome

AGE, MALE = 50.0, 0.45
EFFECTS = {"placebo": 0.0, "brace": -0.8, "exercise": -1.2}
"""Log odds ratios at this age."""
KNOWN_AGES, PRINTED_AGES = (42.0, 46.0, 50.0), (57.0, 60.0, 63.0)
PEOPLE = 200
"""In an arm."""
ASKED = (("exercise", "placebo", 45.0), ("brace", "placebo", 60.0), ("exercise", "brace", 50.0))
"""Comparisons, and the mean age of the population for which they are asked."""


def populations(rng: np.random.Generator, by_age: float, tau: float) -> Outcome:
    """Whether 95 % intervals hold the truth in populations of other ages, adjusted for age and sex and not."""
    known = [arm for i, age in enumerate(KNOWN_AGES) for arm in _trial(rng, f"k{i}", "brace", age, by_age, tau)]
    printed = [arm for i, age in enumerate(PRINTED_AGES) for arm in _trial(rng, f"p{i}", "exercise", age, by_age, tau)]
    arms = mixed_arms(
        known,
        [_summed(arm) for arm in printed],
        family=family_of("binomial-logit"),
        covariates=("age", "male"),
        margins=("normal", "bernoulli"),
        reference="placebo",
    )
    prior = HalfNormal(0.5)
    models = {
        "adjusted": adjusted(arms, prior, Settings(interaction="shared", points=64)),
        "plain": adjusted(arms.without_covariates(), prior),
    }
    return {
        f"{name}, {first} - {second} at {age:g}": _held(model, first, second, age, by_age)
        for name, model in models.items()
        for first, second, age in ASKED
    }


def _held(model: AdjustedPosterior, first: str, second: str, age: float, by_age: float) -> float:
    at = np.array([age, MALE]) if model.model.arms.covariates else np.zeros(0)
    low, high = model.effects_at(at).between(first, second).interval(0.95)
    truth = [0.0 if t == "placebo" else EFFECTS[t] + by_age * (age - AGE) for t in (first, second)]
    return float(low <= truth[0] - truth[1] <= high)


def _trial(
    rng: np.random.Generator, study: str, treatment: str, age: float, by_age: float, tau: float
) -> list[PeopleArm]:
    """Placebo and a treatment in people of this mean age; its effect has heterogeneity tau."""
    level, own = rng.normal(-0.4, 0.3), rng.normal(0.0, tau)
    arms = []
    for given in ("placebo", treatment):
        x = np.column_stack([rng.normal(age, 10.0, PEOPLE), (rng.random(PEOPLE) < MALE).astype(float)])
        eta = level + 0.02 * (x[:, 0] - AGE) + 0.3 * x[:, 1]
        if given != "placebo":
            eta = eta + EFFECTS[given] + by_age * (x[:, 0] - AGE) + own
        y = (rng.random(PEOPLE) < expit(eta)).astype(float)
        arms.append(PeopleArm(study=study, treatment=given, x=x, y=y, size=np.ones(PEOPLE)))
    return arms


def _summed(arm: PeopleArm) -> AggregateArm:
    """What a paper prints of it."""
    return AggregateArm(
        study=arm.study,
        treatment=arm.treatment,
        mean=arm.x.mean(axis=0),
        sd=arm.x.std(axis=0, ddof=1),
        y=float(arm.y.sum()),
        size=float(len(arm.y)),
        people=float(len(arm.y)),
    )
