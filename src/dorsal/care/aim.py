"""A goal of the plan: the person's words, the score to reach, and by when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from math import ceil, floor

from dorsal.care.basis import Basis
from dorsal.care.prospect import SHARE
from dorsal.errors import EvidenceError
from dorsal.patient.profile import Goal, Profile, ends

PAIN_ENDS = (0.0, 10.0)
POINTS = (0.0, 100.0)
DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What is to be reached. Without a score, or without one now, nothing can be computed of it."""

    words: str
    """The person's own; empty where the goal is proposed."""
    measure: str
    """pain, disability, or activity: how well something can be done, on no scale of the trials."""
    low: float = 0.0
    top: float | None = None
    """Ends of the scale, where lower is better; no upper end: it is not a score."""
    now: float | None = None
    target: float | None = None
    weeks: float
    day: datetime.date | None = None
    proposed: bool = False
    """The target was worked out here, not said by the person."""

    def __post_init__(self) -> None:
        if not self.weeks > 0:
            raise EvidenceError(f"goal {self.words or self.measure!r}: it must be reached after week 0")

    @property
    def points(self) -> float | None:
        """The target in points of 0-100."""
        if self.target is None or self.top is None:
            return None
        return 100.0 * (self.target - self.low) / (self.top - self.low)

    @property
    def step(self) -> float:
        """From one whole score to the next, in points of 0-100."""
        return 0.0 if self.top is None else 100.0 / (self.top - self.low)

    def score(self, points: float) -> float:
        """Points of 0-100 as a score of the person's scale."""
        return self.low + points * ((self.top or POINTS[1]) - self.low) / 100.0


def aims(profile: Profile, basis: Basis, *, weeks: float, start: datetime.date | None) -> tuple[Aim, ...]:
    """The person's goals; where none has a score, one on the first outcome that the person has a score of.

    `weeks`: when a goal is to be reached of which nobody said when.
    """
    mine = tuple(_aim(profile, basis, goal, weeks, start) for goal in profile.goals)
    if any(aim.target is not None for aim in mine):
        return mine
    proposed = (_proposed(profile, basis, outcome, weeks, start) for outcome in basis.outcomes)
    return mine + tuple(aim for aim in proposed if aim is not None)[:1]


def _aim(profile: Profile, basis: Basis, goal: Goal, weeks: float, start: datetime.date | None) -> Aim:
    when = goal.by_weeks or weeks
    target, proposed = goal.target, False
    if target is None and goal.measure in basis.outcomes:
        target = _worth_it(profile, basis, goal.measure)
        proposed = target is not None
    low, top = scale(profile, goal.measure) or (0.0, None)
    return Aim(
        words=goal.words,
        measure=goal.measure,
        low=low,
        top=top,
        now=score_now(profile, goal.measure),
        target=target,
        weeks=when,
        day=_day(start, when),
        proposed=proposed,
    )


def _proposed(profile: Profile, basis: Basis, outcome: str, weeks: float, start: datetime.date | None) -> Aim | None:
    target, span = _worth_it(profile, basis, outcome), scale(profile, outcome)
    if target is None or span is None:
        return None
    return Aim(
        words="",
        measure=outcome,
        low=span[0],
        top=span[1],
        now=score_now(profile, outcome),
        target=target,
        weeks=weeks,
        day=_day(start, weeks),
        proposed=True,
    )


def scale(profile: Profile, outcome: str) -> tuple[float, float] | None:
    """The ends of the scale on which this person is told of an outcome; None for what no scale measures."""
    if outcome == "pain":
        return PAIN_ENDS
    if outcome == "disability":
        return ends(profile.disability_scale) if profile.disability_scale else POINTS
    return None


def score_now(profile: Profile, outcome: str) -> float | None:
    """The person's own score, on that scale."""
    return {"pain": profile.pain, "disability": profile.disability}.get(outcome)


def _worth_it(profile: Profile, basis: Basis, outcome: str) -> float | None:
    """The whole score that is better by the smallest change that matters and by 30 %; None where none is."""
    span, now = scale(profile, outcome), score_now(profile, outcome)
    if span is None or now is None or not now > span[0]:
        return None
    over = now - span[0]
    change = max(basis.measured(outcome).mic * (span[1] - span[0]) / 100.0, SHARE * over)
    return float(floor(now - (change if change <= over else SHARE * over) + 1e-9))


def _day(start: datetime.date | None, weeks: float) -> datetime.date | None:
    return None if start is None else start + datetime.timedelta(days=ceil(DAYS * weeks - 1e-9))
