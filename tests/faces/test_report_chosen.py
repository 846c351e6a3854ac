"""A page of a large network: what is shown can be read, what is not is said, and no treatment is lost."""

from __future__ import annotations

import re
from functools import cache

import pytest

from dorsal.faces.document import Document
from dorsal.faces.report import page
from dorsal.faces.report.chosen import FEW_TRIALS, MOST, MOST_TRIALS, MOST_WHOLE, chosen, left_words
from dorsal.trials.left_out import LeftOut
from tests.faces.page_reader import PageReader
from tests.faces.samples import contrast, document, section, studies

LARGE, MIDDLE = 70, 45
AWAY = "in the workbook ( --xlsx ) and the folder of tables ( --csv ), table"


def network(treatments: int, trials: int, better: str = "lower") -> Document:
    """A star around usual care, its trials in turn on t001, t002 ...; the higher the number, the lower the score."""
    found = [
        contrast(
            f"s{i}", f"usual_care t{1 + i % (treatments - 1):03d}", [-float(1 + i % (treatments - 1))], [3.0 + i % 2]
        )
        for i in range(trials)
    ]
    out = [LeftOut(row=f"o{i}", study=f"out{i}", reason="no spread is printed") for i in range(250)]
    one = section(found, window=None, mic=None, left_out=out, notes=[f"s{i}: arms taken" for i in range(250)])
    return document([one], comparisons=(), target="", studies=studies(found), better={"pain": better})


@cache
def large() -> PageReader:
    return PageReader(page(network(LARGE, MOST_TRIALS + 50)))


def test_the_page_is_well_formed_and_links_lead_somewhere() -> None:
    assert large().faults == []
    assert {href[1:] for href, _ in large().links if href.startswith("#")} <= set(large().ids)


def test_words_and_drawings_are_of_the_best_and_say_so() -> None:
    text = large().text
    assert f"69 comparisons in words are too many to read: here stand those of the {MOST} with the highest P-sc" in text
    assert f"Of 69 treatments the {MOST} with the highest P-scores are drawn" in text
    answer = text[text.index("Compared head to head") : text.index("What was compared with what")]
    assert len(re.findall(r"t\d{3}, against usual care", answer)) == MOST
    assert "t069, against usual care" in answer
    assert "t029, against usual care" not in answer
    assert "dorsal compare FILE FIRST SECOND" in text


def test_the_league_table_is_cut_and_holds_the_reference() -> None:
    assert (
        f"Of 70 treatments this table holds the {MOST} with the highest P-scores, and usual care, the ref"
        in large().text
    )
    assert f"The whole one, 4,830 cells, stands {AWAY} league" in large().text
    columns = [given for tag, given in large().tags if tag == "th" and given.get("scope") == "col"]
    assert len([c for c in columns if "role" not in c]) == MOST + 2


def test_every_treatment_has_its_numbers_and_its_rank() -> None:
    text = large().text
    for title in ("with certainty and trials", "The same as numbers: P-score", "Key: treatments with"):
        part = text[text.index(title) :][:20_000]
        assert all(f"t{i:03d}" in part for i in range(1, LARGE)), title
    assert "70 treatments are too many for a picture, with 69 comparisons between them." in text
    assert "t061, t060 and 58 others" in text  # those that differ most are named


def test_the_trials_that_weigh_most_are_listed() -> None:
    assert f"{MOST_TRIALS + 50:,} trials entered at least one" in large().text
    assert f"Here stand the {FEW_TRIALS} that weigh most" in large().text
    assert len([each for each in large().ids if re.fullmatch(r"trial-\d+", each)]) == FEW_TRIALS


def test_rows_left_out_and_notes_are_cut() -> None:
    assert f"... and 50 more trials: all stand {AWAY} left_out" in large().text
    assert "... and 50 more notes: all stand in the JSON ( --json )" in large().text


def test_a_network_that_can_be_read_is_whole_but_for_its_league_table() -> None:
    text = PageReader(page(network(MIDDLE, 44))).text
    assert f"Of 45 treatments this table holds the {MOST} with the highest P-scores, and usual care" in text
    assert len(re.findall(r"t\d{3}, against usual care", text)) == MIDDLE - 1
    assert not re.search(r"too many to read|are drawn;|Here stand the", text)
    assert MIDDLE < MOST_WHOLE


@pytest.mark.parametrize(("better", "first", "words"), [
    ("lower", "t069", "with the highest P-scores"),
    ("higher", "usual_care", "with the highest P-scores"),
    ("", "usual_care", "that most trials gave"),
])  # fmt: skip
def test_what_is_chosen_follows_what_is_better(better: str, first: str, words: str) -> None:
    made = network(LARGE, 140, better)
    one = made.sections[0]
    assert one.analysis is not None
    part = chosen(made, one, one.analysis.main)
    assert part.treatments[0] == first
    assert part.words == f"the {MOST} {words}"
    assert part.beside == ("usual_care" if better == "lower" else "")
    assert len(part.treatments) == MOST + bool(part.beside)


def test_what_is_not_cut_says_nothing() -> None:
    assert left_words("trial", 3, 3, "elsewhere") is None
    assert (
        left_words("trial", 3, 4, "elsewhere") == "<p>... and 1\N{NO-BREAK SPACE}more trial: all stand elsewhere.</p>"
    )
