"""What an outcome was measured with: range, direction, and the smallest change that matters (MIC)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dorsal.errors import EvidenceError

Better = Literal["lower", "higher"]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """An instrument. `low` and `high` are its ends in its own points; None where it has none."""

    code: str
    label: str
    outcome: str
    low: float | None = None
    high: float | None = None
    better: Better | None = None
    to_0_100: bool = False
    """May its scores be rescaled to 0-100 and pooled as mean differences? If not: standardised only."""
    mic: float | None = None
    """Minimal important change in the scale's own points."""
    mic_source: str = ""
    may_ship_items: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise EvidenceError(f"scale {self.code}: give both ends of its range, or neither")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise EvidenceError(f"scale {self.code}: its low end {self.low} is not below its high end {self.high}")
        if self.to_0_100 and self.low is None:
            raise EvidenceError(f"scale {self.code}: without a range it cannot be rescaled to 0-100")
        if self.mic is not None and not self.mic > 0:
            raise EvidenceError(f"scale {self.code}: its MIC must be above 0, got {self.mic}")

    @property
    def per_point(self) -> float:
        """How many points of 0-100 one point of this scale is. Raises EvidenceError if it may not be rescaled."""
        if not self.to_0_100 or self.low is None or self.high is None:
            raise EvidenceError(f"scale {self.code} may not be rescaled to 0-100")
        return 100.0 / (self.high - self.low)

    @property
    def sign(self) -> float:
        """+1 where lower is better, -1 where higher is: times a difference, negative always favours the first."""
        return -1.0 if self.better == "higher" else 1.0

    def contains(self, score: float) -> bool:
        """Whether a score lies in the range (True where the range is not known)."""
        return self.low is None or self.high is None or self.low <= score <= self.high
