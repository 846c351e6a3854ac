"""How people fare without the treatment: the later scores of control arms, by where people started.

Every control arm i draws a line for the mean score of people who start at b: a_i + slope x b. The slope is one
(`care.slope`); the intercepts vary between settings, a_i ~ N(a, tau^2), and are estimated with their arms' errors.
A new setting has an intercept of its own. Flat prior on a, half-normal prior on tau, integrated on a grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from scipy.special import ndtri

from dorsal.care.bounded import Bounded
from dorsal.care.control_arm import LEAST_LEFT, ControlArm
from dorsal.care.slope import Slope
from dorsal.errors import EvidenceError
from dorsal.trials.contrast import Array
from dorsal.trials.left_out import LeftOut

TAU_SCALE = 10.0
"""Of the half-normal prior on how settings differ, in points of 0-100: half of it is below 6.7, 95 % below 20."""
TAU_NODES = 80
TWO_SD = 1.96
DRAWS = 1000


@dataclass(frozen=True, kw_only=True)
class Course:
    """The natural course of one outcome to one window, in points of 0-100. Draws belong to a new setting."""

    outcome: str
    window: str
    population: str
    """Whom it is for: how long they have had the complaint."""
    populations: tuple[str, ...]
    """Of the trials that it comes from."""
    treatments: tuple[str, ...]
    """What their control arms got."""
    start_mean: float
    start_sd: float | None
    """None where no arm prints it."""
    end_mean: float
    """Of people who start at `start_mean`, in the average setting."""
    se: float
    """Of `end_mean`."""
    tau: float
    """Standard deviation between settings, posterior mean."""
    slope: Slope
    residual_sd: float
    """Spread between people with the same start."""
    intercepts: Array = field(repr=False)
    """(draws,) in a new setting."""
    slopes: Array = field(repr=False)
    scores: Bounded
    arms: tuple[str, ...]
    """Rows."""
    studies: tuple[str, ...]
    people: int
    notes: tuple[str, ...]
    stand_ins: bool = False
    """Whether other people, other care or other trials' starts stand in for those asked for; `notes` say which."""
    left_out: tuple[LeftOut, ...] = ()

    @property
    def end_sd(self) -> float:
        """Spread of later scores over people who start as those of the trials did."""
        if self.start_sd is None:
            return self.residual_sd / sqrt(max(1.0 - self.slope.mean**2, LEAST_LEFT**2))
        return sqrt(self.residual_sd**2 + (self.slope.mean * self.start_sd) ** 2)

    @property
    def correlation(self) -> float:
        """Between first and later scores; the slope itself where the spread at the start is not known."""
        return self.slope.mean * (1.0 if self.start_sd is None else self.start_sd / self.end_sd)

    @property
    def usual_starts(self) -> tuple[float, float]:
        """Where 95 % of the trials' people started, by a normal distribution; the line is known for these."""
        reach = TWO_SD * (self.end_sd if self.start_sd is None else self.start_sd)
        return max(0.0, self.start_mean - reach), min(100.0, self.start_mean + reach)

    def means(self, start: float) -> Array:
        """(draws,) mean later score of people who start here, in a new setting; before any treatment."""
        return self.intercepts + self.slopes * start


def course(
    arms: Sequence[ControlArm],
    slope: Slope,
    rng: np.random.Generator,
    *,
    outcome: str,
    window: str,
    population: str,
    spread_of: Sequence[ControlArm] = (),
    notes: Sequence[str] = (),
    stand_ins: bool = False,
    left_out: Sequence[LeftOut] = (),
    tau_scale: float = TAU_SCALE,
    draws: int = DRAWS,
) -> Course:
    """Pool the arms. Raises EvidenceError if there are none, or none that prints a spread.

    `spread_of`: arms that tell how far people spread, such as those of other windows; empty for the same arms.
    """
    spreading = spread_of or arms
    start_sd = _start_sd(spreading)
    residual = _residual_sd(spreading, slope.mean, start_sd)
    people = sum(arm.n for arm in arms)
    start_mean = sum(arm.n * arm.start.mean for arm in arms) / people
    slopes = slope.mean + slope.sd * _normal(rng, draws)
    mean, tau, new = _intercepts(arms, slopes, residual, rng, tau_scale)
    at_start = mean + slopes * start_mean
    return Course(
        outcome=outcome,
        window=window,
        population=population,
        populations=tuple(dict.fromkeys(arm.population for arm in arms)),
        treatments=tuple(dict.fromkeys(arm.treatment for arm in arms)),
        start_mean=start_mean,
        start_sd=start_sd,
        end_mean=float(at_start.mean()),
        se=float(at_start.std()),
        tau=float(tau.mean()),
        slope=slope,
        residual_sd=residual,
        intercepts=new,
        slopes=slopes,
        scores=Bounded.like(_mean_end(spreading), residual),
        arms=tuple(dict.fromkeys(row for arm in arms for row in arm.sources)),
        studies=tuple(dict.fromkeys(arm.study for arm in arms)),
        people=people,
        notes=tuple(notes),
        stand_ins=stand_ins,
        left_out=tuple(left_out),
    )


