"""From the printed rows of studies to their counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from dorsal.synthesis.counts.event_counts import EventCounts, EventRates, Tally
from dorsal.trials.arm_summary import CountArm, arm_summaries, counted_together
from dorsal.trials.contrast import Derivation
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.left_out import LeftOut
from dorsal.trials.study import Result, Study

T = TypeVar("T", bound=Tally)
Counts = tuple[tuple[T, ...], tuple[LeftOut, ...]]
"""Of the studies that print them, and every row that does not enter."""


def counts_of(studies: Iterable[Study]) -> Counts[EventCounts]:
    """People with an event in every study that prints them by arm, and every other row with the reason.

    The rows of a study must be of one event at one time: choose them before. The first row of an arm counts. Arms with
    the same treatment are added up (Cochrane Handbook 23.3.4). Counts of a cluster trial are divided by its design
    effect and rounded, periods of a cross-over trial taken as arms; both stand in `derived`.
    Raises EvidenceError, naming the row, where printed numbers contradict each other.
    """
    return _read(studies, "OR", _why_no_count, _counts)


def rates_of(studies: Iterable[Study]) -> Counts[EventRates]:
    """Events over person-time in every study that prints them by arm; otherwise as `counts_of`."""
    return _read(studies, "IRR", _why_no_rate, _rates)


def _why_no_count(result: Result) -> str:
    return "" if result.reported == "events" else "no number of people with an event"


def _why_no_rate(result: Result) -> str:
    return "" if result.reported in ("events", "rate") else "no number of events over person-time"


def _read(
    studies: Iterable[Study],
    measure: str,
    why_not: Callable[[Result], str],
    make: Callable[[Study, Sequence[CountArm]], T],
) -> Counts[T]:
    found: list[T] = []
    left_out: list[LeftOut] = []
    for study in studies:
        out: dict[str, str] = {}
        arms = _arms(study, measure, why_not, out)
        found += [make(study, arms)] if arms else []
        left_out += [LeftOut(row=row, study=study.id, reason=reason) for row, reason in out.items()]
    return tuple(found), tuple(left_out)


def _arms(study: Study, measure: str, why_not: Callable[[Result], str], out: dict[str, str]) -> list[CountArm]:
    """One arm for each of two or more treatments; none otherwise, with the reasons in `out`."""
    for result in study.results:
        if reason := why_not(result):
            what = "a contrast" if result.is_contrast else result.reported
            out[result.row] = f"{what} gives {reason}; it enters an analysis of contrasts"
    rows = _one_row_an_arm([r for r in study.results if r.row not in out], out)
    people = {arm.name: arm.n for r in reversed(study.results) for arm in r.arms if arm.n is not None}
    read = arm_summaries(study.design, rows, people, EffectOptions(measure=measure), out)
    groups: dict[str, list[CountArm]] = {}
    for summary in read:
        if isinstance(summary, CountArm):
            groups.setdefault(summary.arm.treatment, []).append(summary)
    if len(groups) > 1:
        return [counted_together(group) for group in groups.values()]
    reason = "both arms are the same treatment" if len(read) > 1 else "a single arm with a number of events"
    out.update((row, reason) for summary in read for row in summary.rows)
    return []


def _one_row_an_arm(results: Iterable[Result], out: dict[str, str]) -> list[Result]:
    first: dict[str, Result] = {}
    for result in results:
        kept = first.setdefault(result.arms[0].name, result)
        if kept is not result:
            out[result.row] = f"the same arm stands in {kept.row}"
    return list(first.values())


def _counts(study: Study, arms: Sequence[CountArm]) -> EventCounts:
    n = tuple(max(1, round(arm.size or 0.0)) for arm in arms)
    events = tuple(min(round(arm.events), size) for arm, size in zip(arms, n, strict=True))
    words = [
        (arm, f"{arm.events:.4g} among {arm.size:.4g} after the design effect, rounded to {e} among {size}")
        for arm, e, size in zip(arms, events, n, strict=True)
        if (e, size) != (arm.events, arm.size)
    ]
    return EventCounts(
        study=study.id,
        treatments=tuple(arm.arm.treatment for arm in arms),
        events=events,
        n=n,
        rows=tuple(row for arm in arms for row in arm.rows),
        derived=(*(d for arm in arms for d in arm.derived), *_rounded(words)),
    )


def _rates(study: Study, arms: Sequence[CountArm]) -> EventRates:
    events = tuple(round(arm.events) for arm in arms)
    words = [
        (arm, f"{arm.events:.4g} after the design effect, rounded to {e}")
        for arm, e in zip(arms, events, strict=True)
        if e != arm.events
    ]
    return EventRates(
        study=study.id,
        treatments=tuple(arm.arm.treatment for arm in arms),
        events=events,
        person_time=tuple(arm.person_time or 0.0 for arm in arms),
        rows=tuple(row for arm in arms for row in arm.rows),
        derived=(*(d for arm in arms for d in arm.derived), *_rounded(words)),
    )


def _rounded(words: Iterable[tuple[CountArm, str]]) -> list[Derivation]:
    return [Derivation(row=", ".join(arm.rows), what="number of events", how=how, assumed=True) for arm, how in words]
