"""One report of how often, or whether, a treatment harms: a row of a table with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dorsal.care.proportion import Interval, exact_interval, exact_rate_interval, limit_without_events
from dorsal.errors import EvidenceError

Severity = Literal["mild", "serious", "not_in_people"]
Per = Literal["treatment", "person", "person_year", "unstated"]
Family = Literal["rate", "extra", "ratio", "told"]

LEVELS: dict[str, Severity] = {
    "mild": "mild", "significant": "serious", "major": "serious", "not_clinical": "not_in_people",
}  # fmt: skip
"""The words of a table for how bad an event is. What needs treatment is serious, whether it lasts or not."""
FAMILIES: dict[str, Family] = {
    "proportion": "rate",
    "incidence_rate": "rate",
    "excess_absolute_risk": "extra",
    "number_needed_to_harm": "extra",
    "risk_ratio": "ratio",
    "rate_ratio": "ratio",
    "hazard_ratio": "ratio",
    "cases": "told",
    "range": "told",
    "qualitative": "told",
}
"""What a measure can say: how often, how many more, how many times as often, or only that it happens."""
GRADES = ("A", "B", "C")


@dataclass(frozen=True, kw_only=True)
class HarmReport:
    """What one source says about one event after one treatment."""

    row: str
    treatment: str
    """Code of the topic; "" where the table's name stands for no treatment of the topic."""
    named: str
    """Name in the table: "surgery_open_discectomy"."""
    label: str
    """The same in words."""
    event: str
    """Code that events of the same meaning share."""
    words: str
    """The event as this source calls it, in plain words."""
    level: str
    """mild, significant, major or not_clinical."""
    measure: str
    per: Per
    against: str = ""
    """What a ratio is relative to: "placebo"."""
    events: float | None = None
    n: float | None = None
    value: float | None = None
    """The rate, ratio or extra as printed; a rate is a share of 1."""
    printed: Interval | None = None
    """The interval as printed or as computed for the table."""
    source: str
    source_url: str
    locator: str = ""
    grade: str = "A"
    note: str = ""
    background: bool = False
    """Whether it is of people without the treatment."""

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise EvidenceError(f"severity is {self.level!r}; write one of {', '.join(LEVELS)}")
        if self.measure not in FAMILIES:
            raise EvidenceError(f"measure is {self.measure!r}; write one of {', '.join(FAMILIES)}")
        if self.grade not in GRADES:
            raise EvidenceError(f"evidence_grade is {self.grade!r}; write one of {', '.join(GRADES)}")
        if self.family != "told" and self.value is None and self.counts is None:
            raise EvidenceError(
                f"row {self.row}: a {self.measure} without a number; give rate, or numerator and denominator"
            )
        if self.family == "rate" and self.value is not None and not 0 <= self.value <= 1:
            raise EvidenceError(f"row {self.row}: the rate {self.value:g} is no share of 1; divide a percentage by 100")
        if self.family == "ratio" and not (self.value or 0.0) > 0:
            raise EvidenceError(f"row {self.row}: a ratio lies above 0, not at {self.value}")

    @property
    def severity(self) -> Severity:
        return LEVELS[self.level]

    @property
    def family(self) -> Family:
        return FAMILIES[self.measure]

    @property
    def decides(self) -> bool:
        """Whether it may count by itself: grade C never does."""
        return self.grade != "C"

    @property
    def counts(self) -> tuple[float, float] | None:
        """Events and number of a rate; events that were not printed are the rate times the number."""
        if self.family != "rate" or self.n is None:
            return None
        if self.events is not None:
            return self.events, self.n
        return None if self.value is None else (float(round(self.value * self.n)), self.n)

    @property
    def counted(self) -> bool:
        """Whether the events were printed, and not worked out from a rate."""
        return self.events is not None and self.n is not None

    @property
    def none_seen(self) -> bool:
        """A rate of which no event was seen: never a risk of nothing."""
        return self.family == "rate" and (self.events == 0 or self.value == 0)

    @property
    def rate(self) -> float | None:
        """Events of the number where both are printed, else the printed rate; of an extra, per person."""
        if self.family == "rate" and self.events is not None and self.n:
            return self.events / self.n
        if self.measure == "number_needed_to_harm" and self.value:
            return 1.0 / self.value
        return self.value

    @property
    def interval(self) -> Interval | None:
        """The exact interval of the counts; without counts the printed one. None seen: 0 to the one-sided limit."""
        counts = self.counts
        if counts is not None:
            return _of_counts(*counts, per_time=self.measure == "incidence_rate")
        if self.printed is not None and self.measure == "number_needed_to_harm":
            return 1.0 / self.printed[1], 1.0 / self.printed[0]
        return self.printed


def _of_counts(events: float, n: float, *, per_time: bool) -> Interval:
    if per_time:
        return exact_rate_interval(events, n)
    return (0.0, limit_without_events(n)) if events == 0 else exact_interval(events, n)
