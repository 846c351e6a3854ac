"""How probable a statement about ranks is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.telling import Answer, Grid, Head, chances
from dorsal.synthesis.ranks.rank_condition import rank_condition
from dorsal.synthesis.ranks.ranking import rank_draws

DRAWS = 100_000


def _rank_conditions(subject: Subject) -> Answer:
    conditions = [rank_condition(text, subject.fit.treatments) for text in subject.inquiry.rank_conditions]
    ranks = rank_draws(subject.fit, np.random.default_rng(subject.seed), better=subject.better, draws=DRAWS)
    told: list[dict[str, Any]] = []
    for condition in conditions:
        p = condition.probability(ranks)
        told.append({"condition": condition.text, "probability": p, "error": math.sqrt(p * (1.0 - p) / DRAWS)})
    heads = (Head("condition", "Condition"), Head("probability", "probability", chances))
    return Answer(
        key="rank_conditions",
        json=told,
        title="How probable is it?",
        grids=(Grid.of("rank_conditions", "Statements about ranks", heads, told),),
        notes=(
            f"Shares of {DRAWS:,} draws of all effects together, with their correlations; right to about half a "
            "percentage point. How the trials could be wrong is not in them.",
        ),
    )


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"rank_conditions": _rank_conditions}
