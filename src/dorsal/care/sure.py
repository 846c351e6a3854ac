"""How sure somebody is of a decision: the four questions of SURE, in our own words.

Légaré F et al. (2010) Are you SURE? Can Fam Physician 56:e308-e314 (https://www.cfp.ca/content/56/8/e308); partly in
people with low back pain. Ferron Parayre A et al. (2014) Med Decis Making 34:54-62 (doi:10.1177/0272989X13491463):
3 or fewer of 4 finds 94 % (79 to 99) of those in decisional conflict and clears 90 % (87 to 92) of the others.
The words here are not those that were validated; the four things asked are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from dorsal.errors import EvidenceError

Said = Literal["yes", "no", "unknown"]
SOURCES = (
    "Légaré 2010; Can Fam Physician 56:e308-e314; https://www.cfp.ca/content/56/8/e308",
    "Ferron Parayre 2014; Med Decis Making 34:54-62; doi:10.1177/0272989X13491463",
)
FULL = 4
"""Fewer than this many times yes: the person should not be left alone with the decision."""


@dataclass(frozen=True, kw_only=True)
class SureQuestion:
    """One of the four: its code, the letter it stands for, and what the person is asked."""

    code: str
    stands_for: str
    words: str


QUESTIONS = (
    SureQuestion(
        code="sure", stands_for="Sure of myself", words="Do you feel sure that this is the best choice for you?"
    ),
    SureQuestion(
        code="understand",
        stands_for="Understand information",
        words="Do you know the good and the bad sides of each choice?",
    ),
    SureQuestion(
        code="ratio",
        stands_for="Risk-benefit ratio",
        words="Is it clear to you which good and bad sides matter most to you?",
    ),
    SureQuestion(
        code="encouragement",
        stands_for="Encouragement",
        words="Do you have enough help and advice to choose?",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Sure:
    """The answers by question; one that was not answered is unknown, and then there is no score."""

    answers: Mapping[str, Said] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [question.code for question in QUESTIONS]
        strange = [code for code in self.answers if code not in known]
        wrong = [f"{code}: {said!r}" for code, said in self.answers.items() if said not in get_args(Said)]
        if strange or wrong:
            problems = [*(f"{code}: no such question" for code in strange), *wrong]
            remedy = f"the questions are {', '.join(known)}, each yes, no or unknown"
            raise EvidenceError(f"SURE: {'; '.join(problems)}; {remedy}")
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))

    def __getstate__(self) -> dict[str, object]:
        """A plain dictionary, which a view of one cannot be stored as."""
        return {"answers": dict(self.answers)}

    def __setstate__(self, state: Mapping[str, Mapping[str, Said]]) -> None:
        object.__setattr__(self, "answers", MappingProxyType(dict(state["answers"])))

    def answer(self, code: str) -> Said:
        """What was said to a question."""
        return self.answers.get(code, "unknown")

    @property
    def asked(self) -> bool:
        """Whether any of the four was answered."""
        return any(self.answer(question.code) != "unknown" for question in QUESTIONS)

    @property
    def score(self) -> int | None:
        """How many of the four were answered with yes; None unless all were answered, and never 0 in its place."""
        said = [self.answer(question.code) for question in QUESTIONS]
        return None if "unknown" in said else said.count("yes")

    @property
    def unsure(self) -> tuple[SureQuestion, ...]:
        """What was answered with no: what to talk about."""
        return tuple(question for question in QUESTIONS if self.answer(question.code) == "no")

    @property
    def conflict(self) -> bool | None:
        """Whether the decision should be talked about again: any no. None: not known, as something was not answered."""
        if self.unsure:
            return True
        return None if self.score is None else self.score < FULL
