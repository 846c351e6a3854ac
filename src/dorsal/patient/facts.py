"""What is known of a person, seen through the questions: the "no" to a wide question answers the narrow ones in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from dorsal.errors import TOLD, EvidenceError, Fault
from dorsal.patient.expression import Expression
from dorsal.patient.profile import FIELDS, Profile, Tri
from dorsal.patient.question import Question


class Questions(Mapping[str, Question]):
    """The questions of a topic by code, in the order in which they are asked."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._table = {question.code: question for question in questions}
        if len(self._table) < len(questions):
            twice = [q.code for n, q in enumerate(questions) if q.code in {other.code for other in questions[:n]}]
            raise EvidenceError(f"the question {twice[0]} stands twice; give every question a code of its own")
        self._wider = {code: self._chain(code) for code in self._table}
        self._inside = {
            code: tuple(part for part, wider in self._wider.items() if code in wider) for code in self._table
        }
        for code, chain in self._wider.items():
            for wider in chain:
                if wider not in self._table:
                    raise EvidenceError(f"question {code}: it is part of {wider!r}, which is no question")

    def __getitem__(self, code: str) -> Question:
        return self._table[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def wider(self, code: str) -> tuple[str, ...]:
        """The questions that this one is part of, the next wider one first."""
        return self._wider.get(code, ())

    def inside(self, code: str) -> tuple[str, ...]:
        """The questions that are part of this one."""
        return self._inside.get(code, ())

    def _chain(self, code: str) -> tuple[str, ...]:
        """Raises EvidenceError for a circle."""
        found: list[str] = []
        question = self._table.get(code)
        while question is not None and question.part_of:
            if question.part_of in (code, *found):
                raise EvidenceError(f"question {code}: it is part of itself through {', '.join(found)}")
            found.append(question.part_of)
            question = self._table.get(question.part_of)
        return tuple(found)


class Settled(NamedTuple):
    """An expression for one person."""

    state: Tri
    because: tuple[str, ...]
    ask: tuple[str, ...]
    """Where unknown: what to ask now, wide questions before the narrow ones in them."""


class Known:
    """The answers of one person. A part is "no" where its wider question is; that one is "yes" where a part is."""

    def __init__(self, person: Profile, questions: Questions) -> None:
        self.person = person
        self.questions = questions
        self._answers: dict[str, Tri] = {}
        self._settled: dict[Expression, Settled] = {}

    def answer(self, code: str) -> Tri:
        """What was said, or follows from what was said to a wider or narrower question."""
        if code not in self._answers:
            self._answers[code] = self._found(code)
        return self._answers[code]

    def _found(self, code: str) -> Tri:
        said = self.person.answer(code)
        if said != "unknown":
            return said
        if any(self.person.answer(part) == "yes" for part in self.questions.inside(code)):
            return "yes"
        return "no" if self.implied_by(code) else "unknown"

    def number(self, name: str) -> float | None:
        return self.person.number(name)

    def settle(self, when: Expression) -> Settled:
        """What an expression comes to for this person; worked out once, however many treatments ask."""
        if when not in self._settled:
            ask = dict.fromkeys(self.first(code) for code in when.next(self))
            asked = tuple(code for code in ask if self.questions[code].kind != "finding")
            self._settled[when] = Settled(when.truth(self), when.because(self), asked)
        return self._settled[when]

    def implied_by(self, code: str) -> str:
        """The wider question whose "no" answers this one, where it was not asked itself."""
        if self.person.answer(code) != "unknown":
            return ""
        return next((wider for wider in self.questions.wider(code) if self.person.answer(wider) == "no"), "")

    def unknown(self, code: str) -> bool:
        """Whether the answer to a question, of whichever kind, is not known."""
        if FIELDS.get(code) == "number":
            return self.person.number(code) is None
        return self.answer(code) == "unknown"

    def first(self, code: str) -> str:
        """What to ask in order to learn this: the widest question that is unknown, else itself."""
        return next((wider for wider in reversed(self.questions.wider(code)) if self.unknown(wider)), code)


def contradictions(person: Profile, questions: Questions) -> Iterator[Fault]:
    """Answers that no question asks for, and answers that cannot all be true."""
    strange = [code for code in person.answers if code not in questions]
    for n, code in enumerate(strange):
        near = get_close_matches(code, questions, n=3, cutoff=0.6) if n < TOLD else []
        remedy = f"did you mean {' or '.join(near)}?" if near else "see the questions of the topic"
        yield Fault(f"answers.{code}", "", person.answers[code], "there is no such question", remedy)
    known = Known(person, questions)
    for question in questions.values():
        if question.kind == "yes_no" and person.answer(question.code) == "yes":
            yield from _against(question, person, known)


def _against(question: Question, person: Profile, known: Known) -> Iterator[Fault]:
    for wider in known.questions.wider(question.code):
        if person.answer(wider) == "no":
            problem = f'it is part of {wider}, which was answered "no"'
            yield Fault(_place(question.code), "", "yes", problem, "correct one of the two")
    impossible = question.impossible
    if impossible is not None and impossible.truth(known) == "yes":
        said = ", ".join(f"{name} {_said(person, name)}" for name in impossible.because(known))
        yield Fault(_place(question.code), "", "yes", f"it cannot be so with {said}", "correct one of them")


def _said(person: Profile, name: str) -> str:
    return f"{person.number(name):g}" if FIELDS.get(name) == "number" else person.answer(name)


def _place(code: str) -> str:
    return code if code in FIELDS else f"answers.{code}"
