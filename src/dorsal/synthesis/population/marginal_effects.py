"""What becomes of a population: its average risks under each treatment, and what compares them.

Average (marginal) effects: risks are averaged over the population first, and compared then. Odds ratios made so are
nearer to 1 than the odds ratio of a person, even where that is the same for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsal.errors import OptionError
from dorsal.synthesis.population.adjusted_posterior import AdjustedPosterior
from dorsal.synthesis.population.arrow import Block
from dorsal.synthesis.population.target import Target
from dorsal.trials.contrast import Array

STEPS = 60
FAR = 40.0
"""No predictor of a risk is as far from 0."""
BLOCK = 100
"""Draws that are taken at once."""


@dataclass(frozen=True, kw_only=True)
class MarginalEffects:
    """Average outcomes in a population by treatment, in draws from the posterior."""

    treatments: tuple[str, ...]
    expected: Array
    """(D, n) risks, or rates, with each treatment; the first is the reference."""

    @cached_property
    def ratio(self) -> Array:
        """(D, n) risk or rate ratios against the reference."""
        return np.asarray(self.expected / self.expected[:, :1], dtype=np.float64)

    @cached_property
    def odds_ratio(self) -> Array:
        """(D, n)"""
        odds = self.expected / (1.0 - self.expected)
        return np.asarray(odds / odds[:, :1], dtype=np.float64)

    @cached_property
    def difference(self) -> Array:
        """(D, n) risks less that of the reference."""
        return np.asarray(self.expected - self.expected[:, :1], dtype=np.float64)


def marginal_effects(
    posterior: AdjustedPosterior, drawn: Block, target: Target, *, baseline: float | None = None
) -> MarginalEffects:
    """Average risks (or rates) in a target for draws of the parameters.

    `baseline`: the average risk (or rate) there with the reference; None for that of the study whose population it is.
    Of rates, ratios need none: 1 is taken. Raises OptionError where one is needed and not given, and for mean scores.
    """
    family, layout = posterior.model.arms.family, posterior.layout
    if family.kind == "normal":
        raise OptionError("of mean scores the average effect is the effect: there is nothing to average over")
    if baseline is not None and not (baseline > 0.0 and (family.kind == "poisson" or baseline < 1.0)):
        raise OptionError(f"a baseline is a risk between 0 and 1, or a rate above 0, got {baseline:g}")
    place = posterior.model.arms.studies.index(target.study) if target.study else None
    if place is None and baseline is None and family.kind != "poisson":
        raise OptionError(f"the risk with {layout.treatments[0]} in {target.name} is needed as a baseline")
    rows = layout.rows(target.points.x)
    found = []
    for begin in range(0, len(drawn.shared), BLOCK):
        shared = drawn.shared[begin : begin + BLOCK]
        slopes = np.einsum("krq,dq->dkr", layout.taken, shared)
        predictor = np.einsum("nr,dkr->dkn", rows, slopes)
        if baseline is not None or place is None:
            own = _intercept(posterior, predictor[:, 0], target.points.weight, 1.0 if baseline is None else baseline)
        else:
            own = drawn.study[begin : begin + BLOCK, place]
        found.append(family.response(predictor + own[:, None, None])[0] @ target.points.weight)
    return MarginalEffects(treatments=layout.treatments, expected=np.concatenate(found))


def _intercept(posterior: AdjustedPosterior, predictor: Array, weight: Array, baseline: float) -> Array:
    """(D,) the intercept with which the average over predictors (D, N) is the baseline, by bisection."""
    response = posterior.model.arms.family.response
    low, high = (np.full(len(predictor), way * FAR) - np.median(predictor, axis=1) for way in (-1.0, 1.0))
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        above = response(predictor + middle[:, None])[0] @ weight > baseline
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(0.5 * (low + high), dtype=np.float64)
