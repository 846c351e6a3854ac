"""What did not count, in a terminal: each row once, with the reason that weighs most."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from dorsal.faces.cli.screen import Screen
from dorsal.faces.document import Document
from dorsal.faces.numbers import count
from dorsal.trials.selection import ANOTHER_OUTCOME, ANOTHER_TIME

MOST = 8
SCALE = re.compile(r"^(?P<scale>\S+) may not be rescaled to 0-100.*")


def show_left_out(screen: Screen, document: Document) -> None:
    """How many rows enter somewhere, and why the others enter nowhere."""
    reasons = unused(document)
    if not reasons:
        return
    used = {row for section in document.sections for c in section.evidence.contrasts for row in c.rows}
    screen.heading("What was left out")
    enter = "enters" if len(used) == 1 else "enter"
    screen.say(f"{count(len(used), 'row')} of the tables {enter} an analysis here; these do not:")
    counts = Counter(reasons.values()).most_common()
    screen.items(f"{count(n, 'row')}: {reason}" for reason, n in counts[:MOST])
    rest = sum(n for _, n in counts[MOST:])
    if rest:
        screen.line(f"    and {count(rest, 'row')} for other reasons, each listed by --csv, --json and in the report")


def unused(document: Document) -> dict[str, str]:
    """The reason, by row, of every row that enters no section. Another time or outcome weighs least."""
    used = {row for section in document.sections for c in section.evidence.contrasts for row in c.rows}
    said: dict[str, list[str]] = defaultdict(list)
    for section in document.sections:
        for out in section.evidence.left_out:
            if out.row not in used:
                said[out.row].append(out.reason)
    return {row: _kind(min(reasons, key=_lightness)) for row, reasons in said.items()}


def _lightness(reason: str) -> int:
    return 2 if reason.startswith(ANOTHER_OUTCOME) else 1 if reason.startswith(ANOTHER_TIME) else 0


def _kind(reason: str) -> str:
    """A reason without what is of one row only."""
    if SCALE.match(reason):
        return "its scale may not be rescaled to 0-100 (standardised differences only)"
    if reason.startswith(ANOTHER_OUTCOME):
        return "another outcome (ask for it with --outcome)"
    return reason.partition(" (")[0].partition(":")[0]
