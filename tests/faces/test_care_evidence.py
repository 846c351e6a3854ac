"""One release of the evidence for people: its id is that of the answer, and a seed gives the same order."""

from __future__ import annotations

from dorsal.faces.care_evidence import care_evidence
from dorsal.faces.release import release_id
from dorsal.faces.request import Request
from dorsal.faces.topic_answer import answer_topic
from dorsal.patient.screen import screen
from dorsal.topics.loader import load
from tests.faces.care_examples import PERSON, evidence


def test_the_release_is_that_of_the_answer() -> None:
    answer = answer_topic(load(), Request(), version="9.9.9", command="dorsal answer")
    assert evidence().release == release_id(answer.provenance)
    assert care_evidence(load(), "1.0").release != evidence().release


def test_a_seed_gives_the_same_order() -> None:
    made = screen(PERSON, evidence().rules)
    first, again, other = (evidence().options(made, seed=seed).ranking for seed in (1, 1, 2))
    assert first == again
    assert first.places != other.places
