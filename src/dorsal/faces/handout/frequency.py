"""Natural frequencies: so many of so many, both ways round, with what is not known about them."""

from __future__ import annotations

from dataclasses import dataclass

from dorsal.care.prospect import Chance
from dorsal.errors import EvidenceError
from dorsal.faces.language import Language


@dataclass(frozen=True, kw_only=True)
class Frequency:
    """Of `of` people `count`, and `low` to `high` with the interval. `count` is None where sources give a range."""

    of: int
    count: int | None
    low: int
    high: int

    def __post_init__(self) -> None:
        middle = self.low if self.count is None else self.count
        if not 0 <= self.low <= middle <= self.high <= self.of:
            raise EvidenceError(f"{self.low} to {self.high} of {self.of} must hold {middle}")

    @property
    def certain(self) -> bool:
        """Whether there is no interval."""
        return self.count is not None and self.low == self.high

    def said(self, language: Language) -> str:
        """ "42", or "19 to 40" where sources differ."""
        if self.count is not None:
            return language.number(self.count)
        return language.words("{low} to {high}", low=language.number(self.low), high=language.number(self.high))

    def others(self, language: Language) -> str:
        """The other way round: "58", or "60 to 81"."""
        if self.count is not None:
            return language.number(self.of - self.count)
        low, high = (language.number(self.of - end) for end in (self.high, self.low))
        return language.words("{low} to {high}", low=low, high=high)


def of_chance(chance: Chance) -> Frequency:
    """Of 100 people, the same whole numbers as on every other page."""
    low, high = chance.interval_per_100
    count = chance.per_100
    return Frequency(of=100, count=count, low=min(low, count), high=max(high, count))
