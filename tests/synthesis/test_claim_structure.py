"""A claim that says nothing cannot be made; wrong words, ideas and own patients have verdicts without numbers."""

from __future__ import annotations

import pytest

from dorsal.errors import EvidenceError
from dorsal.synthesis.claim import WORDS, judge
from dorsal.synthesis.claim.ask import WrongWord
from dorsal.synthesis.claim.structure import EXPECTATIONS, KINDS
from tests.synthesis.claim_cases import ask, claim, repeated, section


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": "rumour"}, "its kind is 'rumour'; use one of comparative"),
        ({"firsts": ()}, "it names no treatment"),
        ({"seconds": ()}, "names what the treatment is compared with"),
        ({"outcomes": ()}, "it names no outcome"),
        ({"expectation": "wonderful"}, "it expects 'wonderful'; a comparative claim may expect treatment1_better"),
        ({"kind": "process", "expectation": ""}, "says how long, how often or how many"),
        ({"kind": "response_by_visit", "expectation": "more_than_half"}, "after how many visits"),
        ({"kind": "harm", "expectation": "treatment1_lower", "seconds": ()}, "names the treatment it is lower than"),
    ],
)
def test_a_claim_that_says_nothing_is_refused(more: dict[str, object], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        claim(**more)


def test_every_kind_has_its_expectations() -> None:
    assert set(EXPECTATIONS) == set(KINDS)


def test_how_it_works_and_whom_the_clinic_treated_are_no_questions_for_trials() -> None:
    idea = judge(claim("", kind="mechanism", outcomes=(), seconds=()), ask())
    assert (idea.verdict, idea.words) == ("not_for_trials", "not a question for trials (cite or drop)")
    own = judge(claim(kind="routine_care"), ask())
    assert (own.verdict, WORDS[own.verdict]) == ("own_data", "needs your own data")


def test_a_wrong_word_contradicts_whatever_the_numbers() -> None:
    wrong = WrongWord(word="non-invasive", why="a needle goes in", instead="It goes through the skin")
    known = ask(section(repeated("needle", "walk", -20.0, 2.0)), wrong_words=(wrong,))
    for spelling in ("non-invasive", "Non invasive", "noninvasive"):
        found = judge(claim(statement=f"It is {spelling} and works."), known)
        assert found.verdict == "contradicted"
        assert [part.verdict for part in found.parts] == ["supported", "contradicted"]
        assert found.wording.startswith("It goes through the skin.")
    assert judge(claim(statement="It is invasive and works."), known).verdict == "supported"


def test_a_word_may_be_wrong_in_some_kinds_only() -> None:
    wrong = WrongWord(word="need", why="it is only customary", kinds=("process",))
    known = ask(section(repeated("needle", "walk", -20.0, 2.0)), wrong_words=(wrong,))
    assert judge(claim(statement="You need it"), known).verdict == "supported"


def test_a_word_that_nothing_can_tell_leaves_it_uncertain() -> None:
    need = WrongWord(word="need", why="nobody counted it", instead="What people need is not known", untold=True)
    known = ask(section(repeated("needle", "walk", -20.0, 2.0)), wrong_words=(need,))
    found = judge(claim(statement="People need needles"), known)
    assert (found.verdict, found.parts[0].verdict) == ("uncertain", "supported")
    assert found.wording.startswith("What people need is not known.")
    assert "'need' says more than anything here can tell" in " ".join(found.reasons)
