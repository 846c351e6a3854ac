"""How treatments and estimates are worded inside a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dorsal.faces.numbers import MINUS, shown, span
from dorsal.faces.words import contrast_word, inside, level_words
from dorsal.trials.decimals import table_decimals

Names = Callable[[str], str]
"""From a code (of a treatment, of a study) to the words for it: `Treatments.label`, or `str` for the code itself."""
Interval = tuple[float, float]
SIDES = ("favours the treatment", "favours the reference")

WIDE, NARROW = 960.0, 340.0
"""Widths of every drawing, for a page and for a phone."""


def against(names: Names, first: str, second: str) -> str:
    """ "Dry needling against usual care" """
    return f"{names(first)} against {within(names, second)}"


def within(names: Names, code: str) -> str:
    """The words for a code inside a sentence; a code that has no words (`names` is str) stays as it is written."""
    return code if names is str else inside(names(code))


def favours(better: str, sides: tuple[str, str] = SIDES) -> tuple[str, str]:
    """What stands left and right of no difference, from what does where lower is better; "" where nobody said."""
    if not better:
        return "", ""
    return sides if better == "lower" else (sides[1], sides[0])


def value_words(mean: float, ci: Interval, measure: str, decimals: int | None = None) -> str:
    """An estimate with its interval: "−9.0 [−14.0 to −4.0]"; ratios as ratios. `decimals`: as many as suit it."""
    places = table_decimals(measure, (ci[1] - ci[0]) / 2.0) if decimals is None else decimals
    return f"{shown(mean, measure, places)} [{span(ci, measure, places)}]"


def decimals_of(intervals: Iterable[Interval], measure: str) -> int:
    """Decimals for a column of estimates: those that suit the middle one."""
    halves = sorted((high - low) / 2.0 for low, high in intervals)
    return table_decimals(measure, halves[len(halves) // 2] if halves else 0.0)


def value_heading(measure: str, level: float, word: str = "") -> str:
    """What stands over such a column, in two lines; `word` where it is neither a difference nor a ratio."""
    return f"{word or contrast_word(measure)}\n[{level_words(level)} interval]"


def short_number(value: float, digits: int = 2) -> str:
    """A number in few digits, with a true minus sign: "0.31", "−12", "4.5e+03"."""
    text = f"{value:.{digits}g}"
    return ("0" if float(text) == 0.0 else text).replace("-", MINUS)


def pinned(value: float, low: float, high: float) -> float:
    """The value, or the nearer end."""
    return min(high, max(low, value))
