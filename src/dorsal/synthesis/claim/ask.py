"""What a claim is held against: one value with the trials, the rates of harm, the practice, and the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dorsal.errors import EvidenceError
from dorsal.synthesis.answer import Section
from dorsal.trials.question import Window
from dorsal.trials.scale import Better, Scale
from dorsal.trials.study import Study
from dorsal.trials.treatment import JOIN, Treatments, components

WITHIN = re.compile(r"within_(\d{1,3})_weeks")
"""A time that needs no entry in the topic."""
BRACKETED = re.compile(r" \([^)]*\)")


@dataclass(frozen=True, kw_only=True)
class OutcomeWords:
    """An outcome that a claim may name: what it is called, and which way is good on the analysis scale."""

    code: str
    label: str
    unit: str = ""
    better: Better = "lower"
    mic: float | None = None
    """In points of 0-100."""
    measured: bool = True
    """False for what people speak of and no trial of the topic measured."""


@dataclass(frozen=True, kw_only=True)
class TimingWords:
    """A time that a claim may name, and the windows it is looked for in, the first that can say counts."""

    label: str
    windows: tuple[Window | None, ...]


@dataclass(frozen=True, kw_only=True)
class PopulationWords:
    """People that a claim may name, and what trials call them; None is everybody, empty is nobody so far."""

    label: str
    studies: tuple[str, ...] | None


@dataclass(frozen=True, kw_only=True)
class EventWords:
    """A harm that a claim may name, and the events that count as it."""

    label: str
    events: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HarmRate:
    """A count of an adverse event: `events` of `people` (or treatments), as a share with its interval."""

    row: str
    treatment: str
    event: str
    severity: str
    per: str
    """per treatment, per patient ..."""
    events: int | None
    people: int | None
    rate: float | None
    """None where it is no share: a case, a range, a ratio."""
    low: float | None
    high: float | None
    grade: str
    source: str
    source_url: str
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("rate", "low", "high"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 1:
                raise EvidenceError(f"{self.row}: {name} must be a share between 0 and 1, got {share:g}")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What a source says of the doing: `value` as printed, and the same as numbers."""

    row: str
    treatment: str
    quantity: str
    """minutes, per_week, visits ..."""
    value: str
    unit: str
    low: float
    high: float
    people: str
    grade: str
    source: str
    source_url: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """How far a group of people came from its own start, in points of 0-100; negative is better."""

    label: str
    """The trial."""
    rows: tuple[str, ...]
    n: int | None
    points: float
    sd: float | None
    """Of the change; None where the source prints none."""
    url: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A trial known only by its direction, or a published review: listed, never pooled."""

    row: str
    kind: str
    """trial or review"""
    label: str
    first: str
    second: str
    outcome: str
    words: str
    source_url: str
    favours: str = ""
    """The treatment that it favours; "neither" for no clear difference, "" where not stated or where it is a number."""
    population: str = ""


@dataclass(frozen=True, kw_only=True)
class WrongWord:
    """A word that is wrong whatever the numbers say, or (`untold`) that nothing here can tell."""

    word: str
    why: str
    instead: str = ""
    kinds: tuple[str, ...] = ()
    """Kinds of claims in which it is wrong; empty for all."""
    untold: bool = False
    """Whether it leaves the claim uncertain; else it contradicts it."""

    def found_in(self, text: str) -> bool:
        """Whether the word stands in a text; a hyphen may be a blank or nothing."""
        spelled = re.escape(self.word).replace(r"\-", "[- ]?")
        return re.search(rf"\b{spelled}\b", text, re.IGNORECASE) is not None

    @property
    def fault(self) -> str:
        """What is wrong with it."""
        return "says more than anything here can tell" if self.untold else "is the wrong word"


Sections = Callable[[str, Window | None, tuple[str, ...]], tuple[Section, ...]]
"""Outcome, window and populations to the analyses that may answer: points first, then standard deviations."""
Untreated = Callable[[str, tuple[Window | None, ...]], tuple[Change, ...]]
"""Outcome and windows to the groups that show the natural course."""


def nobody(_: str, __: tuple[Window | None, ...]) -> tuple[Change, ...]:
    """Where no group shows the natural course."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Everything known about a topic that a claim may be held against, as values and one question."""

    sections: Sections
    treatments: Treatments
    studies: Mapping[str, Study] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)
    outcomes: Mapping[str, OutcomeWords] = field(default_factory=dict)
    timings: Mapping[str, TimingWords] = field(default_factory=dict)
    populations: Mapping[str, PopulationWords] = field(default_factory=dict)
    comparators: tuple[str, ...] = ()
    """What "any" stands for."""
    combinations: tuple[tuple[str, tuple[str, ...]], ...] = ()
    untreated: Untreated = nobody
    events: Mapping[str, EventWords] = field(default_factory=dict)
    harms: tuple[HarmRate, ...] = ()
    facts: tuple[Fact, ...] = ()
    kin: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By treatment, techniques that may be told of where nothing of its own is known, and never decide."""
    beside: tuple[Beside, ...] = ()
    wrong_words: tuple[WrongWord, ...] = ()

    def outcome(self, code: str) -> OutcomeWords:
        """Of an outcome, or a name that no trial measured."""
        return self.outcomes.get(code) or OutcomeWords(code=code, label=code.replace("_", " "), measured=False)

    def timing(self, name: str) -> TimingWords:
        """Of a time; "within_6_weeks" names its own, another unknown one is any time."""
        known = self.timings.get(name)
        if known is None and (within := WITHIN.fullmatch(name)):
            weeks = float(within[1])
            window = Window(name=name, upto=weeks, target=weeks)
            known = TimingWords(label=f"within {within[1]} weeks", windows=(window,))
        return known or TimingWords(label="", windows=(None,))

    def population(self, name: str) -> PopulationWords:
        """Of people; an unknown name is nobody that a trial took in."""
        return self.populations.get(name) or PopulationWords(label=name, studies=())

    def event(self, name: str) -> EventWords:
        """Of a harm; an unknown one stands for itself."""
        return self.events.get(name) or EventWords(label=name.replace("_", " "), events=(name,))

    def label(self, treatment: str) -> str:
        """A treatment inside a sentence, without what stands in brackets: "dry needling"."""
        words = BRACKETED.sub("", self.treatments.label(treatment))
        kept = self.treatments.as_written(treatment) or words[:2].isupper()
        return words if kept else words[:1].lower() + words[1:]

    def beside_of(self, first: str, second: str, outcome: str, population: str) -> tuple[Beside, ...]:
        """What is listed beside this pair, in either order, in these people."""
        pair, people = {_parts(first), _parts(second)}, self.population(population).studies
        return tuple(
            b
            for b in self.beside
            if b.outcome == outcome
            and {_parts(b.first), _parts(b.second)} == pair
            and (people is None or b.population in people)
        )


def _parts(treatment: str) -> tuple[str, ...]:
    return components(treatment) if treatment and all(treatment.split(JOIN)) else (treatment,)
