"""What draws of a mean score mean for a person: expected score, spread between people, chances to improve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsal.care.bounded import HIGH, LOW, Bounded
from dorsal.care.natural_course import Course
from dorsal.trials.contrast import Array

Interval = tuple[float, float]

LEVEL = 0.95
TAIL = 0.5 * (1.0 - LEVEL)
OF_PEOPLE = 0.8
"""`spread` holds this share of people: 8 of 10."""
SHARE = 0.30
"""Improving by this share of one's first score is "30 %" (Ostelo 2008, doi:10.1097/BRS.0b013e31815e3a10)."""
NODES = 125
"""Of the draws of a mean, in order, so many stand for all where people are spread around them."""
HALVINGS = 14
"""Of the scale, in search of a quantile: 100 / 2^14 points."""


@dataclass(frozen=True, kw_only=True)
class Chance:
    """A probability with the interval that not knowing the mean exactly leaves."""

    value: float
    low: float
    high: float

    @property
    def per_100(self) -> int:
        """Of 100 people like this one, so many."""
        return round(100.0 * self.value)

    @property
    def others(self) -> int:
        """And so many not: the other framing."""
        return 100 - self.per_100

    @property
    def interval_per_100(self) -> tuple[int, int]:
        return round(100.0 * self.low), round(100.0 * self.high)


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """A person's score at one time under one option, in points of 0-100 (lower is better)."""

    expected: float
    interval: Interval
    """95 % interval of the expected score, in a new setting."""
    spread: Interval
    """Where 8 of 10 people like this one end."""
    change: float
    """Expected minus start; negative is better."""
    chance_mic: Chance
    """To improve by the smallest change that matters, or more."""
    chance_30: Chance
    """To improve by 30 % of the first score, or more."""


@dataclass(frozen=True, kw_only=True)
class Extra:
    """What an option adds to usual care alone, in the same draws."""

    points: float
    points_interval: Interval
    mic: Chance
    """More people (of all) who improve by the MIC; below 0: fewer."""
    thirty: Chance


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """One person under several options at once: draws of the mean score in rows."""

    start: float
    mic: float
    scores: Bounded
    means: Array
    """(options, draws)"""

    @classmethod
    def of(cls, course: Course, start: float, mic: float, effects: Array) -> Outlook:
        """The natural course with each option's effect (options, draws) on top, within the scale."""
        means = np.clip(course.means(start) + effects, LOW, HIGH)
        return cls(start=start, mic=mic, scores=course.scores, means=means)

    def prospects(self) -> tuple[Prospect, ...]:
        """One for each option."""
        ordered = np.sort(self.means, axis=1)
        count = ordered.shape[1]
        latent = self.scores.latent(ordered[:, _middles(count)])
        mic, thirty = self._of_draws
        edges = ordered[:, [_place(count, TAIL), _place(count, 1.0 - TAIL)]]
        # A chance falls as the mean rises, so the mean's interval is the chance's, turned round.
        mic_edges, thirty_edges = self._chances(self.scores.latent(edges))
        expected = self.means.mean(axis=1)
        spread = self._quantiles(latent, (0.5 * (1.0 - OF_PEOPLE), 0.5 * (1.0 + OF_PEOPLE)))
        return tuple(
            Prospect(
                expected=float(expected[i]),
                interval=(float(edges[i, 0]), float(edges[i, 1])),
                spread=(float(spread[i, 0]), float(spread[i, 1])),
                change=float(expected[i]) - self.start,
                chance_mic=Chance(value=float(mic[i].mean()), low=float(mic_edges[i, 1]), high=float(mic_edges[i, 0])),
                chance_30=Chance(
                    value=float(thirty[i].mean()), low=float(thirty_edges[i, 1]), high=float(thirty_edges[i, 0])
                ),
            )
            for i in range(len(self.means))
        )

    def extras(self) -> tuple[Extra, ...]:
        """Of every option against the first row."""
        mic, thirty = self._of_draws
        parts = [values[1:] - values[0] for values in (self.means, mic, thirty)]
        centres = [part.mean(axis=1) for part in parts]
        edges = [_ends(part) for part in parts]
        return tuple(
            Extra(
                points=float(centres[0][i]),
                points_interval=(float(edges[0][i, 0]), float(edges[0][i, 1])),
                mic=_chance(centres[1][i], edges[1][i]),
                thirty=_chance(centres[2][i], edges[2][i]),
            )
            for i in range(len(self.means) - 1)
        )

    @cached_property
    def _of_draws(self) -> tuple[Array, Array]:
        """For every draw the share of people who improve by the MIC, and by 30 %."""
        return self._chances(self.scores.latent(self.means))

    def _chances(self, latent: Array) -> tuple[Array, Array]:
        at_most = self.scores.chance_at_most
        return at_most(latent, self.start - self.mic), at_most(latent, (1.0 - SHARE) * self.start)

    def _quantiles(self, latent: Array, shares: Sequence[float]) -> Array:
        """(options, shares): the scores below which these shares of people lie, over all draws of the mean."""
        low = np.full((len(latent), len(shares)), LOW)
        high = np.full_like(low, HIGH)
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            below = self.scores.share_below(latent[:, None, :], middle[:, :, None]).mean(axis=2) < np.array(shares)
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.where(high <= LOW + HIGH / 2**HALVINGS, LOW, 0.5 * (low + high))


def _middles(count: int) -> Array:
    """Places of the middles of equal slices."""
    return ((np.arange(NODES) + 0.5) / NODES * count).astype(np.intp)


def _place(count: int, p: float) -> int:
    return min(count - 1, int(p * count))


def _ends(draws: Array) -> Array:
    """(options, 2): the ends of the interval of every row."""
    count = draws.shape[1]
    places = [_place(count, TAIL), _place(count, 1.0 - TAIL)]
    return np.asarray(np.partition(draws, places, axis=1)[:, places], dtype=np.float64)


def _chance(value: float, edges: Array) -> Chance:
    return Chance(value=float(value), low=float(edges[0]), high=float(edges[1]))
