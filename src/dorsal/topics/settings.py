"""topic.toml: what is asked of the tables, and by which rules."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

from dorsal.care.criterion import Criterion
from dorsal.errors import EvidenceError, Fault
from dorsal.topics.claim_settings import Named, People, Timing, WrongWord
from dorsal.trials.question import Window
from dorsal.trials.scale import Better
from dorsal.trials.treatment import canonical

FILE = "topic.toml"
Built = TypeVar("Built")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What is compared: pain, disability ..."""

    code: str
    label: str
    unit: str = ""
    better: Better | None = None
    headline: bool = False
    """Whether the answer opens with it."""
    measure: str = ""
    """Its measure where it is not the topic's."""
    mic: float | None = None
    """Smallest difference that matters, in points of 0-100."""
    mic_source: str = ""
    mic_note: str = ""
    error_sd: float | None = None
    """Standard error of one measurement in people who do not change, in points of 0-100."""
    error_source: str = ""
    caution: str = ""
    sizes: Sequence[float] = ()
    """Points of 0-100 from which a difference is small, moderate and large."""
    sizes_source: str = ""

    def __post_init__(self) -> None:
        if self.better not in ("lower", "higher", None):
            raise EvidenceError(f"outcome {self.code}: better is {self.better!r}; write 'lower' or 'higher'")
        if self.mic is not None and not (self.mic > 0 and self.mic_source):
            raise EvidenceError(f"outcome {self.code}: a MIC needs a value above 0 and its source")
        if self.sizes and not (len(self.sizes) == 3 and 0 < self.sizes[0] < self.sizes[1] < self.sizes[2]):
            raise EvidenceError(f"outcome {self.code}: sizes are three numbers above 0: small, moderate, large")
        if self.error_sd is not None and not (self.error_sd > 0 and self.error_source):
            raise EvidenceError(f"outcome {self.code}: a measurement error needs a value above 0 and its source")


