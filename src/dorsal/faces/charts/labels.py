"""Words around a circle, moved apart where they would cover one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dorsal.faces.charts.circle import Ring
from dorsal.faces.charts.svg import LINE, label, line, wrapped
from dorsal.faces.markup import Markup, fragment

SIZE = 12.5
LEADING = 14.0
WIDTH = 165.0
"""Widest label."""
POLE = 0.12
"""Closer than this to the top or the bottom (cosine) a label stands above or below its disc."""
FAR = 9.0
"""A label moved further than this has a line to its disc."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """Lines of words with their anchor, and the middle of the block; `home` is where it would stand alone."""

    lines: tuple[str, ...]
    anchor: str
    x: float
    middle: float
    home: float

    @property
    def half(self) -> float:
        """Half the height of the block, with a little air."""
        return 0.5 * LEADING * len(self.lines) + 1.0


def around_ring(ring: Ring, words: Sequence[str], radii: Sequence[float]) -> list[Label]:
    """A label for each place of the ring, none covering another one of the same side."""
    found = [_at(ring, i, text, radius) for i, (text, radius) in enumerate(zip(words, radii, strict=True))]
    for side in ("start", "end"):
        places = [i for i, each in enumerate(found) if each.anchor == side]
        _move_apart(found, [i for i in places if found[i].home <= ring.centre[1]], upward=True)
        _move_apart(found, [i for i in places if found[i].home > ring.centre[1]], upward=False)
    return found


def _at(ring: Ring, place: int, words: str, radius: float) -> Label:
    angle = ring.angle(place)
    across, down = math.cos(angle), math.sin(angle)
    reach = ring.radius + radius + 8.0
    anchor = "middle" if abs(across) < POLE else "start" if across > 0 else "end"
    width = _pole_width(ring, reach) if anchor == "middle" else WIDTH
    lines = tuple(wrapped(words, width, SIZE, most=4))
    middle = ring.centre[1] + reach * down + 0.5 * LEADING * len(lines) * down
    return Label(lines=lines, anchor=anchor, x=ring.centre[0] + reach * across, middle=middle, home=middle)


def _pole_width(ring: Ring, reach: float) -> float:
    """A label at a pole ends before those of its neighbours begin."""
    n = len(ring.members)
    return 1.6 * WIDTH if n < 6 else min(1.6 * WIDTH, 1.8 * reach * math.sin(2.0 * math.pi / n))


def _move_apart(found: list[Label], places: Sequence[int], *, upward: bool) -> None:
    """From the middle of the circle to its pole, each label clear of the one before it."""
    order = sorted(places, key=lambda i: -found[i].home if upward else found[i].home)
    for before, this in pairwise(order):
        gap = found[before].half + found[this].half
        limit = found[before].middle - gap if upward else found[before].middle + gap
        moved = min(found[this].middle, limit) if upward else max(found[this].middle, limit)
        found[this] = replace(found[this], middle=moved)


def drawn(each: Label) -> Markup:
    """A label, with a line to its disc where it had to move."""
    first = each.middle - 0.5 * LEADING * (len(each.lines) - 1) + 4.5
    lead = None
    if abs(each.middle - each.home) > FAR:
        lead = line(each.x - (6 if each.anchor == "start" else -6), each.home, each.x, each.middle, LINE, 0.8)
    texts = (
        label(each.x, first + i * LEADING, text, size=SIZE, anchor=each.anchor) for i, text in enumerate(each.lines)
    )
    return fragment(lead, *texts)
