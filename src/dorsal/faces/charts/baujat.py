"""Baujat plot of a network: which studies make the heterogeneity, and which of them move the result?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.axis import Axis
from dorsal.faces.charts.legend import Entry, legend, notes, nothing
from dorsal.faces.charts.marks import mark
from dorsal.faces.charts.plane import Plane, axes
from dorsal.faces.charts.scores import numbered
from dorsal.faces.charts.svg import figure
from dorsal.faces.charts.wording import NARROW, WIDE, Names
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import count, number, percent

if TYPE_CHECKING:
    from dorsal.synthesis.omission.baujat import BaujatPoint

TITLE = "Which studies disagree, and which move the result"
MOST_NUMBERED = 12
WORTH = 0.05
"""A study is numbered where Q falls by this share of the largest fall, or more."""
MOST_NAMED = 3


def draw_baujat(
    points: Sequence[BaujatPoint], key: str, *, studies: Names = str, title: str = TITLE, narrow: bool = False
) -> Markup:
    """A point for each study; those without which Q falls furthest, at most twelve, are numbered and named."""
    if len(points) < 2:
        return nothing(key, title, "a single study has nothing to disagree with.", narrow=narrow)
    plane = _plane(points, narrow)
    frame, y = axes(plane, "Part of Q: disagreement with the fit", "Influence: how far the effects move without it")
    order = sorted(points, key=lambda p: -p.fall)
    named = [p for p in order[:MOST_NUMBERED] if p.fall >= WORTH * order[0].fall]
    discs = {p.study: numbered(str(i), best=False) for i, p in enumerate(named, 1)}
    drawn = [mark(1, *plane.place(p.q, p.influence), 3.5, studies(p.study)) for p in order[len(named) :]]
    drawn += [discs[p.study](*plane.place(p.q, p.influence)) for p in reversed(named)]
    entries = [
        Entry(words=f"{studies(p.study)} ({number(p.q, 1)} / {number(p.influence, 1)})", glyph=discs[p.study])
        for p in named
    ]
    width, left = (NARROW, 6.0) if narrow else (WIDE, plane.across.right + 34.0)
    told, side = legend(entries, width - 6.0, y + 8.0 if narrow else plane.top, left)
    small, height = notes(_notes(len(order) - len(named)), width, max(y + 10.0, side + 6.0))
    return figure(key, width, height + 4.0, title, baujat_words(points, studies=studies), frame, *drawn, told, small)


def _plane(points: Sequence[BaujatPoint], narrow: bool) -> Plane:
    left, right, bottom = (58.0, 326.0, 280.0) if narrow else (70.0, 600.0, 440.0)
    most_q, most_moved = (
        1.08 * max(values) or 1.0 for values in ([p.q for p in points], [p.influence for p in points])
    )
    return Plane(
        across=Axis(low=0.0, high=most_q, left=left, right=right, measure=""),
        up=Axis(low=0.0, high=most_moved, left=bottom, right=22.0, measure=""),
    )


def _notes(others: int) -> list[str]:
    lines = [
        "Right: the study disagrees with the rest. Up: the effects would move without it. In brackets: both numbers; "
        "their sum is how far Q falls without the study. Around the common-effect fit.",
    ]
    return [*lines, f"Small squares: {count(others, 'other study', 'other studies')}."] if others else lines


def baujat_words(points: Sequence[BaujatPoint], *, studies: Names = str) -> str:
    """Which studies hold most of Q, and which one moves the effects most."""
    total = sum(p.q for p in points)
    by_q = sorted(points, key=lambda p: -p.q)[:MOST_NAMED]
    moves = max(points, key=lambda p: p.influence)
    told = f"Q of {count(len(points), 'study', 'studies')} is {number(total, 1)}"
    if total > 0:
        told += "; most of it is of " if sum(p.q for p in by_q) > total / 2 else "; the largest parts are of "
        told += ", ".join(f"{studies(p.study)} ({percent(p.q / total)})" for p in by_q)
    return f"{told}. The effects move most without {studies(moves.study)} ({number(moves.influence, 1)})."
