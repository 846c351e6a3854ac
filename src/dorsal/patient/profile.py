"""Who this is: the complaint, the answers, the goals and what matters. Unknown is a value of its own, never "no"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import isfinite
from types import MappingProxyType
from typing import Any, Literal, get_args

from dorsal.errors import Fault, ProfileError

Tri = Literal["yes", "no", "unknown"]
Duration = Literal["acute", "subacute", "chronic", "unknown"]
Risk = Literal["low", "medium", "high", "unknown"]
Went = Literal["helped", "no_change", "worse", "unknown"]
Aim = Literal["pain", "disability", "activity"]

ACUTE_BELOW, CHRONIC_ABOVE = 6.0, 12.0
"""Weeks: acute is shorter than the first, chronic longer than the second."""
OLDEST = 120
MOST_WEEKS_A_YEAR = 53
SCALE = re.compile(r"\w+_(?P<low>\d+)_(?P<high>\d+)")
"""The code of a scale says its range; which scales there are is for the topic."""
NOWHERE = (0.0, 0.0)
NAME_SCALE = "give disability_scale: the code of a scale of the topic, as NAME_0_24"
LONGEST_TEXT = 300
LONGEST_SITE = 80
MOST_ANSWERS = 1_000

FIELDS: Mapping[str, Literal["number", "yes_no"]] = MappingProxyType(
    {"age": "number", "weeks": "number", "pain": "number", "needle_fear": "number", "radiating": "yes_no"}
)
"""Fields that a rule may speak of by their name, beside the codes of questions."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What the person wants, in their own words and as a number to reach."""

    words: str
    measure: Aim = "activity"
    target: float | None = None
    """The score to reach: 0-10 for pain, points of the person's scale for disability, 0-10 for an activity."""
    by_weeks: float | None = None


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A treatment that was tried before, and how it went."""

    treatment: str
    went: Went = "unknown"


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each thing matters to the person, 0 (not at all) to 10; None was not asked."""

    pain: float | None = None
    moving: float | None = None
    fewer_visits: float | None = None
    few_side_effects: float | None = None
    no_medicines: float | None = None
    cost: float | None = None
    time: float | None = None


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One person. Everything may be left out. Raises ProfileError with every fault at once."""

    age: int | None = None
    site: str = "low back"
    weeks: float | None = None
    """How long the complaint has lasted."""
    radiating: Tri = "unknown"
    """Does the pain run into a leg?"""
    pain: float | None = None
    """Numeric rating, 0 to 10."""
    disability: float | None = None
    """Total on `disability_scale`, where more is worse."""
    disability_scale: str = ""
    """The code of a scale of the topic, which ends with its range: NAME_0_24."""
    goals: tuple[Goal, ...] = ()
    answers: Mapping[str, Tri] = field(default_factory=dict)
    """By the code of the question; one that is not here was not asked."""
    earlier: tuple[Earlier, ...] = ()
    needle_fear: int | None = None
    """0 (none) to 10."""
    weights: Weights = field(default_factory=Weights)
    lasting_risk: Risk = "unknown"
    """The risk that the pain lasts, where somebody has measured it."""

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
            raise ProfileError(f"what is said about the person cannot be used ({count})", faults)
        for name in ("age", "needle_fear"):
            whole = getattr(self, name)
            object.__setattr__(self, name, None if whole is None else int(whole))
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))
        object.__setattr__(self, "goals", tuple(self.goals))
        object.__setattr__(self, "earlier", tuple(self.earlier))

    def __getstate__(self) -> dict[str, Any]:
        """A plain dictionary for the answers, which a view of one cannot be copied or stored as."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"answers": dict(self.answers)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, MappingProxyType(value) if name == "answers" else value)

    @property
    def duration(self) -> Duration:
        """Acute (under 6 weeks), subacute, chronic (over 12 weeks), or unknown."""
        if self.weeks is None:
            return "unknown"
        if self.weeks < ACUTE_BELOW:
            return "acute"
        return "chronic" if self.weeks > CHRONIC_ABOVE else "subacute"

    def baseline(self, outcome: str) -> float | None:
        """The score before treatment in points of 0-100, None where it is not known or not asked."""
        if outcome == "pain":
            return None if self.pain is None else 10.0 * self.pain
        if outcome == "disability" and self.disability is not None:
            low, high = ends(self.disability_scale)
            return 100.0 * (self.disability - low) / (high - low)
        return None

    def answer(self, code: str) -> Tri:
        """What was said to a question with yes and no: a field of that name, else the answer; unknown if not asked."""
        return self.radiating if code == "radiating" else self.answers.get(code, "unknown")

    def number(self, name: str) -> float | None:
        """A field that is a number, None where it is not known."""
        value: float | None = getattr(self, name)
        return value


