"""Colours for numbers: dark enough to be seen, pale enough for the text on them, and never without a second sign."""

from __future__ import annotations

from dorsal.faces.charts.svg import LINE
from dorsal.faces.markup import Markup, element

COOL = (104, 164, 218)
WARM = (240, 154, 82)
GREY = "#c8cdd2"
Colour = tuple[int, int, int]


def mixed(dark: Colour, strength: float) -> str:
    """From white (0) to the colour (1)."""
    share = min(1.0, max(0.0, strength))
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in dark)


def single(strength: float) -> str:
    """White (0) to blue (1)."""
    return mixed(COOL, strength)


def diverging(strength: float) -> str:
    """Blue below 0, orange above, white between; -1 to 1."""
    return mixed(COOL if strength < 0 else WARM, abs(strength))


def hatch(x: float, y: float, width: float, height: float, *, step: float = 6.0, stroke: str = LINE) -> Markup:
    """Diagonal lines that fill a box: the second sign of a colour, for black and white."""
    path = []
    reach = step / 2.0
    while reach < width + height:
        x1, y1 = (x + reach, y) if reach <= width else (x + width, y + reach - width)
        x2, y2 = (x, y + reach) if reach <= height else (x + reach - height, y + height)
        path.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
        reach += step
    return element("path", d="".join(path), stroke=stroke, stroke_width=0.7, fill="none", class_="hatch")
