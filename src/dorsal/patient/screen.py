"""The safety screen: red flags and contraindications applied to one person. Only `screen` makes a `Screen`.

The deciding table stands in docs/screening.md. Nothing clears a person silently: what was asked, what was not, and
what cannot be evaluated are part of the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from dorsal.errors import Fault, OptionError, ProfileError
from dorsal.patient.facts import Known, Questions, contradictions
from dorsal.patient.profile import Profile, Tri
from dorsal.patient.question import Question
from dorsal.patient.reason import (
    Reason,
    TreatmentVerdict,
    by_importance,
    flag_rank,
    joined,
    reason,
    urgency_of,
    verdict_on,
)
from dorsal.patient.rule import Flag, Urgency
from dorsal.patient.screen_rules import ScreenRules
from dorsal.trials.treatment import components

__all__ = ["Reason", "Screen", "ScreenRules", "TreatmentVerdict", "screen"]

_MADE_BY_SCREEN = object()


@dataclass(frozen=True, kw_only=True)
class Screen:
    """The result for one person. `screen` makes it, nobody else."""

    profile: Profile
    rules: ScreenRules
    urgency: Urgency
    flags: tuple[Reason, ...]
    """Red flags that are there, the most urgent first."""
    noted: tuple[Reason, ...]
    """Signs that are there and that alone are no alarm: a clinician weighs them."""
    open_flags: tuple[Reason, ...]
    """Red flags of which it is not known, the most urgent first. Not asked is not absent."""
    by_hand: tuple[Flag, ...]
    """Red flags that no answer decides; `when_note` says why. A clinician reads them."""
    verdicts: Mapping[str, TreatmentVerdict]
    """By single treatment; `of` takes combinations."""
    ask: tuple[Question, ...]
    """Unanswered questions that could change the urgency or any verdict, the most important first."""
    asked: tuple[tuple[Question, Tri], ...]
    """Every question with yes and no that was asked, with the answer; unknown where the person did not know."""
    implied: tuple[tuple[Question, Question], ...]
    """Questions that were not asked, because the answer to the wider question beside them was "no"."""
    made_by: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.made_by is not _MADE_BY_SCREEN:
            raise TypeError("a Screen is made by dorsal.patient.screen.screen, from a Profile and the rules of a topic")

    @property
    def holds(self) -> bool:
        """Whether a referral comes before any plan."""
        return self.urgency in ("urgent", "emergency")

    @property
    def danger_unasked(self) -> tuple[Question, ...]:
        """Questions about signs of serious disease (urgent or an emergency) that have no answer yet."""
        serious = [one for one in self.open_flags if isinstance(one.rule, Flag) and one.rule.urgency != "routine"]
        return by_importance(self.rules.questions, serious)

    @property
    def not_asked(self) -> tuple[Question, ...]:
        """Every question that has no answer, not even through a wider one."""
        said = {question.code for question, _ in (*self.asked, *self.implied)}
        known = Known(self.profile, self.rules.questions)
        return tuple(q for code, q in self.rules.questions.items() if code not in said and known.unknown(code))

    def of(self, treatment: str) -> TreatmentVerdict:
        """The verdict on a treatment, or the worst of a combination's parts. OptionError for an unknown one."""
        parts = components(treatment)
        unknown = [part for part in parts if part not in self.verdicts]
        if unknown:
            raise OptionError(
                f"the screen knows no treatment {', '.join(unknown)}; it knows {', '.join(self.verdicts)}"
            )
        verdicts = [self.verdicts[part] for part in parts]
        return verdicts[0] if len(verdicts) == 1 else joined(verdicts, self.rules.questions)

    def to_ask(self, treatments: Iterable[str]) -> tuple[Question, ...]:
        """Unanswered questions that could change the urgency, or the verdict on one of these treatments."""
        waiting = [one for treatment in treatments for one in self.of(treatment).open]
        return by_importance(self.rules.questions, [*self.open_flags, *waiting])


def screen(profile: Profile, rules: ScreenRules) -> Screen:
    """Apply the rules to a person. Raises ProfileError for answers that contradict one another, all at once."""
    faults = list(contradictions(profile, rules.questions))
    if faults:
        raise ProfileError(_headline(faults), faults)
    known = Known(profile, rules.questions)
    held = sorted((one for flag in rules.flags for one in reason(flag, flag.when, known)), key=flag_rank)
    flags = tuple(one for one in held if one.state == "yes")
    signs = list(_signs(rules, known, {one.rule.row for one in flags}))
    noted = tuple(one for one in signs if one.state == "yes")
    open_flags = tuple(sorted((one for one in [*held, *signs] if one.state == "unknown"), key=flag_rank))
    verdicts = {treatment: verdict_on(treatment, rules, known) for treatment in rules.treatments}
    waiting = [*open_flags, *(one for verdict in verdicts.values() for one in verdict.open)]
    return Screen(
        profile=profile,
        rules=rules,
        urgency=urgency_of(flags, noted),
        flags=flags,
        noted=noted,
        open_flags=open_flags,
        by_hand=tuple(flag for flag in rules.flags if flag.when is None and flag.prompt is None),
        verdicts=MappingProxyType(verdicts),
        ask=by_importance(rules.questions, waiting),
        asked=tuple(_asked(profile, rules.questions)),
        implied=tuple(_implied(known)),
        made_by=_MADE_BY_SCREEN,
    )


def _headline(faults: Sequence[Fault]) -> str:
    count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
    return f"the answers do not fit together ({count})"


def _signs(rules: ScreenRules, known: Known, alarmed: set[str]) -> Iterator[Reason]:
    """Signs that are there or may be, and alone are no alarm, of flags that do not call for anything yet."""
    for flag in rules.flags:
        if flag.row not in alarmed:
            yield from reason(flag, flag.prompt, known)


def _asked(profile: Profile, questions: Questions) -> Iterator[tuple[Question, Tri]]:
    for code, question in questions.items():
        if question.kind != "number" and (code in profile.answers or profile.answer(code) != "unknown"):
            yield question, profile.answer(code)


def _implied(known: Known) -> Iterator[tuple[Question, Question]]:
    for code, question in known.questions.items():
        wider = known.implied_by(code)
        if question.kind != "number" and wider:
            yield question, known.questions[wider]
