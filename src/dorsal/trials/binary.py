"""Odds, risks and their arcsines with the rules for zero cells. Numbers in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, log, sqrt

from dorsal.trials.left_out import Unusable

ZERO_CELLS = ("if_any", "all", "treatment_arm", "none")
"""`if_any`: an increment, 0.5 unless another is chosen, to every cell of a study in which any arm has a zero cell
(meta's default for each pair of arms, here for the whole study so that its contrasts add up; the same thing where a
trial has two arms). `all`: to every cell of every study. `treatment_arm`: as the first, but in proportion to the arm's
size and the increment on average (Sweeting, Sutton & Lambert 2004, doi:10.1002/sim.1761). `none`: such studies are left
out."""
DOUBLE_ZERO = ("leave_out", "keep")
"""A study of odds or risk ratios in which no arm, or every person of every arm, has an event: it says nothing on a
ratio and is left out (Cochrane Handbook 10.4.4), or is kept with its cells corrected (meta's `allstudies = TRUE`)."""
RISK_RATIO_TOTALS = ("hartung_knapp", "cochrane")
"""A corrected arm of a risk ratio has events + c among n + c (`hartung_knapp`, meta's and netmeta's default) or among
n + 2 c (`cochrane`: RevMan, metafor)."""


@dataclass(frozen=True, kw_only=True)
class ZeroCells:
    """The named rules for zero cells, as in `EffectOptions`."""

    rule: str = "if_any"
    increment: float = 0.5
    double_zero: str = "leave_out"
    risk_ratio_total: str = "hartung_knapp"


def risk_points(
    events: Sequence[float], totals: Sequence[float], measure: str, zero: ZeroCells
) -> tuple[list[float], list[float], bool]:
    """Each arm's point on the analysis scale, its variance, and whether a zero-cell rule changed the cells.

    `events` among `totals` by arm; `measure` OR, RR, RD or ASD. Raises Unusable where no arm has an event or every arm
    only events (ratios, unless such studies are kept), and for zero cells under the rule "none".
    """
    rule = zero.rule
    if measure in ("OR", "RR") and zero.double_zero == "leave_out":
        _refuse_double_zero(events, totals, _WORDS[measure])
    sparse = _sparse(events, totals, measure)
    if sparse and rule == "none":
        raise Unusable('an arm has a zero cell, and the rule for zero cells is "none"')
    added = increments(totals, zero) if sparse or (rule == "all" and measure != "ASD") else [0.0] * len(totals)
    full = sum(e == n for e, n in zip(events, totals, strict=True)) > 1
    double = measure != "RR" or zero.risk_ratio_total == "cochrane" or full
    points, variances = [], []
    for e, n, c in zip(events, totals, added, strict=True):
        point, variance = _POINT[measure](e + c, n + (2.0 * c if double else c))
        # a correction keeps the variance of a risk above 0 and leaves the risk itself alone, as in meta
        points.append(e / n if measure == "RD" else point)
        variances.append(variance)
    return points, variances, any(added)


def _refuse_double_zero(events: Sequence[float], totals: Sequence[float], words: str) -> None:
    if not any(events):
        raise Unusable(f"no event in any arm says nothing on the {words}")
    if all(e == n for e, n in zip(events, totals, strict=True)):
        raise Unusable(f"everybody in every arm had the event: it says nothing on the {words}")


def increments(totals: Sequence[float], zero: ZeroCells) -> list[float]:
    """What a rule adds to the cells of each arm."""
    if zero.rule == "treatment_arm":
        share = zero.increment * len(totals) / sum(totals)
        return [share * n for n in totals]
    return [zero.increment] * len(totals)


def _sparse(events: Sequence[float], totals: Sequence[float], measure: str) -> bool:
    """Whether a variance would be infinite, or (risks, and two full arms of a risk ratio) too small: 0."""
    none = any(e == 0 for e in events)
    full = [e == n for e, n in zip(events, totals, strict=True)]
    match measure:
        case "ASD":
            return False
        case "RR":
            return none or sum(full) > 1
        case _:
            return none or any(full)


def log_odds(events: float, total: float) -> tuple[float, float]:
    """Log odds and variance 1/a + 1/b. Woolf 1955."""
    without = total - events
    return log(events / without), 1.0 / events + 1.0 / without


def log_risk(events: float, total: float) -> tuple[float, float]:
    """Log risk and variance 1/a - 1/n. Katz 1978."""
    return log(events / total), 1.0 / events - 1.0 / total


def risk(events: float, total: float) -> tuple[float, float]:
    """Risk and variance a b / n^3."""
    return events / total, events * (total - events) / total**3


def arcsine(events: float, total: float) -> tuple[float, float]:
    """Arcsine of the root of the risk, variance 1 / (4 n); it needs no correction. Ruecker 2009."""
    return asin(sqrt(events / total)), 0.25 / total


_POINT = {"OR": log_odds, "RR": log_risk, "RD": risk, "ASD": arcsine}
_WORDS = {"OR": "odds ratio", "RR": "risk ratio"}