@dataclass(frozen=True, kw_only=True)
class Combination:
    """Treatments given together, and the parts that the whole is compared with."""

    whole: str
    parts: Sequence[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", canonical(self.whole))
        object.__setattr__(self, "parts", tuple(canonical(part) for part in self.parts))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that topic.toml says."""

    name: str
    title: str
    question: str
    focus: str
    """The treatment that the question is about."""
    reference: str
    measure: str
    inactive: Sequence[str] = ()
    comparators: Sequence[str] = ()
    """What the focus is contrasted with, in this order."""
    combinations: Sequence[Combination] = ()
    outcomes: Sequence[Outcome] = ()
    windows: Sequence[Window] = ()
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wider_names: Mapping[str, str] = field(default_factory=dict)
    """Names in the tables of reviews and harms that are no treatment code, and their words."""
    harm_names: Mapping[str, str] = field(default_factory=dict)
    """Wider names of harms.csv, and the treatment whose harms they tell: "manual_therapy" of "manipulation"."""
    harm_background: Mapping[str, str] = field(default_factory=dict)
    """Names of people without a treatment, and the treatment that they are compared with: "no_opioid" of "opioid"."""
    harm_events: Mapping[str, str] = field(default_factory=dict)
    """Events of harms.csv that mean the same as another one: "any_minor_event" as "any_mild_event"."""
    harm_words: Mapping[str, str] = field(default_factory=dict)
    """Events in plain words; the others are read as they are written."""
    with_needles: Sequence[str] = ()
    """Treatments that go through the skin with needles."""
    with_medicines: Sequence[str] = ()
    perhaps_medicines: Sequence[str] = ()
    """Treatments that hold medicines for some people: usual care."""
    without_visits: Sequence[str] = ()
    """Treatments that need no visit."""
    read_across: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Treatments whose contraindications count for another one as well."""
    offered: Sequence[str] = ()
    """The options that a person is shown first, in this order; the others of the topic come after them."""
    decision_window: str = ""
    """The window that options are weighed in; none: the first."""
    criteria: Sequence[Criterion] = ()
    """What options are weighed by."""
    wider_outcomes: Mapping[str, str] = field(default_factory=dict)
    """Outcomes that claims name and no trial of the topic measured, and their words."""
    untreated: Sequence[str] = ()
    """Treatments whose arms show what happens without treatment."""
    timings: Sequence[Timing] = ()
    populations: Sequence[People] = ()
    events: Sequence[Named] = ()
    wrong_words: Sequence[WrongWord] = ()
    kin: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By treatment, techniques near enough to be told of where nothing of its own is known, and never to decide."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """citation, licence, caution, date (when the tables were read)."""


PARTS: Mapping[str, type] = {
    "outcomes": Outcome,
    "windows": Window,
    "combinations": Combination,
    "criteria": Criterion,
    "timings": Timing,
    "populations": People,
    "events": Named,
    "wrong_words": WrongWord,
}


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "Sequence[str]": (_texts, "a list of texts"),
    "Mapping[str, Sequence[str]]": (lambda v: isinstance(v, dict) and all(map(_texts, v.values())), "a table of lists"),
    "Mapping[str, str]": (
        lambda v: isinstance(v, dict) and all(isinstance(one, str) for one in v.values()),
        "a table of texts",
    ),
    "Sequence[float]": (lambda v: isinstance(v, list) and all(map(_number, v)), "a list of numbers"),
    "bool": (lambda v: isinstance(v, bool), "true or false"),
    "float": (_number, "a number"),
    "float | None": (_number, "a number"),
    "str": (lambda v: isinstance(v, str), "text"),
    "Better | None": (lambda v: isinstance(v, str), "'lower' or 'higher'"),
}
"""What each annotation of the dataclasses above takes from TOML."""


def settings(content: bytes) -> tuple[Settings | None, list[Fault]]:
    """Read topic.toml. None, with every fault, where it cannot be used."""
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [Fault(FILE, "", "", f"it is not TOML ({error})", "correct it at that place")]
    faults: list[Fault] = []
    parts: dict[str, Any] = {name: _parts(name, made, said.pop(name, []), faults) for name, made in PARTS.items()}
    whole = _built(Settings, said | parts, FILE, faults)
    return whole, faults


def _parts(name: str, made: type[Built], entries: Any, faults: list[Fault]) -> tuple[Built, ...]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.append(Fault(FILE, name, "", "it is no list of tables", f"write each under [[{name}]]"))
        return ()
    built = [_built(made, entry, f"{FILE} {name} {n}", faults) for n, entry in enumerate(entries, 1)]
    return tuple(part for part in built if part is not None)


def _built(made: type[Built], said: Mapping[str, Any], where: str, faults: list[Fault]) -> Built | None:
    """One dataclass of what a table of topic.toml says, or None with its faults."""
    known = {f.name: f for f in fields(made)}  # type: ignore[arg-type]
    found = [
        Fault(where, key, "", "it is not known here", f"use one of {', '.join(known)}")
        for key in said
        if key not in known
    ]
    for name, one in known.items():
        needed = one.default is MISSING and one.default_factory is MISSING
        if name not in said and needed:
            found.append(Fault(where, name, "", "it is missing", f'write {name} = "..."'))
        elif name in said and name not in PARTS:
            found += _wrong_kind(where, name, said[name], str(one.type))
    faults += found
    if found:
        return None
    try:
        return made(**{key: tuple(value) if isinstance(value, list) else value for key, value in said.items()})
    except EvidenceError as error:
        faults.append(Fault(where, "", "", str(error), "correct it"))
        return None


def _wrong_kind(where: str, name: str, value: Any, annotation: str) -> list[Fault]:
    right, words = KINDS[annotation]
    return [] if right(value) else [Fault(where, name, str(value)[:40], f"it is not {words}", f"write {words}")]
