"""People's times from a printed Kaplan-Meier curve with its numbers at risk. Arrays in, arrays out.

The algorithm of Guyot, Ades, Ouwens & Welton 2012 (BMC Med Res Methodol 12:9). Within each interval between two numbers
at risk the people censored are spread evenly, events are those that the drops of the curve ask for, and the number
censored is changed until the people left are the number printed at the interval's end. After the last number at risk
the rate of censoring is that of the intervals before; a total of events, where it is printed, decides instead. Its
steps that repeat "until" are bounded here, for printed numbers may contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsal.trials.contrast import Array

MOST_ROUNDS = 500


@dataclass(frozen=True, kw_only=True, eq=False)
class Rebuilt:
    """Times of n people, whether each is that of an event, and the largest gap between the two curves."""

    time: Array
    event: NDArray[np.bool_]
    gap: float
    """Of the rebuilt survival from the printed one, at the points."""


class _Curve:
    """Points with events and censored people between each and the next; interval i begins at point `first[i]`."""

    def __init__(self, time: Array, survival: Array, risk_time: Array, risk: Array) -> None:
        keep = risk_time <= time[-1]
        keep[0] = True
        self.risk = risk[keep].astype(int)
        missing = np.setdiff1d(risk_time[keep], time)
        before = np.searchsorted(time, missing, side="right") - 1
        order = np.argsort(np.concatenate([time, missing]), kind="stable")
        self.time = np.concatenate([time, missing])[order]
        self.survival = np.concatenate([survival, survival[before]])[order]
        self.first = np.searchsorted(self.time, risk_time[keep])
        m = len(self.time)
        self.events, self.censored = np.zeros(m, dtype=int), np.zeros(m, dtype=int)
        self.left = np.full(m + 1, self.risk[0], dtype=int)
        self.reached = np.ones(m)
        """Survival as the whole numbers of events give it."""
        self.fallen = np.zeros(len(self.risk), dtype=int)
        """By interval, the last point before it at which somebody had the event."""

    def spread(self, start: int, end: int, people: int) -> None:
        """Censor so many people evenly between two points."""
        self.censored[start:end] = 0
        if people > 0 and end > start:
            at = self.time[start] + np.arange(1, people + 1) * (self.time[end] - self.time[start]) / (people + 1)
            place = np.clip(np.searchsorted(self.time, at, side="right") - 1, start, end - 1)
            self.censored[start:end] = np.bincount(place - start, minlength=end - start)

    def fall(self, start: int, end: int, last: int) -> int:
        """Events at the points from `start` to before `end`, which the curve's drops ask for; the last of them."""
        for k in range(start, end):
            before = self.reached[last]
            drop = 0 if k == 0 or before <= 0.0 else round(self.left[k] * (1.0 - self.survival[k] / before))
            self.events[k] = min(max(drop, 0), self.left[k])
            self.reached[k] = before * (1.0 - self.events[k] / self.left[k]) if self.left[k] else before
            self.censored[k] = min(self.censored[k], self.left[k] - self.events[k])
            self.left[k + 1] = self.left[k] - self.events[k] - self.censored[k]
            last = k if self.events[k] else last
        return last

    def interval(self, i: int) -> int:
        """Fill interval i, which ends at a printed number at risk; people censored in it."""
        start, end = int(self.first[i]), int(self.first[i + 1])
        wanted = int(self.risk[i + 1])
        ratio = self.survival[end] / self.survival[start] if self.survival[start] > 0.0 else 0.0
        people = max(0, round(self.risk[i] * ratio - wanted))
        for _ in range(MOST_ROUNDS):
            self.spread(start, end, people)
            self.left[start] = self.risk[i]
            last = self.fall(start, end, self.fallen[i])
            over = int(self.left[end]) - wanted
            if over == 0 or (over < 0 and people == 0):
                break
            people = max(0, people + over)
        self.risk[i + 1] = min(wanted, self.left[end])
        self.fallen[i + 1] = last
        return int(people)

    def tail(self, people: int) -> int:
        """Fill what follows the last number at risk; events of the whole curve."""
        start, end = int(self.first[-1]), len(self.time)
        self.spread(start, end - 1, people)
        self.left[start] = self.risk[-1]
        self.fall(start, end, self.fallen[-1])
        return int(self.events.sum())


def rebuilt(time: Array, survival: Array, risk_time: Array, risk: Array, events: int | None = None) -> Rebuilt:
    """People of one curve, from its points (rising times, survival from 1 down) and its numbers at risk.

    `risk_time` begins at 0. Points at which the curve rises are held at the one before; a point at time 0 with
    survival 1 is added. Where a number at risk stands at no point, the curve is level until the next one.
    """
    if time[0] > 0.0:
        time, survival = np.concatenate([[0.0], time]), np.concatenate([[1.0], survival])
    level = np.minimum.accumulate(np.clip(survival, 0.0, 1.0))
    level[0] = 1.0
    curve = _Curve(time, level, risk_time, risk)
    gone = sum(curve.interval(i) for i in range(len(curve.risk) - 1))
    _end(curve, gone, events)
    gap = float(np.abs(curve.reached - curve.survival).max())
    return _people(curve, gap)


def _end(curve: _Curve, gone: int, events: int | None) -> None:
    """The last interval: censored as before it, or so that the total of events is the one printed."""
    start, last = int(curve.first[-1]), len(curve.time) - 1
    people = 0
    if start > 0:
        share = (curve.time[last] - curve.time[start]) / curve.time[start]
        people = min(round(gone * share), int(curve.risk[-1]))
    found = curve.tail(people)
    if events is None:
        return
    if int(curve.events[:start].sum()) >= events:
        curve.events[start:] = 0
        curve.censored[start:] = 0
        return
    for _ in range(MOST_ROUNDS):
        if found == events or (found < events and people == 0):
            return
        people = max(0, people + found - events)
        found = curve.tail(people)


def _people(curve: _Curve, gap: float) -> Rebuilt:
    """A row for each person; those that the curve does not spend are censored at its end."""
    ends = np.append(curve.time[1:], curve.time[-1])
    middle = (curve.time + ends) / 2.0
    seen, censored = np.repeat(curve.time, curve.events), np.repeat(middle, curve.censored)
    rest = max(0, int(curve.risk[0]) - len(seen) - len(censored))
    time = np.concatenate([seen, censored, np.full(rest, curve.time[-1])])
    event = np.arange(len(time)) < len(seen)
    return Rebuilt(time=time, event=event, gap=gap)
