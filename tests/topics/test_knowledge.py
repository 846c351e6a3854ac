"""What the bundled topic knows beside its trials, and what of it cannot fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import TopicError
from dorsal.faces.language import language
from dorsal.topics.check import check
from dorsal.topics.knowledge import knowledge_of
from dorsal.topics.loader import load
from dorsal.topics.new import new

CRITERION = '[[criteria]]\ncode = "{}"\nweight = "{}"\nlabel = "x"\nworst = {}\nbest = 0.0\n'
KNOWLEDGE = knowledge_of(load())


def test_every_weight_of_a_person_is_asked_for_something() -> None:
    assert {criterion.weight for criterion in KNOWLEDGE.criteria} == {
        "pain", "moving", "fewer_visits", "few_side_effects", "no_medicines", "cost", "time", "needles",
    }  # fmt: skip


def test_names_of_criteria_are_said_in_spanish() -> None:
    spanish = language("es").extended(load().tables["translations"])
    assert not [criterion.label for criterion in KNOWLEDGE.criteria if not spanish.knows(criterion.label)]


def test_what_is_offered_first_has_usual_care_in_front() -> None:
    assert (KNOWLEDGE.offered[0], KNOWLEDGE.window) == ("usual_care", "short")


def test_harms_and_names_of_a_combination() -> None:
    assert KNOWLEDGE.label("exercise+dry_needling") == "Dry needling+Exercise therapy"
    assert {harm.treatment for harm in KNOWLEDGE.harms_of("exercise+dry_needling").all} == {"dry_needling", "exercise"}
    assert KNOWLEDGE.harms_of("exercise+usual_care").unknown == "usual_care"
    assert next(report.row for report in KNOWLEDGE.harms_of("dry_needling").beside) == "HAR026"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('offered = ["pins"]\n', "column offered: 'pins': it is not in treatments.csv"),
        (
            'decision_window = "later"\n',
            "column decision_window: 'later': it is no window of the topic; use one of short",
        ),
        (CRITERION.format("love", "pain", 1.0), "column criteria: 'love': it is nothing that can be weighed"),
        (CRITERION.format("pain", "joy", 1.0), "criterion pain: weight is 'joy'"),
        (CRITERION.format("pain", "pain", 0.0), "criterion pain: worst and best are both 0"),
        (CRITERION.format("visits", "cost", '"many"'), "column worst: 'many': it is not a number"),
        (2 * CRITERION.format("visits", "fewer_visits", 12.0), "column criteria: 'visits': it stands twice"),
        ("sizes = [20, 10, 5]", "outcome pain: sizes are three numbers above 0: small, moderate, large"),
        ('sizes = ["big"]', "column sizes: \"['big']\": it is not a list of numbers"),
    ],
)
def test_what_does_not_fit_is_found(tmp_path: Path, text: str, said: str) -> None:
    new(tmp_path)
    path = tmp_path / "topic.toml"
    before = path.read_text()
    if text.startswith("sizes"):
        path.write_text(before.replace('code = "pain"', f'code = "pain"\n{text}', 1))
    else:
        path.write_text(before + "\n" + text if text.startswith("[[") else text + before)
    with pytest.raises(TopicError) as caught:
        check(tmp_path)
    assert said in str(caught.value)
