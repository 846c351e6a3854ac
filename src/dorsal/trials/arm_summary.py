"""What one arm of a study shows: the mean of its scores, or its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from dorsal.trials import moments, standard_error
from dorsal.trials.combine import added, combined_mean_sd, pooled_sd
from dorsal.trials.contrast import Derivation
from dorsal.trials.effect_options import (
    FROM_RATES,
    MEASURES,
    RISK_MEASURES,
    SCORE_MEASURES,
    STANDARDISED,
    EffectOptions,
)
from dorsal.trials.left_out import Unusable
from dorsal.trials.printed import clustering, fault, interval_se, interval_words, midpoint, need
from dorsal.trials.study import ORDERED, Arm, Result

Derivations = tuple[Derivation, ...]
CROSSOVER = "crossover"
COUNTED = ("events", "rate")


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoreArm:
    """Mean of one arm in points of its scale. `size` is the number of people after the design effect."""

    arm: Arm
    rows: tuple[str, ...]
    mean: float
    se: float
    n: int | None = None
    size: float | None = None
    sd: float | None = None
    """Standard deviation of what was averaged: scores, or changes."""
    score_sd: float | None = None
    """Standard deviation of scores: what a standardised difference divides by."""
    is_change: bool = False
    derived: Derivations = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CountArm:
    """Events in one arm, among people or over person-time, after the design effect."""

    arm: Arm
    rows: tuple[str, ...]
    events: float
    n: int | None = None
    size: float | None = None
    person_time: float | None = None
    derived: Derivations = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderedArm:
    """People in ordered categories in one arm."""

    arm: Arm
    rows: tuple[str, ...]
    people: tuple[int | None, ...]
    """By category, as in `Result.categories`."""
    derived: Derivations = ()

    @property
    def n(self) -> int:
        """All its people."""
        return sum(people or 0 for people in self.people)


Summary = ScoreArm | CountArm | OrderedArm


def arm_summaries(
    design: str, results: Sequence[Result], people: Mapping[str, int], options: EffectOptions, out: dict[str, str]
) -> list[Summary]:
    """What the arm rows of one study show, all of one kind. Rows that cannot be used go to `out` with the reason."""
    scores, counts = options.measure in SCORE_MEASURES, options.measure in RISK_MEASURES | FROM_RATES
    read: list[tuple[Result, Summary]] = []
    for result in results:
        if result.reported == ORDERED:
            _read_ordered(result, design, options, read, out)
            continue
        counted = result.reported in COUNTED
        if (counted and not counts) or (not counted and not scores):
            what = "events" if counted else "scores"
            out[result.row] = f"{what} of arms give no {MEASURES[options.measure]}"
            continue
        try:
            summary = (count_arm if counted else score_arm)(result, people, options)
        except Unusable as reason:
            out[result.row] = str(reason)
            continue
        read.append((result, _in_parallel(summary) if design == CROSSOVER and not options.arm_correlation else summary))
    return _one_kind(read, options, out) if scores else [summary for _, summary in read]


def _read_ordered(
    result: Result, design: str, options: EffectOptions, read: list[tuple[Result, Summary]], out: dict[str, str]
) -> None:
    """An arm of an ordered outcome, or why it does not enter."""
    if options.measure != "OR":
        out[result.row] = f"people in ordered categories give no {MEASURES[options.measure]}"
        return
    factor, _ = clustering(result)
    if factor != 1.0:
        out[result.row] = "people in ordered categories are not corrected for clustering here"
        return
    arm = OrderedArm(arm=result.arms[0], rows=(result.row,), people=result.categories)
    read.append((result, _in_parallel(arm) if design == CROSSOVER else arm))


def _in_parallel(summary: Summary) -> Summary:
    how = (
        "periods of a cross-over trial analysed as parallel arms, which widens the interval (Cochrane Handbook 23.2.6)"
    )
    more = Derivation(row=summary.rows[0], what="standard error", how=how, assumed=True)
    return replace(summary, derived=(*summary.derived, more))


def _one_kind(read: Sequence[tuple[Result, Summary]], options: EffectOptions, out: dict[str, str]) -> list[Summary]:
    """Final scores or changes, not both. Finals that print their baseline become changes if that makes all alike."""
    arms = [(result, summary) for result, summary in read if isinstance(summary, ScoreArm)]
    changes = [summary.is_change for _, summary in arms]
    able = [summary.is_change or can_change(summary, result) for result, summary in arms]
    if options.scores == "change" and options.measure != "ROM" and not all(changes) and all(able):
        return [s if s.is_change else as_change(s, result, options.correlation) for result, s in arms]
    keep = sum(changes) * 2 >= len(changes) and any(changes)
    for result, summary in arms:
        if summary.is_change != keep:
            words = ("a final score", "changes") if keep else ("a change", "final scores")
            out[result.row] = f"{words[0]} beside {words[1]} of the other arms, without a baseline to make them alike"
    return [summary for _, summary in arms if summary.is_change == keep]


def score_arm(result: Result, people: Mapping[str, int], options: EffectOptions) -> ScoreArm:
    """An arm's mean with its standard error. Raises Unusable where a number is missing; EvidenceError on faults."""
    arm = result.arms[0]
    n = people.get(arm.name)
    factor, derived = clustering(result)
    mean, sd, se, more = _mean_and_spread(result, n, options)
    summary = ScoreArm(
        arm=arm,
        rows=(result.row,),
        mean=mean,
        se=se * sqrt(factor),
        n=n,
        size=None if n is None else n / factor,
        sd=sd,
        score_sd=sd,
        is_change=result.reported.startswith("change"),
        derived=(*more, *derived),
    )
    return _with_score_sd(summary, result, options) if summary.is_change else summary


