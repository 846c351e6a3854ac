"""What may not be done, and what points to serious disease: rows of a topic's tables, each with when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from dorsal.errors import EvidenceError
from dorsal.patient.expression import Expression

Verdict = Literal["may", "precaution", "ask_first", "may_not"]
"""From the mildest to the worst."""
Urgency = Literal["none", "routine", "urgent", "emergency"]
Kind = Literal["absolute", "relative", "precaution"]
Grade = Literal["A", "B", "C"]
Role = Literal["verdict", "how", "trials", "after"]
"""What a row is for.

verdict: whether the treatment may be given. how: technique, where the site matters. trials: whom the trials left out,
which says nothing about harm. after: a sign to watch for afterwards.
"""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
WEAK: Grade = "C"
"""The grade of a source that decides nothing by itself."""


def worst(verdicts: tuple[Verdict, ...]) -> Verdict:
    """The worst of several verdicts; may, of none."""
    return max(verdicts, key=VERDICTS.index, default="may")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A contraindication or precaution. `when` is None where it cannot be evaluated; `when_note` says why."""

    row: str
    treatment: str
    condition: str
    kind: Kind
    action: str
    source: str
    source_url: str
    grade: Grade
    role: Role = "verdict"
    note: str = ""
    when: Expression | None = None
    when_note: str = ""
    signed: str = ""
    """Which clinician has agreed, and when; empty: nobody has."""

    def __post_init__(self) -> None:
        _one_of(self.row, "kind", self.kind, get_args(Kind))
        _one_of(self.row, "grade", self.grade, get_args(Grade))
        _one_of(self.row, "role", self.role, get_args(Role))
        _evaluable(self.row, self.when, self.when_note)

    @property
    def weak(self) -> bool:
        """Whether its only source is weak: then a clinician decides."""
        return self.grade == WEAK

    @property
    def verdict(self) -> Verdict:
        """What it leads to where it holds: the deciding table of docs/screening.md."""
        if self.role in ("trials", "after"):
            return "may"
        return "may_not" if self.kind == "absolute" and self.role == "verdict" and not self.weak else "precaution"


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A sign that may point to serious disease.

    `when`: it calls for what `urgency` says. `prompt`: the sign is there, but alone it is no alarm by its source.
    """

    row: str
    flag: str
    condition: str
    urgency: Urgency
    urgency_basis: str
    source: str
    source_url: str
    grade: Grade
    accuracy: Mapping[str, float]
    """What the source prints of sensitivity, specificity, lr_pos, lr_neg, post_test_probability, ci_low, ci_high."""
    accuracy_kind: str = ""
    """sens_spec, post_test_probability, share_of_cases, pooled_range ..., or none."""
    accuracy_note: str = ""
    when: Expression | None = None
    prompt: Expression | None = None
    when_note: str = ""
    signed: str = ""

    def __post_init__(self) -> None:
        _one_of(self.row, "urgency", self.urgency, URGENCIES[1:])
        _one_of(self.row, "grade", self.grade, get_args(Grade))
        _evaluable(self.row, self.when or self.prompt, self.when_note)

    @property
    def weak(self) -> bool:
        """Whether its only source is weak: then a clinician judges it."""
        return self.grade == WEAK

    @property
    def calls_for(self) -> Urgency:
        """The person's urgency where `when` holds. A weak source's emergency is urgent: a clinician judges at once."""
        if not self.weak:
            return self.urgency
        return "urgent" if self.urgency == "emergency" else "routine"


def _one_of(row: str, name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise EvidenceError(f"{row}: {name} is {value!r}; write one of {', '.join(allowed)}")


def _evaluable(row: str, when: Expression | None, note: str) -> None:
    if when is None and not note:
        raise EvidenceError(f"{row}: it has neither when it holds nor why that cannot be said; fill when or when_note")
