"""Which number sets of one trial enter one analysis, and why the others do not.

One outcome at one time is measured once: the instrument, event and time that tell of the most treatments; then the
instrument listed first, then the time closest to the window's target. Arms or contrasts, never both for the same arms
(`trials.number_set`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dorsal.trials.effect_options import SCORE_MEASURES
from dorsal.trials.left_out import LeftOut
from dorsal.trials.number_set import NumberSet, number_set
from dorsal.trials.question import Question
from dorsal.trials.scale import Scale
from dorsal.trials.study import ORDERED, Result, Study
from dorsal.trials.treatment import canonical

COUNTED = ("events", "rate", "or_ci", "rr_ci", "hr_ci", "irr_ci", "hr_se", "rmst_se", "spd_se")
"""Reports of events: for them `Result.event` tells one outcome from another."""
WITHOUT_SPREAD = ("mean_only", "change_only", "md_only")
ANOTHER_OUTCOME = "another outcome"
ANOTHER_TIME = "another time"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The numbers of one trial that count. Each piece is one call of `effect_size.study_contrasts`."""

    pieces: tuple[tuple[Result, ...], ...]
    left_out: tuple[LeftOut, ...]
    note: str = ""
    """What was chosen where there was a choice; empty where there was none."""

    @property
    def treatments(self) -> frozenset[str]:
        return frozenset(t for piece in self.pieces for result in piece for t in result.treatments)

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(result.row for piece in self.pieces for result in piece)


def select(
    study: Study, scales: Mapping[str, Scale], question: Question, uses: Collection[str] = ("main",)
) -> Selection:
    """The number sets of `study` that answer `question`, from rows whose use is among `uses`.

    Every row of the study is in a piece or in `left_out`. Raises nothing: a row that cannot count says why.
    """
    out: dict[str, str] = {}
    open_rows = []
    for result in study.results:
        reason = refusal(study, result, scales, question, uses)
        if reason:
            out[result.row] = reason
        else:
            open_rows.append(result)
    best, passed_over = _best_occasion(open_rows, scales, question)
    out |= passed_over
    chosen = number_set(best, study.n_randomised)
    out |= chosen.left_out
    return Selection(
        pieces=chosen.pieces,
        left_out=_in_row_order(study, out),
        note=f"{study.name}: {chosen.note}" if chosen.note else "",
    )


def refusal(
    study: Study, result: Result, scales: Mapping[str, Scale], question: Question, uses: Collection[str]
) -> str:
    """Why this row cannot count, whatever else the trial reports; empty if it can."""
    return (
        _not_asked(study, result, question)
        or _not_for_use(result, question, uses)
        or _not_on_measure(result, scales.get(result.scale), question.measure)
    )


def _not_asked(study: Study, result: Result, question: Question) -> str:
    if result.outcome != question.outcome:
        return f"{ANOTHER_OUTCOME} ({result.outcome})"
    if question.populations and study.population not in question.populations:
        return f"another population ({study.population or 'not stated'})"
    if question.window is not None:
        if result.weeks is None:
            return "its time is not printed in weeks"
        if not question.window.holds(result.weeks):
            return f"{ANOTHER_TIME} (week {result.weeks:g})"
    asked = {canonical(treatment) for treatment in question.treatments}
    unasked = [t for t in result.treatments if asked and t not in asked]
    return f"treatment not asked for ({', '.join(unasked)})" if unasked else ""


def _not_for_use(result: Result, question: Question, uses: Collection[str]) -> str:
    if result.use in uses:
        return ""
    if result.use == "record":
        return f"kept as a record only: {result.use_reason or 'no reason given'}"
    if question.strict:
        return f"sensitivity row, and only main rows were asked for: {result.use_reason or 'no reason given'}"
    return f"sensitivity row: {result.use_reason or 'no reason given'}"


def _not_on_measure(result: Result, scale: Scale | None, measure: str) -> str:
    if result.reported in WITHOUT_SPREAD:
        return "no spread is printed (no standard deviation, standard error, interval or P value)"
    if result.reported.startswith("effect_"):
        return ""
    if result.reported == ORDERED:
        return "" if measure == "OR" else f"people in ordered categories give OR (proportional odds), no {measure}"
    counted, continuous = result.reported in COUNTED, measure in SCORE_MEASURES
    if counted and continuous:
        return f"counts of people give no {measure}"
    if not counted and not continuous:
        return f"scores give no {measure}"
    if measure == "MD100" and (scale is None or not scale.to_0_100):
        return f"{result.scale} may not be rescaled to 0-100: it enters standardised differences only"
    return ""


def _best_occasion(
    results: Sequence[Result], scales: Mapping[str, Scale], question: Question
) -> tuple[list[Result], dict[str, str]]:
    """The rows of the one instrument, event and time that count, and why the rows of the others do not."""
    occasions: dict[tuple[str, str, float | None], list[Result]] = {}
    for result in results:
        event = result.event if result.reported in COUNTED else ""
        occasions.setdefault((result.scale, event, result.weeks), []).append(result)
    if len(occasions) < 2:
        return list(results), {}
    order = {code: place for place, code in enumerate(scales)}

    def standing(key: tuple[str, str, float | None]) -> tuple[int, int, float, float]:
        scale, _, weeks = key
        compared = number_set(occasions[key]).treatments
        return (-len(compared), order.get(scale, len(order)), *_closeness(weeks, question))

    best = min(occasions, key=standing)  # the first listed among equals
    passed_over = {
        result.row: _why_passed_over(key, best, number_set(occasions[key]))
        for key, group in occasions.items()
        if key != best
        for result in group
    }
    return occasions[best], passed_over


def _closeness(weeks: float | None, question: Question) -> tuple[float, float]:
    """Distance from the target, then the earlier time."""
    if question.window is None or weeks is None:
        return (0.0, 0.0)
    return (abs(weeks - question.window.target), weeks)


def _why_passed_over(key: tuple[str, str, float | None], best: tuple[str, str, float | None], alone: NumberSet) -> str:
    if not alone.pieces:
        return "no other treatment is reported for the same instrument, event and time"
    for name, ours, taken in zip(("instrument", "event", "week"), key, best, strict=True):
        if ours != taken:
            shown = f"{taken:g}" if isinstance(taken, float) else taken
            return f"the trial counts once: {name} {shown} was taken"
    raise AssertionError("an occasion was passed over for itself")


def _in_row_order(study: Study, out: Mapping[str, str]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(row=r.row, study=study.id, reason=out[r.row]) for r in study.results if r.row in out)
