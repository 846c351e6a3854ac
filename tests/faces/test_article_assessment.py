"""What a sentence may say beside each verdict: the sentences of the manual are run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dorsal.faces.article.assessment import problems, unmarked
from dorsal.faces.article.blocks import sentences_of
from dorsal.faces.article.strength import level
from dorsal.synthesis.claim import WORDS, Judgement, Verdict
from tests.faces.article_samples import blocks, bundled, view

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "check_your_text.md").read_text(encoding="utf-8")
TABLE = MANUAL.split("| sentence | verdict on its claim | may stand |\n|---|---|---|\n")[1].split("\n\n")[0]
CASES = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines()]
VERDICT: dict[str, Verdict] = {words: verdict for verdict, words in WORDS.items()}


def judgement(verdict: Verdict) -> Judgement:
    return replace(bundled().judgements["C14"], verdict=verdict)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[1]}: {case[0]}")
def test_every_sentence_of_the_manual(case: list[str]) -> None:
    (sentence,) = sentences_of(blocks(case[0]))
    found = problems(sentence, (judgement(VERDICT[case[1]]),), sentence.text, bundled())
    assert (not found) == (case[2] == "yes")


def test_the_manual_has_every_verdict() -> None:
    assert {case[1] for case in CASES} == set(WORDS.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It always works.", "sure"),
        ("It is risk-free.", "sure"),
        ("It lowers pain by 20 points.", "flat"),
        ("It most likely lowers pain.", "probable"),
        ("It could lower pain.", "possible"),
        ("Nobody knows whether it could.", "doubt"),
        ("We don’t know yet.", "doubt"),
        ("It does not always work.", "denial"),
        ("Does it always work?", "question"),
        ("Scandalous", "flat"),
        ("A maybeline", "flat"),
    ],
)
def test_levels(text: str, expected: str) -> None:
    assert level(text) == expected


def test_a_fall_without_the_untreated_is_half_told() -> None:
    alone = view("Pain fell by 41 points. [[C15]]").sentences[0]
    assert [problem.kind for problem in alone.problems] == ["half_told"]
    assert "without it (219 people) pain fell too" in alone.suggestion
    beside = view("Pain fell by 41 points. [[C15]] It falls in untreated people too.").sentences[0]
    assert beside.problems == ()


def test_wrong_words_are_found_with_and_without_a_mark_unless_called_wrong() -> None:
    (plain,) = view("Needling is non invasive.").sentences
    assert [problem.kind for problem in plain.problems] == ["wrong_word"]
    assert view("Needling is not non-invasive.").sentences[0].problems == ()
    assert view("Is it non-invasive?").sentences[0].problems == ()


def test_a_word_that_is_wrong_in_one_kind_is_looked_for_in_that_kind() -> None:
    (sentence,) = view(
        "Most people probably need several sessions. [[claim: dry needling: several sessions]]"
    ).sentences
    assert "'need' says more than anything here can tell" in sentence.problems[-1].words
    assert view("You need a chair.").problems == ()
    assert view("How many sessions you need is not known. [[C37]]").problems == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dry needling helps backs.", True),
        ("Needles reduce pain.", True),
        ("IMS is effective.", True),
        ("Exercise helps backs.", False),
        ("A needle is thin.", False),
        ("Nobody knows whether needling helps.", False),
        ("Does needling help?", False),
    ],
)
def test_sentences_that_claim_an_effect_want_a_mark(text: str, found: bool) -> None:
    assert unmarked(text, bundled()) is found
    assert view(text).sentences[0].unmarked is found
    assert not view(f"{text} [[no claim]]").sentences[0].unmarked
    assert not view(f"# {text}").sentences[0].unmarked


def test_every_claim_behind_a_sentence_is_weighed() -> None:
    (sentence,) = view("Serious harm is probably rare, and relief is faster. [[C36, C14]]").sentences
    assert [problem.key for problem in sentence.problems] == ["C14"]
    assert sentence.suggestion == bundled().judgements["C14"].wording


def test_a_wording_that_fills_a_sentence_is_its_own() -> None:
    for name in bundled().judgements:
        found = view(f"{{{{{name}.wording}}}} [[{name}]]")
        assert (found.problems, found.unmarked) == ((), ()), name


@pytest.mark.parametrize(
    "name", [name for name, found in bundled().judgements.items() if found.verdict != "contradicted"]
)
def test_what_is_suggested_opens_with_no_more_than_the_verdict(name: str) -> None:
    opening = view(bundled().judgements[name].wording).sentences[0].text
    told = view(f"{opening} [[{name}]] It falls in untreated people too.").sentences[0].problems
    assert not told
