"""What guidelines say about an option, for how long the complaint has lasted: for, against, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dorsal.errors import EvidenceError
from dorsal.trials.treatment import components

Fits = Literal["yes", "no", "unknown"]
RECOMMENDATIONS = ("for", "conditional_for", "no_recommendation", "conditional_against", "against")
POPULATIONS: Mapping[str, frozenset[str]] = {
    "acute": frozenset({"acute"}),
    "acute_subacute": frozenset({"acute", "subacute"}),
    "chronic": frozenset({"chronic"}),
    "both": frozenset({"acute", "subacute", "chronic"}),
}
"""For whom a statement is meant, as durations of the complaint."""
EARLIEST, LATEST = 1980, 2100


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One recommendation of one guideline."""

    row: str
    guideline: str
    year: int
    treatment: str
    """The part of the option that it is about."""
    about: str
    """The treatment in the guideline's own words."""
    recommendation: str
    population: str
    strength: str = ""
    certainty: str = ""
    source: str = ""
    source_url: str
    grade: str = "A"
    note: str = ""

    def __post_init__(self) -> None:
        if self.recommendation not in RECOMMENDATIONS:
            known = ", ".join(RECOMMENDATIONS)
            raise EvidenceError(f"recommendation is {self.recommendation!r}; write one of {known}")
        if self.population not in POPULATIONS:
            raise EvidenceError(f"population is {self.population!r}; write one of {', '.join(POPULATIONS)}")
        if not EARLIEST <= self.year <= LATEST:
            raise EvidenceError(f"year is {self.year}; write that of the guideline, between {EARLIEST} and {LATEST}")

    def fits(self, duration: str) -> Fits:
        """Whether it is meant for a complaint of this duration; unknown where that is not known."""
        meant = POPULATIONS[self.population]
        if duration in meant or self.population == "both":
            return "yes"
        return "unknown" if duration == "unknown" else "no"


def guidance(statements: Iterable[Statement], treatment: str, duration: str) -> tuple[Statement, ...]:
    """The statements about a treatment, or about each part of a combination, that fit or may fit; the newest first."""
    parts = components(treatment)
    found = [one for one in statements if one.treatment in parts and one.fits(duration) != "no"]
    return tuple(sorted(found, key=lambda one: (parts.index(one.treatment), -one.year, one.row)))
