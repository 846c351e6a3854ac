"""Words of other languages: rows that cannot be right, and that a patient's page finds Spanish for all it looks up."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from dorsal.errors import TopicError
from dorsal.faces import care_words, harm_words, screening_words
from dorsal.faces.language import Language, language
from dorsal.patient.reason import Reason
from dorsal.topics.check import check
from dorsal.topics.knowledge import knowledge_of
from dorsal.topics.loader import load
from dorsal.topics.new import new
from dorsal.topics.screening import screening
from dorsal.topics.translations import rows
from dorsal.topics.watch_signs import watch_signs

HEAD = "language,english,words\n"
topic = cache(load)


@dataclass(frozen=True, kw_only=True)
class Listening(Language):
    """A language that remembers what was looked up in a topic's table."""

    heard: set[str] = field(default_factory=set)

    def name_of(self, english: str) -> str:
        self.heard.add(english)
        return super().name_of(english)


def listening() -> Listening:
    spanish = language("es").extended(rows(topic()))
    return Listening(code="es", name=spanish.name, _catalogue=spanish._catalogue, _names=spanish._names)


def _say_all(speak: Language) -> None:
    """Every row that a page for patients may show, by the words that it is shown in."""
    rules, known = screening(topic()), knowledge_of(topic())
    for question in rules.questions.values():
        speak.name_of(question.words)
        speak.name_of(question.why)
    for rule in rules.rules:
        screening_words.reason_words(Reason(rule=rule, because=()), topic(), speak)
    for flag in rules.flags:
        screening_words.flag_words(flag, speak)
        speak.name_of(flag.condition)
    for code in topic().treatments:
        care_words.option_words(speak, known, code)
        care_words.plain_words(speak, known, code)
        for harm in known.harms_of(code).all:
            harm_words.harm_words(speak, harm)
    for statement in known.statements:
        care_words.statement_words(speak, statement)
    named = (*topic().settings.outcomes, *topic().settings.windows, *known.criteria)
    for text in (*(one.label for one in named), *(sign.words for sign in watch_signs(topic()))):
        speak.name_of(text)


def test_whatever_a_patients_page_looks_up_has_spanish_words() -> None:
    speak = listening()
    _say_all(speak)
    assert not sorted(text for text in speak.heard if text and not speak.knows(text))
    assert {"fever", "needle phobia", "do not needle", "bruising", "Massage", "Leg pain", "strong"} <= speak.heard


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("es,Treatment A,\n", "translations.csv line 2, column words: it is empty"),
        ("es,,Tratamiento\n", "translations.csv line 2, column english: it is empty"),
        ("Spanish,Treatment A,Tratamiento A\n", "column language: 'Spanish': it is no code of a language"),
        ("es,Treatment Z,Tratamiento Z\n", "column english: 'Treatment Z': no table of the topic says this"),
        ("es,Treatment A,Uno\nes,Treatment A,Dos\n", "line 3, column english: 'Treatment A': it stands twice for es"),
    ],
)
def test_a_row_that_cannot_be_right_is_found(tmp_path: Path, text: str, said: str) -> None:
    new(tmp_path)
    (tmp_path / "translations.csv").write_text(HEAD + text)
    with pytest.raises(TopicError) as caught:
        check(tmp_path)
    assert said in str(caught.value)


def test_all_faults_of_the_words_come_at_once(tmp_path: Path) -> None:
    new(tmp_path)
    (tmp_path / "translations.csv").write_text(HEAD + "ES,Treatment Z,\nes,Treatment A,Uno\nes,Treatment A,Dos\n")
    with pytest.raises(TopicError) as caught:
        check(tmp_path)
    assert [fault.column for fault in caught.value.faults] == ["words", "language", "english", "english"]


def test_two_languages_may_say_the_same_name(tmp_path: Path) -> None:
    new(tmp_path)
    (tmp_path / "translations.csv").write_text(HEAD + "es,Treatment A,Uno\nde,Treatment A,Eins\n")
    assert check(tmp_path).tables["translations"] == 2
