"""What claims about a topic may name, as topic.toml says it: times, people, harms, items of practice, wrong words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

from dorsal.errors import EvidenceError


@dataclass(frozen=True, kw_only=True)
class Timing:
    """A time that a claim may name: windows of the topic, the first that can say counts, or weeks of its own."""

    name: str
    label: str
    """As it ends a sentence; "" where it goes without saying."""
    windows: Sequence[str] = ()
    above: float = -inf
    upto: float = inf
    target: float = 0.0

    def __post_init__(self) -> None:
        named_or_bounded = self.windows or isfinite(self.above) or isfinite(self.upto)
        if not named_or_bounded or not (self.windows or self.above < self.target <= self.upto):
            raise EvidenceError(f"timing {self.name}: name windows, or give upto and a target within it")


@dataclass(frozen=True, kw_only=True)
class People:
    """People that a claim may name, and the populations of studies.csv that are such people; empty: none so far."""

    name: str
    label: str
    studies: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Named:
    """A harm or an item of practice that a claim may name, and the rows that say it (events, items)."""

    name: str
    label: str
    rows: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class WrongWord:
    """A word that is wrong whatever the numbers say: why, and what is true instead. No kinds: in claims of any."""

    word: str
    why: str
    instead: str = ""
    kinds: Sequence[str] = ()
    untold: bool = False
    """Whether it leaves a claim uncertain and does not contradict it."""
