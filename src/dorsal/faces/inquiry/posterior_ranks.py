"""What a posterior says of ranks: where each treatment stands, and how probable statements about ranks are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.posteriors import Found
from dorsal.faces.inquiry.ranks import probabilities, statements_grid
from dorsal.faces.ranking import MOST_RANKED, Ranked, rank_json, rankogram_sheet, ranks_grid, ranks_sheet, rows_of
from dorsal.faces.telling import Grid
from dorsal.faces.words import level_words
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior
from dorsal.synthesis.bayes.sampled import SampledPosterior
from dorsal.synthesis.ranks.ranking import Ranks

Json = dict[str, Any]
DRAWS = 20_000
DRAWS_OF_STATEMENTS = 100_000
LEVEL = 0.95


def drawn(subject: Subject, known: Found) -> Ranks:
    """Ranks in draws of the posterior: its own where it was sampled, else as many as suffice."""
    if isinstance(known, SampledPosterior):
        return known.ranks(better=subject.better)
    assert isinstance(known, EffectsPosterior)
    draws = DRAWS_OF_STATEMENTS if subject.inquiry.rank_conditions else DRAWS
    return known.ranks(np.random.default_rng(subject.seed), better=subject.better, draws=draws)


def ranks_told(subject: Subject, known: Found) -> tuple[tuple[Ranked, ...], list[Json]]:
    """Every treatment's rank, and the statements that were asked about; neither where treatments are too many."""
    scores = known.sucra(better=subject.better)
    n = len(scores)
    if n > MOST_RANKED and not subject.inquiry.rank_conditions:
        return tuple(Ranked(treatment=t, p_score=s, mean=n - (n - 1) * s) for t, s in scores.items()), []
    ranks = drawn(subject, known)
    return rows_of(ranks, scores, LEVEL), probabilities(subject.inquiry.rank_conditions, ranks)


def ranks_json(rows: Sequence[Ranked], statements: list[Json]) -> Json:
    """`ranks`, and `statements` where some were asked about."""
    told: Json = {"ranks": [{"treatment": row.treatment, **rank_json(row)} for row in rows]}
    return told | ({"statements": statements} if statements else {})


def rank_grids(rows: Sequence[Ranked], statements: list[Json]) -> tuple[Grid, ...]:
    """For people."""
    shown = ranks_grid("posterior_ranks", rows, level_words(LEVEL), score="SUCRA")
    return (shown, statements_grid("posterior_statements", statements)) if statements else (shown,)


def rank_sheets(rows: Sequence[Ranked], statements: list[Json]) -> tuple[Grid, ...]:
    """For a workbook."""
    sheets = (ranks_sheet("posterior_ranks", rows), rankogram_sheet("posterior_rankogram", rows))
    return (*sheets, statements_grid("posterior_statements", statements)) if statements else sheets
