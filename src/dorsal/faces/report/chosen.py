"""What a page holds of a large network: the treatments that it draws and puts into words, and what it says of the rest.

Up to 40 treatments all is shown. Of more the league table holds 40; of more than 60 so do the drawings and the words.
No number is lost: the tables of effects on the page have every treatment, the workbook and the folder every pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.faces.document import Document
from dorsal.faces.numbers import count
from dorsal.faces.words import better, inside, treatment_words
from dorsal.synthesis.answer import Section
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.ranks.ranking import p_scores

MOST = 40
"""Treatments of a league table, of ranks, and of what is chosen from a large network."""
MOST_WHOLE = 60
"""Treatments up to which all are drawn and put into words."""
MOST_TRIALS = 1_000
"""Rows of the table of trials."""
ELSEWHERE = "in the JSON, the workbook and the folder of tables (--json, --xlsx, --csv)"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Treatments of a fit in the order in which they are shown, and in words which they are."""

    treatments: tuple[str, ...]
    words: str
    """ "the 40 of the highest P-scores, and placebo, the reference"; "" where they are all."""


def chosen(document: Document, section: Section, fit: NetworkFit) -> Chosen:
    """The treatments of one island that the page shows where it cannot show them all: the best by P-score.

    Where no direction is better, or intervals are missing, those of the most trials. The reference is always there.
    """
    good = better(document, section.question.outcome)
    scored = bool(good) and fit.has_intervals
    order: Sequence[str] = fit.treatments
    if scored:
        order = tuple(p_scores(fit, better="higher" if good == "higher" else "lower"))
    if len(order) <= MOST:
        return Chosen(treatments=tuple(order), words="")
    if not scored:
        order = sorted(order, key=lambda t: -fit.network.given[t])
    first = tuple(order[:MOST])
    words = f"the {MOST} {'with the highest P-scores' if scored else 'that most trials gave'}"
    reference = section.analysis.reference if section.analysis else ""
    if reference in fit.treatments and reference not in first:
        first, words = (*first, reference), f"{words}, and {inside(treatment_words(document, reference))}"
    return Chosen(treatments=first, words=words)


def drawn(document: Document, section: Section) -> Chosen | None:
    """What the page draws and puts into words of a large network; None where it shows every treatment."""
    analysis = section.analysis
    if analysis is None or document.comparisons or len(analysis.main.treatments) <= MOST_WHOLE:
        return None
    return chosen(document, section, analysis.main)


def left_words(what: str, most: int, there: int, where: str) -> str:
    """What to say below a list of which only the first `most` stand on the page; "" where that is all."""
    return f"... and {count(there - most, f'more {what}')}: all stand {where}." if there > most else ""
