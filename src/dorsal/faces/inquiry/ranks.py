"""How probable a statement about ranks is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.telling import Answer, Grid, Head, chances
from dorsal.synthesis.ranks.rank_condition import rank_condition
from dorsal.synthesis.ranks.ranking import Ranks, rank_draws

DRAWS = 100_000


def _rank_conditions(subject: Subject) -> Answer:
    for text in subject.inquiry.rank_conditions:
        rank_condition(text, subject.fit.treatments)  # what is wrong with it is said before anything is drawn
    ranks = rank_draws(subject.fit, np.random.default_rng(subject.seed), better=subject.better, draws=DRAWS)
    told = probabilities(subject.inquiry.rank_conditions, ranks)
    return Answer(
        key="rank_conditions",
        json=told,
        title="How probable is it?",
        grids=(statements_grid("rank_conditions", told),),
        notes=(
            f"Shares of {DRAWS:,} draws of all effects together, with their correlations; right to about half a "
            "percentage point. How the trials could be wrong is not in them.",
        ),
    )


def probabilities(statements: Iterable[str], ranks: Ranks) -> list[dict[str, Any]]:
    """Each statement with its share of the draws. Raises OptionError for one that says nothing about them."""
    draws = len(ranks.goodness)
    told: list[dict[str, Any]] = []
    for text in statements:
        condition = rank_condition(text, ranks.treatments)
        p = condition.probability(ranks)
        told.append({"condition": condition.text, "probability": p, "error": math.sqrt(p * (1.0 - p) / draws)})
    return told


def statements_grid(name: str, told: list[dict[str, Any]]) -> Grid:
    """A statement a row."""
    heads = (Head("condition", "Condition"), Head("probability", "probability", chances))
    return Grid.of(name, "Statements about ranks", heads, told)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"rank_conditions": _rank_conditions}
