"""How one person's scores go on from visit to visit, and from there the chance to reach a goal.

Scores of a person who started at b, in points of 0-100, are jointly normal: what is expected under the option, plus a
deviation that lasts, plus an error of the day.

    S(t) = m(t) + D(t) + e(t),   var S(t) = v(t),   var e = error^2,   cov(D(t), D(u)) = g(t) g(u) r(u - t)

- v(t) runs straight from the variance at the start to that at the end, g^2 = v - error^2.
- r(d) = exp(-d / theta). theta is such that a difference at the start lasts to the end as the control arms show it:
  g(0) g(T) r(T) / v(0) = slope (`care.slope`). Nobody has printed how visits in between correlate; this is assumed.
- m(t) runs straight from the start to the end in people alike, and is moved by (b - their mean start) x h(t) with
  h(t) = g(0) g(t) r(t) / v(0).
- How the mean end is not known is carried by draws (of the course and of the option's effect). A score seen on the
  way gives each draw its weight.

With scores seen the last one is conditioned on them all (multivariate normal), so that one good day counts for less
than two. Goals are "at most" some score: lower is better here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt

import numpy as np
from scipy.special import ndtr

from dorsal.errors import EvidenceError
from dorsal.trials.contrast import Array

LEAST_LEFT = 0.05
"""Of the variance at any time, at least this share is a lasting deviation: an error cannot be all of it."""
STRONGEST = 0.98
"""r(T) at most: a slope that steep leaves no room for people to differ."""
LOW, HIGH = 0.0, 100.0
NODES = 201
REACH = 6.0
HALVINGS = 40

Seen = Sequence[tuple[float, float]]
"""Weeks since the start and the score then, in points of 0-100."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One person under one option until the week of the goal."""

    start: float
    """The person's score at week 0."""
    weeks: float
    """Week of the goal."""
    ends: Array = field(repr=False)
    """(draws,) mean score then of people who started at `start`, under the option."""
    start_mean: float
    """Of the people whom the course comes from."""
    start_sd: float
    slope: float
    """How much of a difference at the start is left at the end."""
    residual_sd: float
    """Spread at the end of people with the same start."""
    error_sd: float
    """Of one measurement in people who do not change."""
    step: float = 0.0
    """From one score that can be given to the next, in points of 0-100: a score seen was rounded to it."""

    def __post_init__(self) -> None:
        faults = [
            f"{name} must be above 0, got {value:g}"
            for name in ("weeks", "start_sd", "residual_sd", "error_sd")
            if not (value := getattr(self, name)) > 0.0
        ]
        faults += [] if self.slope >= 0.0 else [f"slope must not be below 0, got {self.slope:g}"]
        faults += [] if LOW <= self.start <= HIGH else [f"start must lie within 0 and 100, got {self.start:g}"]
        faults += [] if self.ends.ndim == 1 and len(self.ends) else ["ends must be a row of draws"]
        if faults:
            raise EvidenceError("progress: " + "; ".join(faults))

    def variance(self, week: float) -> float:
        """v(t)."""
        first = self.start_sd**2
        return first + (week / self.weeks) * (self.residual_sd**2 + (self.slope**2 - 1.0) * first)

    def lasting(self, week: float) -> float:
        """g(t), the spread of what lasts."""
        total = self.variance(week)
        return sqrt(max(total - self.error_sd**2, LEAST_LEFT * total))

    def covariance(self, first: float, second: float) -> float:
        """Between scores of two different times."""
        through = self.lasting(0.0) * self.lasting(self.weeks)
        whole = min(STRONGEST, max(self.slope * self.start_sd**2 / through, 1e-6))
        r = exp(log(whole) * abs(second - first) / self.weeks)
        return self.lasting(first) * self.lasting(second) * r

    def means(self, week: float) -> Array:
        """(draws,) expected score in a week, of people who started at `start`."""
        off, share = self.start - self.start_mean, week / self.weeks
        alike = self.ends - self._lasts(self.weeks) * off
        return self.start_mean * (1.0 - share) + share * alike + self._lasts(week) * off

    def _lasts(self, week: float) -> float:
        """h(t): what is left of a difference at the start."""
        return self.covariance(0.0, week) / self.start_sd**2

    def chance(self, goal: float, seen: Seen = ()) -> float:
        """P(score at the end <= goal), given the start and what was seen on the way."""
        mean, sd, weight = self.end(seen)
        return float(weight @ ndtr((goal - mean) / sd)) if LOW <= goal < HIGH else float(goal >= HIGH)

    def end(self, seen: Seen = ()) -> tuple[Array, float, Array]:
        """The score at the end: its mean in every draw, its spread, and the weight of every draw."""
        weeks, scores = _checked(seen, self.weeks)
        draws = len(self.ends)
        spread = self._given_start(weeks)
        if not weeks:
            return self.ends, sqrt(spread[-1, -1]), np.full(draws, 1.0 / draws)
        known, cross = spread[:-1, :-1], spread[:-1, -1]
        off = np.array(scores) - np.stack([self.means(week) for week in weeks], axis=1)
        gain = np.linalg.solve(known, cross)
        log_weight = -0.5 * np.sum(off * np.linalg.solve(known, off.T).T, axis=1)
        weight = np.exp(log_weight - log_weight.max())
        sd = sqrt(max(float(spread[-1, -1] - cross @ gain), 1e-9))
        return self.ends + off @ gain, sd, weight / weight.sum()

    def _given_start(self, weeks: Sequence[float]) -> Array:
        """Covariance of the scores in `weeks` and at the end, in people with the same start."""
        times = [*weeks, self.weeks]
        whole = np.array([[self.covariance(a, b) for b in times] for a in times])
        rounding = self.step**2 / 12.0
        np.fill_diagonal(whole, [*(self.variance(week) + rounding for week in weeks), self.variance(self.weeks)])
        start = np.array([self.covariance(0.0, week) for week in times])
        return np.asarray(whole - np.outer(start, start) / self.start_sd**2, dtype=np.float64)

    def score_for(self, week: float, goal: float, chance: float) -> float | None:
        """The highest score in a week that leaves at least this chance; None where not even 0 does."""
        if self.chance(goal, [(week, LOW)]) < chance:
            return None
        if self.chance(goal, [(week, HIGH)]) >= chance:
            return HIGH
        low, high = LOW, HIGH
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.chance(goal, [(week, middle)]) >= chance else (low, middle)
        return low

    def above(self, week: float, limit: float, goal: float) -> tuple[float, float]:
        """How many will be above a limit in a week, and how many of them will reach the goal all the same."""
        spread = self._given_start([week])
        sd, gain = sqrt(spread[0, 0]), spread[0, 1] / spread[0, 0]
        left = sqrt(max(spread[1, 1] - gain * spread[0, 1], 1e-9))
        z, width = np.linspace(-REACH, REACH, NODES, retstep=True)
        density = np.exp(-0.5 * z**2) * width / sqrt(2.0 * np.pi)
        scores = self.means(week)[:, None] + sd * z
        over = np.clip(0.5 + (scores - limit) / (sd * float(width)), 0.0, 1.0)  # a node's share beyond the limit
        reached = ndtr((goal - self.ends[:, None] - gain * sd * z) / left)
        total = float((over * density).sum(axis=1).mean())
        both = float((over * reached * density).sum(axis=1).mean())
        return total, both / total if total > 0.0 else 0.0


def _checked(seen: Seen, last: float) -> tuple[list[float], list[float]]:
    """Weeks and scores. Raises EvidenceError for what cannot be."""
    weeks, scores = [float(week) for week, _ in seen], [float(score) for _, score in seen]
    faults = [f"week {week:g} is not between the start and week {last:g}" for week in weeks if not 0.0 < week < last]
    faults += [f"a score of {score:g} is not within 0 and 100" for score in scores if not LOW <= score <= HIGH]
    faults += ["the same week stands twice"] if len(set(weeks)) < len(weeks) else []
    if faults:
        raise EvidenceError("scores seen: " + "; ".join(faults))
    return weeks, scores
