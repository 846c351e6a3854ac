"""What a topic knows about safety: its questions, contraindications and red flags, proved to fit together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dorsal.errors import EvidenceError, Fault
from dorsal.patient.expression import Expression
from dorsal.patient.facts import Questions
from dorsal.patient.profile import FIELDS
from dorsal.patient.rule import Flag, Rule

NO_TREATMENT, ADD_TREATMENT = "it is no treatment of the topic", "add it to treatments.csv, or correct the code"
OWN_ONLY = ("trials",)
"""Roles of rows that are never read across: whom the trials of one treatment left out says nothing about another's."""


@dataclass(frozen=True, kw_only=True)
class ScreenRules:
    """What `screen` applies. Raises EvidenceError, with every fault, where rules and questions do not fit."""

    questions: Questions
    rules: tuple[Rule, ...] = ()
    flags: tuple[Flag, ...] = ()
    treatments: tuple[str, ...] = ()
    """Every single treatment of the topic, with rules or without."""
    read_across: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Treatments whose rows count for another one as well, because it does the same to the body."""

    def __post_init__(self) -> None:
        faults = list(unfit(self.questions, self.rules, self.flags, self.treatments, self.read_across))
        if faults:
            raise EvidenceError("; ".join(str(fault) for fault in faults))

    def rules_of(self, treatment: str) -> Iterator[tuple[Rule, str]]:
        """The rows that count for a single treatment; with those of another one comes its name."""
        yield from ((rule, "") for rule in self.rules if rule.treatment == treatment)
        for origin in self.read_across.get(treatment, ()):
            for rule in self.rules:
                if rule.treatment == origin and rule.role not in OWN_ONLY:
                    yield rule, origin

    def flags_of(self, code: str) -> tuple[Flag, ...]:
        """The red flags that turn on the answer to a question."""
        return tuple(flag for flag in self.flags if code in _names(flag.when, flag.prompt))

    def treatments_of(self, code: str) -> tuple[str, ...]:
        """The treatments whose verdict or technique turns on the answer to a question."""
        return tuple(
            treatment
            for treatment in self.treatments
            if any(rule.role != "trials" and code in _names(rule.when) for rule, _ in self.rules_of(treatment))
        )


def _names(*expressions: Expression | None) -> set[str]:
    return {name for expression in expressions if expression is not None for name in expression.names}


def unfit(
    questions: Questions,
    rules: Sequence[Rule],
    flags: Sequence[Flag],
    treatments: Sequence[str],
    read_across: Mapping[str, Sequence[str]],
) -> Iterator[Fault]:
    """What does not fit together; `where` is the row, or the question's code."""
    yield from _of_rules(questions, rules, treatments)
    for flag in flags:
        yield from _uses(flag.row, "when", flag.when, questions)
        yield from _uses(flag.row, "prompt", flag.prompt, questions)
    for question in questions.values():
        yield from _uses(question.code, "impossible", question.impossible, {*questions, *FIELDS})
        number = FIELDS.get(question.code) == "number"  # and no other question is
        if (question.kind == "number") != number:
            remedy = "write number" if number else "write yes_no, or finding"
            yield Fault(question.code, "kind", question.kind, "it does not fit this question", remedy)
    for treatment, origins in read_across.items():
        for name in (treatment, *origins):
            if name not in treatments:
                yield Fault(treatment, "read_across", name, NO_TREATMENT, ADD_TREATMENT)


def _of_rules(questions: Questions, rules: Sequence[Rule], treatments: Sequence[str]) -> Iterator[Fault]:
    findings = {question.code for question in questions.values() if question.kind == "finding"}
    for rule in rules:
        if rule.treatment not in treatments:
            yield Fault(rule.row, "treatment", rule.treatment, NO_TREATMENT, ADD_TREATMENT)
        yield from _uses(rule.row, "when", rule.when, questions)
        for name in sorted(_names(rule.when) & findings) if rule.role == "verdict" else ():
            remedy = "give the question the kind yes_no, or the row the role how"
            yield Fault(rule.row, "when", name, "a verdict cannot wait for what nobody is asked to examine", remedy)


def _uses(where: str, column: str, expression: Expression | None, known: Collection[str]) -> Iterator[Fault]:
    for name, use in () if expression is None else expression.names.items():
        kind = FIELDS.get(name, "yes_no")
        if name not in known:
            yield Fault(where, column, name, "no question asks for it", "add it to questions.csv, or correct the code")
        elif kind != use and kind == "number":
            yield Fault(where, column, name, "it is a number", "compare it, as in age > 65")
        elif kind != use:
            yield Fault(where, column, name, "it is answered with yes or no", "leave out the comparison")


def none_known(treatments: Sequence[str]) -> ScreenRules:
    """The rules of a topic that has none."""
    return ScreenRules(questions=Questions([]), treatments=tuple(treatments))
