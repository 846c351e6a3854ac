"""A colour, a letter and a pattern for each class of treatment: none of them is needed alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dorsal.faces.charts.svg import INK, PAPER
from dorsal.faces.markup import Markup, element, fragment

FILLS = (
    "#cfe3f5", "#ffdfae", "#d3ecc4", "#f7cfd2", "#e2d6f0", "#fff3b0", "#c9ece8", "#e9e0d4", "#f6d3ea", "#dfe3e8",
    "#bfe8f7", "#ffd3bf", "#e6f2b3", "#d9d2c2",
)  # fmt: skip
"""Pale, so that the dark letter on them keeps a contrast above 7 to 1."""
PATTERNS = ("plain", "inner dots", "inner ring", "outer ring", "outer dashes")


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a class is drawn."""

    group: str
    letter: str
    fill: str
    pattern: str


def looks(groups: Iterable[str]) -> Mapping[str, Look]:
    """A look for each class, in the order of first appearance; letters are initials where they are free."""
    found: dict[str, Look] = {}
    for group in dict.fromkeys(groups):
        taken = {look.letter for look in found.values()}
        i = len(found)
        found[group] = Look(
            group=group,
            letter=_letter(group, taken),
            fill=FILLS[i % len(FILLS)],
            pattern=PATTERNS[(i + i // len(FILLS)) % len(PATTERNS)],
        )
    return found


def _letter(group: str, taken: set[str]) -> str:
    if not group:
        return ""
    initials = [c.upper() for c in group if c.isascii() and c.isalpha()]
    spare = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    return next((c for c in (*initials, *spare) if c not in taken), "•")


def disc(x: float, y: float, radius: float, look: Look, *, outline: str = INK) -> Markup:
    """A node in the look of its class, with its letter."""
    size = max(10.0, min(15.0, radius * 1.1))
    return fragment(
        element("circle", cx=x, cy=y, r=radius, fill=look.fill, stroke=outline, stroke_width=1.2),
        *_texture(x, y, radius, look.pattern),
        element(
            "text",
            look.letter,
            x=x,
            y=y + 0.36 * size,
            font_size=size,
            font_weight="bold",
            text_anchor="middle",
            stroke=look.fill,
            stroke_width=3,
            paint_order="stroke",
        ),
    )


def _texture(x: float, y: float, r: float, pattern: str) -> list[Markup]:
    """A second ring, whole or broken, inside or outside the disc's rim, clear of its letter."""
    ring = {
        "inner dots": (r - 3, "1 3"),
        "inner ring": (r - 3, None),
        "outer ring": (r + 2.5, None),
        "outer dashes": (r + 2.5, "3 2"),
    }
    if pattern not in ring:
        return []
    radius, dashes = ring[pattern]
    return [element("circle", cx=x, cy=y, r=radius, fill="none", stroke=INK, stroke_dasharray=dashes)]


def contrast(first: str, second: str = PAPER) -> float:
    """The WCAG contrast ratio of two colours written #rrggbb, from 1 to 21."""
    a, b = sorted((_luminance(first), _luminance(second)))
    return (b + 0.05) / (a + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
