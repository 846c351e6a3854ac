"""A league table in a terminal: blocks of columns that fit, the best treatments first."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.faces.charts.league_pair import league_pair_words, pair_orientation
from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.document import Document
from dorsal.faces.league_beside import LeagueBeside
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
    places = range(len(table.treatments))
    names = [treatment_words(document, t) for t in table.treatments]
    _show(screen, names, [[_cell(table, i, j) for j in places] for i in places])


def show_pairs(screen: Screen, document: Document, found: Sequence[LeagueBeside]) -> None:
    """Two analyses in one table, for each analysis beside the main one; how it is read stands above it."""
    for each in found:
        pair, places = each.pair, range(len(each.pair.treatments))
        names = {t: treatment_words(document, t) for t in pair.treatments}
        screen.heading(f"League table: below the diagonal {pair.names[0]}, above it {pair.names[1]}")
        screen.say(league_pair_words(pair, each.better, names=names.__getitem__))
        screen.items(pair_orientation(pair, each.better, names=names.__getitem__))
        screen.say(each.missing(names.__getitem__))
        screen.blank()
        rows = [["–" if i == j else "\n".join(filter(None, each.text(i, j))) for j in places] for i in places]
        _show(screen, list(names.values()), rows)


def _show(screen: Screen, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Cells in blocks of columns that fit."""
    label = screen.width // 4
    fit = max(1, (screen.width - label) // (CELL + 1))
    for start in range(0, len(names), fit):
        columns = [Column("", label), *(Column(name, CELL, right=True) for name in names[start : start + fit])]
        if start:
            screen.blank()
        screen.table(columns, ([name, *row[start : start + fit]] for name, row in zip(names, rows, strict=True)))


def _cell(table: League, row: int, column: int) -> str:
    if row == column:
        return "."
    decimals = 1 if table.measure == "MD100" or table.measure in EFFICACIES else 2
    estimate, low, high = (number(value, decimals) for value in table.cell(row, column))
    return f"{estimate}\n{low} to {high}"
