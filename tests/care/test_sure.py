"""SURE: four times yes is sure, any no is a reason to talk, and what was not answered is never a no."""

from __future__ import annotations

import pickle
from itertools import product

import pytest

from dorsal.care.sure import FULL, QUESTIONS, SOURCES, Sure
from dorsal.errors import EvidenceError

CODES = [question.code for question in QUESTIONS]


@pytest.mark.parametrize("said", list(product(["yes", "no", "unknown"], repeat=4)))
def test_the_score_counts_yes_where_all_were_answered(said: tuple[str, ...]) -> None:
    sure = Sure(answers=dict(zip(CODES, said, strict=True)))  # type: ignore[arg-type]
    assert sure.score == (None if "unknown" in said else said.count("yes"))
    assert sure.conflict is (True if "no" in said else None if "unknown" in said else False)
    assert [question.code for question in sure.unsure] == [c for c, s in zip(CODES, said, strict=True) if s == "no"]
    assert sure.asked is (set(said) != {"unknown"})


def test_three_of_four_flags_as_published() -> None:
    sure = Sure(answers={"sure": "yes", "understand": "yes", "ratio": "yes", "encouragement": "no"})
    assert (sure.score, sure.conflict, FULL) == (3, True, 4)


def test_nothing_asked_is_nothing_known() -> None:
    assert (Sure().score, Sure().conflict, Sure().asked, Sure().unsure) == (None, None, False, ())


def test_the_four_letters_and_their_sources_are_there() -> None:
    assert "".join(question.stands_for[0] for question in QUESTIONS) == "SURE"
    assert all("doi" in source or "http" in source for source in SOURCES)


def test_strange_answers_are_refused_all_at_once() -> None:
    with pytest.raises(EvidenceError, match=r"sleep: no such question; ratio: 'maybe'; the questions are sure, under"):
        Sure(answers={"sleep": "yes", "ratio": "maybe"})  # type: ignore[dict-item]


def test_it_can_be_stored_and_not_changed() -> None:
    sure = Sure(answers={"sure": "yes"})
    assert pickle.loads(pickle.dumps(sure)) == sure
    with pytest.raises(TypeError):
        sure.answers["sure"] = "no"  # type: ignore[index]
