"""Where each row counted, over all questions."""

from __future__ import annotations

from collections import Counter

import pytest

from dorsal.topics.loader import load
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.evidence import gather
from dorsal.trials.ledger import Entry, ledger

TOPIC = load()


def entries(*measures: str) -> dict[str, Entry]:
    asked = [
        (question, gather(TOPIC.studies, TOPIC.scales, question, TOPIC.reference, EffectOptions()))
        for question in TOPIC.questions()
        if not measures or question.measure in measures
    ]
    return {entry.row: entry for entry in ledger(TOPIC.studies, asked)}


def test_every_row_has_one_entry_that_is_used_or_says_why_not() -> None:
    found = entries()
    assert list(found) == [result.row for study in TOPIC.studies for result in study.results]
    assert all(bool(entry.used_in) != bool(entry.reason) for entry in found.values())
    assert not [entry for entry in found.values() if entry.use == "record" and entry.used_in]


@pytest.mark.parametrize(
    ("row", "used_in"),
    [
        ("LBP0041", ("disability, short, MD100",)),
        ("LBP0050", ("responder, intermediate, RR",)),
        ("LBP0027", ("disability, short, MD100",)),
    ],
)
def test_a_row_counts_in_its_question(row: str, used_in: tuple[str, ...]) -> None:
    assert entries()[row].used_in == used_in


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("LBP0040", "the trial counts once: instrument RMDQ_0_24 was taken"),
        ("LBP0001", "kept as a record only"),
        ("LBP0315", "its time is not printed in weeks"),
        ("LBP0064", "HFAQ_0_100 may not be rescaled"),
    ],
)
def test_the_reason_is_that_of_the_question_the_row_could_answer(row: str, reason: str) -> None:
    assert entries()[row].reason.startswith(reason)


def test_a_row_of_an_outcome_nobody_asked_about_says_so() -> None:
    assert entries("RR")["LBP0041"].reason == "another outcome (disability)"


def test_most_rows_that_may_be_pooled_are() -> None:
    used = Counter(bool(entry.used_in) for entry in entries().values() if entry.use == "main")
    assert used == {True: 149, False: 98}
