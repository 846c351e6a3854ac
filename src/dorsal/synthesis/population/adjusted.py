"""ML-NMR: people and aggregate arms in one model, and the effects in any population (Phillippo et al. 2020).

Given tau the parameters are taken for normal at their mode (synthesis.population.mixed_model), and tau is integrated
out as for contrasts. The residual SD of scores is that around each study's own regression, and is taken as known,
as everywhere in meta-analysis.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from dorsal.errors import EvidenceError, OptionError
from dorsal.synthesis.bayes.plausible import ON_LOGS
from dorsal.synthesis.bayes.posterior import existing_moments
from dorsal.synthesis.bayes.prior import TauPrior
from dorsal.synthesis.bayes.quadrature import Rule, integrate
from dorsal.synthesis.population.adjusted_posterior import AdjustedPosterior
from dorsal.synthesis.population.arm_terms import ArmsTerms, AveragedArms, CountedPeople, ScoreTerms
from dorsal.synthesis.population.layout import Layout, layout_of
from dorsal.synthesis.population.mixed_arms import MixedArms, PeopleArm
from dorsal.synthesis.population.mixed_model import MixedModel, Mode
from dorsal.synthesis.population.points import copula_points
from dorsal.synthesis.population.settings import Settings
from dorsal.trials.contrast import Array

TOLERANCE = 1e-6
MOST_POINTS = 8192
POINTS_ERROR = 0.01
"""What twice the points may change, in posterior SDs."""


def adjusted(arms: MixedArms, tau: TauPrior | None, settings: Settings | None = None) -> AdjustedPosterior:
    """The posterior of effects and coefficients; `tau` None: common effects.

    Raises OptionError for a setting or a prior that does not suit, EvidenceError for a study with too few people,
    NetworkError where an effect is infinite, NotSettled as it says.
    """
    settings = settings or Settings()
    layout = layout_of(
        arms.treatments,
        arms.covariates,
        centre=arms.centre,
        scale=arms.scale,
        prognostic=settings.prognostic,
        interaction=settings.interaction,
        classes=settings.classes,
        control=settings.control,
    )
    count = settings.points
    model = _model(arms, layout, settings, count)
    mode, error = model.known(0.0), 0.0
    while arms.aggregate and arms.covariates and arms.family.kind != "normal":
        finer = _model(arms, layout, settings, 2 * count)
        moved = finer.known(0.0, mode.at)
        error = float(np.abs((moved.at.shared - mode.at.shared) / np.sqrt(np.diagonal(moved.cov))).max(initial=0.0))
        if error <= POINTS_ERROR or 2 * count >= MOST_POINTS:
            break
        model, mode, count = finer, moved, 2 * count
    rule = None if tau is None else _rule(model, tau, mode)
    return AdjustedPosterior(
        model=model,
        modes=(mode,) if rule is None else rule.known,
        weight=np.ones(1) if rule is None else rule.weight,
        coarse=np.ones(1) if rule is None else rule.coarse,
        prior=tau,
        rule=rule,
        moments=moments_of(arms, tau),
        settings=settings,
        points=count,
        points_error=error,
    )


def moments_of(arms: MixedArms, tau: TauPrior | None) -> float:
    """The highest power of tau that has a posterior mean."""
    return math.inf if tau is None else existing_moments(tau, max(0, replicates(arms)), ON_LOGS * arms.unit)


def replicates(arms: MixedArms) -> int:
    """How many comparisons beyond the first of each kind tell of heterogeneity: arms less studies less effects."""
    return len(arms.arms) - len(arms.studies) - (len(arms.treatments) - 1)


def _rule(model: MixedModel, tau: TauPrior, mode: Mode) -> Rule[Mode]:
    """The nodes of tau. Each search begins where the nearest one before ended."""
    if tau.tail == 0.0:
        raise OptionError(f"arms say little on a large tau, so it needs a prior that falls or ends, not {tau.name}")
    measure = model.arms.family.measure
    if tau.measures and measure not in tau.measures:
        raise OptionError(f"the prior {tau.name} was derived for {' and '.join(tau.measures)}, not {measure}")
    errors = model.standard_errors(mode)
    heights, moments = _heights(model, tau, mode, errors.smallest), moments_of(model.arms, tau)
    return integrate(tau.axis(errors), heights, tolerance=TOLERANCE, moments=min(2.0, moments))


def _heights(model: MixedModel, tau: TauPrior, first: Mode, smallest: float) -> Callable[[float], tuple[float, Mode]]:
    seen = {0.0: first}
    zero = 1e-7 * smallest / math.sqrt(len(model.arms.arms))

    def height(value: float) -> tuple[float, Mode]:
        log_prior = float(tau.log_density(np.array([value]))[0])
        scale = value if value > zero else 0.0
        if scale > 20.0 * model.arms.unit:
            return -math.inf, seen[min(seen, key=lambda t: abs(t - scale))]
        if scale not in seen:
            seen[scale] = model.known(scale, seen[min(seen, key=lambda t: abs(t - scale))].at)
        return seen[scale].log_likelihood + log_prior, seen[scale]

    return height


def _model(arms: MixedArms, layout: Layout, settings: Settings, count: int) -> MixedModel:
    parts: list[ArmsTerms] = []
    if arms.people:
        parts.append(_of_people(arms, layout))
    if arms.aggregate:
        parts.append(_of_aggregates(arms, layout, count))
    return MixedModel(arms=arms, layout=layout, parts=tuple(parts), precision=_precision(arms, layout, settings))


def _precision(arms: MixedArms, layout: Layout, settings: Settings) -> Array:
    """(q, q): independent normal priors on coefficients, and on effects against the control, whatever the reference."""
    precision: Array = np.eye(layout.size) * (settings.prior_coefficient * arms.unit) ** -2.0
    precision[: layout.n, : layout.n] = 0.0
    if settings.prior_effect is not None:
        against = layout.against_control
        precision[: layout.n, : layout.n] = against.T @ against * settings.prior_effect**-2.0
    return precision


def _of_aggregates(arms: MixedArms, layout: Layout, count: int) -> AveragedArms:
    rows, weights = [], []
    for arm in arms.aggregate:
        if arms.family.kind == "normal":  # linear, so that the mean stands for all
            rows.append(layout.rows(arm.mean[None]))
            weights.append(np.ones(1))
            continue
        points = copula_points(arm.mean, arm.sd, arms.margins, arms.correlation, count)
        rows.append(layout.rows(points.x))
        weights.append(points.weight)
    return AveragedArms(
        family=arms.family,
        rows=np.array(rows),
        weight=np.array(weights),
        y=np.array([arm.y for arm in arms.aggregate], dtype=np.float64),
        size=np.array([arm.size for arm in arms.aggregate], dtype=np.float64),
    )


def _of_people(arms: MixedArms, layout: Layout) -> ArmsTerms:
    rows = [layout.rows(arm.x) for arm in arms.people]
    if arms.family.kind != "normal":
        return CountedPeople(
            family=arms.family,
            rows=tuple(rows),
            events=tuple(arm.y for arm in arms.people),
            size=tuple(arm.size for arm in arms.people),
        )
    sd = residual_sds(arms.people, rows, layout)
    return ScoreTerms(
        gram=np.array([r.T @ r / sd[a.study] ** 2 for a, r in zip(arms.people, rows, strict=True)]),
        moment=np.array([r.T @ a.y / sd[a.study] ** 2 for a, r in zip(arms.people, rows, strict=True)]),
        square=np.array([a.y @ a.y / sd[a.study] ** 2 for a in arms.people]),
    )


def residual_sds(people: Sequence[PeopleArm], rows: Sequence[Array], layout: Layout) -> Mapping[str, float]:
    """The SD of scores around each study's own regression on its arms and covariates, with their interactions.

    Raises EvidenceError where a study has no more people than coefficients.
    """
    found = {}
    for study in dict.fromkeys(arm.study for arm in people):
        own = [(arm, r) for arm, r in zip(people, rows, strict=True) if arm.study == study]
        width = layout.size + len(own)
        design = np.zeros((sum(len(r) for _, r in own), width))
        y, begin = np.concatenate([arm.y for arm, _ in own]), 0
        for place, (arm, r) in enumerate(own):
            part = slice(begin, begin + len(r))
            design[part, : layout.size] = r @ layout.taken[layout.treatments.index(arm.treatment)]
            design[part, layout.size + place] = 1.0
            begin += len(r)
        fitted, _, rank, _ = np.linalg.lstsq(design, y, rcond=None)
        df = len(y) - int(rank)
        variance = float(((y - design @ fitted) ** 2).sum()) / df if df > 0 else 0.0
        if not variance > 0.0:
            raise EvidenceError(
                f"study {study}: {len(y)} people are too few for {int(rank)} coefficients, or their scores are alike"
            )
        found[study] = math.sqrt(variance)
    return found
