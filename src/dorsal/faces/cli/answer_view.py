"""The answer in a terminal: in short, then outcome by outcome, then what stands beside and what was left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dorsal.faces.cli.left_out_view import show_left_out
from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.cli.section_view import brief, islands, show_section, unit_head
from dorsal.faces.cli.short_view import show_short
from dorsal.faces.direction import found_words, treatment_name
from dorsal.faces.document import Document, Row
from dorsal.faces.main_window import main_window, window_name
from dorsal.faces.numbers import count
from dorsal.faces.words import inside, outcome_words, section_words, sentence, treatment_words, why_section
from dorsal.synthesis.answer import Finding, Section

MOST_REVIEWS = 12
"""Reviews shown before the rest is only counted."""


def show_answer(screen: Screen, document: Document, *, every_window: bool = False) -> None:
    """The whole answer. One window is shown in full, the others as a table, unless all are asked for."""
    screen.say(document.title, style="bold")
    if document.question:
        screen.say(document.question)
    main = main_window(document)
    show_short(screen, document)
    for outcome, sections in by_outcome(document).items():
        full = [s for s in sections if every_window or window_name(s) == main] or list(sections[:1])
        for section in full:
            show_section(screen, document, section)
        others = [s for s in sections if s not in full]
        if others:
            show_other_windows(screen, document, outcome, others)
    show_reviews(screen, document)
    show_narrative(screen, document)
    show_left_out(screen, document)
    show_limits(screen, document)


def by_outcome(document: Document) -> Mapping[str, Sequence[Section]]:
    """The sections by outcome, in the order shown."""
    found: dict[str, list[Section]] = defaultdict(list)
    for section in document.sections:
        found[section.question.outcome].append(section)
    return found


def show_other_windows(screen: Screen, document: Document, outcome: str, sections: Sequence[Section]) -> None:
    """The other windows of an outcome side by side, each treatment against the reference."""
    known = [section for section in sections if section.analysis is not None]
    screen.heading(f"{outcome_words(document, outcome)} at other times")
    for section in sections:
        if section.analysis is None:
            screen.say(sentence(f"{section_words(document, section)}: {why_section(document, section)}"))
    for reference in dict.fromkeys(_reference(document, section) for section in known):
        _show_windows(screen, document, [section for section in known if _reference(document, section) == reference])


def _show_windows(screen: Screen, document: Document, known: Sequence[Section]) -> None:
    """Windows with the same reference as columns."""
    unit, reference = unit_head(known[0].question.measure), _reference(document, known[0])
    screen.say(sentence(f"{unit} against {reference}, with interval"))
    screen.blank()
    cells = {s.question.window: {f.first: f for f in next(islands(document, s))[1]} for s in known}
    width = max(14, *(len(cell) for found in cells.values() for cell in map(_cell, found.values())))
    label = screen.width - len(known) * (width + 1)
    columns = [Column("Treatment", label), *(Column(_over(section), width, right=True) for section in known)]
    names = dict.fromkeys(name for found in cells.values() for name in found)
    screen.table(
        columns, ([treatment_words(document, n), *(_cell(found.get(n)) for found in cells.values())] for n in names)
    )


def _reference(document: Document, section: Section) -> str:
    assert section.analysis is not None
    return inside(treatment_words(document, section.analysis.reference))


def _over(section: Section) -> str:
    assert section.analysis is not None
    window = section.question.window
    when = f"~{window.target:g} weeks" if window else ""
    network = section.analysis.network
    return f"{when}\n{count(len(network.studies), 'trial')}\n{count(network.people, 'person', 'people')}"


def _cell(finding: Finding | None) -> str:
    return brief(finding.estimate) if finding is not None and finding.estimate is not None else ""


def show_reviews(screen: Screen, document: Document) -> None:
    """What published reviews say: beside, never pooled, as the same trials would count twice."""
    if not document.reviews:
        return
    screen.heading("What published reviews say (beside our own numbers, never pooled with them)")
    shown = sorted(document.reviews, key=lambda row: row.get("year", ""), reverse=True)
    screen.items(_review(document, row) for row in shown[:MOST_REVIEWS])
    rest = len(shown) - MOST_REVIEWS
    if rest > 0:
        screen.line(f"    and {rest} more in the report")


def _review(document: Document, row: Row) -> str:
    pair = _row_pair(document, row)
    interval = f" ({row['ci_low']} to {row['ci_high']})" if row.get("ci_low") and row.get("ci_high") else ""
    trials = f", {row['n_trials']} trials" if row.get("n_trials") else ""
    when = row.get("timing", "").replace("_", " ")
    size = f"{row.get('measure', '')} {row.get('effect', '')}{interval}".strip()
    return f"{row.get('label', '')}: {pair}, {_outcome(document, row)}{', ' + when if when else ''}: {size}{trials}"


def show_narrative(screen: Screen, document: Document) -> None:
    """Trials of which only a direction or a P value is known, by direction of effect."""
    if not document.narrative:
        return
    screen.heading("Known only by direction of effect (not pooled)")
    screen.items(_told(document, row) for row in document.narrative)


def _told(document: Document, row: Row) -> str:
    n = f", {row['n']} people" if row.get("n") else ""
    what = f"{_row_pair(document, row)}, {_outcome(document, row)}"
    return f"{row.get('label', '')}{n}: {what}: {found_words(document, row)}"


def _row_pair(document: Document, row: Row) -> str:
    first, second = (treatment_name(document, row, column) for column in ("treatment1", "treatment2"))
    return f"{first} against {inside(second)}"


def _outcome(document: Document, row: Row) -> str:
    return outcome_words(document, row.get("outcome", "")).lower()


def show_limits(screen: Screen, document: Document, heading: str = "Bear in mind") -> None:
    """What a reader must bear in mind."""
    if document.limits:
        screen.heading(heading)
        screen.items(document.limits)
