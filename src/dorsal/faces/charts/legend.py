"""What the signs of a chart mean: entries side by side as far as they fit, and notes below them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dorsal.faces.charts.svg import INK, SOFT, figure, label, text_width, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE
from dorsal.faces.markup import Markup, element, fragment

Glyph = Callable[[float, float], Markup]
"""A sign drawn around this centre, within 18 x 18 pixels."""
LEADING = 15.0
SIDE = 18.0


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A sign with its meaning."""

    words: str
    glyph: Glyph


def legend(entries: Sequence[Entry], width: float, top: float, left: float = 6.0) -> tuple[Markup, float]:
    """The entries in rows between `left` and `width`, and the y below them."""
    parts: list[Markup] = []
    x, y, deepest = left, top, 0
    for entry in entries:
        lines = wrapped(entry.words, width - left - 34.0, 12.5, most=5)
        need = 42.0 + max(text_width(line, 12.5) for line in lines)
        if x > left and x + need - 16.0 > width:
            x, y, deepest = left, y + 9.0 + LEADING * deepest, 0
        parts.append(entry.glyph(x + SIDE / 2, y + SIDE / 2))
        parts += [label(x + 26, y + 13.5 + LEADING * i, line, size=12.5) for i, line in enumerate(lines)]
        x, deepest = x + need, max(deepest, len(lines))
    return fragment(*parts), y + (9.0 + LEADING * deepest if entries else 0.0)


def notes(lines: Iterable[str], width: float, top: float, left: float = 6.0) -> tuple[Markup, float]:
    """Small text in lines that fit, and the y below them."""
    parts, y = [], top
    for text in lines:
        for part in wrapped(text, width - left - 6.0, 12, most=12):
            parts.append(label(left, y + 11, part, size=12, fill=SOFT))
            y += LEADING
    return fragment(*parts), y + (4.0 if parts else 0.0)


def swatch(fill: str, sign: str = "", over: Callable[[float, float, float, float], Markup] | None = None) -> Glyph:
    """A filled box with a sign on it; `over` draws a texture into x, y, width, height."""

    def glyph(x: float, y: float) -> Markup:
        box = (x - SIDE / 2, y - SIDE / 2, SIDE, SIDE)
        return fragment(
            element("rect", x=box[0], y=box[1], width=SIDE, height=SIDE, fill=fill, stroke=INK, stroke_width=0.8),
            over(*box) if over else None,
            label(x, y + 4.5, sign, anchor="middle", bold=True) if sign else None,
        )

    return glyph


def nothing(key: str, title: str, why: str, *, narrow: bool = False) -> Markup:
    """A drawing that says why there is nothing to draw."""
    width = NARROW if narrow else WIDE
    told = f"Nothing to draw: {why}"
    lines = wrapped(told, width - 24.0, 13, most=8)
    words = [label(12, 26 + 18 * i, text) for i, text in enumerate(lines)]
    return figure(key, width, 22.0 + 18.0 * len(lines), title, told, *words)
