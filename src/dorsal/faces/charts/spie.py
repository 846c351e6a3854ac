"""Spie charts: a disc for each treatment with a sector for each outcome, as long as its score there.

Daly, Mbuagbaw, Thabane, Straus & Hamid 2020, doi:10.1186/s12874-020-01128-2. A sector's radius is the score (0 to 1),
its angle the outcome's weight; the coloured share of the disc is the mean of the squared scores.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from dorsal.faces.charts.legend import notes, nothing
from dorsal.faces.charts.shades import single
from dorsal.faces.charts.svg import FAINT, INK, PAPER, SOFT, figure, label, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Names
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import count, number
from dorsal.faces.words import listed

if TYPE_CHECKING:
    from dorsal.synthesis.ranks.partial_order import PartialOrder

TITLE = "Scores on every outcome"
MOST = 40
FEWEST, MOST_OUTCOMES = 2, 12


def draw_spie(
    order: PartialOrder,
    key: str,
    *,
    weights: Mapping[str, float] | None = None,
    names: Names = str,
    title: str = TITLE,
    narrow: bool = False,
) -> Markup:
    """Discs in the order of their coloured share, the largest first. `weights` by outcome; equal where not given."""
    if len(order.treatments) > MOST or not FEWEST <= len(order.scores) <= MOST_OUTCOMES:
        size = f"{count(len(order.treatments), 'treatment')} by {count(len(order.scores), 'outcome')}"
        return nothing(key, title, f"{size} make no such picture.", narrow=narrow)
    areas = order.areas(weights)
    width, columns = (NARROW, 2) if narrow else (WIDE, 5)
    share = (width - 12.0) / columns
    radius = min(62.0, share / 2.0 - 20.0)
    step = 2.0 * radius + 76.0
    drawn = []
    for i, treatment in enumerate(areas):
        x, y = 6.0 + share * (i % columns + 0.5), 16.0 + radius + step * (i // columns)
        drawn.append(_disc(order, treatment, weights, (x, y, radius), names, share - 8.0, areas[treatment]))
    bottom = 16.0 + step * -(-len(areas) // columns)
    small, height = notes(_notes(order, weights, names), width, bottom - 8.0)
    return figure(key, width, height + 4.0, title, spie_words(order, weights=weights, names=names), *drawn, small)


def _disc(
    order: PartialOrder,
    treatment: str,
    weights: Mapping[str, float] | None,
    where: tuple[float, float, float],
    names: Names,
    room: float,
    area: float,
) -> Markup:
    x, y, radius = where
    rings = [element("circle", cx=x, cy=y, r=radius * r, fill="none", stroke=FAINT) for r in (0.25, 0.5, 0.75)]
    rim = element("circle", cx=x, cy=y, r=radius, fill=PAPER, stroke=SOFT, stroke_width=0.8)
    sectors, start = [], -0.5 * math.pi
    for i, (outcome, share) in enumerate(order.shares(weights).items(), 1):
        end = start + 2.0 * math.pi * share
        sectors.append(_sector(where, order.scores[outcome][treatment], (start, end), str(i)))
        start = end
    lines = wrapped(names(treatment), room, 12.5, most=2)
    words = [label(x, y + radius + 28 + 15 * i, text, size=12.5, anchor="middle") for i, text in enumerate(lines)]
    words.append(label(x, y + radius + 28 + 15 * len(lines), number(area, 2), size=12, anchor="middle", fill=SOFT))
    return element("g", rim, *rings, *sectors, *words, class_="treatment")


def _sector(where: tuple[float, float, float], score: float, angle: tuple[float, float], sign: str) -> Markup:
    """A slice of the disc, and its outcome's number outside the rim."""
    x, y, radius = where
    r = radius * min(1.0, max(0.0, score))
    ends = [(x + r * math.cos(a), y + r * math.sin(a)) for a in angle]
    large = int(angle[1] - angle[0] > math.pi)
    first, last = (f"{a:.1f} {b:.1f}" for a, b in ends)
    path = f"M{x:.1f} {y:.1f}L{first}A{r:.1f} {r:.1f} 0 {large} 1 {last}Z"
    middle = 0.5 * (angle[0] + angle[1])
    return fragment(
        element("path", d=path, fill=single(0.6), stroke=INK, stroke_width=0.8, class_="sector"),
        label(
            x + (radius + 8) * math.cos(middle), y + (radius + 8) * math.sin(middle) + 4, sign, size=11, anchor="middle"
        ),
    )


def _notes(order: PartialOrder, weights: Mapping[str, float] | None, names: Names) -> list[str]:
    shares = order.shares(weights)
    weighed = "" if weights is None else ", angles by the outcomes' weights"
    lines = [
        f"Sectors, clockwise from the top: {', '.join(f'{i} {o}' for i, o in enumerate(shares, 1))}.",
        f"A sector is as long as the score there; the rim is 1{weighed}. Below: the coloured share of the disc.",
    ]
    if order.not_scored:
        lines.append(f"Without a score on every outcome: {listed(names(t) for t in order.not_scored)}.")
    return lines


def spie_words(order: PartialOrder, *, weights: Mapping[str, float] | None = None, names: Names = str) -> str:
    """The treatments with the largest coloured shares."""
    areas = order.areas(weights)
    first = listed(f"{names(t)} ({number(areas[t], 2)})" for t in list(areas)[:3])
    return f"{count(len(areas), 'treatment')} by {listed(order.scores)}. Largest coloured share: {first}."
