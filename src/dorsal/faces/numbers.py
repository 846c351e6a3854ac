"""Numbers as people read them: sensible decimals, a true minus sign, chances that never claim certainty."""

from __future__ import annotations

import math

from dorsal.trials.effect_options import EFFICACIES, RATIO_MEASURES

MINUS = "\N{MINUS SIGN}"
HARD_SPACE = "\N{NO-BREAK SPACE}"


def is_ratio(measure: str) -> bool:
    """Whether the analysis scale is a logarithm."""
    return measure in RATIO_MEASURES


def natural(value: float, measure: str) -> float:
    """From the analysis scale to the one that is shown: ratios leave their logarithm."""
    if not is_ratio(measure):
        return value
    return math.exp(value) if value < 700.0 else math.inf


def number(value: float, decimals: int) -> str:
    """`value` with so many decimals, a true minus sign, and no minus zero."""
    if math.isinf(value):
        return MINUS + "∞" if value < 0 else "∞"
    text = f"{value:,.{decimals}f}" if abs(value) < 1e7 else f"{value:.3g}"
    if float(text.replace(",", "")) == 0.0:
        return text.removeprefix("-")
    return text.replace("-", MINUS)


def efficacy(value: float) -> float:
    """1 - ratio in per cent, from the ratio's logarithm."""
    return 100.0 * (1.0 - (math.exp(value) if value < 700.0 else math.inf))


def shown(value: float, measure: str, decimals: int) -> str:
    """A value of the analysis scale as it is printed: a ratio for logs, an efficacy in per cent, else the number."""
    if measure in EFFICACIES:
        return f"{number(efficacy(value), max(0, decimals - 2))}{HARD_SPACE}%"
    return number(natural(value, measure), decimals)


def span(bounds: tuple[float, float], measure: str, decimals: int) -> str:
    """An interval of the analysis scale: "−20.3 to 2.1"; for ratios "0.61 to 1.09", efficacies "−9 % to 39 %"."""
    low, high = reversed(bounds) if measure in EFFICACIES else bounds
    return f"{shown(low, measure, decimals)} to {shown(high, measure, decimals)}"


def chance(probability: float) -> str:
    """A probability in whole percent; the ends never claim certainty: "under 1 %", "over 99 %"."""
    if probability < 0.01:
        return f"under{HARD_SPACE}1{HARD_SPACE}%"
    if probability > 0.99:
        return f"over{HARD_SPACE}99{HARD_SPACE}%"
    return percent(probability)


def short_chance(probability: float) -> str:
    """The same where there is little room: "<1 %", ">99 %"."""
    return chance(probability).replace(f"under{HARD_SPACE}", "<").replace(f"over{HARD_SPACE}", ">")


def percent(share: float, decimals: int = 0) -> str:
    """A share in percent: "36 %"."""
    return f"{100.0 * share:.{decimals}f}{HARD_SPACE}%"


def p_value(p: float | None) -> str:
    """ "P = 0.034", "P < 0.001", or that there is none."""
    if p is None:
        return "no P value (no degrees of freedom)"
    return "P < 0.001" if p < 0.001 else f"P = {p:.3f}" if p < 0.1 else f"P = {p:.2f}"


def count(n: int, one: str, many: str = "") -> str:
    """ "1 trial", "1,204 people" """
    return f"{n:,}{HARD_SPACE}{one if n == 1 else many or one + 's'}"


def people(n: int | None) -> str:
    """ "136 people", or that the number is not printed."""
    return "number of people not printed" if n is None else count(n, "person", "people")
