"""A document's league table with that of another analysis in the other triangle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.charts.league_pair import league_pair_words, pair_orientation
from dorsal.faces.charts.wording import Names
from dorsal.faces.document import Document
from dorsal.faces.inquiry.beside import pairs_grid
from dorsal.faces.inquiry.settings import Beside, labels
from dorsal.faces.markdown import bullets, plain, provenance_lines, table
from dorsal.faces.numbers import number
from dorsal.faces.telling import Answer
from dorsal.faces.words import better, section_words, treatment_words, why_section
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.answer import Section
from dorsal.synthesis.league_pair import LeaguePair, league_pair
from dorsal.synthesis.ranks.ranking import p_scores


@dataclass(frozen=True, kw_only=True)
class LeagueBeside:
    """The main analysis below the diagonal, another one above it, and which way is better in each."""

    pair: LeaguePair
    better: tuple[str, str]

    def missing(self, names: Names = str) -> str:
        """Which treatments one of the two does not have; "" where both have all."""
        told = []
        for name, side in zip(self.pair.names, (self.pair.below, self.pair.above), strict=True):
            lacking = [t for t in self.pair.treatments if t not in side.treatments]
            if lacking:
                told.append(f"{name} has no {', '.join(map(names, lacking))}")
        return f"A dot: {'; '.join(told)}." if told else ""

    def text(self, row: int, column: int) -> tuple[str, str]:
        """A cell's estimate and interval as they are printed; a dot where its analysis cannot say."""
        found = self.pair.cell(row, column)
        if found is None:
            return ".", ""
        decimals = 1 if self.pair.side(row, column).measure == "MD100" else 2
        estimate, low, high = (number(value, decimals) for value in found)
        return estimate, f"{low} to {high}"


def league_beside(main: Document, other: Document) -> LeagueBeside:
    """Two documents of one section each, in the order of the main one's P-scores.

    Raises OptionError if one has several sections or both are the same analysis, NetworkError if one was not fitted or
    they share no two treatments.
    """
    (first, low), (second, high) = _fitted(main), _fitted(other)
    ways = better(main, first.question.outcome), better(other, second.question.outcome)
    names = labels([_settings(main, first, low), _settings(other, second, high)])
    order = tuple(p_scores(low.main, better="higher" if ways[0] == "higher" else "lower"))
    more = tuple(t for t in high.main.treatments if t not in order)
    pair = league_pair(low.main, high.main, (names[0], names[1]), (*order, *more))
    return LeagueBeside(pair=pair, better=ways)


def _fitted(document: Document) -> tuple[Section, Analysis]:
    if len(document.sections) != 1:
        raise OptionError("--beside sets one analysis beside another; ask for one --outcome in one window")
    (section,) = document.sections
    if section.analysis is None:
        raise NetworkError(f"nothing can be set side by side: {why_section(document, section)}")
    return section, section.analysis


def _settings(document: Document, section: Section, analysis: Analysis) -> Beside:
    return Beside(
        outcome=section_words(document, section),
        measure=analysis.network.measure,
        model=analysis.options.model,
        tau2="" if analysis.options.model == "common" else analysis.options.tau2_from,
    )


def pairs_answer(found: Sequence[LeagueBeside]) -> Answer:
    """Both analyses of every table, for the JSON and for files of tables."""
    return Answer(
        key="beside",
        json=[
            {
                "below": each.pair.names[0],
                "above": each.pair.names[1],
                "treatments": list(each.pair.treatments),
                "pairs": list(each.pair.rows()),
            }
            for each in found
        ],
        title="Two analyses in one league table",
        sheets=(pairs_grid(each.pair for each in found),),
    )


def pairs_markdown(document: Document, found: Sequence[LeagueBeside]) -> str:
    """Every table with how it is read above it."""
    parts = ["# League table"]
    for each in found:
        pair, n = each.pair, len(each.pair.treatments)
        words = {t: treatment_words(document, t) for t in pair.treatments}
        parts.append(f"## {plain(f'Below the diagonal {pair.names[0]}, above it {pair.names[1]}')}")
        parts.append(plain(league_pair_words(pair, each.better, names=words.__getitem__)))
        parts.append(bullets(map(plain, pair_orientation(pair, each.better, names=words.__getitem__))))
        parts += [plain(words_)] if (words_ := each.missing(words.__getitem__)) else []
        rows = [[words[t], *(_cell(each, i, j) for j in range(n))] for i, t in enumerate(pair.treatments)]
        parts.append(table(["", *words.values()], rows))
    return "\n\n".join([*parts, *provenance_lines(document)]) + "\n"


def _cell(each: LeagueBeside, row: int, column: int) -> str:
    if row == column:
        return "–"
    estimate, span = each.text(row, column)
    return f"{estimate} ({span})" if span else estimate
