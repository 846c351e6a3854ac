"""A league table in a terminal: blocks of columns that fit, the best treatments first."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.document import Document
from dorsal.faces.league_words import favoured_side, null_words
from dorsal.faces.numbers import is_ratio, number
from dorsal.faces.words import (
    better,
    level_words,
    measure_words,
    section_words,
    sentence,
    treatment_words,
)
from dorsal.synthesis.answer import Section
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.league import League, league
from dorsal.synthesis.ranks.ranking import p_scores
from dorsal.trials.effect_options import EFFICACIES

CELL = 14


def show_leagues(screen: Screen, document: Document) -> None:
    """The league table of every section, of each island."""
    for section in document.sections:
        screen.heading(f"League table: {section_words(document, section)}")
        if section.analysis is None:
            screen.say(sentence(f"the trials cannot say: {section.why_not}"))
            continue
        screen.say(_orientation(document, section, section.analysis.main))
        for fit in section.analysis.fits:
            screen.blank()
            show_league(screen, document, league(fit, _by_rank(document, section, fit)))


def _by_rank(document: Document, section: Section, fit: NetworkFit) -> Sequence[str]:
    higher = better(document, section.question.outcome) == "higher"
    return tuple(p_scores(fit, better="higher" if higher else "lower"))


def _orientation(document: Document, section: Section, fit: NetworkFit) -> str:
    measure = section.question.measure
    good = better(document, section.question.outcome)
    of = "the row's treatment against the column's" if is_ratio(measure) else "the row's treatment minus the column's"
    side = favoured_side(good, measure)
    side = f" {side} {null_words(measure)} the row's is better." if side else ""
    level = level_words(fit.options.level)
    ranked = " Treatments stand in the order of their P-scores." if good else ""
    return f"{sentence(measure_words(measure))} Each cell: {of}, above its {level} interval.{side}{ranked}"


def show_league(screen: Screen, document: Document, table: League) -> None:
    """One table, as many columns at a time as fit."""
    label = screen.width // 4
    fit = max(1, (screen.width - label) // (CELL + 1))
    for start in range(0, len(table.treatments), fit):
        block = range(start, min(start + fit, len(table.treatments)))
        columns = [Column("", label)]
        columns += [Column(_head(document, table.treatments[j]), CELL, right=True) for j in block]
        rows = (
            [treatment_words(document, t), *(_cell(table, i, j) for j in block)] for i, t in enumerate(table.treatments)
        )
        if start:
            screen.blank()
        screen.table(columns, rows)


def _head(document: Document, treatment: str) -> str:
    return treatment_words(document, treatment)


def _cell(table: League, row: int, column: int) -> str:
    if row == column:
        return "."
    decimals = 1 if table.measure == "MD100" or table.measure in EFFICACIES else 2
    estimate, low, high = (number(value, decimals) for value in table.cell(row, column))
    return f"{estimate}\n{low} to {high}"
