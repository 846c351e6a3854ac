"""Baselines on which effects depend: the predictor of the reference treatment in each study, as covariate.

The effect of a treatment in a study whose baseline is mu is d + b (mu - centre) (Achana et al. 2013; NICE TSD 3). mu is
not what a study's control arm happened to show but what it estimates, with its error, so it is integrated out like any
baseline. That takes a distribution of baselines: N(mean, sd^2), estimated with the rest (van Houwelingen, Arends &
Stijnen 2002). With flat baselines, as TSD 3 has them, each mu is taken as its own arm shows it, and the slope stays
biased as that of the plain regression on observed risks: "flat" is here for comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dorsal.errors import OptionError
from dorsal.synthesis.counts.arm_likelihood import Terms
from dorsal.synthesis.counts.arms import StudyArms
from dorsal.synthesis.exact.arm_terms import Beside
from dorsal.synthesis.exact.baseline import Line
from dorsal.trials.contrast import Array

Slopes = Literal["shared", "independent"]
Spread = Literal["normal", "flat"]
SLOPES: tuple[Slopes, ...] = ("shared", "independent")
SPREADS: tuple[Spread, ...] = ("normal", "flat")
STEEPEST, EXTREME_LOG_SD = 50.0, 8.0
LEAST_SD = 0.05
"""Where the search for the baselines' SD starts at least."""


@dataclass(frozen=True, kw_only=True)
class RiskBaselines:
    """The first treatment is the reference. Parameters: slopes b, then mean and log SD of the baselines if "normal"."""

    treatments: int
    centre: float
    """At which baseline the effects are those of the posterior."""
    slopes: Slopes = "shared"
    """One slope for all treatments against the reference, or one for each."""
    spread: Spread = "normal"
    slope_sd: float = 10.0
    """SD of the normal prior of every slope about 0."""
    sd_scale: float = 2.0
    """Scale of the half-normal prior of the baselines' SD."""

    flat = False

    def __post_init__(self) -> None:
        if self.slopes not in SLOPES or self.spread not in SPREADS:
            known = f"{', '.join(SLOPES)} and {', '.join(SPREADS)}"
            raise OptionError(f"slopes and spread of baselines: there are {known}, got {self.slopes}, {self.spread}")
        if not (self.slope_sd > 0.0 and self.sd_scale > 0.0):
            said = f"{self.slope_sd:g} and {self.sd_scale:g}"
            raise OptionError(f"priors of slopes and of the baselines' SD need scales above 0, got {said}")

    @property
    def name(self) -> str:
        return f"{self.spread}, with {self.slopes} slopes"

    @property
    def count(self) -> int:
        """How many slopes there are."""
        return 1 if self.slopes == "shared" else self.treatments - 1

    def of_slopes(self, more: Array) -> Array:
        """(n,) the slope of each treatment, 0 for the reference."""
        return np.concatenate([[0.0], np.broadcast_to(more[: self.count], (self.treatments - 1,))])

    def loading(self) -> Array:
        """(n, count): which slope is each treatment's."""
        own = np.ones((self.treatments - 1, 1)) if self.slopes == "shared" else np.eye(self.treatments - 1)
        return np.vstack([np.zeros((1, self.count)), own])

    def start(self, predictor: Array) -> Array:
        slopes = np.zeros(self.count)
        if self.spread == "flat":
            return slopes
        return np.concatenate([slopes, [predictor.mean(), math.log(max(float(predictor.std()), LEAST_SD))]])

    def allows(self, more: Array) -> bool:
        """Slopes and an SD within what anybody has seen: where a step leads beyond it, it leads astray."""
        inside = np.abs(more[: self.count]).max() < STEEPEST
        return bool(inside) and (self.spread == "flat" or abs(float(more[-1])) < EXTREME_LOG_SD)

    def line(self, arms: StudyArms, more: Array) -> Line:
        slope = self.of_slopes(more)[arms.treatment]
        return Line(1.0 + slope, -slope * self.centre)

    def terms(self, mu: Array, more: Array) -> Terms:
        if self.spread == "flat":
            return np.zeros_like(mu), np.zeros_like(mu), np.zeros_like(mu)
        mean, log_sd = more[self.count :]
        sd = math.exp(log_sd)
        z = (mu - mean) / sd
        return -0.5 * z * z - log_sd - 0.5 * math.log(2.0 * math.pi), -z / sd, np.full_like(mu, -1.0 / sd**2)

    def moved(self, mu: Array, arms: StudyArms, more: Array) -> Array:
        loading = self.loading()[arms.treatment]
        apart = mu[arms.study] - self.centre
        found = np.zeros((*apart.shape, len(more)))
        found[..., : self.count] = apart[..., None] * loading.reshape(len(loading), *(1,) * (mu.ndim - 1), self.count)
        return found

    def beside(self, mu: Array, more: Array) -> Beside:
        k = len(more)
        first, second = np.zeros((*mu.shape, k)), np.zeros((*mu.shape, k, k))
        if self.spread == "normal":
            mean, log_sd = more[self.count :]
            sd = math.exp(log_sd)
            z = (mu - mean) / sd
            first[..., -2], first[..., -1] = z / sd, z * z - 1.0
            second[..., -2, -2] = -1.0 / sd**2
            second[..., -2, -1] = second[..., -1, -2] = -2.0 * z / sd
            second[..., -1, -1] = -2.0 * z * z
        return Beside(first, second, np.zeros_like(first))

    def prior(self, more: Array) -> tuple[float, Array, Array]:
        """Normal slopes, a flat mean, a half-normal SD (with the speed of its logarithm)."""
        slope, bend = np.zeros(len(more)), np.zeros((len(more), len(more)))
        b, places = more[: self.count], np.arange(self.count)
        slope[: self.count], bend[places, places] = -b / self.slope_sd**2, -1.0 / self.slope_sd**2
        value = -0.5 * float(b @ b) / self.slope_sd**2
        if self.spread == "normal":
            square = math.exp(2.0 * more[-1]) / self.sd_scale**2
            value += float(more[-1]) - 0.5 * square
            slope[-1], bend[-1, -1] = 1.0 - square, -2.0 * square
        return value, slope, bend
