"""The second form: the topic's questions on safety, narrow ones inside the wider ones that they are part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext

from dorsal.faces.language import Language
from dorsal.faces.screening_words import SECTION
from dorsal.patient.facts import Questions
from dorsal.patient.profile import FIELDS
from dorsal.patient.question import SECTIONS, Question

BEFORE = "q_"
"""Of a field's name: the code follows."""
IN_THE_FIRST_FORM = tuple(FIELDS)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question on the page with those inside it."""

    question: Question
    words: str
    why: str
    field: forms.BoundField
    inside: tuple[Asked, ...]

    @property
    def faulty(self) -> bool:
        """Whether something is wrong here or inside."""
        return bool(self.field.errors) or any(each.faulty for each in self.inside)

    @property
    def answered(self) -> bool:
        return bool(self.field.value())


@dataclass(frozen=True, kw_only=True)
class Part:
    """The questions under one heading."""

    code: str
    heading: str
    asked: tuple[Asked, ...]

    @property
    def open(self) -> bool:
        """Whether it is unfolded: the signs of danger always, another where something is wrong."""
        return self.code == SECTIONS[0] or any(each.faulty for each in self.asked)

    @property
    def left(self) -> int:
        """Questions at the top that have no answer yet."""
        return sum(not each.answered for each in self.asked)


class SafetyForm(forms.Form):
    """Each question with yes, no and "I do not know". What is left open was not asked, which is never "no"."""

    def __init__(self, questions: Questions, speech: Language, data: Any, person: Mapping[str, Any]) -> None:
        shown = {BEFORE + code: said for code, said in person.get("answers", {}).items()}
        super().__init__(data, initial=shown, use_required_attribute=False)
        self._speech = speech
        self._questions = questions
        self._no = {name for name in IN_THE_FIRST_FORM if person.get(name) == "no"}
        told = [("yes", gettext("Yes")), ("no", gettext("No")), ("unknown", gettext("I do not know"))]
        self._asked_here = tuple(self._shown())
        self._within: dict[str, list[Question]] = {}
        for question in self._asked_here:
            self.fields[BEFORE + question.code] = forms.ChoiceField(
                label=speech.name_of(question.words), required=False, choices=told, widget=forms.RadioSelect
            )
        for question in self._asked_here:
            self._within.setdefault(self._wider(question), []).append(question)

    def _shown(self) -> Iterator[Question]:
        """Findings are examined; fields were asked for before, and a "no" there answers what is part of them."""
        for code, question in self._questions.items():
            answered = self._no.intersection(self._questions.wider(code))
            if question.kind == "yes_no" and code not in IN_THE_FIRST_FORM and not answered:
                yield question

    def parts(self) -> Sequence[Part]:
        """All headings with their questions."""
        top = self._within.get("", [])
        found = [
            Part(
                code=section,
                heading=self._speech.words(SECTION[section]),
                asked=tuple(self._asked(q) for q in top if q.section == section),
            )
            for section in SECTIONS
        ]
        return [part for part in found if part.asked]

    def _wider(self, question: Question) -> str:
        """The wider question that it stands inside on this page."""
        return question.part_of if BEFORE + question.part_of in self.fields else ""

    def _asked(self, question: Question) -> Asked:
        return Asked(
            question=question,
            words=self._speech.name_of(question.words),
            why=self._speech.name_of(question.why) if question.why else "",
            field=self[BEFORE + question.code],
            inside=tuple(self._asked(q) for q in self._within.get(question.code, ())),
        )

    def clean(self) -> dict[str, Any]:
        """A "yes" inside a "no" cannot be: it is said at the inner one, naming the outer one."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for question in self._asked_here:
            wider = self._wider(question)
            if wider and said.get(BEFORE + question.code) == "yes" and said.get(BEFORE + wider) == "no":
                told = gettext("This is part of “%(wider)s”, which was answered with no; correct one of the two.")
                self.add_error(BEFORE + question.code, told % {"wider": self.fields[BEFORE + wider].label})
        return said

    def answers(self) -> dict[str, str]:
        """What a valid form says, by the code of the question; open ones are not there."""
        return {name.removeprefix(BEFORE): said for name, said in self.cleaned_data.items() if said}
