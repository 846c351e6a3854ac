"""The ranks of a fit's treatments as numbers: P-score, mean and median rank with its interval, every rank's chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.faces.numbers import number
from dorsal.faces.telling import Cell, Grid, Head, chances, decimals
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.ranks.ranking import Ranks, p_scores, rank_draws
from dorsal.trials.scale import Better

DRAWS = 10_000
"""A probability is off by half a percent at most, typically."""
MOST_RANKED = 100
"""Of more treatments P-score, SUCRA and mean rank are told, and no chances of ranks."""
MOST_PLACES = 12
"""Ranks that have a column of their own in a table for people."""

RANKS_WORDS = (
    "P-score: the mean certainty of being better than another treatment; SUCRA is the same number here. Never read "
    "ranks without the intervals of the effects."
)


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Where one treatment stands; 1 is the best."""

    treatment: str
    p_score: float
    mean: float
    """Exact where `p_score` is: n - (n - 1) P-score."""
    median: float | None = None
    interval: tuple[int, int] | None = None
    """Of its rank."""
    probabilities: tuple[float, ...] = ()
    """Of each rank, the best first; empty where nobody drew them."""


def ranked(fit: NetworkFit, *, better: Better, seed: int, draws: int = DRAWS) -> tuple[Ranked, ...]:
    """Every treatment, the best first; none where the fit has no intervals to rank by.

    Median, interval (at the fit's level) and chances are of so many draws.
    """
    if not fit.has_intervals:
        return ()
    scores, n = p_scores(fit, better=better), len(fit.treatments)
    if n > MOST_RANKED:
        return tuple(Ranked(treatment=t, p_score=score, mean=n - (n - 1) * score) for t, score in scores.items())
    return rows_of(rank_draws(fit, np.random.default_rng(seed), better=better, draws=draws), scores, fit.options.level)


def rows_of(ranks: Ranks, scores: Mapping[str, float], level: float) -> tuple[Ranked, ...]:
    """Drawn ranks beside scores that are known exactly, in the order of the scores."""
    n, place = len(ranks.treatments), {t: i for i, t in enumerate(ranks.treatments)}
    found = []
    for treatment, score in scores.items():
        told = ranks.summary(treatment, level)
        found.append(
            Ranked(
                treatment=treatment,
                p_score=score,
                mean=n - (n - 1) * score,
                median=told.median,
                interval=(told.low, told.high),
                probabilities=tuple(ranks.probability[place[treatment]].tolist()),
            )
        )
    return tuple(found)


def places(row: Ranked) -> str:
    """ "2 (1 to 3)": the median rank and the interval of ranks; blank where nobody drew them."""
    if row.median is None or row.interval is None:
        return ""
    low, high = row.interval
    return f"{number(row.median, 0)} ({low} to {high})"


def ranks_grid(name: str, rows: Sequence[Ranked], level: str, score: str = "P-score") -> Grid:
    """For people: the score, mean and median rank, and the chance of the first and the last place."""
    heads = (
        Head("treatment", "Treatment"),
        Head("score", score, decimals(3), width=8),
        Head("mean", "mean rank", decimals(2), width=6),
        Head("median", f"median ({level})", width=15),
        Head("best", "first", chances, width=6),
        Head("worst", "last", chances, width=6),
    )
    told: list[dict[str, Cell]] = [
        {
            "treatment": row.treatment,
            "score": row.p_score,
            "mean": row.mean,
            "median": places(row),
            "best": row.probabilities[0] if row.probabilities else None,
            "worst": row.probabilities[-1] if row.probabilities else None,
        }
        for row in rows
    ]
    return Grid.of(name, "Ranks, 1 the best", heads, told)


def ranks_sheet(name: str, rows: Sequence[Ranked], *scores: str) -> Grid:
    """The same for a workbook, ends of the interval on their own; `scores` are further names of the score."""
    keys = ("treatment", *scores, "sucra", "mean_rank", "median_rank", "rank_low", "rank_high")
    told: list[dict[str, Cell]] = [
        {
            "treatment": row.treatment,
            **dict.fromkeys((*scores, "sucra"), row.p_score),
            "mean_rank": row.mean,
            "median_rank": row.median,
            "rank_low": row.interval[0] if row.interval else None,
            "rank_high": row.interval[1] if row.interval else None,
        }
        for row in rows
    ]
    return Grid.of(name, "Ranks, 1 the best", [Head(key, key) for key in keys], told)


def rankogram_sheet(name: str, rows: Sequence[Ranked]) -> Grid:
    """The chance of every rank, and of that rank or a better one, a row each."""
    keys = ("treatment", "rank", "probability", "cumulative")
    told: list[dict[str, Cell]] = [
        {
            "treatment": row.treatment,
            "rank": place,
            "probability": row.probabilities[place - 1],
            "cumulative": min(1.0, sum(row.probabilities[:place])),
        }
        for row in rows
        for place in range(1, len(row.probabilities) + 1)
    ]
    return Grid.of(name, "The chance of every rank", [Head(key, key) for key in keys], told)


def rank_json(row: Ranked) -> dict[str, object]:
    """What is told of a treatment's rank beside its name and score."""
    return {
        "sucra": row.p_score,
        "mean_rank": row.mean,
        "median_rank": row.median,
        "rank_interval": None if row.interval is None else list(row.interval),
        "rank_probabilities": list(row.probabilities) or None,
    }
