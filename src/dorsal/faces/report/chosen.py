"""What a page holds of a large network: the treatments that it draws and puts into words, and what it says of the rest.

Up to 40 treatments all is shown. Of more the league table holds 40; of more than 60 so do the drawings and the words.
No number is lost: the tables of effects on the page have every treatment, the workbook and the folder every pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.faces.document import Document
from dorsal.faces.markup import Child, Markup, element, fragment
from dorsal.faces.numbers import count
from dorsal.faces.words import better
from dorsal.synthesis.answer import Section
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.ranks.ranking import p_scores

MOST = 40
"""Treatments of a league table, of ranks, and of what is chosen from a large network."""
MOST_WHOLE = 60
"""Treatments up to which all are drawn and put into words."""
MOST_TRIALS, FEW_TRIALS = 1_000, 200
"""Of more trials than the first the table of trials has so many rows as the second."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Treatments of a fit in the order in which they are shown, and in words which they are."""

    treatments: tuple[str, ...]
    words: str
    """ "the 40 with the highest P-scores"; "" where they are all."""
    beside: str = ""
    """The reference, where it is not among these and stands behind them."""


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
        return Chosen(treatments=(*first, reference), words=words, beside=reference)
    return Chosen(treatments=first, words=words)


def drawn(document: Document, section: Section) -> Chosen | None:
    """What the page draws and puts into words of a large network; None where it shows every treatment."""
    analysis = section.analysis
    if analysis is None or document.comparisons or len(analysis.main.treatments) <= MOST_WHOLE:
        return None
    return chosen(document, section, analysis.main)


def elsewhere(table: str) -> Markup:
    """ "in the workbook (--xlsx) and the folder of tables (--csv), table league": where nothing is left out."""
    option = [element("code", name) for name in ("--xlsx", "--csv")]
    return fragment("in the workbook (", option[0], ") and the folder of tables (", option[1], f"), {table}")


def left_words(what: str, most: int, there: int, where: Child) -> Markup | None:
    """What to say below a list of which only the first `most` stand on the page; None where that is all."""
    if there <= most:
        return None
    return element("p", f"... and {count(there - most, f'more {what}')}: all stand ", where, ".")
