"""The window that a reader sees first: the one of which trials say most."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from dorsal.faces.document import Document
from dorsal.synthesis.answer import Section


def window_name(section: Section) -> str:
    """The name of a section's window, "" where time plays no part."""
    return section.question.window.name if section.question.window else ""


def main_window(document: Document) -> str:
    """The window with the most trials over all outcomes; the first of those that have as many."""
    trials: Counter[str] = Counter()
    for section in document.sections:
        trials[window_name(section)] += len(section.analysis.network.studies) if section.analysis else 0
    return max(trials, key=lambda window: trials[window], default="")


def in_main_window(document: Document) -> Document:
    """The document with the sections of its main window only."""
    main = main_window(document)
    return replace(
        document,
        sections=tuple(section for section in document.sections if window_name(section) == main),
        standardised={key: section for key, section in document.standardised.items() if key[1] == main},
    )
