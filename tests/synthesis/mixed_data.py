"""Generated trials of people and aggregates whose covariates differ between studies: the truth is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from dorsal.synthesis.population.links import family_of
from dorsal.synthesis.population.mixed_arms import AggregateArm, MixedArms, PeopleArm, mixed_arms

AGE, MALE = 50.0, 0.5
EFFECT = {"a": 0.0, "b": -0.8, "c": -1.2}
"""At the age of 50."""
BY_AGE = -0.04
"""How the effects of b and c change with a year."""
PROGNOSTIC = (0.03, 0.4)


def true_effect(treatment: str, age: float) -> float:
    """Against a, in people of this mean age."""
    return 0.0 if treatment == "a" else EFFECT[treatment] + BY_AGE * (age - AGE)


def covariates(rng: np.random.Generator, n: int, age: float, male: float) -> np.ndarray:
    """(n, 2) age and sex."""
    return np.column_stack([age + 10.0 * rng.standard_normal(n), (rng.random(n) < male).astype(float)])


def people(
    rng: np.random.Generator,
    study: str,
    treatments: Sequence[str],
    n: int,
    age: float,
    *,
    male: float = MALE,
    level: float = -0.3,
    kind: str = "binomial-logit",
) -> list[PeopleArm]:
    """A trial with this mean age, every person known."""
    arms = []
    for treatment in treatments:
        x = covariates(rng, n, age, male)
        eta = level + PROGNOSTIC[0] * (x[:, 0] - AGE) + PROGNOSTIC[1] * x[:, 1]
        if treatment != "a":
            eta = eta + EFFECT[treatment] + BY_AGE * (x[:, 0] - AGE)
        if kind.startswith("normal"):
            y = eta + 1.5 * rng.standard_normal(n)
        else:
            y = (rng.random(n) < expit(eta)).astype(float) if kind.startswith("binomial") else rng.poisson(np.exp(eta))
        arms.append(
            PeopleArm(study=study, treatment=treatment, x=x, y=np.asarray(y, dtype=np.float64), size=np.ones(n))
        )
    return arms


def summed(arms: Sequence[PeopleArm], *, scores: bool = False) -> list[AggregateArm]:
    """What a paper would print of them."""
    return [
        AggregateArm(
            study=arm.study,
            treatment=arm.treatment,
            mean=arm.x.mean(axis=0),
            sd=arm.x.std(axis=0, ddof=1),
            y=float(arm.y.mean() if scores else arm.y.sum()),
            size=float(arm.y.std(ddof=1) / np.sqrt(len(arm.y)) if scores else arm.size.sum()),
            people=float(len(arm.y)),
        )
        for arm in arms
    ]


def network(known: Sequence[PeopleArm], printed: Sequence[AggregateArm], kind: str = "binomial-logit") -> MixedArms:
    """Of trials with age and sex."""
    return mixed_arms(
        known,
        printed,
        family=family_of(kind),
        covariates=("age", "male"),
        margins=("normal", "bernoulli"),
        reference="a",
    )


def anchored(rng: np.random.Generator, n: int = 300, kind: str = "binomial-logit") -> MixedArms:
    """b against a in younger people who are known, c against a in older ones of whom only summaries are."""
    known = people(rng, "young", ("a", "b"), n, 45.0, kind=kind)
    printed = summed(people(rng, "old", ("a", "c"), n, 60.0, kind=kind), scores=kind.startswith("normal"))
    return network(known, printed, kind)
