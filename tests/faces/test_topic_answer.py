"""A topic's question as a document: what is asked, resolved and refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.errors import EvidenceError, OptionError
from dorsal.faces.request import Request
from dorsal.faces.topic_answer import answer_topic, comparisons, pair_in_topic
from dorsal.topics.loader import load

TOPIC = load()


def answered(**asked: object) -> object:
    return answer_topic(TOPIC, Request(**asked), version="0", command="dorsal answer")  # type: ignore[arg-type]


def test_sections_are_the_headline_outcomes_in_every_window() -> None:
    document = answered()
    places = [(s.question.outcome, s.question.window.name) for s in document.sections]  # type: ignore[attr-defined]
    windows = [window.name for window in TOPIC.settings.windows]
    assert places == [(outcome.code, window) for outcome in TOPIC.headlines for window in windows]


def test_comparisons_are_the_topics() -> None:
    pairs = comparisons(TOPIC)
    assert pairs[: len(TOPIC.settings.comparators)] == tuple(
        (TOPIC.settings.focus, comparator) for comparator in TOPIC.settings.comparators
    )
    assert {whole for whole, _ in pairs[len(TOPIC.settings.comparators) :]} == {
        combination.whole for combination in TOPIC.settings.combinations
    }


def test_standardised_sections_say_what_points_cannot() -> None:
    document = answered(outcomes=("disability",), windows=("short",))
    ((place, section),) = document.standardised.items()  # type: ignore[attr-defined]
    assert place == ("disability", "short")
    assert section.question.measure == "SMD"
    assert section.finding("dry_needling", "nsaid").estimate is not None
    assert document.sections[0].finding("dry_needling", "nsaid").estimate is None  # type: ignore[attr-defined]


def test_an_outcome_of_which_more_is_better_has_no_efficacy() -> None:
    pain = replace(TOPIC.outcomes["pain"], better="higher")
    topic = replace(TOPIC, settings=replace(TOPIC.settings, outcomes=(pain,)))
    with pytest.raises(OptionError, match=f"{pain.label}, where higher is better: VE: .*; ask for --measure RR"):
        answer_topic(topic, Request(outcomes=("pain",), measure="VE"), version="0", command="dorsal answer")


def test_names_are_resolved() -> None:
    document = answered(outcomes=("PAIN",), windows=("Short",), reference="Usual care", treatments=("TENS",))
    question = document.sections[0].question  # type: ignore[attr-defined]
    assert (question.outcome, question.window.name) == ("pain", "short")
    assert question.treatments == ("electrotherapy", "usual_care")


@pytest.mark.parametrize(
    ("asked", "error", "names"),
    [
        ({"outcomes": ("pian",)}, OptionError, "pain"),
        ({"windows": ("soon",)}, OptionError, "short"),
        ({"populations": ("martians",)}, OptionError, "chronic"),
        ({"reference": "homeopathy"}, EvidenceError, "usual_care"),
        ({"treatments": ("yogurt",)}, EvidenceError, "yoga"),
    ],
)
def test_unknown_names_are_refused_with_those_there_are(asked: dict[str, object], error: type, names: str) -> None:
    with pytest.raises(error, match=names):
        answered(**asked)


def test_a_pair_is_two_treatments() -> None:
    assert pair_in_topic(TOPIC, "exercise + DN", "exercise") == ("dry_needling+exercise", "exercise")
    with pytest.raises(OptionError, match="same treatment"):
        pair_in_topic(TOPIC, "DN", "dry needling")


def test_reviews_are_of_the_focus_and_of_these_outcomes() -> None:
    document = answered(outcomes=("disability",))
    rows = document.reviews  # type: ignore[attr-defined]
    assert rows
    assert {row["outcome"] for row in rows} == {"disability"}
    assert all("dry_needling" in row["treatment1"] + row["treatment2"] for row in rows)


def test_another_reference_stands_in_where_the_topics_is_missing() -> None:
    document = answered(outcomes=("work_status",), windows=("intermediate",))
    section = document.sections[0]  # type: ignore[attr-defined]
    assert section.analysis is not None
    assert section.analysis.reference in section.analysis.network.treatments
    assert "No trial here gave Usual care" in section.evidence.notes[0]


def test_a_reference_that_was_asked_for_is_kept() -> None:
    document = answered(outcomes=("work_status",), windows=("intermediate",), reference="yoga")
    section = document.sections[0]  # type: ignore[attr-defined]
    assert section.analysis is None
    assert "yoga is in no study" in section.why_not


def test_scores_that_are_better_when_higher_are_turned_and_events_are_not() -> None:
    asked = Request(outcomes=("range_of_motion", "responder"), windows=("short",))
    document = answer_topic(load(), asked, version="0", command="dorsal answer")
    assert document.better["range_of_motion"] == "lower"
    assert document.better["responder"] == "higher"
