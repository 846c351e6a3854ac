"""When the trials cannot be carried over to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.care.applicability import applicability
from dorsal.care.basis import Comparison
from dorsal.patient.profile import Profile
from dorsal.synthesis.answer import Finding
from dorsal.topics.care_basis import basis_of
from dorsal.topics.loader import load

BASIS = basis_of(load(), "release")
PERSON = Profile(age=45, weeks=52, radiating="no", pain=6)
CHRONIC = Comparison(
    outcome="pain",
    window="short",
    option="exercise",
    given="exercise",
    finding=Finding(first="exercise", second="usual_care", estimate=None, certainty=None, mic=None),
    populations={"chronic": 0.7, "mixed": 0.2, "acute": 0.1},
    studies=("ukbeam2004",),
)
RADICULAR = replace(CHRONIC, populations={"radicular": 0.8, "chronic": 0.2})
COURSE = BASIS.courses["pain", "short", "chronic"]


def test_a_person_like_those_of_the_trials_fits() -> None:
    found = applicability(PERSON, BASIS, CHRONIC, COURSE)
    assert found.fits
    assert found.reasons == ()
    assert found.cautions, "the trials' ages are not in the tables, and that is said"


@pytest.mark.parametrize(
    ("person", "comparison", "words"),
    [
        (replace(PERSON, weeks=3), CHRONIC, "less than 6 weeks"),
        (replace(PERSON, weeks=9), CHRONIC, "6 to 12 weeks"),
        (replace(PERSON, radiating="yes"), CHRONIC, "runs into a leg"),
        (PERSON, RADICULAR, "people with pain in a leg"),
        (replace(PERSON, age=15), CHRONIC, "trials are of adults"),
        (replace(PERSON, pain=0.5), CHRONIC, "outside what the trials' people had"),
    ],
)
def test_what_does_not_fit_is_said(person: Profile, comparison: Comparison, words: str) -> None:
    found = applicability(person, BASIS, comparison, COURSE)
    assert not found.fits
    assert any(words in reason for reason in found.reasons)


def test_the_trials_are_named() -> None:
    course, effect = applicability(replace(PERSON, weeks=3), BASIS, CHRONIC, COURSE).reasons
    assert "how it goes on by itself" in course
    assert "UK BEAM" in effect
    assert "70\u00a0% chronic" in effect


def test_a_combination_is_weighed_by_its_parts_too() -> None:
    """All that is known of dry needling against pain comes from people with pain in a leg."""
    both = BASIS.comparisons["pain", "short", "dry_needling+exercise"]
    assert both.populations["radicular"] < 0.5
    found = applicability(PERSON, BASIS, both, COURSE)
    assert any("about dry needling comes from people with pain in a leg" in reason for reason in found.reasons)


def test_what_is_not_known_is_a_caution_and_not_a_reason() -> None:
    found = applicability(Profile(), BASIS, CHRONIC, COURSE)
    assert found.fits
    assert len(found.cautions) == 4
