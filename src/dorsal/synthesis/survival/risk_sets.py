"""People at risk and events at each time of an event, by arm. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True, eq=False)
class RiskSets:
    """m distinct times at which somebody of k arms had the event."""

    time: Array
    """(m,) rising."""
    at_risk: Array
    """(m, k) people who entered before a time and were still observed at it."""
    events: Array
    """(m, k)"""

    @property
    def total(self) -> Array:
        """(m,) events of all arms."""
        found: Array = self.events.sum(axis=1)
        return found


def at_risk(time: Array, entry: Array, when: Array) -> Array:
    """(m,) people with entry < t <= time at each t of `when`."""
    still = len(time) - np.searchsorted(np.sort(time), when, side="left")
    not_yet = len(entry) - np.searchsorted(np.sort(entry), when, side="left")
    found: Array = (still - not_yet).astype(np.float64)
    return found


def risk_sets(time: Array, event: NDArray[np.bool_], entry: Array, arm: NDArray[np.intp], k: int) -> RiskSets:
    """The risk sets of n people in k arms: whoever is censored at a time of an event was still at risk then."""
    when = np.unique(time[event])
    risk, seen = np.zeros((len(when), k)), np.zeros((len(when), k))
    for a in range(k):
        own = arm == a
        risk[:, a] = at_risk(time[own], entry[own], when)
        seen[:, a] = np.bincount(np.searchsorted(when, time[own & event]), minlength=len(when))
    return RiskSets(time=when, at_risk=risk, events=seen)
