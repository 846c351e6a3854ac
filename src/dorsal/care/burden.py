"""What an option asks of a person: visits, minutes, weeks, needles, medicines, price, travel.

The defaults are the range of what the sources report; what a clinic says of itself replaces them and is marked. What
nobody has said is unknown, not nothing. Of a combination without a source of its own the lowest end supposes that its
parts are given in the same visits, the highest that each has visits of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from dorsal.care.dose_report import QUANTITIES, DoseReport
from dorsal.trials.treatment import canonical, components

Has = Literal["yes", "no", "unknown"]
PRICED: Mapping[str, str] = {"price": "a visit", "travel": "minutes of travel a visit"}
"""Known to a clinic only."""
UNITS: Mapping[str, str] = {**QUANTITIES, **PRICED}
IN_ALL = "minutes in all"
TOGETHER, APART = "parts in the same visits", "parts in visits of their own"


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """So much, from low to high; an end that is None is not known. Both None: unknown."""

    low: float | None = None
    high: float | None = None
    unit: str = ""
    reports: tuple[DoseReport, ...] = ()
    local: bool = False
    """Whether the clinic said it, in whole or in part."""
    how: str = ""
    """How it was put together, where it stands in no source."""

    @property
    def known(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(report.row for report in self.reports)

    @property
    def decides(self) -> bool:
        """Whether it may weigh in a decision: not where all that is known is of grade C, unless the clinic said it."""
        return self.local or not self.reports or any(report.grade != "C" for report in self.reports)

    def times(self, other: Quantity, unit: str) -> Quantity:
        """The product of two, as far as both are known."""
        low = None if self.low is None or other.low is None else self.low * other.low
        high = None if self.high is None or other.high is None else self.high * other.high
        reports = _once((*self.reports, *other.reports))
        return Quantity(
            low=low, high=high, unit=unit, reports=reports, local=self.local or other.local, how="multiplied"
        )


@dataclass(frozen=True, kw_only=True)
class ClinicValues:
    """What a clinic says of its own treatments: numbers by treatment and quantity, each from low to high."""

    name: str = ""
    currency: str = ""
    travel: tuple[float, float] | None = None
    """Minutes of travel a visit, there and back."""
    treatments: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)

    def said(self, treatment: str, quantity: str) -> tuple[float, float] | None:
        """The clinic's own number, None where it says nothing."""
        return self.treatments.get(treatment, {}).get(quantity)


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """Which treatments hold medicines and needles, as the topic says; the others hold none."""

    medicines: frozenset[str] = frozenset()
    perhaps_medicines: frozenset[str] = frozenset()
    """Those that may hold medicines: usual care."""
    needles: frozenset[str] = frozenset()
    no_visits: frozenset[str] = frozenset()
    """Those that need no visit."""


@dataclass(frozen=True, kw_only=True)
class Burden:
    """Of one option."""

    treatment: str
    visits: Quantity
    minutes: Quantity
    weeks: Quantity
    per_week: Quantity
    needles: Quantity
    """Needles a visit."""
    price: Quantity
    travel: Quantity
    medicines: Has
    needled: Has
    time: Quantity
    """Minutes of the whole course, with the travel where a clinic has said how long it takes."""
    cost: Quantity
    """Price of the whole course."""
    currency: str = ""

    @property
    def quantities(self) -> Mapping[str, Quantity]:
        return {name: getattr(self, name) for name in UNITS}


def burden(reports: Iterable[DoseReport], treatment: str, kinds: Kinds, clinic: ClinicValues | None = None) -> Burden:
    """What a treatment or a combination asks of a person."""
    whole, known, local = canonical(treatment), tuple(reports), clinic or ClinicValues()
    found = {name: _quantity(known, whole, name, kinds, local) for name in UNITS}
    return Burden(
        treatment=whole,
        medicines=_has(whole, kinds.medicines, kinds.perhaps_medicines),
        needled=_has(whole, kinds.needles, frozenset()),
        time=_time(known, whole, kinds, local, found),
        cost=_whole(known, whole, kinds, local, ("price", local.currency)),
        currency=local.currency,
        **found,
    )


def _time(
    reports: Sequence[DoseReport],
    whole: str,
    kinds: Kinds,
    clinic: ClinicValues,
    found: Mapping[str, Quantity],
) -> Quantity:
    minutes = _whole(reports, whole, kinds, clinic, ("minutes", IN_ALL))
    if not found["travel"].known:
        return minutes
    return _sum((minutes, found["visits"].times(found["travel"], IN_ALL)), IN_ALL)


