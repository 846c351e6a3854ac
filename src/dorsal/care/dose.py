"""How much is given: visits, minutes, how often, for how long, and how it grows; from sources until it is agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from dorsal.care.burden import Burden, Quantity
from dorsal.errors import EvidenceError

SaidBy = Literal["agreed", "clinic", "sources", "nobody"]
AMOUNTS = ("visits", "minutes", "per_week", "weeks")
MOST: Mapping[str, float] = {"visits": 200, "minutes": 480, "per_week": 21, "weeks": 104}
"""More than this in a plan is taken for a slip."""
USUAL_PER_WEEK = 1.0
"""Visits a week where nobody has said how often: said beside every date that rests on it."""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """So much, from low to high; an end that is None is not known."""

    low: float | None = None
    high: float | None = None
    unit: str = ""
    said_by: SaidBy = "nobody"
    rows: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    how: str = ""

    def __post_init__(self) -> None:
        if self.said_by not in get_args(SaidBy):
            raise EvidenceError(f"{self.unit}: said by {self.said_by!r}; use one of {', '.join(get_args(SaidBy))}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise EvidenceError(f"{self.unit}: from {self.low:g} to {self.high:g}; the first must not be the larger")

    @property
    def known(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def middle(self) -> float | None:
        """Half-way between the ends, or the one end that is known."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends) / len(ends) if ends else None


@dataclass(frozen=True, kw_only=True)
class Dose:
    """What was agreed to be given."""

    visits: Amount
    minutes: Amount
    per_week: Amount
    weeks: Amount
    progression: str = ""
    """How it grows or is spaced out, in the words of who agreed."""

    @property
    def spacing(self) -> float:
        """Weeks from one visit to the next."""
        often = self.per_week.middle
        if not often and self.visits.middle and self.weeks.middle:
            often = self.visits.middle / self.weeks.middle
        return 1.0 / (often or USUAL_PER_WEEK)

    @property
    def spacing_known(self) -> bool:
        return bool(self.per_week.middle or (self.visits.middle and self.weeks.middle))

    @property
    def without_visits(self) -> bool:
        """Whether it is known that no visits belong to it."""
        return self.visits.high == 0.0

    def week_of(self, visit: int) -> float:
        """The week of a visit; the first is in week 0."""
        return (visit - 1) * self.spacing


def dose(burden: Burden, agreed: Mapping[str, float] | None = None, progression: str = "") -> Dose:
    """The dose of an option: what was agreed, else what the clinic says, else what sources report.

    Raises EvidenceError with every amount that cannot be.
    """
    said = dict(agreed or {})
    faults = [f"{name} is no part of a dose; there are {', '.join(AMOUNTS)}" for name in said if name not in AMOUNTS]
    faults += [
        f"{name} must lie above 0 and be at most {MOST[name]:g}, got {value:g}"
        for name, value in said.items()
        if name in AMOUNTS and not 0 < value <= MOST[name]
    ]
    if said.get("visits", 1.0) % 1.0:
        faults.append(f"visits must be a whole number, got {said['visits']:g}")
    if faults:
        raise EvidenceError("dose: " + "; ".join(faults))
    amounts = {name: _amount(burden.quantities[name], said.get(name)) for name in AMOUNTS}
    return Dose(**amounts, progression=progression)


def _amount(quantity: Quantity, agreed: float | None) -> Amount:
    if agreed is not None:
        return Amount(low=agreed, high=agreed, unit=quantity.unit, said_by="agreed")
    sources = dict.fromkeys(f"{report.source}; {report.source_url}" for report in quantity.reports)
    return Amount(
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        said_by="clinic" if quantity.local else "sources" if quantity.known else "nobody",
        rows=quantity.rows,
        sources=tuple(sources),
        how=quantity.how,
    )
