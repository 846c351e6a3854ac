"""Words about options: names, scores on the person's scale, chances both ways round, certainty with its meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.care.standing import Standing
from dorsal.faces.care_words import (
    better_words,
    certainty_words,
    chance_words,
    expected_words,
    option_words,
    plain_words,
    scale_ends,
    score_words,
    size_words,
    standing_words,
    statement_words,
    verdict_mark,
    verdict_words,
)
from dorsal.faces.language import language
from tests.faces.care_examples import PERSON, example

EN, ES = language(), language("es")
KNOWLEDGE = example().knowledge
SHORT = ("pain", "short")


def test_names_read_as_a_sentence() -> None:
    assert option_words(EN, KNOWLEDGE, "exercise+dry_needling") == "Dry needling and exercise therapy"
    assert plain_words(EN, KNOWLEDGE, "dry_needling") == "thin needles into tight muscle bands (trigger points)"
    assert plain_words(EN, KNOWLEDGE, "yoga") == ""


def test_scores_are_on_the_scale_of_the_person() -> None:
    assert (scale_ends(PERSON, "pain"), scale_ends(PERSON, "disability")) == ((0, 10), (0, 24))
    assert scale_ends(replace(PERSON, disability=None, disability_scale=""), "disability") == (0, 100)
    assert score_words(EN, PERSON, "disability", 50.0) == "12.0"
    assert [size_words(EN, PERSON, "pain", 20.0), size_words(EN, PERSON, "disability", 10.0)] == ["2", "2.4"]


def test_chances_are_said_both_ways_round_with_their_interval() -> None:
    chance = example().of("exercise").forecasts[SHORT].chance_mic
    low, high = chance.interval_per_100
    said = chance_words(EN, chance, better_words(EN, "pain", "Pain"))
    assert said == (
        f"Of 100 people like you {chance.per_100} get clearly less pain and {100 - chance.per_100} do not "
        f"(it may be {low} to {high})."
    )
    assert "de 100 personas" in chance_words(ES, chance, better_words(ES, "pain", "Pain")).lower()


def test_the_expected_score_has_its_interval_and_the_spread_of_people() -> None:
    forecast = example().of("exercise").forecasts[SHORT]
    said = expected_words(EN, PERSON, forecast)
    assert said.startswith("On a scale from 0 to 10, from 6.0 to ")
    assert f"{forecast.expected / 10:.1f} on average" in said
    assert "8 of 10 people end between" in said


def test_certainty_has_a_word_a_sign_a_meaning_and_reasons() -> None:
    certainty = example().of("exercise").forecasts[SHORT].certainty
    assert certainty is not None
    said = certainty_words(EN, certainty)
    assert said.startswith("Certainty very low ⊕○○○: the truth may be very different; we do not really know. Why: ")
    assert certainty.reasons[0] in said


@pytest.mark.parametrize(
    ("size", "way", "said"),
    [
        ("large", "better", "a large difference (better); certainty low ⊕⊕○○"),
        ("none", "same", "no difference that matters; certainty low ⊕⊕○○"),
    ],
)
def test_classes(size: str, way: str, said: str) -> None:
    stands = Standing(option="a", outcome="pain", size=size, way=way, level="low")  # type: ignore[arg-type]
    assert standing_words(EN, stands) == said


def test_guidelines_say_for_whom_and_in_whose_words() -> None:
    (_, apta, acp) = example().of("dry_needling").guidance
    assert statement_words(EN, apta) == (
        "APTA/AOPT JOSPT 2021 CPG (George): recommends it with conditions, for complaints of more than 12 weeks "
        "(DRY NEEDLING with other treatment; can)"
    )
    assert "says nothing for or against it" in statement_words(EN, acp)


def test_no_rule_is_not_the_same_as_allowed() -> None:
    usual = example().of("usual_care")
    assert usual.verdict.known == 0
    assert verdict_words(EN, usual) == "no rule is known here about when not to give it"
    needling = example().of("dry_needling")
    assert (verdict_words(EN, needling), verdict_mark(EN, needling)) == (
        "possible once questions are answered", "ask first",
    )  # fmt: skip
