"""The arms of studies of counts as arrays, study by study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsal.synthesis.event_counts import EventCounts
from dorsal.trials.contrast import Array

Index = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, eq=False)
class EventArms:
    """A arms of S studies on n treatments. `study` and `treatment` (A,): places in the studies and in `treatments`."""

    treatments: tuple[str, ...]
    study: Index
    treatment: Index
    events: Array
    n: Array

    @classmethod
    def of(cls, counts: Sequence[EventCounts], treatments: Sequence[str]) -> EventArms:
        place = {t: i for i, t in enumerate(treatments)}
        return cls(
            treatments=tuple(treatments),
            study=np.repeat(np.arange(len(counts)), [len(c.treatments) for c in counts]),
            treatment=np.array([place[t] for c in counts for t in c.treatments], dtype=np.intp),
            events=np.array([e for c in counts for e in c.events], dtype=np.float64),
            n=np.array([n for c in counts for n in c.n], dtype=np.float64),
        )

    @cached_property
    def edges(self) -> Index:
        """(S + 1,) where the arms of each study begin, and the end."""
        return np.flatnonzero(np.diff(self.study, prepend=-1, append=self.study[-1] + 1))

    def by_study(self, values: Array) -> Array:
        """Sums over the arms of each study: (A, ...) -> (S, ...)."""
        return np.asarray(np.add.reduceat(values, self.edges[:-1], axis=0), dtype=np.float64)

    @cached_property
    def pairs(self) -> tuple[Index, Index]:
        """Places of all ordered pairs of arms of one study, each with itself among them."""
        size = np.diff(self.edges)[self.study]
        first = np.repeat(np.arange(len(self.study)), size)
        begin = np.repeat(self.edges[:-1][self.study], size)
        within = np.arange(len(first)) - np.repeat(np.cumsum(size) - size, size)
        return first, begin + within
