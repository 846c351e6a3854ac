"""Questions that are left without an answer, or with a part of one: which, why, and how to go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dorsal.faces.document import Document
from dorsal.faces.telling import Answer, Grid, Head, Missing
from dorsal.faces.words import listed

KEY = "unfinished"
GoOn = Callable[[Sequence[str]], str]
"""From the questions that were stopped to the command that asks them alone."""


def stopped(document: Document) -> bool:
    """Whether Ctrl-C left questions without an answer."""
    return any(one.error is None for one in document.missing)


def told(missing: Sequence[Missing], go_on: GoOn | None) -> Answer:
    """What is missing, as an answer that stands before the others in every face."""
    left = [one.key for one in missing if one.error is None]
    interrupted = bool(left)
    command = go_on(left) if go_on and left else ""
    again = "For these alone" if len(left) == len(missing) else "For what was stopped alone"
    heads = (Head("question", "Question"), Head("why", "Why", width=54))
    rows = [{"question": one.words, "why": one.why} for one in missing]
    names = listed(one.words for one in missing)
    said = f"Stopped with Ctrl-C. All but this is finished: {names}." if interrupted else f"Without an answer: {names}."
    return Answer(
        key=KEY,
        json={
            "interrupted": interrupted,
            "missing": [
                {"question": one.key, "why": f"{one.part}: {one.why}" if one.part else one.why} for one in missing
            ],
            "go_on": command or None,
        },
        title="Not finished",
        lead=(said, *([f"{again}: {command}"] if command else [])),
        grids=(Grid.of(KEY, "What is missing", heads, rows),),
    )
