"""Which findings of a comparison are shown: in points, in standard deviations, or both."""

from __future__ import annotations

from dorsal.faces.document import Document
from dorsal.faces.main_window import window_name
from dorsal.faces.overview import Said
from dorsal.synthesis.answer import Finding, Section

Found = tuple[Section, Finding]


def answers(document: Document, said: Said) -> list[Found]:
    """The finding in points where there is one, and the standardised one where that says more.

    It does where points say nothing, or only by adding up the effects of parts while trials compared the two.
    """
    found = [(said.section, said.finding)] if said.finding.estimate is not None else []
    question = said.section.question
    other = document.standardised.get((question.outcome, window_name(said.section)))
    if other is None or other is said.section:
        return found
    beside = other.finding(said.finding.first, said.finding.second)
    if beside.estimate is None:
        return found
    extrapolated = said.finding.estimate is not None and "extrapolated" in said.finding.estimate.flags
    if not found or (extrapolated and "extrapolated" not in beside.estimate.flags):
        found.append((other, beside))
    return found
