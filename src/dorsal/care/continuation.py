"""Whether to go on: rules written before the first visit, from the chance to reach the goal given the scores so far.

At a review the chance is worked out again (`care.progress`) and held against what it was at the start:

- continue while it is at least half of what it was (`keep`);
- stop, and decide anew, when it is under one in ten, or under a quarter of what it was if that is less;
- change something (dose, technique, what is added) in between, and whenever the last score is worse than the first by
  more than one measurement errs: nobody is told to go on just so while getting worse.

Why these. Trials are stopped early when the chance of success given the data so far falls under 0.1 or 0.2 (stochastic
curtailment: Lan, Simon & Halperin 1982; these values: Jennison & Turnbull 2000, p. 206); the lower is taken, as to
stop too early costs a person more than a visit. The shares of the chance at the start keep a goal that was ambitious
from the outset from being given up although all goes as expected. They are a choice, not a finding: nobody has tried
them on patients. They can be changed, before the first visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from dorsal.care.basis import Basis
from dorsal.care.progress import HIGH, LOW, Progress, Seen
from dorsal.errors import EvidenceError
from dorsal.patient.profile import Profile

Advice = Literal["continue", "change", "stop"]


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """When a chance is good enough to go on, and when it is too small."""

    keep: float = 0.5
    """Share of the chance at the start."""
    leave: float = 0.1
    """A chance."""
    leave_share: float = 0.25
    """Share of the chance at the start; the lower of the two counts."""

    def __post_init__(self) -> None:
        faults = [
            f"{name} must lie above 0 and below 1, got {value:g}"
            for name in ("keep", "leave", "leave_share")
            if not 0.0 < (value := getattr(self, name)) < 1.0
        ]
        faults += (
            [] if self.leave_share < self.keep else ["leave_share must be below keep, or nothing is left to change"]
        )
        if faults:
            raise EvidenceError("thresholds of continuation: " + "; ".join(faults))

    def limits(self, at_start: float) -> tuple[float, float]:
        """The chance from which to continue, and the one under which to stop."""
        return self.keep * at_start, min(self.leave, self.leave_share * at_start)

    def advice(self, chance: float, at_start: float) -> Advice:
        """What a chance at a review means."""
        keep, leave = self.limits(at_start)
        return "continue" if chance >= keep else "stop" if chance < leave else "change"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a score at one review means, said before the first visit. Scores in points of 0-100."""

    visit: int | None
    """None: no visit falls into that week."""
    week: float
    continue_at_most: float | None
    """None: no score says so any more."""
    stop_above: float | None
    """None: no score says so yet."""
    expected: float
    """The mean score then."""
    stopped: float
    """Share of people like this one who will be told to stop here."""
    stopped_wrongly: float
    """Share of those who would have reached the goal all the same."""

    def advice(self, score: float) -> Advice:
        """What this score means, if it is the only one."""
        if self.continue_at_most is not None and score <= self.continue_at_most:
            return "continue"
        return "stop" if self.stop_above is not None and score > self.stop_above else "change"


@dataclass(frozen=True, kw_only=True)
class Continuation:
    """The rules of one goal; or none, and why."""

    outcome: str
    goal: float | None = None
    """Score to reach, in points of 0-100."""
    weeks: float | None = None
    chance: float | None = None
    """At the start."""
    thresholds: Thresholds = field(default_factory=Thresholds)
    rules: tuple[Rule, ...] = ()
    why_not: str = ""
    assumptions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.rules) == bool(self.why_not):
            raise EvidenceError("continuation: there are rules, or a reason why there are none")


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the scores so far mean."""

    advice: Advice
    chance: float
    at_start: float


def continuation(
    progress: Progress,
    goal: float,
    visits: Sequence[tuple[int | None, float]],
    *,
    outcome: str,
    thresholds: Thresholds | None = None,
    assumptions: Sequence[str] = (),
) -> Continuation:
    """The rules at `visits` (number and week of each review) for a goal of at most so many points."""
    chosen = thresholds or Thresholds()
    before = [(visit, week) for visit, week in visits if 0.0 < week < progress.weeks]
    at_start = progress.chance(goal)
    why_not = ""
    if goal >= progress.start:
        why_not = "the goal is no better than the score at the start"
    elif not before:
        why_not = f"no review stands before week {progress.weeks:g}, when the goal should be reached"
    if why_not:
        return Continuation(outcome=outcome, goal=goal, weeks=progress.weeks, chance=at_start, why_not=why_not)
    rules = tuple(_rule(progress, goal, visit, week, chosen.limits(at_start)) for visit, week in before)
    return Continuation(
        outcome=outcome,
        goal=goal,
        weeks=progress.weeks,
        chance=at_start,
        thresholds=chosen,
        rules=rules,
        assumptions=tuple(assumptions),
    )


def _rule(progress: Progress, goal: float, visit: int | None, week: float, limits: tuple[float, float]) -> Rule:
    keep, leave = (progress.score_for(week, goal, chance) for chance in limits)
    keep = None if keep is None else min(keep, _worse_from(progress))
    stop_above = None if leave is not None and leave >= HIGH else 0.0 if leave is None else leave
    stopped, wrongly = (0.0, 0.0) if stop_above is None else progress.above(week, stop_above, goal)
    return Rule(
        visit=visit,
        week=week,
        continue_at_most=keep,
        stop_above=stop_above,
        expected=float(progress.means(week).mean()),
        stopped=stopped,
        stopped_wrongly=wrongly,
    )


def _worse_from(progress: Progress) -> float:
    """The highest score that is not yet plainly worse than the one at the start."""
    return min(HIGH, progress.start + progress.error_sd)


def judge(progress: Progress, goal: float, seen: Seen, thresholds: Thresholds | None = None) -> Judgement:
    """What all scores so far mean together."""
    at_start, chance = progress.chance(goal), progress.chance(goal, seen)
    advice = (thresholds or Thresholds()).advice(chance, at_start)
    last = max(seen, default=None)
    if advice == "continue" and last is not None and last[1] > _worse_from(progress):
        advice = "change"
    return Judgement(advice=advice, chance=chance, at_start=at_start)


def window_for(basis: Basis, weeks: float) -> str:
    """The window whose time is nearest to a week."""
    return min(basis.windows.values(), key=lambda window: abs(window.weeks - weeks)).name


def progress_of(
    profile: Profile, basis: Basis, option: str, outcome: str, weeks: float, error_sd: float, step: float = 0.0
) -> Progress | str:
    """A person's way under an option until a week, or why nothing can be said of it.

    The numbers are those of the window nearest to that week.
    """
    start = profile.baseline(outcome)
    if start is None:
        return "the score at the start is not known"
    window = window_for(basis, weeks)
    key = outcome, window, profile.duration
    course, effect = basis.courses.get(key), basis.effect(option, outcome, window)
    if course is None:
        return basis.no_course.get(key, "no trial tells the course without treatment")
    if effect is None:
        return "no trial tells what this option does"
    return Progress(
        start=start,
        weeks=weeks,
        ends=course.scores.latent(np.clip(course.means(start) + effect, LOW, HIGH)),
        start_mean=course.start_mean,
        start_sd=course.end_sd if course.start_sd is None else course.start_sd,
        slope=max(0.0, course.slope.mean),
        residual_sd=course.scores.sd,
        error_sd=error_sd,
        step=step,
    )
