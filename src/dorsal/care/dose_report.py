"""One report of how a treatment is given: visits, minutes, weeks, needles ... with its source."""

from __future__ import annotations

from dataclasses import dataclass

from dorsal.errors import EvidenceError

QUANTITIES = {
    "visits": "visits",
    "minutes": "minutes a visit",
    "weeks": "weeks",
    "per_week": "visits a week",
    "needles": "needles a visit",
}
"""What a course of treatment asks of a person, by code, and the unit."""


@dataclass(frozen=True, kw_only=True)
class DoseReport:
    """A row of a table. `quantity` is "" where it is to be read and not to be counted with."""

    row: str
    treatment: str
    item: str
    value: str
    """As the source has it: "3-6", "with versus without"."""
    unit: str = ""
    quantity: str = ""
    low: float | None = None
    high: float | None = None
    """The same as numbers; one of them alone is an end that the source leaves open ("under 15")."""
    muscle: str = ""
    population: str = ""
    source: str
    source_url: str
    locator: str = ""
    grade: str = "A"
    note: str = ""

    def __post_init__(self) -> None:
        if self.quantity and self.quantity not in QUANTITIES:
            raise EvidenceError(f"quantity is {self.quantity!r}; write one of {', '.join(QUANTITIES)}, or nothing")
        if self.quantity and self.low is None and self.high is None:
            raise EvidenceError(f"{self.quantity} is not a number; give low, high or both, or leave quantity empty")
        if any(end is not None and end < 0 for end in (self.low, self.high)):
            raise EvidenceError(f"{self.quantity or self.item} lies below 0; correct low and high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise EvidenceError(f"low {self.low:g} is above high {self.high:g}; put the lower one first")
