"""The order in words: how little is known comes first, and what would change it is solved and said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.care.weighing import Place, Switch, Weighing
from dorsal.faces.language import language
from dorsal.faces.order_words import (
    caution_words,
    chance_of,
    dominated_words,
    likely_places,
    order_notes,
    place_words,
    sensitivity_words,
    weights_given,
    why_no_order,
)
from dorsal.patient.profile import Weights
from tests.faces.care_examples import PERSON, example, options_of

EN = language()


def _with(*switches: Switch) -> list[str]:
    found = example()
    first = replace(found.ranking.places[0], option="exercise")
    ranking = replace(found.ranking, places=(first, *found.ranking.places[1:]), switches=switches)
    return list(sensitivity_words(EN, replace(found, ranking=ranking)))


@pytest.mark.parametrize(
    ("switch", "said"),
    [
        (
            Switch(weight="needles", now=3.0, at=0.0, to="dry_needling", more=False),
            'Exercise therapy stays first unless you give "no needles" no weight at all; then dry needling comes '
            "first.",
        ),
        (
            Switch(weight="pain", now=5.0, at=8.24, to="dry_needling", more=True),
            'Exercise therapy stays first unless "less pain" matters 8.2 or more to you (now 5 of 10); then dry '
            "needling comes first.",
        ),
        (
            Switch(weight="pain", now=5.0, at=2.0, to="usual_care", more=False),
            'Exercise therapy stays first unless "less pain" matters 2.0 or less to you (now 5 of 10); then usual care '
            "comes first.",
        ),
    ],
)
def test_what_would_change_the_order(switch: Switch, said: str) -> None:
    assert _with(switch) == [said]


def test_nothing_would_change_it() -> None:
    assert _with() == ["Exercise therapy stays first whatever weight from 0 to 10 you give to any one thing."]


def test_an_order_on_very_low_certainty_says_so_first() -> None:
    assert caution_words(EN, example().ranking).startswith("Everything that is known here about what these options do")
    assert caution_words(EN, replace(example().ranking, very_low=False)) == ""


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (Weights(), "There is no order yet: say how much each thing matters to you, from 0 to 10."),
        (Weights(pain=0), "There is no order: nothing that matters to you can be told apart here."),
    ],
)
def test_why_there_is_none(weights: Weights, said: str) -> None:
    found = options_of(replace(PERSON, weights=weights, needle_fear=None))
    assert why_no_order(EN, found.ranking) == said
    assert list(sensitivity_words(EN, found)) == []


def test_a_place_is_said_with_its_chance_and_range() -> None:
    place = Place(
        option="exercise", place=1, expected=0.5, interval=(0, 1), possible=(0, 1), chances=(0.62, 0.34, 0.04)
    )
    assert likely_places(place) == (1, 2)
    assert place_words(EN, example(), place) == (
        "Exercise therapy: first in 62 of 100 draws; between place 1 and 2 in 9 of 10"
    )
    sure = replace(place, chances=(1.0, 0.0, 0.0))
    assert place_words(EN, example(), sure) == "Exercise therapy: first in over 99 of 100 draws; place 1 in nearly all"


@pytest.mark.parametrize(("chance", "said"), [(0.001, "under 1"), (0.5, "50"), (0.999, "over 99")])
def test_chances_never_claim_certainty(chance: float, said: str) -> None:
    assert chance_of(EN, chance) == said


def test_notes_say_what_was_unknown_left_out_and_not_asked() -> None:
    said = " ".join(order_notes(EN, example()))
    for words in (
        "Not known for every option, and so counted from the worst to the best",
        "Left out, because it is not known for any option: less cost.",
        "Not asked how much it matters, and so without weight: little time.",
    ):
        assert words in said
    assert weights_given(EN, example().ranking).endswith("no needles 3 (of 10)")


def test_a_firm_first_is_said_to_be_firm() -> None:
    ranking = Weighing(
        places=(
            Place(option="exercise", place=1, expected=0.9, interval=(0.8, 1), possible=(0.8, 1), chances=(0.9, 0.1)),
            Place(option="usual_care", place=2, expected=0.2, interval=(0, 0.3), possible=(0, 0.3), chances=(0.1, 0.9)),
        )
    )
    assert next(iter(order_notes(EN, replace(example(), ranking=ranking)))) == (
        "Exercise therapy is first on average whatever the unknown things turn out to be."
    )


def test_what_is_beaten_is_said_with_what_beats_it() -> None:
    found = example()
    beaten = replace(found.options[0], dominated_by="exercise")
    assert dominated_words(EN, replace(found, options=(beaten, *found.options[1:])), "usual_care") == (
        "Exercise therapy is at least as good on everything that is known, and better on something."
    )
    assert dominated_words(EN, found, "exercise") == ""
