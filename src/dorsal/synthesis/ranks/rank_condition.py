"""A statement about ranks in a small language, and the probability that it is true.

    A best                 A best by 10          A worst
    A in first 3           A rank 2              A rank 2-4
    A above B              A above B by 10       A above B above C
    ... and ...            ... or ...            not ...            ( ... )

A treatment's name stands as it is, or in quotes where it reads like a word of the language. "by" asks for more than
so much on the analysis scale. In words what nmarank has as functions (Papakonstantinou, Salanti, Mavridis, Rücker,
Schwarzer & Nikolakopoulou 2022, doi:10.1186/s12874-021-01488-3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsal.errors import OptionError
from dorsal.synthesis.ranks.ranking import Ranks

Truth = NDArray[np.bool_]
Statement = Callable[[Ranks], Truth]
SIGN = re.compile(r"\s*(?:(?P<quoted>'[^']*'|\"[^\"]*\")|(?P<sign>[()])|(?P<word>[^\s()'\"]+))")
NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
PLACES = re.compile(r"(\d+)(?:[-–](\d+))?")
USAGE = (
    "write as in 'A best', 'A best by 10', 'A worst', 'A in first 3', 'A rank 2', 'A rank 2-4', 'A above B', "
    "'A above B by 10', joined by and, or, not and brackets"
)


@dataclass(frozen=True)
class RankCondition:
    """A condition as it was written, and its truth in each draw."""

    text: str
    statement: Statement

    def probability(self, ranks: Ranks) -> float:
        """The share of draws in which it holds."""
        return float(self.statement(ranks).mean())


def rank_condition(text: str, treatments: Sequence[str]) -> RankCondition:
    """The condition that a text states about these treatments. Raises OptionError that says what is wrong with it."""
    reader = _Reader(text, treatments)
    statement = reader.any_of()
    if reader.left:
        raise reader.wrong(f"nothing is expected at {reader.left[0]!r}")
    return RankCondition(text=" ".join(text.split()), statement=statement)


class _Reader:
    """Reads a text from left to right; `left` is what was not read yet."""

    def __init__(self, text: str, treatments: Sequence[str]) -> None:
        self.text, self.treatments = text, treatments
        found = [match for match in SIGN.finditer(text) if match.group().strip()]
        self.left = [match.group().strip() for match in found]
        self._quoted = [match["quoted"] is not None for match in found]

    def wrong(self, why: str) -> OptionError:
        return OptionError(f"rank condition {self.text!r}: {why}; {USAGE}")

    def _next(self, *words: str) -> bool:
        """Whether the next words are these; then they are read."""
        if [w.casefold() for w in self.left[: len(words)]] != list(words) or any(self._quoted[: len(words)]):
            return False
        self._read(len(words))
        return True

    def _read(self, count: int = 1) -> str:
        said = " ".join(self.left[:count])
        del self.left[:count], self._quoted[:count]
        return said

    def any_of(self) -> Statement:
        parts = [self._all_of()]
        while self._next("or"):
            parts.append(self._all_of())
        return lambda ranks: np.asarray(np.logical_or.reduce([part(ranks) for part in parts]))

    def _all_of(self) -> Statement:
        parts = [self._one()]
        while self._next("and"):
            parts.append(self._one())
        return lambda ranks: np.asarray(np.logical_and.reduce([part(ranks) for part in parts]))

    def _one(self) -> Statement:
        if self._next("not"):
            inner = self._one()
            return lambda ranks: ~inner(ranks)
        if self._next("("):
            inner = self.any_of()
            if not self._next(")"):
                raise self.wrong("a bracket is not closed")
            return inner
        return self._about(self._treatment())

    def _treatment(self) -> str:
        """The longest name that the next words make, in any case; one in quotes is as it stands."""
        if not self.left:
            raise self.wrong("a treatment is missing at its end")
        known = {_folded(t): t for t in self.treatments}
        if self._quoted[0]:
            name = self.left[0][1:-1]
            if _folded(name) not in known:
                raise self._unknown(name)
            self._read()
            return known[_folded(name)]
        for count in range(len(self.left), 0, -1):
            if not any(self._quoted[:count]) and _folded(" ".join(self.left[:count])) in known:
                return known[_folded(self._read(count))]
        raise self._unknown(self.left[0])

    def _unknown(self, name: str) -> OptionError:
        return self.wrong(f"{name!r} is no treatment here ({', '.join(self.treatments)})")

    def _about(self, treatment: str) -> Statement:
        place = self.treatments.index(treatment)
        if self._next("best"):
            by = self._by()
            return lambda ranks: ranks.best_by(ranks.treatments[place], by)
        if self._next("worst"):
            return lambda ranks: ranks.rank[:, place] == len(ranks.treatments)
        if self._next("in", "first"):
            most = self._places()[0]
            return lambda ranks: ranks.rank[:, place] <= most
        if self._next("rank"):
            low, high = self._places()
            return lambda ranks: (ranks.rank[:, place] >= low) & (ranks.rank[:, place] <= high)
        if self.left and self.left[0].casefold() == "above":
            return self._chain(place)
        raise self.wrong(
            f"what is said of {treatment} is missing" if not self.left else f"{self.left[0]!r} says nothing"
        )

    def _chain(self, place: int) -> Statement:
        """A above B above C: each above the next, by more than so much where it is said."""
        links: list[tuple[int, int, float]] = []
        while self._next("above"):
            other = self.treatments.index(self._treatment())
            if other == place:
                raise self.wrong(f"{self.treatments[place]} is not above itself")
            links.append((place, other, self._by()))
            place = other
        return lambda ranks: np.asarray(
            np.logical_and.reduce([ranks.goodness[:, a] > ranks.goodness[:, b] + by for a, b, by in links])
        )

    def _by(self) -> float:
        if not self._next("by"):
            return 0.0
        if not self.left or not NUMBER.fullmatch(self.left[0]):
            raise self.wrong("after 'by' stands a number")
        return float(self._read())

    def _places(self) -> tuple[int, int]:
        match = PLACES.fullmatch(self.left[0]) if self.left else None
        if match is None:
            raise self.wrong("a rank is a whole number, or two as in 2-4")
        low, high = int(match[1]), int(match[2] or match[1])
        if not 1 <= low <= high <= len(self.treatments):
            raise self.wrong(f"ranks go from 1 to {len(self.treatments)}")
        self._read()
        return low, high


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
