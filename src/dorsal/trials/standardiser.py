"""The standard deviation by which the printed differences of one study are divided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from dorsal.trials import continuous, standard_error
from dorsal.trials.arm_summary import CROSSOVER, ScoreArm
from dorsal.trials.combine import added, pooled_sd
from dorsal.trials.difference import Difference, Standardiser
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.printed import clustering
from dorsal.trials.study import Study


@dataclass(frozen=True, slots=True)
class _Found:
    sd: float
    how: str
    assumed: bool = False
    rows: tuple[str, ...] = ()


def standardiser(
    study: Study,
    differences: Sequence[Difference],
    arms: Sequence[ScoreArm],
    people: Mapping[str, int],
    options: EffectOptions,
) -> Standardiser | None:
    """One standard deviation for all differences in points, so that a study's standardised differences add up.

    From the arms' own standard deviations where their rows are at hand; else from those the contrast rows print; else
    recovered from the standard errors and the numbers in the arms (Cochrane Handbook 6.5.2.3; 23.2.7 for cross-over
    trials). None where nothing of this can be had.
    """
    in_points = [d for d in differences if d.unit == "points"]
    within = options.correlation if study.design == CROSSOVER else None
    found = _from_arms(arms) or _from_rows(in_points) or _recovered(in_points, people, within)
    if found is None:
        return None
    total, df = _people_and_df(in_points, people, within is not None)
    how = f"divided by a standard deviation of {found.sd:.4g}, {found.how}"
    if total is None or df is None:
        how += "; no small-sample correction, for the numbers in the arms are not all known"
        return Standardiser(sd=found.sd, how=how, assumed=True, rows=found.rows)
    return Standardiser(
        sd=found.sd,
        factor=continuous.exact_j(df) if options.measure == "SMD" else 1.0,
        curvature=_curvature(total, df, options.measure, within),
        how=how,
        assumed=found.assumed,
        rows=found.rows,
    )


def _curvature(total: float, df: float, measure: str, within: float | None) -> float:
    if within is not None:
        return 2.0 * (1.0 - within) / (2.0 * total)
    return continuous.exact_k(df) if measure == "SMD" else 1.0 / (2.0 * total)


def _people_and_df(
    differences: Sequence[Difference], people: Mapping[str, int], crossover: bool
) -> tuple[float | None, float | None]:
    """People in the arms and the degrees of freedom within them; None where a number is not known, or too small."""
    names = list(dict.fromkeys(arm.name for d in differences for arm in (d.first, d.second)))
    if crossover:
        # every arm holds the same people
        largest = max((people.get(name, 0) for name in names), default=0)
        return (largest, largest - 1.0) if largest > 2 else (None, None)
    total = added(people.get(name) for name in names)
    return (None, None) if total is None or total - len(names) < 2 else (total, total - len(names))


def _from_arms(arms: Sequence[ScoreArm]) -> _Found | None:
    usable = [(a.size, a.score_sd) for a in arms if a.size is not None and a.size > 1 and a.score_sd is not None]
    if not usable:
        return None
    rows = tuple(row for a in arms for row in a.rows)
    assumed = any(derivation.assumed for a in arms for derivation in a.derived)
    sd = pooled_sd([size for size, _ in usable], [sd for _, sd in usable])
    return _Found(sd, f"pooled over the arms in {', '.join(rows)}", assumed, rows)


def _from_rows(differences: Sequence[Difference]) -> _Found | None:
    printed = [d.result.sd for d in differences if d.result is not None and d.result.sd is not None]
    if not printed:
        return None
    return _Found(sqrt(sum(sd * sd for sd in printed) / len(printed)), "as printed beside the difference")


def _recovered(differences: Sequence[Difference], people: Mapping[str, int], within: float | None) -> _Found | None:
    squares = weights = 0.0
    rows = []
    for d in differences:
        n1, n2 = people.get(d.first.name), people.get(d.second.name)
        if n1 is None or n2 is None or d.result is None:
            continue
        # clustering inflates the standard error, not the spread of scores
        se = sqrt(d.variance / clustering(d.result)[0])
        if within is None:
            sd = standard_error.pooled_sd_from_se(se, n1, n2)
        else:
            sd = standard_error.paired_sd_from_se(se, max(n1, n2), within)
        weight = max(n1 + n2 - 2.0, 1.0)
        squares, weights = squares + weight * sd * sd, weights + weight
        rows.append(d)
    if not rows:
        return None
    how = "recovered from the standard error of the difference and the numbers in the arms (Cochrane Handbook 6.5.2.3)"
    adjusted = any(d.result is not None and d.result.adjusted != "no" for d in rows)
    if adjusted:
        how += "; the difference is or may be adjusted, and then the true one is larger"
    derived = any(part.assumed for d in rows for part in d.derived)
    return _Found(sqrt(squares / weights), how, adjusted or derived or within is not None)
