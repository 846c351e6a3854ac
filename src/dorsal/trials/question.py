"""What an analysis is about: the outcome, the time, the measure, and who is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from dorsal.errors import EvidenceError


@dataclass(frozen=True, kw_only=True)
class Window:
    """A span of weeks from randomisation: above < weeks <= upto. Within it the time closest to `target` counts."""

    name: str
    target: float
    above: float = -inf
    upto: float = inf
    label: str = ""

    def __post_init__(self) -> None:
        if not self.above < self.upto:
            raise EvidenceError(f"window {self.name}: its start {self.above:g} is not before its end {self.upto:g}")
        if not self.holds(self.target):
            raise EvidenceError(f"window {self.name}: its target, week {self.target:g}, lies outside it")

    def holds(self, weeks: float) -> bool:
        return self.above < weeks <= self.upto

    def overlaps(self, other: Window) -> bool:
        return self.above < other.upto and other.above < self.upto


@dataclass(frozen=True, kw_only=True)
class Question:
    """One analysis that is asked of the trials."""

    outcome: str
    window: Window | None = None
    """None: any time, also where none is printed; the first that a trial lists counts."""
    measure: str = "MD"
    populations: Sequence[str] = ()
    """Populations of studies that count; empty for all."""
    strict: bool = False
    """Main rows only."""
    treatments: Sequence[str] = ()
    """Treatments that count; empty for all."""
