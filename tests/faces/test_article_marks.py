"""Marks: those of the manual are read, those that mean nothing are told of, all at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dorsal.errors import ArticleError
from dorsal.faces.article.inline_claim import EXAMPLE, Unreadable, read_claim
from dorsal.synthesis.claim import WORDS
from tests.faces.article_samples import bundled, view

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "check_your_text.md").read_text(encoding="utf-8")
WRITTEN = re.findall(r"^\| `(\[\[claim: .+?\]\])` \| (.+?) \|$", MANUAL, re.MULTILINE)


@pytest.mark.parametrize(("mark", "words"), WRITTEN)
def test_every_claim_of_the_manual(mark: str, words: str) -> None:
    (sentence,) = view(f"A sentence. {mark}").sentences
    assert [found.words for found in sentence.marks] == [words]


def test_the_manual_shows_every_verdict_but_what_no_claim_has() -> None:
    assert {words for _, words in WRITTEN} == set(WORDS.values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A. [[C99]]", "line 1: '[[C99]]': no claim has the id 'C99'; did you mean C"),
        ("A. [[C14 C14]]", "the sentence has this claim already; leave one of them out"),
        ("A. [[C14]] [[c14]]", "the sentence has this claim already"),
        ("[[C14]] A.", "no sentence stands before it; put the mark behind the sentence"),
        ("A. [[ ]]", "the mark is empty; name a claim, as in [[C14]]"),
        ("A. [[see below]]", "no claim has the id 'see'"),
        ("A. {{C14.colour}}", "'{{C14.colour}}': it stands for nothing; write as C14.size"),
        ("A. {{C99.size}}", "'{{C99.size}}': it stands for nothing"),
        ("A. {{C14.7.size}}", "'{{C14.7.size}}': it stands for nothing"),
        ("A. {{}}", "it stands for nothing"),
        ("A. {{counts of joy after dry needling}}", "'joy': it is not a harm that the topic knows"),
        ("A. [[claim: better]]", "a claim says what is expected behind a colon; write as " + EXAMPLE),
        ("A. [[claim: a vs b: ]]", "a claim says what is expected behind a colon"),
        ("A. [[claim: dry needling on pain: better]]", "a comparison names two treatments and an outcome"),
        ("A. [[claim: magic vs exercise on pain: better]]", "'magic': unknown treatment 'magic'"),
        ("A. [[claim: dry needling vs exercise on joy: better]]", "'joy': it is not an outcome that the topic knows"),
        ("A. [[claim: dry needling vs exercise on pain in cats: better]]", "knows neither such people nor such a time"),
        (
            "A. [[claim: dry needling vs exercise on pain: wonderful]]",
            "'wonderful': it is nothing that can be expected",
        ),
        ("A. [[claim: joy after dry needling: rare]]", "'joy': it is not a harm that the topic knows"),
        ("A. [[claim: bruising: rare]]", "a harm says what follows which treatment"),
        ("A. [[claim: bruising after dry needling: lower]]", "as [[claim: serious harm after dry needling vs surgery"),
        ("A. [[claim: pain: falls]]", "it says what falls after which treatment"),
        ("A. [[claim: pain after dry needling: most better]]", "it says after how many visits"),
        ("A. [[claim: pain after 0 visits of dry needling: most better]]", "after how many visits"),
        ("A. [[claim: dry needling + vs exercise on pain: better]]", "unknown treatment ''"),
        ("A. [[claim: , vs exercise on pain: better]]", "it names no treatment"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_way_out(text: str, said: str) -> None:
    with pytest.raises(ArticleError) as caught:
        view(text)
    assert said in str(caught.value)
    assert caught.value.exit_code == 10


def test_all_places_come_at_once_in_the_order_of_the_lines() -> None:
    with pytest.raises(ArticleError) as caught:
        view("A. [[C98]]\n\nB. {{x.y}}\n\n[c](x.html) [[C14\n\nD. [[claim: x: better]]")
    assert [fault.where for fault in caught.value.faults] == ["line 1", "line 3", "line 5", "line 5", "line 7"]


def test_the_same_claim_in_place_is_one_claim() -> None:
    mark = "[[claim: Dry Needling vs exercise on pain: better]]"
    found = view(f"A. {mark}\n\nB. {mark.lower()}\n\nC. [[claim: dry needling: weekly]]")
    assert [entry.key for entry in found.claims] == ["own-1", "own-2"]
    assert found.claims[0].cited_by == ("s1", "s2")
    assert found.claims[0].judgement.claim.statement == "A."


def test_names_are_read_as_people_spell_them() -> None:
    written = (
        "DN + Physical Therapy vs physiotherapy on Pain, DISABILITY in people with chronic back pain within 12 weeks"
    )
    claim = read_claim(f"{written}: better", "x", "", bundled())
    assert claim.firsts == ("dry_needling+physical_therapy",)
    assert claim.outcomes == ("pain", "disability")
    assert (claim.population, claim.timing) == ("chronic", "within_12_weeks")
    assert read_claim("any + dry needling vs dry needling on pain long: better", "x", "", bundled()).timing == "long"


def test_a_claim_that_cannot_be_made_names_what_is_wrong() -> None:
    with pytest.raises(Unreadable, match="names the same part twice"):
        read_claim("exercise vs exercise+exercise on pain: better", "x", "", bundled())
