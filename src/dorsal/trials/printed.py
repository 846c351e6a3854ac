"""What a printed row gives, before any measure: its standard error, its rounding, its clustering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import inf, sqrt
from typing import TypeVar

from dorsal.errors import EvidenceError
from dorsal.trials import standard_error
from dorsal.trials.contrast import Derivation
from dorsal.trials.left_out import Unusable
from dorsal.trials.study import RATIO_REPORTS, Result

HALF_UNIT_FIELDS = ("value", "se", "ci_low", "ci_high", "p", "statistic")


Number = TypeVar("Number", int, float)


def need(number: Number | None, words: str) -> Number:
    """The number, or Unusable("no ... printed")."""
    if number is None:
        raise Unusable(f"no {words} printed")
    return number


def fault(result: Result, problem: str) -> EvidenceError:
    """An error that names the row and its study."""
    return EvidenceError(f"{result.row} (study {result.study}): {problem}")


def midpoint(result: Result) -> tuple[float, tuple[Derivation, ...]]:
    """The value, or the middle of its interval. Raises EvidenceError if the interval does not hold the value."""
    low, high = result.ci_low, result.ci_high
    if result.value is None:
        if low is None or high is None:
            raise Unusable("no estimate printed")
        how = "middle of its interval, which is taken as symmetric"
        return (low + high) / 2.0, (Derivation(row=result.row, what="estimate", how=how, assumed=True),)
    if (low is not None and result.value < low) or (high is not None and result.value > high):
        limits = f"{'?' if low is None else f'{low:g}'} to {'?' if high is None else f'{high:g}'}"
        raise fault(
            result,
            f"the estimate {result.value:g} lies outside its interval {limits}; check the signs and which arm is first",
        )
    return result.value, ()


def interval_se(result: Result, value: float, low: float | None, high: float | None, df: float | None) -> float:
    """Standard error from both limits, or from one where only one is printed."""
    if low is not None and high is not None:
        return standard_error.from_interval(low, high, result.ci_level, df)
    limit = low if low is not None else high
    if limit is None or limit == value:
        raise Unusable("no interval printed")
    return standard_error.from_limit(value, limit, result.ci_level, df)


def interval_words(result: Result, df: float | None, section: str) -> str:
    """How a standard error was got from an interval, in words."""
    family = "normal" if df is None else f"t with {df:g} degrees of freedom"
    limits = "" if None not in (result.ci_low, result.ci_high) else "one limit of "
    return f"from {limits}the {100 * result.ci_level:g} % interval, {family} (Cochrane Handbook {section})"


def clustering(result: Result) -> tuple[float, tuple[Derivation, ...]]:
    """Design effect of a cluster trial whose numbers are not yet corrected for it; 1 for every other row.

    Raises EvidenceError if only one of cluster size and intra-cluster correlation is given, or one is impossible.
    """
    size, icc = result.cluster_size, result.icc
    if size is None and icc is None:
        return 1.0, ()
    if size is None or icc is None:
        raise fault(result, "give both cluster_size and icc, or neither (if the analysis allowed for the clusters)")
    if size < 1.0 or not 0.0 <= icc <= 1.0:
        raise fault(result, f"cluster_size must be 1 or more and icc between 0 and 1, got {size:g} and {icc:g}")
    factor = standard_error.design_effect(size, icc)
    how = (
        f"variance times {factor:.4g}, the design effect 1 + ({size:g} - 1) x {icc:g} of a cluster trial "
        "(Cochrane Handbook 23.1.4)"
    )
    return factor, (Derivation(row=result.row, what="design effect", how=how, assumed=True),)


def decimals(number: float) -> int:
    """Digits after the point that a number was printed with, as far as the number itself tells."""
    exponent = Decimal(repr(float(number))).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def half_units(results: Iterable[Result]) -> Mapping[str, float]:
    """Half a unit of the last digit of each field, over rows of one study: trailing zeros are lost in a single one."""
    rows = list(results)
    units = {}
    for field in HALF_UNIT_FIELDS:
        printed = [getattr(row, field) for row in rows if getattr(row, field) is not None]
        units[field] = 0.5 * 10.0 ** -max(map(decimals, printed)) if printed else 0.0
    units["ci"] = max(units["ci_low"], units["ci_high"]) if units["ci_low"] and units["ci_high"] else 0.0
    return units


def rounding(result: Result, se: float, half: Mapping[str, float]) -> tuple[float, float]:
    """How far an estimate and its standard error can be off by rounding of what was printed (log scale for ratios)."""
    unit, value = half["ci"], half["value"]
    low_unit = high_unit = unit
    if result.reported in RATIO_REPORTS:
        value = value / result.value if result.value else 0.0
        low_unit = unit / result.ci_low if result.ci_low else 0.0
        high_unit = unit / result.ci_high if result.ci_high else 0.0
    q, clustered = standard_error.two_sided(1.0 - result.ci_level), sqrt(clustering(result)[0])
    match result.reported.partition("_")[2]:
        case "se":
            spread = half["se"]
        case "ci":
            spread = (low_unit + high_unit) / (2.0 * q)
        case "p":
            spread = _rounding_of_p(result, se / clustered, value, half["p"])
        case "t" | "f":
            spread = se / clustered * (_share(value, result.value) + _share(half["statistic"], result.statistic))
        case _:
            spread = 0.0
    return value, spread * clustered


def _share(part: float, whole: float | None) -> float:
    return part / abs(whole) if whole else 0.0


def _rounding_of_p(result: Result, se: float, value: float, unit: float) -> float:
    p = result.p or 0.0
    if p <= unit or p + unit >= 1.0:
        return inf
    z, width = standard_error.two_sided(p), standard_error.two_sided(p - unit) - standard_error.two_sided(p + unit)
    return se * (width / (2.0 * z) + _share(value, result.value))
