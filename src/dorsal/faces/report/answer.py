"""The answer on top of the page: every comparison in plain words, the surest kind of evidence first."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.faces.charts import ForestRow, draw_forest
from dorsal.faces.conclusion import conclusion
from dorsal.faces.direction import KNOWN_ONLY, address, rows_of, told_words
from dorsal.faces.document import Document, Row
from dorsal.faces.doubts import doubt_words
from dorsal.faces.language import ENGLISH, Language
from dorsal.faces.markup import Markup, element, fragment, lines
from dorsal.faces.numbers import percent
from dorsal.faces.overview import Compared, Said, heading_words, overall_words, silent_reasons, silent_words
from dorsal.faces.report.anchors import Anchors, joined, outside
from dorsal.faces.report.chosen import drawn, elsewhere
from dorsal.faces.report.forests import forest_of, forest_row
from dorsal.faces.report.table import bullets, folded, paragraph
from dorsal.faces.words import (
    ADDITIVE,
    CHAIN,
    DIRECT,
    better,
    chance_words,
    difference_words,
    evidence_kind,
    evidence_words,
    first_words,
    flag_words,
    second_words,
    section_words,
    sentence,
)
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.estimate import Estimate

NAMED = 5
"""Trials named beside a finding; the others are counted."""
KINDS = {
    DIRECT: ("Compared head to head in a trial", ""),
    CHAIN: (
        "Worked out through other treatments",
        "No trial with usable numbers compared these two with each other; a chain of trials joins them.",
    ),
    ADDITIVE: (
        "Only if the effects of parts add up",
        "No chain of trials with usable numbers joins these two. The numbers assume that a combination does what its "
        "parts do, added up; their intervals do not hold the doubt about that.",
    ),
}
SIDES = ("favours the first named", "favours the other")


def answer(anchors: Anchors, comparisons: Sequence[Compared]) -> Markup:
    """The first part of the page."""
    document = anchors.document
    silent = [each for each in comparisons if not each.known]
    told = _put_in_words(document, comparisons)
    return element(
        "section",
        element("h2", "The answer", id="answer-heading", class_="on"),
        paragraph(overall_words(document, comparisons), class_="lead"),
        _cut(document, comparisons, told),
        lines(_kind(anchors, kind, told) for kind in KINDS),
        _silent(document, silent),
        _pictures(document, comparisons),
        id="answer",
        aria_labelledby="answer-heading",
    )


def _put_in_words(document: Document, comparisons: Sequence[Compared]) -> Sequence[Compared]:
    """All; of a large network of one's own the comparisons of what is chosen from it, the best first."""
    part = drawn(document, document.sections[0]) if document.sections else None
    if part is None:
        return comparisons
    place = {treatment: i for i, treatment in enumerate(part.treatments)}
    return sorted((each for each in comparisons if each.first in place), key=lambda each: place[each.first])


def _cut(document: Document, comparisons: Sequence[Compared], told: Sequence[Compared]) -> Markup | None:
    """Which comparisons are put into words where it is not all of them, and where the others are."""
    part = drawn(document, document.sections[0]) if len(told) < len(comparisons) else None
    if part is None:
        return None
    return element(
        "p",
        f"{len(comparisons)} comparisons in words are too many to read: here stand those of {part.words}. The numbers "
        "of all are in the table further down, and ",
        elsewhere("table effects"),
        ". Any other two in words: ",
        element("code", "dorsal compare FILE FIRST SECOND"),
        ".",
    )


def _kind(anchors: Anchors, kind: str, comparisons: Sequence[Compared]) -> Markup | None:
    """The comparisons known in one way."""
    found = [(each, [s for s in each.known if evidence_kind(s.estimate) == kind]) for each in comparisons]
    cards = [_compared(anchors, comparison, said) for comparison, said in found if said]
    title, told = KINDS[kind]
    return fragment(element("h3", title), paragraph(told), lines(cards)) if cards else None


def _compared(anchors: Anchors, comparison: Compared, said: Sequence[Said]) -> Markup:
    rest = silent_words(anchors.document, comparison) if said[0] is comparison.known[0] else ""
    return element(
        "section",
        element("h4", heading_words(anchors.document, comparison)),
        lines(_said(anchors, each) for each in said),
        _told(anchors.document, comparison),
        _not_known(anchors.document, comparison, rest) if rest else None,
        class_="compared",
    )


