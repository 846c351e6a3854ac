"""What a face shows: sections with their words and sources, the same object for terminal, page, JSON and CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dorsal.faces.language import ENGLISH, Language
from dorsal.faces.telling import Answer, Missing
from dorsal.synthesis.answer import Section
from dorsal.trials.shown import Shown
from dorsal.trials.study import Study
from dorsal.trials.treatment import Treatments

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Enough to make the same document again."""

    version: str
    data_name: str
    data_hash: str
    command: str
    options: Mapping[str, str]
    seed: int


@dataclass(frozen=True, kw_only=True, repr=False)
class Document(Shown):
    """An answer to a topic's question, or to a spreadsheet's."""

    title: str
    question: str
    sections: tuple[Section, ...]
    """In the order shown: by outcome, then by window."""
    standardised: Mapping[tuple[str, str], Section] = field(default_factory=dict)
    """By (outcome, window name): the same section on the standardised scale, asked where points cannot say."""
    target: str = ""
    """The treatment in question, "" for a spreadsheet."""
    comparisons: tuple[tuple[str, str], ...] = ()
    """Pairs that are put in words: the target against each comparator, each combination against its parts."""
    treatments: Treatments
    studies: Mapping[str, Study]
    outcome_labels: Mapping[str, str] = field(default_factory=dict)
    better: Mapping[str, str] = field(default_factory=dict)
    """By outcome, which way is better on the analysis scale: "lower" (also where it is missing), "higher", or ""."""
    reviews: tuple[Row, ...] = ()
    """What published reviews say: beside, never pooled."""
    narrative: tuple[Row, ...] = ()
    """Trials of which only a direction or a P value is known."""
    limits: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    """What was found to further questions (`faces.inquiry`)."""
    missing: tuple[Missing, ...] = ()
    """Questions that have no whole answer; the first of `answers` tells them."""
    language: Language = ENGLISH
    """What its words are in."""
    provenance: Provenance

    def __repr__(self) -> str:
        asked = "".join(f"; {answer.key}" for answer in self.answers)
        return f"<Document: {self.title}, {len(self.sections)} outcomes or windows{asked}>"

    @property
    def cautions(self) -> tuple[str, ...]:
        """What must be known before the first numbers are read."""
        return tuple(answer.caution for answer in self.answers if answer.caution)
