"""A horizontal axis: from values to pixels, with ticks that people can read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dorsal.faces.charts.svg import FAINT, LINE, SOFT, label, line
from dorsal.faces.markup import Markup, fragment
from dorsal.faces.numbers import HARD_SPACE, efficacy, is_ratio, number
from dorsal.trials.effect_options import EFFICACIES

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
LOG_TICKS = (1.0, 2.0, 5.0)
EFFICACY_TICKS = (
    0.0, 50.0, -100.0, 90.0, 99.0, -900.0, 25.0, 75.0, -50.0, -300.0, 95.0, 80.0, 99.9,
    10.0, -10.0, 40.0, 60.0, 20.0, 30.0, -20.0, 70.0, 5.0, -5.0,
)  # fmt: skip
"""The most telling first."""
RATIO_TICKS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


@dataclass(frozen=True, kw_only=True)
class Axis:
    """`low` and `high` are values of the analysis scale (a log for ratios), `left` and `right` pixels."""

    low: float
    high: float
    left: float
    right: float
    measure: str

    def x(self, value: float) -> float:
        """Where a value lies; it may lie outside."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def clipped(self, value: float) -> float:
        """Where a value lies, or the nearer end of the axis."""
        return min(self.right, max(self.left, self.x(value)))

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis."""
        return self.low <= value <= self.high

    def ticks(self, about: int = 6) -> list[tuple[float, str]]:
        """Values of the analysis scale with their words."""
        return _log_ticks(self, about) if is_ratio(self.measure) else _ticks(self, about)


def nice_step(span: float, about: int) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that gives at most `about` steps."""
    power = 10.0 ** math.floor(math.log10(span / about))
    return next(step * power for step in STEPS if step * power * about >= span * (1 - 1e-9))


def _ticks(axis: Axis, about: int) -> list[tuple[float, str]]:
    step = nice_step(axis.high - axis.low, about)
    decimals = max(0, -math.floor(math.log10(step))) + (1 if f"{step:.1e}".startswith("2.5") else 0)
    if step >= 1 and step == int(step):
        decimals = 0
    first = math.ceil(axis.low / step - 1e-9)
    last = math.floor(axis.high / step + 1e-9)
    return [(i * step, number(i * step, decimals)) for i in range(first, last + 1)]


def _log_ticks(axis: Axis, about: int) -> list[tuple[float, str]]:
    if axis.measure in EFFICACIES:
        return _efficacy_ticks(axis, about)
    span = axis.high - axis.low
    if span < math.log(4.0):
        ratios = [r for r in RATIO_TICKS if axis.holds(math.log(r))]
    else:
        powers = range(math.floor(axis.low / math.log(10)), math.ceil(axis.high / math.log(10)) + 1)
        steps = LOG_TICKS if span < math.log(400.0) else (1.0,)
        ratios = [s * 10.0**p for p in powers for s in steps if axis.holds(math.log(s) + p * math.log(10))]
    if len(ratios) < 2:
        return [(value, f"{math.exp(value):.3g}") for value, _ in _ticks(axis, about)]
    every = max(1, math.ceil(len(ratios) / (about + 2)))
    anchor = ratios.index(1.0) % every if 1.0 in ratios else 0
    return [(math.log(r), f"{r:g}") for i, r in enumerate(ratios) if i % every == anchor]


def _efficacy_ticks(axis: Axis, about: int) -> list[tuple[float, str]]:
    """Round per cents of 1 - ratio that lie on the axis, no two closer than the words need."""
    apart = (axis.high - axis.low) / (about + 2)
    found: list[tuple[float, str]] = []
    for percent_ in EFFICACY_TICKS:
        place = math.log1p(-percent_ / 100.0)
        if axis.holds(place) and all(abs(place - there) >= apart for there, _ in found):
            found.append((place, f"{number(percent_, 0 if percent_ == int(percent_) else 1)}{HARD_SPACE}%"))
    if len(found) < 2:
        return [(value, f"{number(efficacy(value), 1)}{HARD_SPACE}%") for value, _ in _ticks(axis, about)]
    return sorted(found)


def drawn(axis: Axis, top: float, bottom: float, *, about: int = 6, size: float = 12) -> Markup:
    """The axis below a plot that reaches from `top` to `bottom`: faint lines, ticks and their words."""
    ticks = axis.ticks(about)
    return fragment(
        *(line(axis.x(v), top, axis.x(v), bottom, FAINT) for v, _ in ticks),
        line(axis.left, bottom, axis.right, bottom, LINE),
        *(line(axis.x(v), bottom, axis.x(v), bottom + 4, LINE) for v, _ in ticks),
        *(label(axis.x(v), bottom + 17, words, size=size, anchor="middle", fill=SOFT) for v, words in ticks),
    )


def reach(
    means: Iterable[float], intervals: Iterable[tuple[float, float]], keep: Iterable[float] = ()
) -> tuple[float, float]:
    """Ends of an axis that shows every mean and `keep`, and intervals as far as they do not squeeze the others.

    An interval counts up to three times the typical half width from its mean; the rest is cut, with an arrow.
    """
    pairs = list(zip(means, intervals, strict=True))
    halves = sorted((high - low) / 2.0 for _, (low, high) in pairs)
    typical = 3.0 * halves[len(halves) // 2] if halves else 1.0
    lows = [max(low, mean - typical) for mean, (low, _) in pairs] + list(keep)
    highs = [min(high, mean + typical) for mean, (_, high) in pairs] + list(keep)
    low, high = min(lows, default=-1.0), max(highs, default=1.0)
    pad = 0.04 * (high - low) or 1.0
    return low - pad, high + pad