def _told(document: Document, comparison: Compared) -> Markup | None:
    """Trials of the pair of which only a direction is known, with where each was read."""
    told = [_told_row(document, row) for row in rows_of(document, comparison.first, comparison.second)]
    return paragraph(f"{KNOWN_ONLY}: ", joined(told, "; "), ".", class_="told") if told else None


def _told_row(document: Document, row: Row) -> Markup:
    url = address(row)
    words = told_words(document, row)
    return fragment(words, " (", outside("source", url), ")") if url else fragment(words)


def _not_known(document: Document, comparison: Compared, where: str) -> Markup:
    why = bullets(map(sentence, silent_reasons(document, comparison)))
    return fragment(folded(f"Not known: {where}", why, paper=False), paragraph(f"Not known: {where}.", class_="paper"))


def _said(anchors: Anchors, said: Said) -> Markup:
    document, (section, finding) = anchors.document, said.best
    estimate = said.estimate
    where = section_words(document, section) + (", in standard deviations" if said.beside else "")
    good = better(document, section.question.outcome)
    level = finding.certainty.level if finding.certainty else "not rated"
    return fragment(
        element("h5", element("a", where, href=f"#{anchors.section_id(section)}")),
        paragraph(conclusion(document, section, finding), class_="verdict"),
        paragraph(
            f"{sentence(difference_words(estimate, good))} {chance_words(finding, good)} ",
            element("b", f"Certainty: {level}."),
            f" {sentence(evidence_words(estimate))}",
        ),
        folded(
            "Why, and from which trials",
            bullets(sentence(reason) for reason in reasons(finding)),
            paragraph(rests_on(anchors, estimate)),
        ),
    )


def reasons(finding: Finding, language: Language = ENGLISH) -> list[str]:
    """The reasons for doubt, one by one, and the flags that are not among them."""
    assert finding.estimate is not None
    doubts = [doubt_words(reason, language) for reason in finding.certainty.reasons] if finding.certainty else []
    return [*doubts, *(flag_words(flag, language) for flag in finding.estimate.flags if flag == "untested")]


def rests_on(anchors: Anchors, estimate: Estimate) -> Markup:
    """The trials behind an estimate with their shares of it, as links to the trial table."""
    shares = estimate.shares.at_least(0.005)
    named = [fragment(anchors.study_link(study), f" ({percent(share)})") for study, share in shares[:NAMED]]
    more = f" and {len(shares) - NAMED} more" if len(shares) > NAMED else ""
    return fragment("It rests on ", joined(named), more, ".") if named else fragment()


def _silent(document: Document, silent: Sequence[Compared]) -> Markup | None:
    if not silent:
        return None
    items = [
        fragment(
            element("b", heading_words(document, each)),
            ". ",
            " ".join(map(sentence, silent_reasons(document, each))),
            _told(document, each),
        )
        for each in silent
    ]
    return fragment(
        element("h3", "What the trials cannot say at all"),
        paragraph(
            "For these there is no number at any time. That is not the same as no difference: no trial with usable "
            "numbers has shown it either way."
        ),
        bullets(items),
    )


def _pictures(document: Document, comparisons: Sequence[Compared]) -> Markup:
    """A picture an outcome and time: the comparisons that have a number on its measure."""
    drawn = [(s, [each.said[i] for each in comparisons]) for i, s in enumerate(document.sections)]
    return lines(_picture(document, section, said, i) for i, (section, said) in enumerate(drawn, 1))


def _picture(document: Document, section: Section, said: Sequence[Said], place: int) -> Markup | None:
    known = [each for each in said if each.finding.estimate is not None]
    if not known or not document.comparisons:
        return None
    order = list(KINDS)
    known.sort(key=lambda each: order.index(evidence_kind(each.estimate)))
    rows = [_row(document, each) for each in known]
    title = f"{section_words(document, section)}: the comparisons above"
    plot = forest_of(document, section, rows, title=title, heading=section_words(document, section), sides=SIDES)
    return element(
        "figure",
        element("h3", f"{section_words(document, section)}, as a picture"),
        element("div", draw_forest(plot, f"answer-{place}"), class_="wide"),
        element("div", draw_forest(plot, f"answer-{place}-narrow", narrow=True), class_="narrow"),
    )


def _row(document: Document, said: Said) -> ForestRow:
    finding = said.finding
    first, second = first_words(document, finding.first, finding.second), finding.second
    words = second_words(document, finding.first, second)
    label = first if words.endswith(" alone") else f"{first} against {words}"
    return forest_row(document, said.section, finding, label)
