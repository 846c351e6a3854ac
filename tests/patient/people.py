"""People for tests of the screen, written as "age=52 saddle_numb heart=no", and the bundled rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from dorsal.patient.facts import Questions, contradictions
from dorsal.patient.profile import FIELDS, Profile, Tri
from dorsal.patient.screen_rules import ScreenRules
from dorsal.topics.loader import Topic, load
from dorsal.topics.screening import screening


@cache
def topic() -> Topic:
    return load()


@cache
def rules() -> ScreenRules:
    return screening(topic())


def questions() -> Questions:
    return rules().questions


def codes() -> tuple[str, ...]:
    """Every question that is answered with yes or no, but the one that is a field."""
    return tuple(code for code, question in questions().items() if question.kind != "number" and code not in FIELDS)


def person(said: str, *, rest: Tri = "unknown") -> Profile:
    """A person by what was said: a bare name is a yes. With `rest="no"` every other question was answered with no."""
    words = [word.partition("=") for word in said.split()]
    pairs = {name: value or "yes" for name, _, value in words}
    numbers = {name: float(pairs.pop(name)) for name in list(pairs) if FIELDS.get(name) == "number"}
    answers = dict(pairs)
    for code in [code for code, answer in pairs.items() if answer == "yes"]:
        answers |= dict.fromkeys(questions().wider(code), "yes")
    if rest == "no":
        left = {code: "no" for code in (*codes(), "radiating") if code not in answers}
        answers |= left
        numbers = {"age": 44, "weeks": 8} | numbers
    return made(answers, numbers)


def made(answers: Mapping[str, str], numbers: Mapping[str, float]) -> Profile:
    """A person of answers and numbers, the field among the answers put in its place."""
    age = numbers.get("age")
    return Profile(
        age=None if age is None else int(age),
        weeks=numbers.get("weeks"),
        radiating=answers.get("radiating", "unknown"),  # type: ignore[arg-type]
        answers={code: answer for code, answer in answers.items() if code != "radiating"},  # type: ignore[misc]
    )


def consistent(answers: Mapping[str, Tri], numbers: Mapping[str, float]) -> Profile:
    """The person of these answers, without those that contradict others."""
    kept = dict(answers)
    while True:
        found = made(kept, numbers)
        wrong = {fault.where.removeprefix("answers.") for fault in contradictions(found, questions())}
        if not wrong:
            return found
        kept = {code: answer for code, answer in kept.items() if code not in wrong}


def rows(reasons: Iterable[object]) -> str:
    """The ids of the rows of reasons, in order: "RED015 RED019"."""
    return " ".join(sorted(reason.rule.row for reason in reasons))  # type: ignore[attr-defined]
