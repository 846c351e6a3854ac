"""The care plan: one option, agreed, with what was shown, what is done, what is hoped for, and when to stop.

Types are the gates. A plan is agreed from an option of those `Options`, which came through a safety screen: none from
a refused option; none before a referral that comes first, or before open questions are answered, unless a clinician
says why it is done all the same, and that is kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from dorsal.care.aim import Aim
from dorsal.care.continuation import Continuation
from dorsal.care.dose import Dose
from dorsal.care.shown import RowSaid, ShownHarm, ShownOption
from dorsal.care.sure import Sure
from dorsal.care.watch import WatchSign
from dorsal.errors import EvidenceError
from dorsal.patient.profile import Profile, Tri
from dorsal.patient.rule import Urgency

VERSION = 1
ChosenBy = Literal["patient", "therapist", "together"]
Gate = Literal["referral", "questions"]
LONGEST = 2000
_AGREED = object()


@dataclass(frozen=True, kw_only=True)
class Override:
    """A clinician goes on although a gate is closed: who, and why."""

    by: str
    reason: str

    def __post_init__(self) -> None:
        faults = [f"{name} is missing" for name in ("by", "reason") if not getattr(self, name).strip()]
        faults += [f"{name} is too long" for name in ("by", "reason") if len(getattr(self, name)) > LONGEST]
        if faults:
            raise EvidenceError(f"override: {'; '.join(faults)}; say which clinician goes on, and why")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of the screen and its answer."""

    code: str
    words: str
    answer: Tri


@dataclass(frozen=True, kw_only=True)
class Screened:
    """The safety screen as it was when the choice was made."""

    urgency: Urgency
    flags: tuple[RowSaid, ...] = ()
    noted: tuple[RowSaid, ...] = ()
    asked: tuple[Asked, ...] = ()
    unanswered: tuple[Asked, ...] = ()
    """Questions that could still change something; their answer is unknown."""
    signs_open: tuple[Asked, ...] = ()
    """Those of them that ask about signs of serious disease: until they are answered, none found is not none there."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The evidence and the options that were on the table."""

    topic: str
    release: str
    """The id of the analysis, as every page of that release prints it."""
    reference: str
    window: str
    """The time that was looked at first."""
    options: tuple[ShownOption, ...]
    refused: tuple[ShownOption, ...] = ()

    def of(self, option: str) -> ShownOption:
        """One of the options that were on the table."""
        return next(one for one in self.options if one.option == option)


@dataclass(frozen=True, kw_only=True)
class Review:
    """A time to look again; `visit` is None where no visits belong to the option."""

    visit: int | None
    week: float
    day: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class CarePlan:
    """What was agreed. `dorsal.care.agreement.agree` makes it, or `restored` a kept one."""

    version: int = VERSION
    option: str
    chosen_by: ChosenBy
    why: str = ""
    profile: Profile
    screened: Screened
    shown: Shown
    override: Override | None = None
    overridden: tuple[Gate, ...] = ()
    """What the override went past."""
    agreed_on: datetime.date | None = None
    start: datetime.date | None = None
    """The day of the first visit."""
    dose: Dose
    aims: tuple[Aim, ...]
    reviews: tuple[Review, ...]
    rules: tuple[Continuation, ...]
    """One for each aim."""
    harms: tuple[ShownHarm, ...] = ()
    precautions: tuple[RowSaid, ...] = ()
    """What to mind while it is given."""
    watch_for: tuple[WatchSign, ...] = ()
    contact: str = ""
    """Whom to call."""
    sure: Sure = field(default_factory=Sure)
    agreed: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.agreed is not _AGREED:
            raise TypeError("a CarePlan is made by dorsal.care.agreement.agree, from an Option of those Options")
        faults = list(_faults(self))
        if faults:
            raise EvidenceError("plan: " + "; ".join(faults))

    @property
    def chosen(self) -> ShownOption:
        """The option as it was shown."""
        return self.shown.of(self.option)

    @property
    def usual(self) -> ShownOption | None:
        """The reference as it was shown."""
        return next((one for one in self.shown.options if one.option == self.shown.reference), None)


def _faults(plan: CarePlan) -> Iterator[str]:
    if plan.version != VERSION:
        yield f"version {plan.version} is not known here; this is version {VERSION}"
    if plan.chosen_by not in get_args(ChosenBy):
        yield f"chosen by {plan.chosen_by!r}; write one of {', '.join(get_args(ChosenBy))}"
    for name in ("why", "contact"):
        if len(getattr(plan, name)) > LONGEST:
            yield f"{name} has more than {LONGEST:,} characters"
    if plan.option not in [one.option for one in plan.shown.options]:
        yield f"{plan.option} is none of the options that were shown"
    elif plan.chosen.verdict == "may_not":
        yield f"{plan.option} may not be given to this person"
    closed = gates(plan.screened.urgency, plan.shown.options, plan.option)
    if closed and plan.override is None:
        yield f"{' and '.join(closed)} come first; a clinician may go past them with a reason, which is kept"
    if tuple(plan.overridden) != (closed if plan.override else ()):
        yield "what the override went past is not what was closed"
    if len(plan.rules) != len(plan.aims):
        yield "there is one set of rules for each goal"


def gates(urgency: Urgency, options: Sequence[ShownOption], option: str) -> tuple[Gate, ...]:
    """What is still closed before a plan of this option."""
    closed: list[Gate] = ["referral"] if urgency in ("urgent", "emergency") else []
    waits = any(one.option == option and one.verdict == "ask_first" for one in options)
    return (*closed, "questions") if waits else tuple(closed)


def restored(fields: Mapping[str, object]) -> CarePlan:
    """A plan that was kept: its fields as they were. Raises EvidenceError where they do not hold together."""
    return CarePlan(**fields, agreed=_AGREED)  # type: ignore[arg-type]
