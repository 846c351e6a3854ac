"""The safety screen as the page shows it: how urgent, what was found, what was asked, what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dorsal.clinic.walk.offered import Said
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.language import Language, marked
from dorsal.faces.screening_words import (
    DISCLAIMER,
    UNSIGNED_MEANS,
    WEAK,
    flag_words,
    reason_words,
    shown_treatments,
    suspicions,
    urgency_words,
    verdict_words,
)
from dorsal.patient.reason import Reason
from dorsal.patient.rule import Flag
from dorsal.patient.screen import Screen

ANSWERS = {"yes": marked("yes"), "no": marked("no"), "unknown": marked("not known")}


@dataclass(frozen=True, kw_only=True)
class Suspected:
    """What red flags point to."""

    condition: str
    urgency: str
    weak: str
    signs: tuple[Said, ...]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the rules say of one treatment."""

    name: str
    code: str
    words: str
    reasons: tuple[Said, ...]
    ask: tuple[tuple[str, str], ...]
    """Codes and words of the questions that could change it."""


@dataclass(frozen=True, kw_only=True)
class Screened:
    """A Screen in words."""

    made: Screen
    evidence: CareEvidence
    speech: Language

    @property
    def urgency(self) -> str:
        return self.made.urgency

    @property
    def holds(self) -> bool:
        return self.made.holds

    @property
    def headline(self) -> str:
        return urgency_words(self.made, self.speech)

    @cached_property
    def suspected(self) -> tuple[Suspected, ...]:
        return tuple(
            Suspected(
                condition=self.speech.name_of(one.condition),
                urgency=one.urgency,
                weak=self.speech.words(WEAK) if one.weak else "",
                signs=tuple(self._flag(reason) for reason in one.reasons),
            )
            for one in suspicions(self.made.flags)
        )

    @property
    def noted(self) -> tuple[Said, ...]:
        return tuple(self._flag(one) for one in self.made.noted)

    def _flag(self, one: Reason) -> Said:
        assert isinstance(one.rule, Flag)
        return Said(words=flag_words(one.rule, self.speech), rows=(one.rule.row,))

    @cached_property
    def verdicts(self) -> Sequence[Verdict]:
        return [self._verdict(code) for code in shown_treatments(self.evidence.topic)]

    def _verdict(self, code: str) -> Verdict:
        found = self.made.of(code)
        topic = self.evidence.topic
        return Verdict(
            name=self.speech.name_of(topic.treatments.label(code)),
            code=code,
            words=verdict_words(found, self.speech),
            reasons=tuple(
                Said(words=reason_words(one, topic, self.speech), rows=(one.rule.row,)) for one in found.certain
            ),
            ask=tuple((question.code, self.speech.name_of(question.words)) for question in found.ask),
        )

    @cached_property
    def to_ask(self) -> tuple[tuple[str, str], ...]:
        """Codes and words of unanswered questions that could change something, the most important first."""
        found = self.made.to_ask(shown_treatments(self.evidence.topic))
        return tuple((question.code, self.speech.name_of(question.words)) for question in found)

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """Everything that was asked, with the answer: nothing clears a person silently."""
        return tuple(
            (self.speech.name_of(question.words), self.speech.words(ANSWERS[said]))
            for question, said in self.made.asked
        )

    @property
    def not_asked(self) -> tuple[str, ...]:
        return tuple(self.speech.name_of(question.words) for question in self.made.not_asked)

    @property
    def by_hand(self) -> tuple[Said, ...]:
        return tuple(Said(words=flag_words(flag, self.speech), rows=(flag.row,)) for flag in self.made.by_hand)

    @property
    def disclaimer(self) -> str:
        return self.speech.words(DISCLAIMER)

    @property
    def unsigned(self) -> str:
        return self.speech.words(UNSIGNED_MEANS)
