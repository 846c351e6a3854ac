"""Events and people of the arms of a study: what likelihoods of counts are computed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dorsal.errors import EvidenceError, NetworkError
from dorsal.trials.arm_summary import CountArm, arm_summaries, counted_together
from dorsal.trials.contrast import Derivation
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.left_out import LeftOut
from dorsal.trials.study import Result, Study
from dorsal.trials.treatment import canonical


@dataclass(frozen=True, kw_only=True)
class EventCounts:
    """Events and people in each arm of one study."""

    study: str
    treatments: tuple[str, ...]
    events: tuple[int, ...]
    n: tuple[int, ...]
    rows: tuple[str, ...] = ()
    """Where the numbers stand."""
    derived: tuple[Derivation, ...] = ()
    """Numbers that do not stand there as they are used here."""

    def __post_init__(self) -> None:
        if not len(self.treatments) == len(self.events) == len(self.n) >= 2:
            raise EvidenceError(f"study {self.study}: two or more arms, each with its events and people, are needed")
        object.__setattr__(self, "treatments", tuple(canonical(t) for t in self.treatments))
        if len(set(self.treatments)) < len(self.treatments):
            raise EvidenceError(f"study {self.study}: the same treatment stands twice; combine its arms")
        for treatment, events, n in zip(self.treatments, self.events, self.n, strict=True):
            if not 0 <= events <= n or n < 1:
                raise EvidenceError(f"study {self.study}, {treatment}: {events} events among {n} people")

    @property
    def total(self) -> int:
        return sum(self.events)

    @property
    def tells(self) -> bool:
        """Whether its arms can differ given the total of events."""
        return 0 < self.total < sum(self.n)

    def only(self, treatments: Sequence[str]) -> EventCounts:
        """The study with these of its arms, in this order."""
        if tuple(treatments) == self.treatments:
            return self
        places = [self.treatments.index(t) for t in treatments]
        events, n = (tuple(numbers[i] for i in places) for numbers in (self.events, self.n))
        return replace(self, treatments=tuple(treatments), events=events, n=n)

    def left_out(self, reason: str) -> tuple[LeftOut, ...]:
        """The study's rows, or the study where its rows are not known, as left out for this reason."""
        return tuple(LeftOut(row=row, study=self.study, reason=reason) for row in self.rows or ("",))


Used = tuple[list[EventCounts], tuple[LeftOut, ...]]
"""What enters, and what is left out."""
SAYS_NOTHING = "no arm can differ: no events, or only events"


def telling(counts: Iterable[EventCounts]) -> Used:
    """The studies that say something on a ratio when their baselines are free, and the others as left out."""
    counts = list(counts)
    silent = tuple(out for c in counts if not c.tells for out in c.left_out(SAYS_NOTHING))
    return [c for c in counts if c.tells], silent


def islands(counts: Iterable[EventCounts]) -> tuple[frozenset[str], ...]:
    """Sets of treatments that studies join."""
    groups: list[frozenset[str]] = []
    for c in counts:
        touched = [g for g in groups if g & set(c.treatments)]
        groups = [g for g in groups if g not in touched] + [frozenset(c.treatments).union(*touched)]
    return tuple(groups)


def treatments_joined(used: Sequence[EventCounts]) -> tuple[str, ...]:
    """The treatments of the studies used, sorted. Raises NetworkError if there is none or they are not connected."""
    groups = islands(used)
    if not groups:
        raise NetworkError("no study has both people with an event and people without")
    if len(groups) > 1:
        apart = "; ".join(sorted(", ".join(sorted(g)) for g in groups))
        raise NetworkError(f"the studies with events do not connect these groups of treatments: {apart}")
    return tuple(sorted(groups[0]))


def counts_of(studies: Iterable[Study]) -> tuple[tuple[EventCounts, ...], tuple[LeftOut, ...]]:
    """Events and people of every study that prints them by arm, and every other row with the reason.

    The rows of a study must be of one event at one time: choose them before. The first row of an arm counts. Arms with
    the same treatment are added up (Cochrane Handbook 23.3.4). Counts of a cluster trial are divided by its design
    effect and rounded, periods of a cross-over trial taken as arms; both stand in `derived`.
    Raises EvidenceError, naming the row, where printed numbers contradict each other.
    """
    found: list[EventCounts] = []
    left_out: list[LeftOut] = []
    for study in studies:
        counts, reasons = _of_study(study)
        found += [counts] if counts is not None else []
        left_out += [LeftOut(row=row, study=study.id, reason=reason) for row, reason in reasons.items()]
    return tuple(found), tuple(left_out)


def _of_study(study: Study) -> tuple[EventCounts | None, Mapping[str, str]]:
    out: dict[str, str] = {}
    rows = _one_row_an_arm([r for r in study.results if _is_count(r, out)], out)
    people = {arm.name: arm.n for r in reversed(study.results) for arm in r.arms if arm.n is not None}
    arms = arm_summaries(study.design, rows, people, EffectOptions(measure="OR"), out)
    groups: dict[str, list[CountArm]] = {}
    for summary in arms:
        if isinstance(summary, CountArm):
            groups.setdefault(summary.arm.treatment, []).append(summary)
    if len(groups) < 2:
        reason = "both arms are the same treatment" if len(arms) > 1 else "a single arm with a number of events"
        return None, out | {row: reason for summary in arms for row in summary.rows}
    return _counts(study, [counted_together(group) for group in groups.values()]), out


def _is_count(result: Result, out: dict[str, str]) -> bool:
    if result.reported != "events":
        what = "a contrast" if result.is_contrast else result.reported
        out[result.row] = f"{what} gives no number of people with an event; it enters an analysis of contrasts"
    return result.reported == "events"


def _one_row_an_arm(results: Iterable[Result], out: dict[str, str]) -> list[Result]:
    first: dict[str, Result] = {}
    for result in results:
        kept = first.setdefault(result.arms[0].name, result)
        if kept is not result:
            out[result.row] = f"the same arm stands in {kept.row}"
    return list(first.values())


def _counts(study: Study, arms: Sequence[CountArm]) -> EventCounts:
    whole = [(round(arm.events), max(1, round(arm.size or 0.0))) for arm in arms]
    rounded = [
        Derivation(
            row=", ".join(arm.rows),
            what="number of events",
            how=f"{arm.events:.4g} among {arm.size:.4g} after the design effect, rounded to {e} among {n}",
            assumed=True,
        )
        for arm, (e, n) in zip(arms, whole, strict=True)
        if (e, n) != (arm.events, arm.size)
    ]
    return EventCounts(
        study=study.id,
        treatments=tuple(arm.arm.treatment for arm in arms),
        events=tuple(min(e, n) for e, n in whole),
        n=tuple(n for _, n in whole),
        rows=tuple(row for arm in arms for row in arm.rows),
        derived=(*(d for arm in arms for d in arm.derived), *rounded),
    )
