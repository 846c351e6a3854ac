"""What is believed of the studies' baselines: the predictor mu that the first treatment would have in each study.

Flat, as in NICE TSD 2, where only differences inside studies count; or normal with a mean and an SD that somebody
states, for baselines that are known to be alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from dorsal.errors import OptionError
from dorsal.synthesis.counts.arm_likelihood import Terms
from dorsal.synthesis.counts.arms import StudyArms
from dorsal.synthesis.exact.arm_terms import Beside
from dorsal.trials.contrast import Array


class Line(NamedTuple):
    """Predictors of arms at a baseline: stretch * mu + shift, (A,) each, beside the effects."""

    stretch: Array
    shift: Array


class Baselines(Protocol):
    """A distribution of baselines, and how predictors depend on them."""

    @property
    def name(self) -> str: ...
    @property
    def flat(self) -> bool:
        """Whether nothing is believed of a study's baseline but by its own arms."""

    def start(self, predictor: Array) -> Array:
        """(k,) where to start with the parameters of this distribution, given rough baselines (S,)."""

    def allows(self, more: Array) -> bool:
        """Whether the parameters can have these values."""

    def line(self, arms: StudyArms, more: Array) -> Line: ...
    def terms(self, mu: Array, more: Array) -> Terms:
        """log density of baselines (S, ...), with its first and second derivative."""

    def moved(self, mu: Array, arms: StudyArms, more: Array) -> Array:
        """(A, ..., k) derivative of predictors by the parameters, at baselines (S, ...)."""

    def beside(self, mu: Array, more: Array) -> Beside:
        """Derivatives of the log density at baselines (S, ...); the cross ones are not asked for."""

    def prior(self, more: Array) -> tuple[float, Array, Array]:
        """log prior of the parameters, up to a constant, with gradient (k,) and Hessian (k, k)."""


@dataclass(frozen=True, kw_only=True)
class FlatBaselines:
    """Every study's baseline is its own affair."""

    name = "flat"
    flat = True

    def start(self, predictor: Array) -> Array:
        del predictor
        return np.empty(0)

    def allows(self, more: Array) -> bool:
        del more
        return True

    def line(self, arms: StudyArms, more: Array) -> Line:
        del more
        return Line(np.ones(len(arms.study)), np.zeros(len(arms.study)))

    def terms(self, mu: Array, more: Array) -> Terms:
        del more
        return np.zeros_like(mu), np.zeros_like(mu), np.zeros_like(mu)

    def moved(self, mu: Array, arms: StudyArms, more: Array) -> Array:
        del more
        return np.empty((len(arms.study), *mu.shape[1:], 0))

    def beside(self, mu: Array, more: Array) -> Beside:
        del more
        return Beside(np.empty((*mu.shape, 0)), np.empty((*mu.shape, 0, 0)), np.empty((*mu.shape, 0)))

    def prior(self, more: Array) -> tuple[float, Array, Array]:
        del more
        return 0.0, np.empty(0), np.empty((0, 0))


FLAT = FlatBaselines()


@dataclass(frozen=True, kw_only=True)
class NormalBaselines(FlatBaselines):
    """mu ~ N(mean, sd^2), independent, on the scale of the link."""

    mean: float
    sd: float

    flat = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mean) and 0.0 < self.sd < math.inf):
            raise OptionError(
                f"prior on baselines: give a mean and an SD above 0, as in normal(-1,2); got {self.mean:g}, {self.sd:g}"
            )

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"normal({self.mean:.12g},{self.sd:.12g})"

    def terms(self, mu: Array, more: Array) -> Terms:
        del more
        z = (mu - self.mean) / self.sd
        height = -0.5 * z * z - math.log(self.sd) - 0.5 * math.log(2.0 * math.pi)
        return height, -z / self.sd, np.full_like(mu, -1.0 / self.sd**2)
