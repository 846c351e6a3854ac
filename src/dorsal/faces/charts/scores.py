"""Benefit against harm: treatments by their scores on two outcomes, higher is better on both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dorsal.faces.charts.axis import Axis
from dorsal.faces.charts.hasse import order_words
from dorsal.faces.charts.legend import Entry, Glyph, legend, notes, nothing
from dorsal.faces.charts.plane import Plane, axes
from dorsal.faces.charts.shades import single
from dorsal.faces.charts.svg import INK, PAPER, figure, label
from dorsal.faces.charts.wording import NARROW, WIDE, Names
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import number
from dorsal.faces.words import listed

if TYPE_CHECKING:
    from dorsal.synthesis.ranks.partial_order import PartialOrder

TITLE = "Scores on two outcomes"
MOST = 60
RADIUS = 9.0


def draw_scores(
    order: PartialOrder, key: str, *, names: Names = str, title: str = TITLE, narrow: bool = False
) -> Markup:
    """A numbered disc for each treatment, the best on the first outcome first; a double rim where none beats it."""
    if len(order.scores) != 2:
        why = f"it shows two outcomes, there are {len(order.scores)}; a Hasse diagram shows any number."
        return nothing(key, title, why, narrow=narrow)
    if len(order.treatments) > MOST:
        return nothing(key, title, f"{len(order.treatments)} treatments are too many for a picture.", narrow=narrow)
    (first, across), (second, up) = order.scores.items()
    plane = _plane(order, narrow)
    ranked = sorted(order.treatments, key=lambda t: -across[t])
    frame, y = axes(plane, f"{first}: score, better to the right", f"{second}: score, better upwards", about=(5, 5))
    discs = {t: numbered(str(i), best=t in order.undominated) for i, t in enumerate(ranked, 1)}
    drawn = [discs[t](*plane.place(across[t], up[t])) for t in reversed(ranked)]
    entries = [Entry(words=f"{names(t)} ({number(across[t], 2)} / {number(up[t], 2)})", glyph=discs[t]) for t in ranked]
    width, left = (NARROW, 6.0) if narrow else (WIDE, plane.across.right + 34.0)
    told, side = legend(entries, width - 6.0, y + 8.0 if narrow else plane.top, left)
    small, height = notes(_notes(order, names), width, max(y + 10.0, side + 6.0))
    return figure(key, width, height + 4.0, title, order_words(order, names=names), frame, *drawn, told, small)


def _plane(order: PartialOrder, narrow: bool) -> Plane:
    left, right, bottom = (56.0, 326.0, 290.0) if narrow else (70.0, 560.0, 470.0)
    (low, high), (deep, tall) = (_reach([scores[t] for t in order.treatments]) for scores in order.scores.values())
    return Plane(
        across=Axis(low=low, high=high, left=left, right=right, measure=""),
        up=Axis(low=deep, high=tall, left=bottom, right=12.0, measure=""),
    )


def _reach(scores: list[float]) -> tuple[float, float]:
    """From 0 to 1, the ends of a P-score, or further."""
    low, high = min(0.0, *scores), max(1.0, *scores)
    return low - 0.04 * (high - low), high + 0.04 * (high - low)


def numbered(words: str, *, best: bool) -> Glyph:
    """A disc with a number; a double rim for the best."""

    def glyph(x: float, y: float) -> Markup:
        return fragment(
            element("circle", cx=x, cy=y, r=RADIUS, fill=single(0.55) if best else PAPER, stroke=INK, class_="score"),
            element("circle", cx=x, cy=y, r=RADIUS + 2.5, fill="none", stroke=INK, stroke_width=0.7) if best else None,
            label(x, y + 4, words, size=11, anchor="middle", bold=best),
        )

    return glyph


def _notes(order: PartialOrder, names: Names) -> list[str]:
    lines = ["Double rim: no treatment is better on both. In brackets: the two scores."]
    if order.not_scored:
        lines.append(f"Without a score on both: {listed(names(t) for t in order.not_scored)}.")
    return lines
