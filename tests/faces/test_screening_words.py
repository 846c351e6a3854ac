"""The screen in words: what is unknown is said with the urgency, and every row with its grade and sign-off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.faces.language import language
from dorsal.faces.screening_words import (
    accuracy_words,
    flag_words,
    reason_words,
    row_words,
    shown_treatments,
    sources,
    suspicions,
    urgency_words,
    verdict_words,
)
from dorsal.patient.rule import Flag
from dorsal.patient.screen import Screen, screen
from tests.patient.people import person, rules, topic

SPANISH = language("es")
FLAGS = {flag.row: flag for flag in rules().flags}


def _screened(said: str, *, rest: bool = False) -> Screen:
    return screen(person(said, rest="no" if rest else "unknown"), rules())


@pytest.mark.parametrize(
    ("said", "rest", "words"),
    [
        ("", True, "NONE FOUND: none of the signs of serious disease that were asked about is there."),
        ("", False, "NOT KNOWN YET: 19 questions about signs of serious disease have no answer. None was found"),
        ("weight_loss", True, "ROUTINE: there is something that a doctor should hear of"),
        ("weight_loss", False, "NOT KNOWN YET: 18 questions about signs of serious disease have no answer. What was"),
        ("cancer", True, "URGENT: a doctor should see this person soon, before any other treatment."),
        ("fever serious_suspected=unknown", True, "EMERGENCY: a hospital should see this person today"),
        ("fever serious_suspected=unknown", True, "1 question about signs of serious disease has no answer."),
    ],
)
def test_the_urgency_never_clears_what_was_not_asked(said: str, rest: bool, words: str) -> None:
    assert words in urgency_words(_screened(said, rest=rest))


def test_verdicts() -> None:
    made = _screened("needle_phobia", rest=True)
    assert verdict_words(made.of("dry_needling")) == "NOT FOR THIS PERSON: a rule speaks against it"
    assert verdict_words(made.of("exercise")) == "MAY BE GIVEN: no rule that is known here speaks against it"
    assert verdict_words(made.of("massage")).startswith("NO RULE KNOWN")
    one = _screened("anticoagulant deep_site=unknown", rest=True).of("dry_needling")
    assert verdict_words(one) == "ASK FIRST: 1 question first; the answer could change this"


def test_a_refusal_says_what_the_table_notes_beside_it() -> None:
    made = _screened("osteoporosis_severe", rest=True)
    said = [reason_words(one, topic()) for one in made.of("manipulation").certain]
    assert said[0] == (
        "severe osteoporosis: no thrust; soft-tissue or low-velocity work case by case (CON079, grade A, unsigned). "
        "Table calls them possible contraindications; absolute assigned by the extractor."
    )


def test_weak_sources_and_rows_read_across_say_so() -> None:
    made = _screened("epilepsy", rest=True)
    assert [reason_words(one, topic()) for one in made.of("acupuncture").certain] == [
        "epilepsy, stable or unstable: ask; seek medical advice before needling (read across from dry needling; "
        "weak source: a clinician decides; CON013, grade C, unsigned)"
    ]


def test_who_has_signed() -> None:
    signed = replace(FLAGS["RED019"], signed="Dr Example, 2026-11-02")
    assert row_words(signed) == "RED019, grade A, signed off by Dr Example, 2026-11-02"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("RED013", "likelihood ratio 2.4 when it is there, 0.4 when it is not"),
        ("RED003", "11 of 100 people with it had the disease (14 studies, no pooling; highest value found"),
        ("RED029", "55 of 100 people with the disease have it"),
        ("RED019", ""),
    ],
)
def test_how_much_a_sign_tells(row: str, words: str) -> None:
    assert accuracy_words(FLAGS[row]).startswith(words)
    assert (": " in flag_words(FLAGS[row])) is bool(words)


def test_flags_are_gathered_by_what_they_point_to() -> None:
    found = suspicions(_screened("saddle_numb tearing_pain cancer").flags)
    assert [(one.condition, one.urgency, one.weak) for one in found] == [
        ("cauda equina syndrome", "emergency", False),
        ("ruptured or dissecting aortic aneurysm", "emergency", True),
        ("malignancy", "urgent", False),
    ]
    assert found[2].signs == ("history of cancer", "history of cancer (primary care)")


def test_sources_stand_once_with_their_rows() -> None:
    made = _screened("saddle_numb")
    told = list(sources(one.rule for one in made.flags if isinstance(one.rule, Flag)))
    assert len({url for _, _, url in told}) == len(told)
    assert all(url.startswith("http") for _, _, url in told)


def test_treatments_that_are_shown_are_no_shams() -> None:
    assert "dry_needling" in shown_treatments(topic())
    assert "sham_needling" not in shown_treatments(topic())


def test_it_can_be_said_in_spanish() -> None:
    made = _screened("saddle_numb serious_suspected=unknown", rest=True)
    assert urgency_words(made, SPANISH) == (
        "EMERGENCIA: un hospital debe ver hoy a esta persona, antes de cualquier otro tratamiento. "
        "1 pregunta sobre señales de enfermedad grave no tiene respuesta."
    )
    assert verdict_words(made.of("manipulation"), SPANISH).startswith("NO PARA ESTA PERSONA")
    assert row_words(FLAGS["RED019"], SPANISH) == "RED019, grado A, sin firmar"
