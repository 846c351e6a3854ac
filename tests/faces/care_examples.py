"""A made-up person and their options, for tests of what is said about them."""

from __future__ import annotations

from functools import cache

from dorsal.care.options import Options
from dorsal.faces.care_evidence import CareEvidence, care_evidence
from dorsal.patient.profile import Profile, Weights
from dorsal.patient.screen import screen
from dorsal.topics.loader import load

WEIGHTS = Weights(pain=8, moving=9, fewer_visits=4, few_side_effects=6, no_medicines=5)
PERSON = Profile(
    age=45, weeks=52, radiating="unknown", pain=6, disability=12, disability_scale="RMDQ_0_24", needle_fear=3,
    weights=WEIGHTS,
)  # fmt: skip


@cache
def evidence() -> CareEvidence:
    return care_evidence(load(), "9.9.9")


def options_of(person: Profile = PERSON, *treatments: str) -> Options:
    return evidence().options(screen(person, evidence().rules), treatments=treatments)


@cache
def example() -> Options:
    return options_of()
