"""Numbers of a judgement as a reader takes them in: whole points, intervals in words, natural frequencies."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dorsal.synthesis.claim.ask import OutcomeWords
from dorsal.synthesis.estimate import Estimate
from dorsal.trials.effect_options import RATIO_MEASURES

STANDARDISED = ("SMD", "SMD-D", "SMD-GLASS")
HARD_SPACE = "\N{NO-BREAK SPACE}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """ "a, b and c" """
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def sentence(text: str) -> str:
    """With a capital first letter and one full stop."""
    trimmed = text.strip().rstrip(".")
    return f"{trimmed[:1].upper()}{trimmed[1:]}." if trimmed else ""


def count(n: int, one: str, many: str = "") -> str:
    """ "1 trial", "1,204 people" """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def trials_words(trials: int, people: int | None) -> str:
    """ "1 trial with 78 people" """
    return count(trials, "trial") + (f" with {count(people, 'person', 'people')}" if people is not None else "")


def percent(share: float) -> str:
    """A chance in whole percent; the ends claim no certainty."""
    if share < 0.01:
        return f"under{HARD_SPACE}1{HARD_SPACE}%"
    return f"over{HARD_SPACE}99{HARD_SPACE}%" if share > 0.99 else f"{100 * share:.0f}{HARD_SPACE}%"


def size_words(estimate: Estimate, outcome: OutcomeWords) -> str:
    """ "21 points lower on a scale of 0 to 100 (95 % interval: 11 to 31 points lower)" """
    low, high = estimate.ci
    level = f"{100 * estimate.level:g}{HARD_SPACE}%"
    if estimate.measure in RATIO_MEASURES:
        ratio, least, most = (f"{_exp(value):.2f}" for value in (estimate.mean, low, high))
        return f"{ratio} times as high ({level} interval: {least} to {most} times)"
    places = _places(estimate.measure, (high - low) / 2.0)
    scale = " on a scale of 0 to 100" if estimate.measure == "MD100" else ""
    return (
        f"{_one(estimate.mean, estimate.measure, outcome, places)}{scale} "
        f"({level} interval: {_span(low, high, estimate.measure, outcome, places)})"
    )


def _exp(value: float) -> float:
    return math.exp(min(value, 700.0))


def _places(measure: str, half: float) -> int:
    if measure in STANDARDISED:
        return 2
    return 0 if half >= 2 or half <= 0 else min(3, 1 - math.floor(math.log10(half)))


def _one(value: float, measure: str, outcome: OutcomeWords, places: int) -> str:
    figure = f"{abs(value):,.{places}f}"
    unit = _unit(measure, outcome, figure)
    return (
        f"no difference (0 {unit})"
        if not float(figure.replace(",", ""))
        else f"{figure} {unit} {_way(value, measure, outcome)}"
    )


def _unit(measure: str, outcome: OutcomeWords, figure: str) -> str:
    if measure == "MD100":
        return "point" if figure == "1" else "points"
    if measure in STANDARDISED:
        return "standard deviations"
    return outcome.unit or "points"


def _way(value: float, measure: str, outcome: OutcomeWords) -> str:
    if measure in STANDARDISED:
        return "better" if (value < 0) == (outcome.better == "lower") else "worse"
    return "lower" if value < 0 else "higher"


def _span(low: float, high: float, measure: str, outcome: OutcomeWords, places: int) -> str:
    """Both ends; the way is said once where both go the same."""
    near, far = sorted((abs(low), abs(high)))
    if low < 0 < high:
        return " to ".join(_one(end, measure, outcome, places) for end in (low, high))
    unit = _unit(measure, outcome, f"{far:.{places}f}")
    return f"{near:,.{places}f} to {far:,.{places}f} {unit} {_way(low if low < 0 else high, measure, outcome)}"


def frequency(share: float) -> str:
    """A share as people count: "8 in 100", "2 in 1,000", "1 in 10,000"."""
    if share >= 0.01:
        return f"{100 * share:.0f} in 100"
    if share >= 0.00095:
        return f"{1000 * share:.0f} in 1,000"
    if share <= 0:
        return "none"
    return f"1 in {_round(1.0 / share):,}"


def _round(value: float) -> int:
    """To two figures."""
    digits = max(0, math.floor(math.log10(value)) - 1)
    return int(round(value / 10**digits) * 10**digits)


def at_most(share: float) -> str:
    """An upper bound as people count, never rounded down: "at most 4 in 10,000"."""
    for base in (100, 1_000, 10_000, 100_000, 1_000_000):
        if share * base >= 1:
            return f"{math.ceil(share * base - 1e-9):,} in {base:,}"
    return "1 in 1,000,000"
