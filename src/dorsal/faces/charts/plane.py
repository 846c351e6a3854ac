"""Two axes for points: values across and values up, with ticks and titles."""

from __future__ import annotations

from dataclasses import dataclass

from dorsal.faces.charts.axis import Axis, drawn
from dorsal.faces.charts.svg import FAINT, LINE, SOFT, label, line, wrapped
from dorsal.faces.charts.wording import pinned
from dorsal.faces.markup import Markup, fragment


@dataclass(frozen=True, kw_only=True)
class Plane:
    """`across` runs from left to right; `up` from bottom to top, with `left` the bottom's y and `right` the top's."""

    across: Axis
    up: Axis

    @property
    def top(self) -> float:
        return min(self.up.left, self.up.right)

    @property
    def bottom(self) -> float:
        return max(self.up.left, self.up.right)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of a pair of values; they may lie outside."""
        return self.across.x(x), self.up.x(y)

    def held(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of a pair of values, or the nearest ones inside."""
        return pinned(self.across.x(x), self.across.left, self.across.right), pinned(
            self.up.x(y), self.top, self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        return self.across.holds(x) and self.up.holds(y)

    def path(self, values: list[tuple[float, float]]) -> str:
        """Points of a line through pairs of values."""
        return " ".join("{:.2f},{:.2f}".format(*self.place(x, y)) for x, y in values)


def axes(plane: Plane, across: str, up: str, *, about: tuple[int, int] = (6, 5)) -> tuple[Markup, float]:
    """Both axes with about so many ticks and their titles, the vertical one's at the figure's left; and the y below."""
    left = plane.across.left
    ticks = plane.up.ticks(about[1])
    middle = (plane.top + plane.bottom) / 2.0
    titles = wrapped(across, plane.across.right - left + 30.0, 12)
    centre = (left + plane.across.right) / 2.0
    made = fragment(
        *(line(left, plane.up.x(v), plane.across.right, plane.up.x(v), FAINT) for v, _ in ticks),
        drawn(plane.across, plane.top, plane.bottom, about=about[0]),
        line(left, plane.top, left, plane.bottom, LINE),
        *(label(left - 6, plane.up.x(v) + 4, words, size=12, anchor="end", fill=SOFT) for v, words in ticks),
        _on_end(up, middle, plane.bottom - plane.top) if up else None,
        *(label(centre, plane.bottom + 37 + 15 * i, t, size=12, anchor="middle", fill=SOFT)
          for i, t in enumerate(titles)),
    )  # fmt: skip
    return made, plane.bottom + 30.0 + 15.0 * len(titles)


def _on_end(words: str, y: float, room: float) -> Markup:
    lines = wrapped(words, room + 20.0, 12, most=2)
    return fragment(
        *(label(x, y, t, size=12, anchor="middle", fill=SOFT, transform=f"rotate(-90 {x:.0f} {y:.1f})")
          for x, t in zip((12, 26), lines, strict=False))
    )  # fmt: skip
