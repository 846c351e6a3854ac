"""A score that cannot leave its scale: a normal one, with what lies outside 0-100 counted at the nearer end.

Where many people reach 0, as with pain that has gone, a plain normal distribution would put some of them below it
and would take the mean too low. Here a latent normal score is cut off at both ends (Tobin 1958), and its mean is set
so that the mean of the scores that people can give is the one that the trials show.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from dorsal.errors import EvidenceError
from dorsal.trials.contrast import Array

LOW, HIGH = 0.0, 100.0
REACH = 8.0
"""How many standard deviations beyond the scale the latent means of the table go."""
NODES = 1025
SETTLED = 1e-9
HALVINGS = 30


def mean_and_sd(latent: Array, sd: float) -> tuple[Array, Array]:
    """Mean and standard deviation of min(max(N(latent, sd^2), 0), 100), for every latent mean."""
    low, high = (LOW - latent) / sd, (HIGH - latent) / sd
    inside, above = ndtr(high) - ndtr(low), ndtr(-high)
    slope = _density(low) - _density(high)
    mean = HIGH * above + latent * inside + sd * slope
    edges = low * _density(low) - high * _density(high)
    square = HIGH**2 * above + (latent**2 + sd**2) * inside + 2.0 * latent * sd * slope + sd**2 * edges
    return mean, np.sqrt(np.maximum(square - mean**2, 0.0))


def _density(z: Array) -> Array:
    return np.asarray(np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi), dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class Bounded:
    """Scores of people who share a mean. `sd` is the latent standard deviation, a little more than theirs."""

    sd: float

    def __post_init__(self) -> None:
        if not 0.0 < self.sd < HIGH:
            raise EvidenceError(f"the spread between people must lie above 0 and below 100 points, got {self.sd:g}")

    @classmethod
    def like(cls, mean: float, sd: float) -> Bounded:
        """The distribution whose scores have this standard deviation where their mean is `mean`.

        Raises EvidenceError where no score on 0-100 can spread as much.
        """
        low, high = 1e-3, HIGH - 1e-3
        if _observed_sd(mean, high) < sd:
            raise EvidenceError(f"scores of 0-100 with a mean of {mean:g} cannot have a standard deviation of {sd:g}")
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if _observed_sd(mean, middle) < sd else (low, middle)
        return cls(sd=0.5 * (low + high))

    def latent(self, mean: Array) -> Array:
        """The latent means behind means of scores. A mean at an end of the scale, or outside, is as far as it goes."""
        latent, means = self._table
        return np.asarray(np.interp(mean, means, latent), dtype=np.float64)

    @cached_property
    def _table(self) -> tuple[Array, Array]:
        """Latent means and the means of scores that belong to them, both rising."""
        latent = np.linspace(LOW - REACH * self.sd, HIGH + REACH * self.sd, NODES)
        means, _ = mean_and_sd(latent, self.sd)
        rising = np.concatenate([[True], np.diff(np.maximum.accumulate(means)) > SETTLED])
        return latent[rising], means[rising]

    def chance_at_most(self, latent: Array, score: float) -> Array:
        """P(score <= `score`) for every latent mean; 0 below the scale, 1 from its upper end on."""
        if score < LOW or score >= HIGH:
            return np.full(np.shape(latent), float(score >= HIGH))
        return np.asarray(ndtr((score - latent) / self.sd), dtype=np.float64)

    def share_below(self, latent: Array, score: Array) -> Array:
        """P(score <= `score`) within the scale, for arrays of both."""
        return np.asarray(ndtr((score - latent) / self.sd), dtype=np.float64)


def _observed_sd(mean: float, sd: float) -> float:
    latent = Bounded(sd=sd).latent(np.array(mean))
    return float(mean_and_sd(latent, sd)[1])
