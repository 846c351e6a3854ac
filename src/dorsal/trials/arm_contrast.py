"""The arms of one study, made into effects against its first treatment with their exact covariance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dorsal.trials import continuous
from dorsal.trials.arm_summary import (
    CountArm,
    Derivations,
    OrderedArm,
    ScoreArm,
    Summary,
    counted_together,
    ordered_together,
    together,
)
from dorsal.trials.binary import ZeroCells, risk_points
from dorsal.trials.contrast import Array, Derivation
from dorsal.trials.correlated_arms import check_correlated, correlated
from dorsal.trials.covariance import against_first
from dorsal.trials.difference import Unit, per_point
from dorsal.trials.effect_options import EFFICACIES, FROM_RATES, STANDARDISED, EffectOptions
from dorsal.trials.left_out import Unusable
from dorsal.trials.ordinal import proportional_odds
from dorsal.trials.rate import rate_points
from dorsal.trials.scale import Scale

SAME_TREATMENT = "both arms are the same treatment"
ALONE = "a single arm, with no other arm to compare it with"


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """Effects of treatments[1:] against treatments[0] on the analysis scale: a Contrast without its study."""

    treatments: tuple[str, ...]
    effect: Array
    cov: Array
    n: tuple[int | None, ...]
    rows: tuple[str, ...]
    derived: Derivations = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Points:
    """By arm: its point (mean, log odds ...), its variance, and in what they are."""

    value: Sequence[float]
    variance: Sequence[float]
    unit: Unit
    derived: Derivations = ()


def from_arms(arms: Sequence[Summary], scale: Scale | None, options: EffectOptions) -> Effects:
    """Effects of arms on `options.measure`; arms with the same treatment are made one first.

    The covariance of independent arms is exact: diag(v) + v_0. Raises Unusable where there is nothing to compare or
    the numbers do not give the measure.
    """
    groups: dict[str, list[Summary]] = {}
    for summary in arms:
        groups.setdefault(summary.arm.treatment, []).append(summary)
    if len(groups) < 2:
        raise Unusable(ALONE if len(arms) < 2 else SAME_TREATMENT)
    if options.arm_correlation:
        check_correlated(arms, list(groups.values()), options)
    merged = [_merged(group) for group in groups.values()]
    ordered = [summary for summary in merged if isinstance(summary, OrderedArm)]
    if ordered:
        return _ordered(ordered, len(ordered) < len(merged))
    if options.measure in STANDARDISED:
        return _standardised(_scores(merged), scale, options)
    found = points(merged, options)
    factor, turned = orientation(merged, scale, options.measure) if found.unit == "points" else (1.0, ())
    effect, cov = against_first(found.value, found.variance, options.arm_correlation)
    more = (correlated(rows_of(merged), options.arm_correlation),) if options.arm_correlation else ()
    return _effects(merged, factor * effect, factor * factor * cov, (*found.derived, *turned, *more))


def _merged(group: Sequence[Summary]) -> Summary:
    if len(group) == 1:
        return group[0]
    ordered = [summary for summary in group if isinstance(summary, OrderedArm)]
    if ordered:
        return ordered_together(ordered)
    scores = _scores(group)
    return together(scores) if scores else counted_together(_counts(group))


def _scores(arms: Iterable[Summary]) -> list[ScoreArm]:
    return [summary for summary in arms if isinstance(summary, ScoreArm)]


def _counts(arms: Iterable[Summary]) -> list[CountArm]:
    return [summary for summary in arms if isinstance(summary, CountArm)]


def _effects(arms: Sequence[Summary], effect: Array, cov: Array, derived: Derivations) -> Effects:
    return Effects(
        treatments=tuple(summary.arm.treatment for summary in arms),
        effect=effect,
        cov=cov,
        n=tuple(summary.n for summary in arms),
        rows=rows_of(arms),
        derived=(*(part for summary in arms for part in summary.derived), *derived),
    )


def rows_of(arms: Iterable[Summary]) -> tuple[str, ...]:
    """The rows that these arms come from, each once."""
    return tuple(dict.fromkeys(row for summary in arms for row in summary.rows))


def points(arms: Sequence[Summary], options: EffectOptions) -> Points:
    """Each arm's point with its variance. Raises Unusable where the measure cannot be had from these arms."""
    scores = _scores(arms)
    if scores and options.measure == "ROM":
        return _log_means(scores)
    if scores:
        return Points(value=[a.mean for a in scores], variance=[a.se * a.se for a in scores], unit="points")
    return _count_points(_counts(arms), options)


def _log_means(arms: Sequence[ScoreArm]) -> Points:
    if any(a.is_change for a in arms):
        raise Unusable("a ratio of means needs scores, not changes from baseline")
    if any(a.mean <= 0 for a in arms):
        raise Unusable("a ratio of means needs means above 0 in every arm")
    pairs = [continuous.log_mean(a.mean, a.se) for a in arms]
    return Points(value=[p for p, _ in pairs], variance=[v for _, v in pairs], unit="measure")


