"""Classes of options by how large their effect is and how sure one can be: GRADE's partially contextualised framework.

Brignardello-Petersen 2020 (doi:10.1136/bmj.m3907): interventions are grouped by the size of the effect against the
reference (trivial, small but important, moderate, large) and by whether the certainty is moderate or high, or low or
very low. The classes come before any ranking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dorsal.errors import EvidenceError
from dorsal.synthesis.answer import Finding

Size = Literal["none", "small", "moderate", "large"]
Way = Literal["better", "worse", "same"]
SURE = ("high", "moderate")


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Points of 0-100 from which a difference is small, moderate and large; below the first it is trivial."""

    small: float
    moderate: float
    large: float
    source: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.small < self.moderate < self.large:
            ends = f"{self.small:g}, {self.moderate:g}, {self.large:g}"
            raise EvidenceError(f"sizes are {ends}; write three numbers above 0, each larger than the one before")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an option stands on one outcome against the reference."""

    option: str
    outcome: str
    size: Size
    way: Way
    level: str
    """Certainty: high, moderate, low or very low."""

    @property
    def sure(self) -> bool:
        """Whether it is of the classes with moderate or high certainty."""
        return self.level in SURE


def standing(option: str, outcome: str, finding: Finding, sizes: Sizes) -> Standing | None:
    """The class of an option, None where the trials cannot say; lower scores are better."""
    if finding.estimate is None or finding.certainty is None:
        return None
    points = finding.estimate.mean
    size = _size(abs(points), sizes)
    way: Way = "same" if size == "none" else "better" if points < 0 else "worse"
    return Standing(option=option, outcome=outcome, size=size, way=way, level=finding.certainty.level)


def _size(points: float, sizes: Sizes) -> Size:
    if points < sizes.small:
        return "none"
    if points < sizes.moderate:
        return "small"
    return "moderate" if points < sizes.large else "large"
