"""The tables on safety become rules; every fault in them has its place."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from dorsal.errors import TopicError
from dorsal.patient.profile import Profile
from dorsal.patient.screen import screen
from dorsal.topics.check import check
from dorsal.topics.loader import load
from dorsal.topics.new import new
from dorsal.topics.screening import screening
from tests.faces.test_glossary import SCHOOL_YEAR, grade, sentences

QUESTIONS = "code,section,words,why,asked_of,kind,part_of,impossible\n"
NUMB = QUESTIONS + "numb,danger,Are you numb?,,person,yes_no,,\n"
RULES = "row_id,treatment,condition,kind,action,source,source_url,evidence_grade,role,when,when_note,signed_off\n"
FLAGS = "row_id,flag,suspected_condition,urgency,source_url,evidence_grade,when,prompt,when_note,signed_off\n"

FAULTS = [
    # questions, contraindications, red flags, said
    (NUMB + "numb,danger,Again?,,person,yes_no,,\n", "", "", "line 3, column code: 'numb': it stands twice"),
    (QUESTIONS + "numb,danger,,,person,yes_no,,\n", "", "", "question numb: there are no words to ask it with"),
    (QUESTIONS + "numb,head,Numb?,,person,yes_no,,\n", "", "", "section is 'head'; write one of danger, health"),
    (QUESTIONS + "numb,danger,Numb?,,person,yes_no,back,\n", "", "", "it is part of 'back', which is no question"),
    (QUESTIONS + "numb,danger,Numb?,,person,number,,\n", "", "", "column kind: 'number': it does not fit"),
    (QUESTIONS + "age,other,Old?,,person,yes_no,,\n", "", "", "column kind: 'yes_no': it does not fit"),
    (QUESTIONS + "numb,danger,Numb?,,person,yes_no,,age >\n", "", "", "impossible: 'age >': at character 6"),
    (NUMB, "C1,treatment_a,c,absolute,a,s,u,A,verdict,num,,\n", "", "(C1), column when: 'num': no question asks"),
    (NUMB, "C1,treatment_a,c,absolute,a,s,u,A,verdict,numb and,,\n", "", "(C1): when: 'numb and': at character 9"),
    (NUMB, "C1,treatment_a,c,absolute,a,s,u,A,verdict,,,\n", "", "neither when it holds nor why that cannot be said"),
    (NUMB, "C1,treatment_a,c,absolute,a,s,u,A,maybe,numb,,\n", "", "role is 'maybe'; write one of verdict, how"),
    (NUMB, "C1,needling,c,absolute,a,s,u,A,verdict,numb,,\n", "", "'needling': it is neither a treatment"),
    (NUMB, "C1,treatment_a,c,never,a,s,u,A,verdict,numb,,\n", "", "column kind: 'never'"),
    (
        QUESTIONS + "tone,danger,Low?,,clinician,finding,,\n",
        "C1,treatment_a,c,absolute,a,s,u,A,verdict,tone,,\n",
        "",
        "a verdict cannot wait for what nobody is asked to examine",
    ),
    (NUMB, "", "F1,f,c,urgent,u,A,age,,,\n", "line 2 (F1), column when: 'age': no question asks for it"),
    (NUMB, "", "F1,f,c,soon,u,A,numb,,,\n", "column urgency: 'soon'"),
    (NUMB, "", "F1,f,c,urgent,u,A,,2 of (numb),,\n", "prompt: '2 of (numb)': 2 of 1 cannot be"),
]  # fmt: skip


def _topic(folder: Path, questions: str, rules: str, flags: str) -> Path:
    new(folder)
    (folder / "questions.csv").write_text(questions)
    (folder / "contraindications.csv").write_text(RULES + rules)
    (folder / "red_flags.csv").write_text(FLAGS + flags)
    return folder


@pytest.mark.parametrize(("questions", "rules", "flags", "said"), FAULTS, ids=[fault[3][:40] for fault in FAULTS])
def test_a_fault_has_its_place(tmp_path: Path, questions: str, rules: str, flags: str, said: str) -> None:
    with pytest.raises(TopicError) as caught:
        check(_topic(tmp_path, questions, rules, flags))
    assert said in str(caught.value)
    assert len(caught.value.faults) == 1


def test_columns_that_a_table_of_questions_needs(tmp_path: Path) -> None:
    with pytest.raises(TopicError) as caught:
        check(_topic(tmp_path, "code,words\nnumb,Numb?\n", "", ""))
    assert "questions.csv, column section: the column is missing" in str(caught.value)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    rules = "C1,treatment_a,c,absolute,a,s,u,A,verdict,num,,\nC2,treatment_a,c,absolute,a,s,u,A,verdict,nub,,\n"
    with pytest.raises(TopicError) as caught:
        screening(load(_topic(tmp_path, NUMB, rules, "F1,f,c,urgent,u,A,bumb,,,\n")))
    assert [fault.value for fault in caught.value.faults] == ["num", "nub", "bumb"]


def test_a_topic_with_rules_screens(tmp_path: Path) -> None:
    rules = "C1,treatment_a,c,absolute,a,s,u,A,verdict,numb,,Dr Example 2026-01-02\n"
    made = screen(Profile(answers={"numb": "yes"}), screening(load(_topic(tmp_path, NUMB, rules, ""))))
    assert made.of("treatment_a").verdict == "may_not"
    assert made.of("treatment_a").reasons[0].rule.signed == "Dr Example 2026-01-02"


def test_a_topic_without_these_tables_knows_no_rule(tmp_path: Path) -> None:
    new(tmp_path)
    made = screen(Profile(age=44), screening(load(tmp_path)))
    assert {verdict.known for verdict in made.verdicts.values()} == {0}
    assert (made.urgency, made.ask, made.asked) == ("none", (), ())


def test_rows_that_do_not_say_when_they_hold_are_for_a_clinician(tmp_path: Path) -> None:
    new(tmp_path)
    (tmp_path / "contraindications.csv").write_text("treatment,condition,kind\ntreatment_a,fever,absolute\n")
    check(tmp_path)
    verdict = screen(Profile(), screening(load(tmp_path))).of("treatment_a")
    assert [(rule.condition, rule.when_note) for rule in verdict.by_hand] == [
        ("fever", "the table does not say when it holds")
    ]


def test_every_bundled_row_says_when_it_holds_or_why_not() -> None:
    rules = screening(load())
    assert (len(rules.rules), len(rules.flags)) == (135, 54)
    assert not [row.row for row in (*rules.rules, *rules.flags) if row.when is None and not row.when_note]
    assert Counter(rule.role for rule in rules.rules) == {"verdict": 112, "trials": 14, "how": 7, "after": 2}


def test_nobody_has_signed_a_bundled_row() -> None:
    rules = screening(load())
    assert not [row.row for row in (*rules.rules, *rules.flags) if row.signed]


def test_every_bundled_question_is_used_and_can_be_read_aloud() -> None:
    rules = screening(load())
    used = {name for row in rules.rules if row.when for name in row.when.names}
    used |= {name for flag in rules.flags for one in (flag.when, flag.prompt) if one for name in one.names}
    wide = {question.part_of for question in rules.questions.values()}
    assert set(rules.questions) - used - wide == set()
    assert not [q.code for q in rules.questions.values() if not q.words.endswith("?") or not q.why]


def test_questions_can_be_read_by_a_twelve_year_old() -> None:
    asked = [question for question in screening(load()).questions.values() if question.asked_of == "person"]
    for texts in ([question.words for question in asked], [question.why for question in asked]):
        assert grade(" ".join(texts)) <= SCHOOL_YEAR
        assert max(len(words) for text in texts for words in sentences(text)) <= 32


def test_questions_are_asked_in_spanish_too() -> None:
    said = {row["english"]: row["words"] for row in load().tables["translations"] if row["language"] == "es"}
    asked = list(screening(load()).questions.values())
    assert not [question.code for question in asked if not {question.words, question.why} <= said.keys()]
    assert not [question.code for question in asked if not said[question.words].endswith("?")]


def test_ids_of_rows_are_those_of_the_tables() -> None:
    topic = load()
    with (Path(__file__).parents[2] / "src/dorsal/topics/low_back_pain/red_flags.csv").open(newline="") as file:
        ids = [row["row_id"] for row in csv.DictReader(file)]
    assert [flag.row for flag in screening(topic).flags] == ids