def _count_points(arms: Sequence[CountArm], options: EffectOptions) -> Points:
    """Log odds, log risk, risk, arcsine, log rate or rate, zero cells by rule."""
    events = [a.events for a in arms]
    rules = ZeroCells(
        rule=options.zero_cells,
        increment=options.increment,
        double_zero=options.double_zero,
        risk_ratio_total=options.risk_ratio_total,
    )
    measure, constant = EFFICACIES.get(options.measure, options.measure), _constant_hazards(arms, options.measure)
    if measure in FROM_RATES:
        times = [a.person_time for a in arms if a.person_time is not None]
        value, variance, changed = rate_points(events, times, "IRR" if measure == "HR" else measure, rules)
    else:
        sizes = [a.size for a in arms if a.size is not None]
        value, variance, changed = risk_points(events, sizes, measure, rules)
    if not changed:
        return Points(value=value, variance=variance, unit="measure", derived=constant)
    cells = "the events" if measure in FROM_RATES else "every cell"
    amount = f"{options.increment:g}{' on average, by arm size,' if options.zero_cells == 'treatment_arm' else ''}"
    how = f"{amount} added to {cells} of every arm (rule {options.zero_cells})"
    derivation = Derivation(row=", ".join(rows_of(arms)), what="zero cell", how=how, assumed=True)
    return Points(value=value, variance=variance, unit="measure", derived=(*constant, derivation))


def _constant_hazards(arms: Sequence[CountArm], measure: str) -> Derivations:
    """What makes the ratio of two rates a hazard ratio."""
    if measure != "HR":
        return ()
    how = "the ratio of rates, which it is where hazards are constant"
    return (Derivation(row=", ".join(rows_of(arms)), what="hazard ratio", how=how, assumed=True),)


def orientation(arms: Sequence[Summary], scale: Scale | None, measure: str) -> tuple[float, Derivations]:
    """What points are multiplied by: the sign that makes negative favour the first, and MD100's points a point."""
    if measure != "MD100" and (scale is None or scale.sign > 0):
        return 1.0, ()
    factor, derived = 1.0, []
    row, code = ", ".join(rows_of(arms)), scale.code if scale else ""
    if scale is not None and scale.sign < 0:
        factor = -1.0
        how = f"sign turned, for {code} is better when higher"
        derived.append(Derivation(row=row, what="direction", how=how))
    if measure == "MD100":
        times = per_point(scale)
        factor *= times
        if times != 1.0:
            how = f"{code} rescaled to 0-100 (times {times:.4g})"
            derived.append(Derivation(row=row, what="difference", how=how))
    return factor, tuple(derived)


def _ordered(arms: Sequence[OrderedArm], mixed: bool) -> Effects:
    """Log odds ratios of a higher category, by proportional odds inside the study."""
    if mixed or len({tuple(people is None for people in arm.people) for arm in arms}) > 1:
        raise Unusable("its arms do not tell the same categories apart")
    people = [[count for count in arm.people if count is not None] for arm in arms]
    effect, cov = proportional_odds(people)
    how = (
        f"of a higher category, from {len(people[0])} categories by proportional odds, with thresholds of the study's "
        "own (McCullagh 1980)"
    )
    derived = Derivation(row=", ".join(rows_of(arms)), what="log odds ratio", how=how, assumed=len(people[0]) > 2)
    return _effects(arms, effect, cov, (derived,))


def _standardised(arms: list[ScoreArm], scale: Scale | None, options: EffectOptions) -> Effects:
    if options.measure == "SMD-GLASS" and options.control:
        arms = sorted(arms, key=lambda a: a.arm.treatment != options.control)
    sizes = [a.size for a in arms if a.size is not None]
    score_sd = [a.score_sd for a in arms if a.score_sd is not None]
    mean_sd = [a.sd for a in arms if a.sd is not None]
    if not len(sizes) == len(score_sd) == len(mean_sd) == len(arms):
        raise Unusable("a standardised difference needs the number of people in every arm")
    if sum(sizes) - len(sizes) < 2 or min(sizes) <= 1:
        raise Unusable("a standardised difference needs two people or more in every arm")
    sign, derived = orientation(arms, scale, options.measure)
    make = {"SMD": continuous.hedges, "SMD-D": continuous.cohen, "SMD-GLASS": continuous.glass}[options.measure]
    effect, cov = make(sizes, [sign * a.mean for a in arms], score_sd, mean_sd)
    if options.measure == "SMD-GLASS":
        how = f"in standard deviations of the arm with {arms[0].arm.treatment}"
        derived = (*derived, Derivation(row=", ".join(rows_of(arms)), what="standardised difference", how=how))
    return _effects(arms, effect, cov, derived)
