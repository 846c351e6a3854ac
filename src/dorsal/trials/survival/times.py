"""Times of people until an event or the end of their observation, by study and treatment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dorsal.errors import EvidenceError
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyTimes:
    """The people of one study."""

    study: str
    treatments: tuple[str, ...]
    arm: NDArray[np.intp]
    """(n,) place of each person's treatment in `treatments`."""
    time: Array
    """(n,) until the event or the end of observation, from 0 up."""
    event: NDArray[np.bool_]
    """(n,) whether the event was seen at `time`."""
    entry: Array
    """(n,) from when the person was observed; -inf where from the start."""

    @property
    def people(self) -> tuple[int, ...]:
        """By treatment."""
        return tuple(int((self.arm == a).sum()) for a in range(len(self.treatments)))

    def last(self, arm: int) -> float:
        """The largest time in an arm."""
        return float(self.time[self.arm == arm].max())

    def among(self, arms: Sequence[int]) -> StudyTimes:
        """The people of some arms, in this order."""
        place = {a: i for i, a in enumerate(arms)}
        kept = np.isin(self.arm, list(arms))
        return StudyTimes(
            study=self.study,
            treatments=tuple(self.treatments[a] for a in arms),
            arm=np.array([place[a] for a in self.arm[kept].tolist()], dtype=np.intp),
            time=self.time[kept],
            event=self.event[kept],
            entry=self.entry[kept],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Times:
    """n people of some studies. Raises EvidenceError where the columns differ in length."""

    name: str
    study: tuple[str, ...]
    treatment: tuple[str, ...]
    """Canonical."""
    time: Array = field(repr=False)
    event: NDArray[np.bool_] = field(repr=False)
    entry: Array = field(repr=False)
    unit: str
    """What times are counted in, as far as the column says: "months"; "time" where it does not."""
    notes: tuple[str, ...]
    data_hash: str
    rebuilt: frozenset[str] = frozenset()
    """Studies whose times were rebuilt from printed curves."""

    def __post_init__(self) -> None:
        n = len(self.study)
        if {len(self.treatment), len(self.time), len(self.event), len(self.entry)} != {n}:
            raise EvidenceError(f"{self.name}: study, treatment, time, event and entry differ in length")

    @cached_property
    def studies(self) -> tuple[StudyTimes, ...]:
        """Each study, in the order of the table."""
        return tuple(self._studies())

    def _studies(self) -> Iterator[StudyTimes]:
        study, treatment = np.array(self.study), np.array(self.treatment)
        for name in dict.fromkeys(self.study):
            own = study == name
            given = tuple(dict.fromkeys(treatment[own].tolist()))
            place = {t: i for i, t in enumerate(given)}
            yield StudyTimes(
                study=name,
                treatments=given,
                arm=np.array([place[t] for t in treatment[own].tolist()], dtype=np.intp),
                time=self.time[own],
                event=self.event[own],
                entry=self.entry[own],
            )

    @property
    def delayed(self) -> bool:
        """Whether somebody came under observation later."""
        return bool(np.isfinite(self.entry).any())
