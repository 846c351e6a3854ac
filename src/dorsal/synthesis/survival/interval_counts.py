"""Events and person-time of each arm in each interval of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.errors import OptionError
from dorsal.trials.contrast import Array
from dorsal.trials.survival.times import StudyTimes, Times

MOST_INTERVALS = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class IntervalCounts:
    """Of one trial: (k, J) events and person-time of k arms in J intervals."""

    study: str
    treatments: tuple[str, ...]
    events: Array
    person_time: Array


def interval_counts(times: StudyTimes, cuts: Sequence[float]) -> IntervalCounts:
    """Intervals are (0, c1], (c1, c2], ... and what follows the last cut; an event at a cut belongs before it."""
    k, edges = len(times.treatments), np.array([0.0, *cuts, np.inf])
    events, spent = np.zeros((k, len(edges) - 1)), np.zeros((k, len(edges) - 1))
    begin = np.maximum(times.entry, 0.0)
    place = np.maximum(np.searchsorted(edges, times.time, side="left") - 1, 0)
    for a in range(k):
        own = times.arm == a
        events[a] = np.bincount(place[own & times.event], minlength=len(edges) - 1)
        for j in range(len(edges) - 1):
            inside = np.minimum(times.time[own], edges[j + 1]) - np.maximum(begin[own], edges[j])
            spent[a, j] = float(np.maximum(inside, 0.0).sum())
    return IntervalCounts(study=times.study, treatments=times.treatments, events=events, person_time=spent)


def checked_cuts(cuts: Sequence[float], times: Times) -> tuple[float, ...]:
    """Cut points in order. Raises OptionError for one that parts nothing, or too many."""
    last = max(study.last(a) for study in times.studies for a in range(len(study.treatments)))
    found = tuple(sorted(set(cuts)))
    wrong = [cut for cut in found if not 0.0 < cut < last]
    if wrong:
        raise OptionError(
            f"piecewise: a cut at {wrong[0]:g} parts nothing, for times run from 0 to {last:g}; name cuts between them"
        )
    if not 1 <= len(found) < MOST_INTERVALS:
        raise OptionError(f"piecewise: from 1 to {MOST_INTERVALS - 1} cuts, got {len(found)}")
    return found


def cuts_by_events(times: Times, intervals: int) -> tuple[float, ...]:
    """Cuts between which all trials together have about as many events. Raises OptionError for fewer than 2."""
    if not 2 <= intervals <= MOST_INTERVALS:
        raise OptionError(f"piecewise: from 2 to {MOST_INTERVALS} intervals, got {intervals}")
    seen = times.time[times.event]
    if len(np.unique(seen)) < 2 * intervals:
        raise OptionError(f"piecewise: {len(np.unique(seen))} times of events are too few for {intervals} intervals")
    cuts = np.quantile(seen, np.arange(1, intervals) / intervals, method="inverted_cdf")
    return checked_cuts([float(cut) for cut in cuts], times)
