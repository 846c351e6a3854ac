"""The arms of a network as arrays: what an arm-based likelihood is computed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsal.errors import EvidenceError, NetworkError
from dorsal.synthesis.counts.arm_likelihood import ArmLikelihood
from dorsal.synthesis.counts.event_counts import EventCounts, EventRates, Tally, telling, treatments_joined
from dorsal.trials.contrast import Array
from dorsal.trials.left_out import LeftOut
from dorsal.trials.treatment import canonical

Index = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class StudyArms:
    """A arms of S studies on n treatments, by study."""

    treatments: tuple[str, ...]
    studies: tuple[str, ...]
    study: Index
    """(A,) place of each arm's study."""
    treatment: Index
    """(A,) place of each arm's treatment."""
    left_out: tuple[LeftOut, ...]

    @cached_property
    def pairs(self) -> tuple[Index, Index]:
        """Places of all ordered pairs of arms of one study, each with itself among them."""
        size = np.diff(self.edges)[self.study]
        first = np.repeat(np.arange(len(self.study)), size)
        begin = np.repeat(self.edges[:-1][self.study], size)
        within = np.arange(len(first)) - np.repeat(np.cumsum(size) - size, size)
        return first, begin + within

    @cached_property
    def edges(self) -> Index:
        """(S + 1,) where the arms of each study begin, and the end."""
        return np.asarray(np.searchsorted(self.study, np.arange(len(self.studies) + 1)), dtype=np.intp)

    def by_study(self, values: Array) -> Array:
        """Sums over the arms of each study: (A, ...) -> (S, ...)."""
        return np.asarray(np.add.reduceat(values, self.edges[:-1], axis=0), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Arms(StudyArms):
    """With events in each."""

    events: Array
    size: Array
    """People, or person-time."""

    @classmethod
    def of(cls, used: Sequence[Tally], treatments: tuple[str, ...], left_out: tuple[LeftOut, ...] = ()) -> Arms:
        """The arms of these studies, in their order; `treatments` holds all of theirs."""
        place = {t: i for i, t in enumerate(treatments)}
        return cls(
            treatments=treatments,
            studies=tuple(c.study for c in used),
            study=np.repeat(np.arange(len(used)), [len(c.treatments) for c in used]),
            treatment=np.array([place[t] for c in used for t in c.treatments], dtype=np.intp),
            events=np.array([e for c in used for e in c.events], dtype=np.float64),
            size=np.array([size for c in used for size in c.size], dtype=np.float64),
            left_out=left_out,
        )

    @property
    def interior(self) -> Array:
        """Of each study, the number of arms that alone would have a finite predictor."""
        return self.by_study(((self.events > 0) & ~self.full).astype(np.float64))

    @property
    def full(self) -> NDArray[np.bool_]:
        """(A,) whether there is nothing but events."""
        return np.asarray(np.isclose(self.events, self.size) & (self.size == np.round(self.size)))


def arms_of(
    counts: Sequence[EventCounts | EventRates],
    likelihood: ArmLikelihood,
    *,
    first: str | None = None,
    silent: bool = False,
) -> Arms:
    """The arms of these studies, against the treatment `first` (None: the first by name).

    A study without an event, or with nothing else, says nothing on a comparison when its baseline is flat, and is left
    out unless `silent` ones are wanted. Raises EvidenceError if the counts are of the other kind than the likelihood's
    or it cannot take them, and NetworkError if nothing is left or the treatments are not connected.
    """
    kind, words = (EventCounts, "people") if likelihood.counted else (EventRates, "person-time")
    strangers = [c.study for c in counts if not isinstance(c, kind)]
    if strangers:
        raise EvidenceError(f"{likelihood.name} needs events and {words}: {', '.join(strangers)}")
    used, left_out = (list(counts), ()) if silent else telling(counts)
    if likelihood.ends_at_zero:
        _check_below_one(used)
    return Arms.of(used, with_first(treatments_joined(used), first), left_out)


def with_first(treatments: tuple[str, ...], first: str | None) -> tuple[str, ...]:
    """The treatments with this one in front. Raises NetworkError where it is none of them."""
    name = treatments[0] if first is None else canonical(first)
    if name not in treatments:
        raise NetworkError(f"the reference {first} is in no study; they have {', '.join(treatments)}")
    return (name, *(treatment for treatment in treatments if treatment != name))


def _check_below_one(used: Sequence[Tally]) -> None:
    full = [f"{c.study}, {t}" for c in used for t, e, n in zip(c.treatments, c.events, c.size, strict=True) if e == n]
    if full:
        raise EvidenceError(
            f"everybody had the event in {'; '.join(full)}: a risk of 1 has no model with a log link; "
            "take binomial-logit or binomial-cloglog"
        )