def _whole(
    reports: Sequence[DoseReport], whole: str, kinds: Kinds, clinic: ClinicValues, of: tuple[str, str]
) -> Quantity:
    """Visits times what each costs: of the whole where that is known of it, else of its parts added up."""
    name, unit = of
    visits, each = (_own(reports, whole, wanted, kinds, clinic) for wanted in ("visits", name))
    parts = components(whole)
    if (visits.known and each.known) or len(parts) == 1:
        return visits.times(each, unit)
    return _sum([_whole(reports, part, kinds, clinic, of) for part in parts], unit)


def _has(whole: str, sure: frozenset[str], perhaps: frozenset[str]) -> Has:
    parts = set(components(whole))
    return "yes" if parts & sure else "unknown" if parts & perhaps else "no"


def _quantity(reports: Sequence[DoseReport], whole: str, name: str, kinds: Kinds, clinic: ClinicValues) -> Quantity:
    """The clinic's own number, else what sources say of the whole, else what they say of its parts."""
    own = _own(reports, whole, name, kinds, clinic)
    parts = components(whole)
    if own.known or len(parts) == 1 or name == "travel":
        return own
    return _PUT_TOGETHER[name]([_own(reports, part, name, kinds, clinic) for part in parts], UNITS[name])


def _own(reports: Sequence[DoseReport], code: str, name: str, kinds: Kinds, clinic: ClinicValues) -> Quantity:
    said = clinic.travel if name == "travel" else clinic.said(code, name)
    if said is not None:
        return Quantity(low=said[0], high=said[1], unit=UNITS[name], local=True)
    if name == "needles" and _has(code, kinds.needles, frozenset()) == "no":
        return Quantity(low=0.0, high=0.0, unit=UNITS[name], how="no needles belong to it")
    if name in ("visits", "per_week", "minutes") and code in kinds.no_visits:
        return Quantity(low=0.0, high=0.0, unit=UNITS[name], how="no visits belong to it")
    counting = [report for report in reports if report.treatment == code and report.quantity == name]
    return _range([report for report in counting if report.grade != "C"] or counting, UNITS[name])


def _range(reports: Sequence[DoseReport], unit: str) -> Quantity:
    lows = [report.low for report in reports if report.low is not None]
    highs = [report.high for report in reports if report.high is not None]
    return Quantity(low=min(lows, default=None), high=max(highs, default=None), unit=unit, reports=tuple(reports))


def _once(reports: Iterable[DoseReport]) -> tuple[DoseReport, ...]:
    return tuple({report.row: report for report in reports}.values())


def _joined(parts: Sequence[Quantity], unit: str, how: str) -> Quantity:
    reports = _once(report for part in parts for report in part.reports)
    return Quantity(unit=unit, reports=reports, local=any(part.local for part in parts), how=how)


def _together_or_apart(parts: Sequence[Quantity], unit: str) -> Quantity:
    """From the longest part alone to all parts one after another."""
    lows = [part.low for part in parts if part.low is not None]
    highs = [part.high for part in parts if part.high is not None]
    high = sum(highs) if len(highs) == len(parts) else None
    joined = _joined(parts, unit, f"lowest: {TOGETHER}; highest: {APART}")
    return replace(joined, low=max(lows, default=None), high=high)


def _longest(parts: Sequence[Quantity], unit: str) -> Quantity:
    """Parts that run at the same time."""
    lows = [part.low for part in parts if part.low is not None]
    highs = [part.high for part in parts if part.high is not None]
    high = max(highs) if len(highs) == len(parts) else None
    return replace(_joined(parts, unit, "parts at the same time"), low=max(lows, default=None), high=high)


def _sum(parts: Sequence[Quantity], unit: str) -> Quantity:
    lows = [part.low for part in parts if part.low is not None]
    highs = [part.high for part in parts if part.high is not None]
    return replace(
        _joined(parts, unit, "added up"),
        low=sum(lows) if len(lows) == len(parts) else None,
        high=sum(highs) if len(highs) == len(parts) else None,
    )


_PUT_TOGETHER: Mapping[str, Callable[[Sequence[Quantity], str], Quantity]] = {
    "visits": _together_or_apart,
    "minutes": _together_or_apart,
    "weeks": _longest,
    "per_week": _together_or_apart,
    "needles": _sum,
    "price": _together_or_apart,
}