Moments = tuple[float, float | None, float, Derivations]
"""Mean, standard deviation (None where n is not known), standard error, derivations."""


def _mean_and_spread(result: Result, n: int | None, options: EffectOptions) -> Moments:
    family, _, spread = result.reported.partition("_")
    if family == "median":
        return _from_median(result, spread, n)
    if spread == "only":
        raise Unusable("no spread is printed (no standard deviation, standard error or interval)")
    mean, derived = midpoint(result)
    if spread == "sd":
        sd = need(result.sd, "standard deviation")
        return mean, sd, standard_error.se_from_sd(sd, need(n, "number of people in the arm")), derived
    if spread == "se":
        se, how = need(result.se, "standard error"), "from the standard error"
    else:
        df = n - 1.0 if options.ci == "t" and n is not None and n > 1 else None
        se = interval_se(result, mean, result.ci_low, result.ci_high, df)
        how = interval_words(result, df, "6.5.2.2")
        derived += (Derivation(row=result.row, what="standard error", how=how),)
    if n is None:
        return mean, None, se, derived
    if options.measure in STANDARDISED:
        adjusted = result.adjusted == "yes"
        how += " and n (Cochrane Handbook 6.5.2.2)" + (" of an adjusted mean" if adjusted else "")
        derived += (Derivation(row=result.row, what="standard deviation", how=how, assumed=adjusted),)
    return mean, standard_error.sd_from_se(se, n), se, derived


