"""The answer on top of the page: every comparison in plain words, and what the trials cannot say."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.faces.charts import ForestRow, draw_forest
from dorsal.faces.document import Document
from dorsal.faces.markup import Markup, element, fragment, lines
from dorsal.faces.numbers import percent
from dorsal.faces.overview import Compared, Said, heading_words, overall_words, silent_words
from dorsal.faces.report.anchors import Anchors, joined
from dorsal.faces.report.forests import forest_of, forest_row
from dorsal.faces.report.table import bullets, paragraph
from dorsal.faces.words import (
    conclusion,
    finding_words,
    outcome_words,
    pair_words,
    section_words,
    sentence,
    window_words,
)
from dorsal.synthesis.estimate import Estimate

NAMED = 5
"""Trials named beside a finding; the others are counted."""


def answer(anchors: Anchors, comparisons: Sequence[Compared]) -> Markup:
    """The first part of the page."""
    document = anchors.document
    told = [each for each in comparisons if each.known]
    silent = [each for each in comparisons if not each.known]
    return element(
        "section",
        element("h2", "The answer", id="answer-heading"),
        paragraph(overall_words(document, comparisons), class_="lead"),
        _pictures(document, told),
        lines(_compared(anchors, each) for each in told),
        _silent(document, silent),
        id="answer",
        aria_labelledby="answer-heading",
    )


def _compared(anchors: Anchors, comparison: Compared) -> Markup:
    document = anchors.document
    rest = silent_words(document, comparison)
    return element(
        "section",
        element("h3", heading_words(document, comparison)),
        lines(_said(anchors, each) for each in comparison.known),
        paragraph(element("b", "Not known: "), sentence(rest), class_="small") if rest else None,
        class_="compared",
    )


def _said(anchors: Anchors, said: Said) -> Markup:
    document, (section, finding) = anchors.document, said.best
    lead = "In standard deviations, which take in trials on other scales: " if said.beside else ""
    assert finding.estimate is not None
    return fragment(
        element("h4", element("a", section_words(document, section), href=f"#{anchors.section_id(said.section)}")),
        paragraph(conclusion(document, section, finding), class_="verdict"),
        paragraph(lead, finding_words(document, section, finding)),
        paragraph(rests_on(anchors, finding.estimate), class_="sources"),
    )


def rests_on(anchors: Anchors, estimate: Estimate) -> Markup:
    """The trials behind an estimate with their shares of it, as links to the trial table."""
    shares = [(study, share) for study, share in estimate.shares if share >= 0.005]
    named = [fragment(anchors.study_link(study), f" ({percent(share)})") for study, share in shares[:NAMED]]
    more = f" and {len(shares) - NAMED} more" if len(shares) > NAMED else ""
    return fragment("Rests on ", joined(named), more, ".") if named else fragment()


def _silent(document: Document, silent: Sequence[Compared]) -> Markup | None:
    if not silent:
        return None
    items = [
        fragment(element("b", heading_words(document, each)), ". ", sentence(silent_words(document, each)))
        for each in silent
    ]
    return element(
        "section",
        element("h3", "What the trials cannot say at all"),
        paragraph(
            "For these there is no number, at any time. That is not the same as no difference: nobody has shown it "
            "either way in a trial that could be read."
        ),
        bullets(items, "silent"),
        class_="compared",
    )


def _pictures(document: Document, told: Sequence[Compared]) -> Markup:
    """A picture an outcome: all comparisons that have a number on its measure."""
    outcomes = dict.fromkeys(each.section.question.outcome for comparison in told for each in comparison.known)
    return lines(_picture(document, outcome, told, i) for i, outcome in enumerate(outcomes, 1))


def _picture(document: Document, outcome: str, told: Sequence[Compared], place: int) -> Markup | None:
    drawn = [
        each
        for comparison in told
        for each in comparison.known
        if each.section.question.outcome == outcome and each.beside is None
    ]
    if not drawn:
        return None
    rows = [_row(document, each) for each in drawn]
    title = f"{outcome_words(document, outcome)}: every comparison in words, as a picture"
    plot = forest_of(document, drawn[0].section, rows, title=title, heading="Comparison and time", sides=SIDES)
    return element(
        "figure",
        element("div", draw_forest(plot, f"answer-{place}"), class_="wide"),
        element("div", draw_forest(plot, f"answer-{place}-narrow", narrow=True), class_="narrow"),
    )


SIDES = ("favours the first named", "favours the other")


def _row(document: Document, said: Said) -> ForestRow:
    finding = said.finding
    when = window_words(said.section.question.window)
    words = pair_words(document, finding.first, finding.second)
    return forest_row(document, said.section, finding, f"{words}{', ' + when if when else ''}")
