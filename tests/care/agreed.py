"""Plans of made-up people from the bundled topic, for the tests of everything that is made of a plan."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import numpy as np

from dorsal.care.agreement import PlanKnowledge, Terms, agree
from dorsal.care.basis import Basis
from dorsal.care.knowledge import Knowledge
from dorsal.care.options import Options, options
from dorsal.care.plan import CarePlan
from dorsal.patient.profile import Goal, Profile
from dorsal.patient.screen import Screen, screen
from dorsal.patient.screen_rules import ScreenRules
from dorsal.topics.care_basis import basis_of
from dorsal.topics.knowledge import knowledge_of
from dorsal.topics.loader import load
from dorsal.topics.plan_knowledge import plan_knowledge
from dorsal.topics.screening import screening

START = datetime.date(2026, 11, 30)
GARDEN = Goal(words="Dig the garden for an hour", measure="pain", target=3.0, by_weeks=8.0)
SHOWN = ("exercise", "dry_needling", "dry_needling+exercise", "nsaid", "surgery")

WINDOWS = ("short", "intermediate")

topic = cache(load)


@cache
def rules() -> ScreenRules:
    return screening(topic())


@cache
def basis() -> Basis:
    return basis_of(topic(), "0123456789abcdef")


@cache
def knowledge() -> Knowledge:
    return knowledge_of(topic())


@cache
def for_plans() -> PlanKnowledge:
    return plan_knowledge(topic())


def person(answers: dict[str, str] | None = None, **more: Any) -> Profile:
    """A 47-year-old with pain 6 of 10 for 30 weeks who said no to every question, but for `answers`."""
    told: dict[str, Any] = {
        "age": 47, "weeks": 30, "radiating": "no", "pain": 6.0, "disability": 12.0, "disability_scale": "RMDQ_0_24",
        "needle_fear": 2, "goals": (GARDEN,),
    }  # fmt: skip
    no = {code: "no" for code, q in rules().questions.items() if q.kind == "yes_no" and code != "radiating"}
    return Profile(**{**told, **more}, answers={**no, **(answers or {})})


def screened(profile: Profile | None = None) -> Screen:
    return screen(profile or person(), rules())


@cache
def usual() -> Options:
    """The options of the usual person."""
    return options(screened(), basis(), knowledge(), treatments=SHOWN, windows=WINDOWS, rng=np.random.default_rng(1))


def shown(profile: Profile | None = None, treatments: tuple[str, ...] = SHOWN, **more: Any) -> Options:
    """The options of a person; `more` goes to `options`."""
    if profile is None and treatments == SHOWN and not more:
        return usual()
    more.setdefault("windows", WINDOWS)
    made = screened(profile)
    return options(made, basis(), knowledge(), treatments=treatments, rng=np.random.default_rng(1), **more)


def plan(
    option: str = "exercise", profile: Profile | None = None, treatments: tuple[str, ...] = SHOWN, **terms: Any
) -> CarePlan:
    """A plan; `terms` are those of `Terms`."""
    said = Terms(**{"start": START, **terms})
    return agree(shown(profile, treatments), option, basis(), for_plans(), said)