def _from_median(result: Result, spread: str, people: int | None) -> Moments:
    """By Luo 2018 and Wan 2014; the numbers are checked for order first."""
    n, median = need(people, "number of people in the arm"), need(result.value, "median")
    low, high = _ends(result.extremes, "range" in spread, "range")
    q1, q3 = _ends(result.quartiles, "iqr" in spread, "quartiles")
    steps = [step for step in (low, q1, median, q3, high) if step is not None]
    if steps != sorted(steps):
        raise fault(result, f"median, quartiles and range are not in order: {', '.join(f'{s:g}' for s in steps)}")
    if n < 2 or steps[0] == steps[-1] or (q1 is not None and q1 == q3):
        raise Unusable("its range or quartiles leave no spread to take a standard deviation from")
    if low is None or high is None:
        assert q1 is not None
        assert q3 is not None
        mean, sd = moments.mean_from_quartiles(q1, median, q3, n), moments.sd_from_quartiles(q1, q3, n)
    elif q1 is None or q3 is None:
        mean, sd = moments.mean_from_range(low, median, high, n), moments.sd_from_range(low, high, n)
    else:
        mean = moments.mean_from_five(low, q1, median, q3, high, n)
        sd = moments.sd_from_five(low, q1, q3, high, n)
    words = {"iqr": "quartiles", "range": "range", "iqr_range": "quartiles and range"}[spread]
    how = f"from the median and {words}: mean by Luo 2018, standard deviation by Wan 2014, as if normally distributed"
    derivation = Derivation(row=result.row, what="mean and standard deviation", how=how, assumed=True)
    return mean, sd, standard_error.se_from_sd(sd, n), (derivation,)


def _ends(pair: tuple[float, float] | None, wanted: bool, words: str) -> tuple[float | None, float | None]:
    if not wanted:
        return None, None
    if pair is None:
        raise Unusable(f"no {words} printed")
    return pair


def _with_score_sd(summary: ScoreArm, result: Result, options: EffectOptions) -> ScoreArm:
    """The standard deviation of scores behind a mean change: at baseline, or from that of the changes."""
    if options.measure not in STANDARDISED or summary.sd is None:
        return summary
    if result.baseline_sd is not None:
        how, sd = "that at baseline, where the report is a change", result.baseline_sd
    else:
        sd = moments.sd_of_score(summary.sd, options.correlation)
        how = (
            f"from that of changes with a correlation of {options.correlation:g} between baseline and follow-up "
            "(Cochrane Handbook 6.5.2.8)"
        )
    more = Derivation(row=result.row, what="standard deviation of scores", how=how, assumed=result.baseline_sd is None)
    return replace(summary, score_sd=sd, derived=(*summary.derived, more))


def can_change(summary: ScoreArm, result: Result) -> bool:
    """Whether a final score can be turned into a change: baseline printed, mean not already adjusted for it."""
    known = summary.sd is not None or result.baseline_sd is None
    return not summary.is_change and result.baseline is not None and result.adjusted != "yes" and known


def as_change(summary: ScoreArm, result: Result, correlation: float) -> ScoreArm:
    """A final score as change from the arm's baseline, with a stated correlation. Cochrane Handbook 6.5.2.8."""
    baseline = need(result.baseline, "baseline")
    if result.baseline_sd is None or summary.sd is None:
        ratio, which = sqrt(2.0 * (1.0 - correlation)), "the baseline's standard deviation taken equal to the final one"
    else:
        ratio, which = moments.sd_of_change(result.baseline_sd, summary.sd, correlation) / summary.sd, "printed SDs"
    how = (
        f"final {summary.mean:g} minus baseline {baseline:g}; standard deviation with a correlation of {correlation:g}"
        f", {which} (Cochrane Handbook 6.5.2.8)"
    )
    return replace(
        summary,
        mean=summary.mean - baseline,
        se=summary.se * ratio,
        sd=None if summary.sd is None else summary.sd * ratio,
        is_change=True,
        derived=(
            *summary.derived,
            Derivation(row=result.row, what="change from baseline", how=how, assumed=True),
        ),
    )


