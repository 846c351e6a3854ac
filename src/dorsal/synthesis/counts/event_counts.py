"""Events in the arms of a study, among people or over time: what likelihoods of counts are computed on."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeVar

from dorsal.errors import EvidenceError, NetworkError
from dorsal.trials.contrast import Derivation
from dorsal.trials.left_out import LeftOut
from dorsal.trials.treatment import canonical

SAYS_NOTHING = "no arm can differ: no events, or only events"


@dataclass(frozen=True, kw_only=True)
class Counted(ABC):
    """People counted in each arm of one study."""

    study: str
    treatments: tuple[str, ...]
    rows: tuple[str, ...] = ()
    """Where the numbers stand."""
    derived: tuple[Derivation, ...] = ()
    """Numbers that do not stand there as they are used here."""

    @property
    @abstractmethod
    def tells(self) -> bool:
        """Whether its arms can differ given how its people are spread in all."""

    @abstractmethod
    def only(self, treatments: Sequence[str]) -> Self:
        """The study with these of its arms, in this order."""

    def left_out(self, reason: str) -> tuple[LeftOut, ...]:
        """The study's rows, or the study where its rows are not known, as left out for this reason."""
        return tuple(LeftOut(row=row, study=self.study, reason=reason) for row in self.rows or ("",))


@dataclass(frozen=True, kw_only=True)
class Tally(Counted):
    """Events in each arm of one study."""

    events: tuple[int, ...]

    def __post_init__(self) -> None:
        if not len(self.treatments) == len(self.events) == len(self.size) >= 2:
            raise EvidenceError(
                f"study {self.study}: two or more arms, each with its events and {self._size_in_words}, are needed"
            )
        object.__setattr__(self, "treatments", tuple(canonical(t) for t in self.treatments))
        if len(set(self.treatments)) < len(self.treatments):
            raise EvidenceError(f"study {self.study}: the same treatment stands twice; combine its arms")
        for treatment, events, size in zip(self.treatments, self.events, self.size, strict=True):
            if fault := self._fault(events, size):
                raise EvidenceError(f"study {self.study}, {treatment}: {fault}")

    @property
    @abstractmethod
    def size(self) -> tuple[float, ...]:
        """What the events are counted in."""

    _size_in_words = ""

    @abstractmethod
    def _fault(self, events: int, size: float) -> str: ...

    @property
    def total(self) -> int:
        return sum(self.events)


@dataclass(frozen=True, kw_only=True)
class EventCounts(Tally):
    """People with an event, and all people, in each arm of one study."""

    n: tuple[int, ...]

    _size_in_words = "people"

    @property
    def size(self) -> tuple[int, ...]:
        return self.n

    @property
    def tells(self) -> bool:
        return 0 < self.total < sum(self.n)

    def _fault(self, events: int, size: float) -> str:
        return "" if 0 <= events <= size and size >= 1 else f"{events} events among {size} people"

    def only(self, treatments: Sequence[str]) -> Self:
        if tuple(treatments) == self.treatments:
            return self
        places = [self.treatments.index(t) for t in treatments]
        events, n = (tuple(numbers[i] for i in places) for numbers in (self.events, self.n))
        return replace(self, treatments=tuple(treatments), events=events, n=n)


@dataclass(frozen=True, kw_only=True)
class EventRates(Tally):
    """Events and person-time (any unit, the same in all studies) in each arm of one study."""

    person_time: tuple[float, ...]

    _size_in_words = "person-time"

    @property
    def size(self) -> tuple[float, ...]:
        return self.person_time

    @property
    def tells(self) -> bool:
        return self.total > 0

    def only(self, treatments: Sequence[str]) -> Self:
        if tuple(treatments) == self.treatments:
            return self
        places = [self.treatments.index(t) for t in treatments]
        events, time = tuple(self.events[i] for i in places), tuple(self.person_time[i] for i in places)
        return replace(self, treatments=tuple(treatments), events=events, person_time=time)

    def _fault(self, events: int, size: float) -> str:
        return "" if events >= 0 and 0.0 < size < math.inf else f"{events} events in {size:g} of person-time"


T = TypeVar("T", bound=Counted)


def telling(counts: Iterable[T]) -> tuple[list[T], tuple[LeftOut, ...]]:
    """The studies that say something on a ratio when their baselines are free, and the others as left out."""
    counts = list(counts)
    silent = tuple(out for c in counts if not c.tells for out in c.left_out(SAYS_NOTHING))
    return [c for c in counts if c.tells], silent


def islands(counts: Iterable[Counted]) -> tuple[frozenset[str], ...]:
    """Sets of treatments that studies join."""
    groups: list[frozenset[str]] = []
    for c in counts:
        touched = [g for g in groups if g & set(c.treatments)]
        groups = [g for g in groups if g not in touched] + [frozenset(c.treatments).union(*touched)]
    return tuple(groups)


def treatments_joined(used: Sequence[Counted]) -> tuple[str, ...]:
    """The treatments of the studies used, sorted. Raises NetworkError if there is none or they are not connected."""
    groups = islands(used)
    if not groups:
        raise NetworkError("no study has both people with an event and people without")
    if len(groups) > 1:
        apart = "; ".join(sorted(", ".join(sorted(g)) for g in groups))
        raise NetworkError(f"the studies with events do not connect these groups of treatments: {apart}")
    return tuple(sorted(groups[0]))
