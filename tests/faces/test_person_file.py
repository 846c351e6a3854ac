"""A person in a file: every fault with its key and the way out, all at once; an empty answer was not asked."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.errors import Fault, ProfileError
from dorsal.faces.person_example import example
from dorsal.faces.person_file import person_of, read_person
from dorsal.patient.profile import Earlier, Goal, Profile, Weights
from dorsal.patient.screen import screen
from dorsal.topics.loader import load
from dorsal.topics.screening import screening

TOPIC = load()
RULES = screening(TOPIC)

WHOLE = """
age = 46
weeks = 20.5
radiating = false
pain = 6
disability = 11
disability_scale = "RMDQ_0_24"
needle_fear = 2
lasting_risk = "high"
weights = { pain = 8, cost = 0 }
goals = [{ words = "walk an hour", target = 8, by_weeks = 12 }]
earlier = [{ treatment = "Massage", went = "helped" }, { treatment = "prayer" }]

[answers]
pregnant = "No"
anticoagulant = true
heart = ""
"""

FAULTS = [
    ("weaks = 3", "weaks: there is no such name here; did you mean weeks?"),
    ("xyz = 3", "the names are age, site"),
    ('"\\u001b[31mred" = 3', "'\\x1b[31mred': there is no such name here"),
    ('anticoagulant = "yes"', "answers to questions stand under [answers]"),
    ("age = 140", "age: '140': it lies outside 0 to 120 years; correct it"),
    ('age = "46"', "age: '46': it is not a number"),
    ('radiating = "a bit"', "radiating: 'a bit': it is not an answer to this; write one of yes, no, unknown"),
    ("pain = nan", "pain: 'nan': it is not a number"),
    ('disability = 11\ndisability_scale = "RMDQ"', "disability_scale: 'RMDQ': the topic has no such scale; use one of"),
    ("disability = 11", "disability_scale: a score without its scale says nothing; use one of RMDQ_0_24"),
    ('disability = 30\ndisability_scale = "RMDQ_0_24"', "disability: '30': it lies outside 0 to 24"),
    ("[weights]\npian = 3", "weights.pian: there is no such name here; did you mean pain?"),
    ("weights = 3", "weights: '3': they are no weights"),
    ("goals = 3", "goals: '3': it is no list; write each one under [[goals]]"),
    ("[[goals]]\nword = 'x'", "goals 1.word: there is no such name here; did you mean words?"),
    ("[[goals]]\nmeasure = 'pain'", "goals 1.words: it is empty"),
    ("[[earlier]]\ntreatment = 'exercize'", "unknown treatment 'exercize'; did you mean exercise"),
    ("earlier = ['massage']", "earlier 1: 'massage': it is no earlier treatment"),
    ("[answers]\npregant = 'no'", "answers.pregant: 'no': there is no such question; did you mean pregnant"),
    ("[answers]\npregnant = 'perhaps'", "answers.pregnant: 'perhaps': it is not an answer"),
    ("[answers]\npregnant = 3", "answers.pregnant: '3': it is not an answer"),
    ("[answers]\n'a b' = 'no'\npregnant = 'x'", "answers.'a b': 'no': it is not the code of a question"),
    ("answers = ['pregnant']", "answers: \"['pregnant']\": it is no list of answers"),
    ("[answers]\nradiating = 'no'", "answers.radiating: 'no': it is a field of its own; write radiating beside"),
    ("age = 80\n[answers]\npregnant = 'yes'", "answers.pregnant: 'yes': it cannot be so with age 80"),
    ("[answers]\nheart = 'no'\nheart_valve = 'yes'", 'it is part of heart, which was answered "no"'),
    ("age = ", "it is neither TOML nor JSON"),
    ("age = 3\nage = 4", "it is neither TOML nor JSON"),
    ("a = " + "[" * 5000, "it is"),
]  # fmt: skip


def _person(text: str, name: str = "person.toml") -> Profile:
    return person_of(text.encode(), name, TOPIC, RULES)


def test_a_whole_person() -> None:
    assert _person(WHOLE) == Profile(
        age=46,
        weeks=20.5,
        radiating="no",
        pain=6,
        disability=11,
        disability_scale="RMDQ_0_24",
        needle_fear=2,
        lasting_risk="high",
        weights=Weights(pain=8, cost=0),
        goals=(Goal(words="walk an hour", target=8, by_weeks=12),),
        earlier=(Earlier(treatment="massage", went="helped"), Earlier(treatment="prayer")),
        answers={"pregnant": "no", "anticoagulant": "yes"},
    )


def test_json_says_the_same() -> None:
    assert _person(json.dumps(tomllib.loads(WHOLE)), "person.json") == _person(WHOLE)
    assert _person(json.dumps(tomllib.loads(WHOLE)), "no ending") == _person(WHOLE)


@pytest.mark.parametrize(("text", "told"), FAULTS, ids=[text[:30] for text, _ in FAULTS])
def test_a_fault_names_the_key_and_the_way_out(text: str, told: str) -> None:
    with pytest.raises(ProfileError) as caught:
        _person(text)
    assert told in str(caught.value)
    assert str(caught.value).startswith("person.toml: ")


def test_all_faults_come_at_once_contradictions_too() -> None:
    with pytest.raises(ProfileError) as caught:
        _person("age = 300\nweaks = 3\npain = 11\n[answers]\nheart = 'no'\nheart_valve = 'yes'\npregant = 'x'")
    assert [fault.where for fault in caught.value.faults] == [
        "weaks", "age", "pain", "answers.pregant", "answers.heart_valve",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b'{"answers": {"heart": "yes", "heart": "no"}}', "a.json", "heart stands twice"),
        (b"[1]", "a.json", "it is no list of names and values"),
        (b"\xff\xfe\x00", "a.toml", "it is neither TOML nor JSON"),
        (b'{"a":' * 5000, "a.json", "it is"),
    ],
)
def test_what_is_no_person(content: bytes, name: str, told: str) -> None:
    with pytest.raises(ProfileError) as caught:
        person_of(content, name, TOPIC, RULES)
    assert told in str(caught.value)
    assert "`dorsal screen --new FILE` writes an example" in str(caught.value)


def test_a_folder_and_a_huge_file(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="is a folder"):
        read_person(tmp_path, TOPIC, RULES)
    (tmp_path / "huge.toml").write_bytes(b"#" * 2_000_000)
    with pytest.raises(ProfileError, match="which is no person"):
        read_person(tmp_path / "huge.toml", TOPIC, RULES)


def test_the_example_is_a_person_who_was_asked_nothing() -> None:
    text = example(TOPIC, RULES)
    person = _person(text)
    assert (person.age, person.disability_scale, dict(person.answers)) == (46, "RMDQ_0_24", {})
    assert person.radiating == "unknown"
    assert "generated: nobody real" in text
    made = screen(person, RULES)
    assert made.of("dry_needling").verdict == "ask_first"
    assert made.danger_unasked


def test_the_example_holds_every_question_with_its_words() -> None:
    said = tomllib.loads(example(TOPIC, RULES))
    codes = {question.code for question in RULES.questions.values() if question.kind != "number"} - {"radiating"}
    assert set(said["answers"]) == codes
    assert "Do you take a blood thinner" in example(TOPIC, RULES)


KEYS = (*Profile.__dataclass_fields__, "x", "words", "target", "treatment", "heart", "a b", "")
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.just("yes"))
DOCUMENTS = st.dictionaries(
    st.sampled_from(KEYS),
    st.recursive(
        VALUES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


def _told(said: dict[str, object]) -> tuple[Fault, ...]:
    try:
        screen(_person(json.dumps(said), "person.json"), RULES)
    except ProfileError as error:
        return error.faults
    return ()


@given(DOCUMENTS)
def test_whatever_is_handed_in_is_a_person_or_refused_with_words(said: dict[str, object]) -> None:
    assert all(fault.where.strip() and fault.where.isprintable() and fault.remedy for fault in _told(said))