def count_arm(result: Result, people: Mapping[str, int], options: EffectOptions) -> CountArm:
    """An arm's events. Raises Unusable where a number is missing."""
    arm = result.arms[0]
    n = people.get(arm.name)
    factor, derived = clustering(result)
    events = need(result.value, "number of events")
    if options.measure in FROM_RATES:
        time = need(result.person_time, "person-time") / factor
        return CountArm(arm=arm, rows=(result.row,), events=events / factor, n=n, person_time=time, derived=derived)
    size = need(n, "number of people in the arm")
    if events > size:
        raise fault(result, f"{events:g} events among {size:g} people")
    return CountArm(arm=arm, rows=(result.row,), events=events / factor, n=n, size=size / factor, derived=derived)


def together(arms: Sequence[ScoreArm]) -> ScoreArm:
    """Arms with the same treatment as one: Cochrane Handbook 6.5.2.10; a plain mean where n is not known."""
    if len(arms) == 1:
        return arms[0]
    sizes = [a.size for a in arms if a.size is not None]
    sds = [a.sd for a in arms if a.sd is not None]
    if len(sizes) < len(arms) or len(sds) < len(arms):
        k = len(arms)
        se = sqrt(sum(a.se**2 for a in arms)) / k
        how = f"plain mean of {_names(arms)}, whose numbers of people are not all known"
        return _merged(arms, sum(a.mean for a in arms) / k, se, how, assumed=True)
    size, mean, sd = combined_mean_sd(sizes, [a.mean for a in arms], sds)
    how = f"{_names(arms)} combined as one arm (Cochrane Handbook 6.5.2.10)"
    merged = _merged(arms, mean, sd / sqrt(size), how)
    scores = [a.score_sd for a in arms if a.score_sd is not None]
    return replace(merged, size=size, sd=sd, score_sd=pooled_sd(sizes, scores) if merged.is_change else sd)


def _merged(arms: Sequence[ScoreArm], mean: float, se: float, how: str, assumed: bool = False) -> ScoreArm:
    rows = tuple(row for a in arms for row in a.rows)
    derived = tuple(d for a in arms for d in a.derived)
    return ScoreArm(
        arm=arms[0].arm,
        rows=rows,
        mean=mean,
        se=se,
        n=added(a.n for a in arms),
        is_change=arms[0].is_change,
        derived=(*derived, Derivation(row=", ".join(rows), what="combined arm", how=how, assumed=assumed)),
    )


def counted_together(arms: Sequence[CountArm]) -> CountArm:
    """Arms with the same treatment as one: events, people and time are added."""
    if len(arms) == 1:
        return arms[0]
    rows = tuple(row for a in arms for row in a.rows)
    how = f"{_names(arms)} added up as one arm (Cochrane Handbook 23.3.4)"
    return CountArm(
        arm=arms[0].arm,
        rows=rows,
        events=sum(a.events for a in arms),
        n=added(a.n for a in arms),
        size=added(a.size for a in arms),
        person_time=added(a.person_time for a in arms),
        derived=(*(d for a in arms for d in a.derived), Derivation(row=", ".join(rows), what="combined arm", how=how)),
    )


def ordered_together(arms: Sequence[OrderedArm]) -> OrderedArm:
    """Arms with the same treatment as one: people are added, category by category."""
    if len(arms) == 1:
        return arms[0]
    if len({tuple(people is None for people in a.people) for a in arms}) > 1:
        raise Unusable(f"{_names(arms)} do not tell the same categories apart, so they cannot be added up")
    rows = tuple(row for a in arms for row in a.rows)
    how = f"{_names(arms)} added up as one arm (Cochrane Handbook 23.3.4)"
    columns = zip(*(a.people for a in arms), strict=True)
    people = tuple(None if cells[0] is None else sum(c or 0 for c in cells) for cells in columns)
    derived = (*(d for a in arms for d in a.derived), Derivation(row=", ".join(rows), what="combined arm", how=how))
    return OrderedArm(arm=arms[0].arm, rows=rows, people=people, derived=derived)


def _names(arms: Sequence[ScoreArm] | Sequence[CountArm] | Sequence[OrderedArm]) -> str:
    return " and ".join(a.arm.name for a in arms)
