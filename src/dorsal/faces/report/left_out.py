"""What was left out of every analysis, and why, grouped by the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dorsal.faces.markup import Markup, element, fragment, lines
from dorsal.faces.numbers import count
from dorsal.faces.report.anchors import Anchors, joined
from dorsal.faces.report.chosen import elsewhere, left_words
from dorsal.faces.report.table import folded, paragraph
from dorsal.faces.telling import MOST_ON_PAGE
from dorsal.faces.words import sentence
from dorsal.trials.selection import ANOTHER_OUTCOME, ANOTHER_TIME

NOT_ASKED = "not asked for here: another outcome or another time"
Place = tuple[str, str]
"""Study and row."""


def reasons(anchors: Anchors) -> Mapping[str, Sequence[Place]]:
    """The rows that entered no section, by the reason; the reason of the section that came closest to asking.

    A row of a time or an outcome that no section asks for has no reason but that.
    """
    used = {(c.study, row) for section in anchors.sections for c in section.evidence.contrasts for row in c.rows}
    why: dict[Place, str] = {}
    for section in anchors.sections:
        for out in section.evidence.left_out:
            place = (out.study, out.row)
            if place in used or (place in why and why[place] != NOT_ASKED):
                continue
            asked = not out.reason.startswith((ANOTHER_OUTCOME, ANOTHER_TIME))
            why[place] = out.reason if asked else NOT_ASKED
    groups: dict[str, list[Place]] = {}
    for place, reason in why.items():
        groups.setdefault(reason, []).append(place)
    return dict(sorted(groups.items(), key=lambda item: (item[0] == NOT_ASKED, -len(item[1]))))


def left_out(anchors: Anchors) -> Markup | None:
    """The part of the page on what was left out; None where nothing was."""
    groups = reasons(anchors)
    if not groups:
        return None
    total = sum(len(places) for places in groups.values())
    used = {(c.study, row) for section in anchors.sections for c in section.evidence.contrasts for row in c.rows}
    return element(
        "section",
        element("h2", "What was left out, and why", id="left-out"),
        paragraph(
            f"{count(len(used), 'row')} of the tables entered an analysis; {count(total, 'row')} did not. "
            "Each is listed here under its reason."
        ),
        lines(_group(anchors, reason, places) for reason, places in groups.items()),
        aria_labelledby="left-out",
    )


def _group(anchors: Anchors, reason: str, places: Sequence[Place]) -> Markup:
    by_study: dict[str, list[str]] = {}
    for study, row in places:
        by_study.setdefault(study, []).append(row)
    named = list(by_study.items())[:MOST_ON_PAGE]
    items = [element("li", fragment(anchors.study_link(study), ": ", joined(rows))) for study, rows in named]
    cut = left_words("trial", MOST_ON_PAGE, len(by_study), elsewhere("table left_out"))
    title = f"{sentence(reason)} ({count(len(places), 'row')})"
    return folded(title, element("ul", lines(items)), cut)
