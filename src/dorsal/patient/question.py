"""What a person, or the clinician who examines them, is asked before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from dorsal.errors import EvidenceError
from dorsal.patient.expression import Expression

Section = Literal["danger", "health", "medicine", "body", "needle", "other"]
Kind = Literal["yes_no", "number", "finding"]
"""A finding is what an examination may show: nobody is asked for it, and until it is known it stays open."""
AskedOf = Literal["person", "clinician"]

SECTIONS: tuple[Section, ...] = get_args(Section)
"""In the order in which they are asked."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question with its words. `part_of` names a wider question: its "no" answers this one too."""

    code: str
    section: Section
    words: str
    """Plain words, as they are said to the person (or to the clinician, where `asked_of` says so)."""
    why: str = ""
    """Why it is asked, and what is meant."""
    kind: Kind = "yes_no"
    asked_of: AskedOf = "person"
    part_of: str = ""
    impossible: Expression | None = None
    """What cannot be so where the answer is "yes"."""

    def __post_init__(self) -> None:
        if not self.code.isidentifier():
            raise EvidenceError(f"question {self.code!r}: its code must be one word of letters, digits and _")
        if not self.words:
            raise EvidenceError(f"question {self.code}: there are no words to ask it with")
        for name, allowed in (("section", SECTIONS), ("kind", get_args(Kind)), ("asked_of", get_args(AskedOf))):
            if getattr(self, name) not in allowed:
                raise EvidenceError(
                    f"question {self.code}: {name} is {getattr(self, name)!r}; write one of {', '.join(allowed)}"
                )
        if self.part_of == self.code:
            raise EvidenceError(f"question {self.code}: it is part of itself; name the wider question")
