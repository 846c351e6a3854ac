"""The arms of a network as arrays: what an arm-based likelihood is computed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsal.errors import EvidenceError, NetworkError
from dorsal.synthesis.arm_likelihood import ArmLikelihood
from dorsal.synthesis.rare_events import EventCounts
from dorsal.trials.contrast import Array
from dorsal.trials.left_out import LeftOut
from dorsal.trials.treatment import canonical

Index = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class EventRates:
    """Events and person-time (any unit) in each arm of one study."""

    study: str
    treatments: tuple[str, ...]
    events: tuple[int, ...]
    person_time: tuple[float, ...]

    def __post_init__(self) -> None:
        if not len(self.treatments) == len(self.events) == len(self.person_time) >= 2:
            raise EvidenceError(
                f"study {self.study}: two or more arms, each with its events and person-time, are needed"
            )
        if len(set(self.treatments)) < len(self.treatments):
            raise EvidenceError(f"study {self.study}: the same treatment stands twice; combine its arms")
        for treatment, events, time in zip(self.treatments, self.events, self.person_time, strict=True):
            if events < 0 or not 0.0 < time < np.inf:
                raise EvidenceError(f"study {self.study}, {treatment}: {events} events in {time:g} of person-time")

    @property
    def size(self) -> tuple[float, ...]:
        return self.person_time


@dataclass(frozen=True, kw_only=True)
class Arms:
    """A arms of S studies on n treatments, by study."""

    treatments: tuple[str, ...]
    studies: tuple[str, ...]
    study: Index
    """(A,) place of each arm's study."""
    treatment: Index
    """(A,) place of each arm's treatment."""
    events: Array
    size: Array
    """People, or person-time."""
    left_out: tuple[LeftOut, ...]

    @cached_property
    def pairs(self) -> tuple[Index, Index]:
        """Places of all ordered pairs of arms of one study, each with itself among them."""
        first, second = [], []
        for start, stop in zip(self._edges[:-1], self._edges[1:], strict=True):
            places = np.arange(start, stop)
            first.append(np.repeat(places, stop - start))
            second.append(np.tile(places, stop - start))
        return np.concatenate(first), np.concatenate(second)

    @cached_property
    def _edges(self) -> Index:
        return np.asarray(np.searchsorted(self.study, np.arange(len(self.studies) + 1)), dtype=np.intp)

    def by_study(self, values: Array) -> Array:
        """Sums over the arms of each study: (A, ...) -> (S, ...)."""
        return np.asarray(np.add.reduceat(values, self._edges[:-1], axis=0), dtype=np.float64)

    @property
    def interior(self) -> Array:
        """Of each study, the number of arms that alone would have a finite predictor."""
        full = np.isclose(self.events, self.size) & (self.size == np.round(self.size))
        return self.by_study(((self.events > 0) & ~full).astype(np.float64))


def arms_of(counts: Sequence[EventCounts | EventRates], likelihood: ArmLikelihood) -> Arms:
    """The arms of these studies. A study without an event, or with nothing else, says nothing on a comparison when its
    baseline is flat, and is left out.

    Raises EvidenceError if the counts are of the other kind than the likelihood's, and NetworkError if nothing is left
    or the treatments are not connected.
    """
    kind, words = (EventCounts, "people") if likelihood.counted else (EventRates, "person-time")
    strangers = [c.study for c in counts if not isinstance(c, kind)]
    if strangers:
        raise EvidenceError(f"{likelihood.name} needs events and {words}: {', '.join(strangers)}")
    used = [c for c in counts if _tells(c)]
    if not used:
        raise NetworkError("no study has both people with an event and people without")
    names = [tuple(canonical(t) for t in c.treatments) for c in used]
    treatments = tuple(sorted({t for each in names for t in each}))
    _check_connected(names)
    return Arms(
        treatments=treatments,
        studies=tuple(c.study for c in used),
        study=np.repeat(np.arange(len(used)), [len(each) for each in names]),
        treatment=np.array([treatments.index(t) for each in names for t in each], dtype=np.intp),
        events=np.array([e for c in used for e in c.events], dtype=np.float64),
        size=np.array([size for c in used for size in _size(c)], dtype=np.float64),
        left_out=tuple(
            LeftOut(row="", study=c.study, reason="no arm can differ: no events, or only events")
            for c in counts
            if not _tells(c)
        ),
    )


def _size(counts: EventCounts | EventRates) -> tuple[float, ...]:
    return counts.n if isinstance(counts, EventCounts) else counts.size


def _tells(counts: EventCounts | EventRates) -> bool:
    return counts.tells if isinstance(counts, EventCounts) else sum(counts.events) > 0


def _check_connected(names: Sequence[Sequence[str]]) -> None:
    groups: list[set[str]] = []
    for each in names:
        touched = [g for g in groups if g & set(each)]
        groups = [g for g in groups if g not in touched] + [set(each).union(*touched)]
    if len(groups) > 1:
        apart = "; ".join(", ".join(sorted(g)) for g in groups)
        raise NetworkError(f"the studies with events do not connect these groups of treatments: {apart}")
