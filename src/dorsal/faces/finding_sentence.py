"""One finding as a line that stands by itself, for text that is copied from where it stands."""

from __future__ import annotations

from dorsal.faces.document import Document
from dorsal.faces.words import (
    better,
    certainty_words,
    chance_words,
    difference_words,
    evidence_words,
    flag_words,
    pair_words,
    section_words,
    sentence,
    standardised,
    why_words,
)
from dorsal.synthesis.answer import Finding, Section

_SAID_BY_CERTAINTY = ("derived", "sensitivity", "extrapolated")
"""Flags that stand among the reasons for doubt already."""


def finding_words(document: Document, section: Section, finding: Finding) -> str:
    """The numbers of a finding without its heading: size, interval, chance, certainty, trials, flags."""
    if finding.estimate is None:
        return sentence(f"the trials cannot say: {why_words(document, section, finding)}")
    good = better(document, section.question.outcome)
    parts = [
        sentence(difference_words(finding.estimate, good)),
        chance_words(finding, good),
        sentence(certainty_words(finding.certainty)),
        sentence(evidence_words(finding.estimate)),
        *(sentence(flag_words(flag)) for flag in finding.estimate.flags if flag not in _SAID_BY_CERTAINTY),
    ]
    return " ".join(part for part in parts if part)


def finding_sentence(document: Document, section: Section, finding: Finding) -> str:
    """One finding as a line that stands by itself: what, when, how much, how sure, from how many."""
    pair = pair_words(document, finding.first, finding.second)
    when = section_words(document, section)
    said = f"{pair}. {when}: {finding_words(document, section, finding)}"
    beside = standardised_words(document, section, finding)
    return f"{said} {beside}".strip()


def standardised_words(document: Document, section: Section, finding: Finding) -> str:
    """The standardised finding in words, "" where there is none or where points can say."""
    known = standardised(document, section, finding)
    if known is None:
        return ""
    return f"In standard deviations, which take in trials on other scales: {finding_words(document, *known)}"
