"""Only `screen` makes a Screen; what does not fit together is refused, all at once."""

from __future__ import annotations

import pytest

from dorsal.errors import EvidenceError, OptionError, ProfileError
from dorsal.patient.expression import Expression
from dorsal.patient.facts import Questions
from dorsal.patient.profile import Profile
from dorsal.patient.question import Question
from dorsal.patient.rule import Flag, Rule
from dorsal.patient.screen import Screen, ScreenRules, screen

QUESTIONS = Questions(
    [
        Question(code="numb", section="danger", words="Are you numb?"),
        Question(code="heart", section="health", words="Trouble with your heart?"),
        Question(code="angina", section="health", words="Chest pain at rest?", part_of="heart"),
        Question(code="pregnant", section="body", words="Pregnant?", impossible=Expression("age > 60")),
        Question(code="age", section="other", words="How old are you?", kind="number"),
    ]
)


def _rule(row: str, treatment: str, kind: str, when: str, **more: str) -> Rule:
    return Rule(
        row=row, treatment=treatment, condition=row, kind=kind, action="wait", source="s", source_url="u",
        when=Expression(when), **{"grade": "A", **more},
    )  # type: ignore[arg-type]  # fmt: skip


RULES = ScreenRules(
    questions=QUESTIONS,
    treatments=("needle", "exercise", "rest"),
    rules=(_rule("1", "exercise", "absolute", "angina"), _rule("2", "needle", "precaution", "pregnant")),
    flags=(
        Flag(
            row="3", flag="numbness", condition="cauda equina", urgency="emergency", urgency_basis="", source="s",
            source_url="u", grade="A", accuracy={}, when=Expression("numb"),
        ),
    ),
)  # fmt: skip


def test_only_screen_makes_one() -> None:
    made = screen(Profile(), RULES)
    with pytest.raises(TypeError, match=r"made by dorsal\.patient\.screen\.screen"):
        Screen(**{name: getattr(made, name) for name in Screen.__dataclass_fields__ if name != "made_by"}, made_by=None)


def test_nothing_known_asks_first_and_never_clears() -> None:
    made = screen(Profile(), RULES)
    assert {name: verdict.verdict for name, verdict in made.verdicts.items()} == {
        "needle": "ask_first", "exercise": "ask_first", "rest": "may",
    }  # fmt: skip
    assert (made.of("rest").known, made.urgency, made.holds) == (0, "none", False)
    assert [question.code for question in made.ask] == ["numb", "heart", "pregnant"]
    assert [question.code for question in made.danger_unasked] == ["numb"]
    assert [question.code for question in made.to_ask(["needle"])] == ["numb", "pregnant"]


def test_the_no_to_a_wide_question_answers_the_narrow_one() -> None:
    made = screen(Profile(answers={"heart": "no"}), RULES)
    assert made.of("exercise").verdict == "may"
    assert [(part.code, wide.code) for part, wide in made.implied] == [("angina", "heart")]
    assert [question.code for question, _ in made.asked] == ["heart"]


def test_the_yes_to_a_wide_question_asks_the_narrow_one() -> None:
    assert [q.code for q in screen(Profile(answers={"heart": "yes"}), RULES).of("exercise").ask] == ["angina"]


def test_a_combination_is_the_worst_of_its_parts() -> None:
    made = screen(Profile(answers={"angina": "yes", "pregnant": "yes"}), RULES)
    both = made.of("exercise+needle")
    assert (made.of("needle").verdict, both.verdict) == ("precaution", "may_not")
    assert [reason.rule.row for reason in both.reasons] == ["1", "2"]


def test_a_treatment_that_is_not_there_is_no_clearance() -> None:
    with pytest.raises(OptionError, match="knows no treatment neddle; it knows needle, exercise, rest"):
        screen(Profile(), RULES).of("neddle")


def test_answers_that_contradict_one_another_come_back_all_at_once() -> None:
    with pytest.raises(ProfileError) as caught:
        screen(Profile(age=80, answers={"pregnant": "yes", "heart": "no", "angina": "yes", "pregnent": "no"}), RULES)
    assert {fault.where for fault in caught.value.faults} == {
        "answers.pregnant", "answers.angina", "answers.pregnent",
    }  # fmt: skip
    assert "it cannot be so with age 80" in str(caught.value)
    assert 'it is part of heart, which was answered "no"' in str(caught.value)
    assert "there is no such question; did you mean pregnant?" in str(caught.value)


def test_rules_that_ask_what_no_question_asks_are_refused() -> None:
    wrong = (_rule("1", "needle", "absolute", "diabetes and age"), _rule("2", "needle", "absolute", "numb > 3"))
    with pytest.raises(EvidenceError) as caught:
        ScreenRules(questions=QUESTIONS, treatments=("needle",), rules=wrong)
    assert "1, column when: 'diabetes': no question asks for it" in str(caught.value)
    assert "1, column when: 'age': it is a number; compare it" in str(caught.value)
    assert "2, column when: 'numb': it is answered with yes or no; leave out the comparison" in str(caught.value)
