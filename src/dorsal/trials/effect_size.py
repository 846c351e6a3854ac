"""From the results of one study to its contrasts, with their covariance.

A thin shell: it names rows, gathers derivations and says what was left out; the arithmetic lives beside it in files
of plain numbers and arrays (`standard_error`, `moments`, `combine`, `continuous`, `binary`, `rate`, `covariance`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dorsal.trials.arm_contrast import Effects, from_arms
from dorsal.trials.arm_summary import arm_summaries
from dorsal.trials.contrast import Contrast
from dorsal.trials.correlated_arms import CONTRASTS_TAKEN, of_study
from dorsal.trials.effect_options import MEASURES, RATIO_MEASURES, EffectOptions
from dorsal.trials.left_out import LeftOut, Unusable
from dorsal.trials.printed_contrast import from_differences
from dorsal.trials.scale import Scale
from dorsal.trials.study import Result, Study
from dorsal.trials.treatment import components

__all__ = ["MEASURES", "RATIO_MEASURES", "EffectOptions", "study_contrasts"]

COUNTED_TWICE = "the same people counted twice (factorial trial)"


def study_contrasts(
    study: Study, results: Sequence[Result], scales: Mapping[str, Scale], options: EffectOptions
) -> tuple[tuple[Contrast, ...], tuple[LeftOut, ...]]:
    """The contrasts of one study, and every row of `results` that is in none of them, with the reason.

    `results` are number sets of one outcome at one time. Printed contrasts go before rows of the same arms, which then
    tell the covariance. One Contrast for each set of arms that share arms. Differences are turned so that negative
    favours the first (`Scale.sign`); ratios are logarithms. Raises EvidenceError, naming the row or the study and the
    way out, where printed numbers contradict each other.
    """
    out: dict[str, str] = {}
    chosen = _one_scale(results, out)
    if not chosen:
        return (), ()
    options = of_study(study, options)
    scale, people = scales.get(chosen[0].scale), _people(chosen)
    pairs = _once(sorted((r for r in chosen if r.is_contrast), key=lambda r: r.adjusted != "yes"), out)
    arms = arm_summaries(study.design, _once([r for r in chosen if not r.is_contrast], out), people, options, out)
    found: list[Effects] = []
    if pairs and options.arm_correlation:
        out.update((row, CONTRASTS_TAKEN) for summary in arms for row in summary.rows)
        arms = []
    if pairs:
        found = from_differences(study, pairs, arms, people, scale, options, out)
    elif arms:
        try:
            found = [from_arms(arms, scale, options)]
        except Unusable as reason:
            out.update((row, str(reason)) for summary in arms for row in summary.rows)
    contrasts = tuple(_contrast(study, effects, chosen, options) for effects in _each_once(found, out))
    used = {row for contrast in contrasts for row in contrast.rows}
    return contrasts, tuple(LeftOut(row=row, study=study.id, reason=why) for row, why in out.items() if row not in used)


def _one_scale(results: Sequence[Result], out: dict[str, str]) -> list[Result]:
    """The rows on the scale that most rows are on: points of two scales cannot be subtracted."""
    counts = Counter(result.scale for result in results)
    if len(counts) < 2:
        return list(results)
    best = max(counts, key=lambda scale: counts[scale])
    reason = f"on another scale than most rows of the study, which are on {best}"
    out.update((result.row, reason) for result in results if result.scale != best)
    return [result for result in results if result.scale == best]


def _people(results: Iterable[Result]) -> dict[str, int]:
    """People by arm, from whichever row prints them first."""
    people: dict[str, int] = {}
    for result in results:
        for arm in result.arms:
            if arm.n is not None:
                people.setdefault(arm.name, arm.n)
    return people


def _once(results: Iterable[Result], out: dict[str, str]) -> list[Result]:
    """The first row of every arm, or of every two arms."""
    first: dict[frozenset[str], Result] = {}
    for result in results:
        kept = first.setdefault(frozenset(arm.name for arm in result.arms), result)
        if kept is not result:
            what = "the same two arms stand" if result.is_contrast else "the same arm stands"
            out[result.row] = f"{what} in {kept.row}"
    return list(first.values())


def _each_once(found: Sequence[Effects], out: dict[str, str]) -> list[Effects]:
    """Without pieces all of whose components are in others: margins of a factorial trial go before its cells."""
    kept: list[Effects] = []
    seen: set[str] = set()
    for effects in sorted(found, key=lambda e: max(len(components(t)) for t in e.treatments)):
        own = {part for treatment in effects.treatments for part in components(treatment)}
        if kept and own <= seen:
            out.update((row, COUNTED_TWICE) for row in effects.rows)
        else:
            kept.append(effects)
            seen |= own
    return kept


def _contrast(study: Study, effects: Effects, results: Sequence[Result], options: EffectOptions) -> Contrast:
    rows = set(effects.rows)
    used = [result for result in results if result.row in rows]
    return Contrast(
        study=study.id,
        treatments=effects.treatments,
        effect=effects.effect,
        cov=effects.cov,
        measure=options.measure,
        n=effects.n,
        rows=effects.rows,
        derived=effects.derived,
        use="main" if all(result.use == "main" for result in used) else "sensitivity",
        covariates={
            "population": study.population,
            "year": study.year,
            "bias": study.bias.overall,
            "grade": max(result.grade for result in used),
            **study.covariates,
        },
    )