def _start_sd(arms: Sequence[ControlArm]) -> float | None:
    """Of those arms that tell it: the root of the mean variance, weighted by people."""
    known = [(arm.n, arm.start.sd) for arm in arms if arm.start.sd is not None]
    return sqrt(sum(n * sd**2 for n, sd in known) / sum(n for n, _ in known)) if known else None


def _residual_sd(arms: Sequence[ControlArm], slope: float, start_sd: float | None) -> float:
    """The root of the mean residual variance, weighted by people; an arm's own spread at the start comes first."""
    found = ((arm.n, arm.residual_sd(slope, arm.start.sd or start_sd)) for arm in arms)
    known = [(n, sd) for n, sd in found if sd is not None]
    if not known:
        raise EvidenceError("no control arm with a spread tells the course; give the standard deviation of one")
    return sqrt(sum(n * sd**2 for n, sd in known) / sum(n for n, _ in known))


def _mean_end(arms: Sequence[ControlArm]) -> float:
    """Mean later score of all their people."""
    return sum(arm.n * arm.end for arm in arms) / sum(arm.n for arm in arms)


def _normal(rng: np.random.Generator, count: int) -> Array:
    """Standard normal numbers, one from each of `count` slices of equal probability, in random order."""
    slices = (np.arange(count) + rng.random(count)) / count
    return np.asarray(ndtri(rng.permutation(slices)), dtype=np.float64)


def _intercepts(
    arms: Sequence[ControlArm], slopes: Array, residual: float, rng: np.random.Generator, tau_scale: float
) -> tuple[Array, Array, Array]:
    """For every slope a draw of the mean intercept, of tau, and of a new setting's intercept."""
    a = np.stack([arm.intercept(slopes) for arm in arms], axis=1)
    v = np.stack([arm.variance(slopes, residual) for arm in arms], axis=1)
    grid = tau_scale * ndtri(0.5 + 0.5 * (np.arange(TAU_NODES) + 0.5) / TAU_NODES)
    log_weight, _, _ = given_tau(a[:, None, :], v[:, None, :], grid[None, :])
    share = np.cumsum(np.exp(log_weight - log_weight.max(axis=1, keepdims=True)), axis=1)
    points = rng.permutation((np.arange(len(slopes)) + rng.random(len(slopes))) / len(slopes))
    tau = grid[np.argmax(share >= points[:, None] * share[:, -1:], axis=1)]
    _, mean, se = given_tau(a, v, tau)
    drawn = mean + se * _normal(rng, len(slopes))
    return drawn, tau, drawn + tau * _normal(rng, len(slopes))


def given_tau(a: Array, v: Array, tau: Array) -> tuple[Array, Array, Array]:
    """Of intercepts a and their variances v (..., arms): log marginal likelihood of tau, mean and its error.

    The mean is flat a priori and integrated out (Gelman et al., Bayesian Data Analysis 3rd ed., equation 5.21).
    """
    w = 1.0 / (v + tau[..., None] ** 2)
    total = w.sum(axis=-1)
    mean = (w * a).sum(axis=-1) / total
    rest = (w * (a - mean[..., None]) ** 2).sum(axis=-1)
    log_weight = 0.5 * (np.log(w).sum(axis=-1) - np.log(total) - rest)
    return log_weight, mean, np.sqrt(1.0 / total)