def ends(scale: object) -> tuple[float, float]:
    """The lowest and highest total of a scale by its code; NOWHERE if the code does not say so."""
    named = SCALE.fullmatch(scale) if isinstance(scale, str) else None
    found = (float(named["low"]), float(named["high"])) if named else NOWHERE
    return found if found[0] < found[1] else NOWHERE


def _faults(person: Profile) -> Iterator[Fault]:
    yield from _number("age", person.age, 0, OLDEST, whole=True, unit="years")
    yield from _text("site", person.site, LONGEST_SITE)
    yield from _number("weeks", person.weeks, 0, OLDEST * MOST_WEEKS_A_YEAR, unit="weeks")
    yield from _one_of("radiating", person.radiating, get_args(Tri))
    yield from _number("pain", person.pain, 0, 10, unit="points")
    yield from _disability(person)
    yield from _number("needle_fear", person.needle_fear, 0, 10, whole=True, unit="points")
    yield from _one_of("lasting_risk", person.lasting_risk, get_args(Risk))
    yield from _answers(person.answers)
    yield from _weights(person.weights)
    yield from _goals(person)
    yield from _earlier(person)
    yield from _older_than_the_person(person)


def _fault(name: str, value: object, problem: str, remedy: str) -> Fault:
    return Fault(name, "", _shown(value), problem, remedy)


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:40]}..."


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _number(
    name: str, value: object, low: float, high: float, *, whole: bool = False, unit: str = ""
) -> Iterator[Fault]:
    if value is None:
        return
    ends = f"{low:g} to {high:g}" + (f" {unit}" if unit else "")
    if not _is_number(value):
        yield _fault(name, value, "it is not a number", f"write {ends}, or leave it out if it is not known")
    elif whole and value != int(value):  # type: ignore[call-overload]
        yield _fault(name, value, "it is not a whole number", f"write a whole number, {ends}")
    elif not low <= value <= high:  # type: ignore[operator]
        yield _fault(name, value, f"it lies outside {ends}", "correct it, or leave it out if it is not known")


def _listed(value: object) -> Sequence[object]:
    """The entries of a list; what is none stands as the one entry that is then refused."""
    return value if isinstance(value, (tuple, list)) else (value,)


def _text(name: str, value: object, longest: int) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield _fault(name, value, "it is not text", "write words")
    elif not value.strip():
        yield _fault(name, "", "it is empty", "write a few words, or leave it out")
    elif len(value) > longest:
        yield _fault(name, value, f"it has {len(value)} characters", f"use at most {longest}")
    elif any(not letter.isprintable() and letter not in "\n\t" for letter in value):
        yield _fault(name, ascii(value), "it holds characters that cannot be shown", "write plain text")


def _one_of(name: str, value: object, allowed: tuple[str, ...]) -> Iterator[Fault]:
    if value not in allowed:
        yield _fault(name, value, "it is not an answer to this", f"write one of {', '.join(allowed)}")


