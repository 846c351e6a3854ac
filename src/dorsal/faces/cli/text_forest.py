"""A forest plot in text: one line of signs for each interval, on one axis, with its zero and the MIC."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dorsal.faces.charts.axis import Axis, reach
from dorsal.faces.cli.screen import Glyphs
from dorsal.synthesis.estimate import Estimate, Interval

NOTHING = 1e-9


@dataclass(frozen=True, kw_only=True)
class TextForest:
    """`axis` runs over columns 0 to width - 1; `marks` are values with a line of their own: the MIC, both ways."""

    axis: Axis
    width: int
    marks: tuple[float, ...]
    glyphs: Glyphs

    @classmethod
    def of(
        cls, estimates: Sequence[Estimate], measure: str, mic: float | None, width: int, glyphs: Glyphs
    ) -> TextForest:
        """The forest that shows these estimates best; long intervals are cut and end in an arrow."""
        marks = (-mic, mic) if mic else ()
        low, high = reach([e.mean for e in estimates], [e.ci for e in estimates], [0.0, *marks])
        axis = Axis(low=low, high=high, left=0.0, right=float(width - 1), measure=measure)
        return cls(axis=axis, width=width, marks=marks, glyphs=glyphs)

    def column(self, value: float) -> int:
        """The column of a value, or the nearer end."""
        return round(self.axis.clipped(value))

    def bar(self, mean: float, ci: Interval, *, hollow: bool = False) -> str:
        """One interval: ├──■──┤ over the lines of zero and the MIC."""
        cells, g = self._ground(), self.glyphs
        low, high, zero = self.column(ci[0]), self.column(ci[1]), self.column(0.0)
        for place in range(low, high + 1):
            cells[place] = g.cross if place == zero else g.dash
        cells[low] = g.left if self.axis.holds(ci[0]) else g.on_left
        cells[high] = g.right if self.axis.holds(ci[1]) else g.on_right
        if self.axis.holds(mean):
            cells[self.column(mean)] = g.hollow if hollow else g.point
        return "".join(cells)

    def ground(self) -> str:
        """A line without an interval."""
        return "".join(self._ground())

    def _ground(self) -> list[str]:
        cells = [" "] * self.width
        for mark in self.marks:
            cells[self.column(mark)] = self.glyphs.mic
        cells[self.column(0.0)] = self.glyphs.zero
        return cells

    def scale(self) -> str:
        """The numbers of the axis, as many as have room."""
        for about in range(max(4, self.width // 7), 0, -1):
            spans = [(*self._span(value, words), words) for value, words in sorted(self.axis.ticks(about))]
            if all(left[1] < right[0] for left, right in pairwise(spans)):
                return self._placed(spans)
        return self._placed(self._fewer())

    def _fewer(self) -> list[tuple[int, int, str]]:
        """No difference, and of the other numbers those that have room beside it, the shortest first."""
        ticks = self.axis.ticks(max(4, self.width // 7))
        kept: list[tuple[int, int, str]] = []
        for value, words in sorted(ticks, key=lambda tick: (abs(tick[0]) > NOTHING, len(tick[1]), abs(tick[0]))):
            start, end = self._span(value, words)
            if all(end < other[0] or other[1] < start for other in kept):
                kept.append((start, end, words))
        return kept

    def sides(self, left: str, right: str) -> str:
        """Words for the two sides of zero, at the ends of the line."""
        left, right = f"{self.glyphs.on_left} {left}", f"{right} {self.glyphs.on_right}"
        return f"{left}{right:>{max(len(right) + 1, self.width - len(left))}}"

    def _placed(self, spans: Iterable[tuple[int, int, str]]) -> str:
        cells = [" "] * self.width
        for start, end, words in spans:
            cells[start:end] = words
        return "".join(cells)

    def _span(self, value: float, text: str) -> tuple[int, int]:
        start = min(max(0, self.column(value) - len(text) // 2), self.width - len(text))
        return start, start + len(text)
