"""A person cannot be described in a way that cannot be; all faults come at once."""

from __future__ import annotations

import copy
import pickle
from math import inf, nan
from typing import Any

import pytest

from dorsal.errors import ProfileError
from dorsal.patient.profile import Earlier, Goal, Profile, Weights

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"age": -1}, "age: '-1': it lies outside 0 to 120 years"),
    ({"age": 121}, "age: '121': it lies outside 0 to 120 years"),
    ({"age": 44.5}, "age: '44.5': it is not a whole number"),
    ({"age": "44"}, "age: '44': it is not a number"),
    ({"age": True}, "age: 'True': it is not a number"),
    ({"age": nan}, "age: 'nan': it is not a number"),
    ({"weeks": -2}, "weeks: '-2': it lies outside"),
    ({"weeks": inf}, "weeks: 'inf': it is not a number"),
    ({"age": 20, "weeks": 1200}, "weeks: '1200': the complaint would be older than the person (20 years)"),
    ({"pain": 11}, "pain: '11': it lies outside 0 to 10 points"),
    ({"disability": 12}, "disability_scale: a score without its scale says nothing; give disability_scale"),
    ({"disability": 25, "disability_scale": "RMDQ_0_24"}, "disability: '25': it lies outside 0 to 24 points"),
    ({"disability_scale": "RMDQ"}, "disability_scale: 'RMDQ': it is not the code of a scale with its range"),
    ({"disability_scale": "X_5_5"}, "disability_scale: 'X_5_5': it is not the code of a scale with its range"),
    ({"radiating": "maybe"}, "radiating: 'maybe': it is not an answer to this; write one of yes, no, unknown"),
    ({"radiating": None}, "radiating: 'None': it is not an answer"),
    ({"lasting_risk": "very high"}, "lasting_risk: 'very high'"),
    ({"needle_fear": 10.5}, "needle_fear: '10.5': it is not a whole number"),
    ({"site": ""}, "site: it is empty"),
    ({"site": "x" * 81}, "it has 81 characters; use at most 80"),
    ({"site": "low\x00back"}, "it holds characters that cannot be shown"),
    ({"answers": {"pregnant": True}}, "answers.pregnant: 'True': it is not an answer"),
    ({"answers": {"age": "yes"}}, "answers.age: 'yes': it is a field of its own"),
    ({"answers": ["pregnant"]}, "it is no list of answers"),
    ({"answers": {"\x1b[31m": "yes"}}, "answers.'\\x1b[31m': 'yes': it is not the code of a question"),
    ({"answers": {3: "yes"}}, "answers.3: 'yes': it is not the code of a question"),
    ({"answers": {f"q{n}": "no" for n in range(2000)}}, "they are more than anybody is asked"),
    ({"weights": Weights(pain=11)}, "weights.pain: '11': it lies outside 0 to 10"),
    ({"weights": {"pain": 3}}, "they are no weights"),
    ({"goals": (Goal(words=""),)}, "goals 1.words: it is empty"),
    ({"goals": (Goal(words="less pain", measure="pain", target=12),)}, "goals 1.target: '12': it lies outside 0 to 10"),
    (
        {"pain": 4, "goals": (Goal(words="less pain", measure="pain", target=6),)},
        "goals 1.target: '6': it is no better than the score now (4)",
    ),
    ({"goals": (Goal(words="more", measure="disability", target=6),)}, "a score for disability needs its scale"),
    ({"goals": ("walk",)}, "goals 1: 'walk': it is no goal"),
    ({"earlier": (Earlier(treatment="massage", went="fine"),)}, "earlier 1.went: 'fine'"),  # type: ignore[arg-type]
    ({"earlier": (Earlier(treatment="massage"), Earlier(treatment="massage"))}, "earlier 2.treatment: 'massage'"),
]


@pytest.mark.parametrize(("said", "told"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_cannot_be_is_refused(said: dict[str, Any], told: str) -> None:
    with pytest.raises(ProfileError) as caught:
        Profile(**said)
    assert told in str(caught.value)
    assert caught.value.exit_code == 10


def test_all_faults_come_at_once_each_with_its_field() -> None:
    with pytest.raises(ProfileError) as caught:
        Profile(age=200, pain=-1, answers={"pregnant": "perhaps"})  # type: ignore[dict-item]
    assert [fault.where for fault in caught.value.faults] == ["age", "pain", "answers.pregnant"]
    assert "(3 faults)" in caught.value.headline


def test_nothing_known_is_a_person() -> None:
    nobody = Profile()
    assert (nobody.duration, nobody.answer("pregnant"), nobody.radiating) == ("unknown", "unknown", "unknown")
    assert nobody.baseline("pain") is nobody.baseline("disability") is None


@pytest.mark.parametrize(
    ("weeks", "duration"), [(0, "acute"), (5.9, "acute"), (6, "subacute"), (12, "subacute"), (12.1, "chronic")]
)
def test_duration(weeks: float, duration: str) -> None:
    assert Profile(weeks=weeks).duration == duration


def test_scores_before_treatment_are_points_of_0_to_100() -> None:
    person = Profile(pain=6.5, disability=12, disability_scale="RMDQ_0_24")
    assert person.baseline("pain") == 65
    assert person.baseline("disability") == 50
    assert Profile(disability=12, disability_scale="ODI_0_100").baseline("disability") == 12
    assert person.baseline("leg_pain") is None


def test_answers_cannot_change_after_the_fact() -> None:
    said: dict[str, Any] = {"pregnant": "no"}
    person = Profile(answers=said)
    said["pregnant"] = "yes"
    assert person.answer("pregnant") == "no"
    with pytest.raises(TypeError):
        person.answers["pregnant"] = "yes"  # type: ignore[index]


def test_a_person_can_be_stored_and_copied() -> None:
    person = Profile(age=44, answers={"pregnant": "no"}, goals=(Goal(words="walk an hour"),))
    assert pickle.loads(pickle.dumps(person)) == person == copy.deepcopy(person)