def _disability(person: Profile) -> Iterator[Fault]:
    scale = person.disability_scale
    if scale and ends(scale) is NOWHERE:
        yield _fault("disability_scale", scale, "it is not the code of a scale with its range", NAME_SCALE)
    elif person.disability is not None and not scale:
        yield _fault("disability_scale", "", "a score without its scale says nothing", NAME_SCALE)
    elif scale:
        yield from _number("disability", person.disability, *ends(scale), unit=f"points of {scale}")


def _answers(answers: object) -> Iterator[Fault]:
    if not isinstance(answers, Mapping):
        yield _fault("answers", answers, "it is no list of answers", 'write code = "yes", "no" or "unknown"')
        return
    if len(answers) > MOST_ANSWERS:
        yield _fault("answers", len(answers), "they are more than anybody is asked", f"give at most {MOST_ANSWERS:,}")
        return
    for code, said in answers.items():
        if not isinstance(code, str) or not code.isidentifier() or len(code) > LONGEST_SITE:
            problem = "it is not the code of a question"
            yield _fault(f"answers.{_shown(ascii(code))}", said, problem, "write one word of letters, digits and _")
        elif code in FIELDS:
            yield _fault(f"answers.{code}", said, "it is a field of its own", f"write {code} beside the answers")
        else:
            yield from _one_of(f"answers.{code}", said, get_args(Tri))


def _weights(weights: object) -> Iterator[Fault]:
    if not isinstance(weights, Weights):
        yield _fault("weights", weights, "they are no weights", f"give {', '.join(f.name for f in fields(Weights))}")
        return
    for weight in fields(weights):
        yield from _number(f"weights.{weight.name}", getattr(weights, weight.name), 0, 10)


def _goals(person: Profile) -> Iterator[Fault]:
    for n, goal in enumerate(_listed(person.goals), 1):
        if not isinstance(goal, Goal):
            yield _fault(f"goals {n}", goal, "it is no goal", "give words, and measure, target and by_weeks if known")
            continue
        yield from _text(f"goals {n}.words", goal.words, LONGEST_TEXT)
        yield from _one_of(f"goals {n}.measure", goal.measure, get_args(Aim))
        yield from _number(f"goals {n}.by_weeks", goal.by_weeks, 0, 520, unit="weeks")
        yield from _target(f"goals {n}.target", goal, person)


def _target(name: str, goal: Goal, person: Profile) -> Iterator[Fault]:
    if goal.target is None:
        return
    now = {"pain": person.pain, "disability": person.disability}.get(goal.measure)
    low, high = ends(person.disability_scale) if goal.measure == "disability" else (0.0, 10.0)
    if (low, high) == NOWHERE:
        yield _fault(name, goal.target, "a score for disability needs its scale", NAME_SCALE)
        return
    faults = list(_number(name, goal.target, low, high, unit="points"))
    yield from faults
    if not faults and _is_number(now) and goal.target >= now:  # type: ignore[operator]
        problem = f"it is no better than the score now ({now:g})"
        yield _fault(name, f"{goal.target:g}", problem, "give a lower target, or correct the score")


def _earlier(person: Profile) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, tried in enumerate(_listed(person.earlier), 1):
        if not isinstance(tried, Earlier):
            yield _fault(f"earlier {n}", tried, "it is no earlier treatment", "give treatment, and went if known")
            continue
        yield from _text(f"earlier {n}.treatment", tried.treatment, LONGEST_SITE)
        yield from _one_of(f"earlier {n}.went", tried.went, get_args(Went))
        if isinstance(tried.treatment, str):
            if tried.treatment in seen:
                yield _fault(f"earlier {n}.treatment", tried.treatment, "it stands twice", "say once how it went")
            seen.add(tried.treatment)


def _older_than_the_person(person: Profile) -> Iterator[Fault]:
    if not (_is_number(person.age) and _is_number(person.weeks)):
        return
    most = (person.age + 1) * MOST_WEEKS_A_YEAR  # type: ignore[operator]
    if most < person.weeks:  # type: ignore[operator]
        problem = f"the complaint would be older than the person ({person.age} years)"
        yield _fault("weeks", f"{person.weeks:g}", problem, "correct the age or the weeks")
