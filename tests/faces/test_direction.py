"""Trials known only by direction stand beside the pair that they compared, on every face."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from dorsal.faces import direction
from dorsal.faces.cli.compare_view import show_comparison
from dorsal.faces.cli.screen import Screen
from dorsal.faces.cli.short_view import show_short
from dorsal.faces.document import Document, Row
from dorsal.faces.json_document import compare_json
from dorsal.faces.markdown import markdown
from dorsal.faces.report import page
from tests.faces.page_reader import PageReader
from tests.faces.samples import document

PAIR = ("dry_needling+exercise", "usual_care")
"""Joined through exercise, and by no trial of their own."""


def row(first: str, second: str, **more: str) -> Row:
    given = {
        "label": "Grey 2019", "kind": "trial", "n": "65", "p": "0.69", "outcome": "pain", "direction": "no_difference",
        "doi": "10.1000/grey.1", "treatment1": first, "treatment2": second,
    }  # fmt: skip
    return given | more


def told(*rows: Row) -> Document:
    return document(comparisons=(PAIR, ("dry_needling", "surgery")), narrative=rows)


def terminal(document: Document, *, compare: bool) -> str:
    out = io.StringIO()
    screen = Screen(Console(file=out, width=100, no_color=True))
    if compare:
        show_comparison(screen, document, *PAIR)
    else:
        show_short(screen, document)
    return " ".join(out.getvalue().split())


@pytest.mark.parametrize("pair", [PAIR, PAIR[::-1], ("exercise+dry_needling", "usual_care")])
def test_rows_of_a_pair_in_either_order(pair: tuple[str, str]) -> None:
    assert direction.rows_of(told(row(*pair)), *PAIR) == (row(*pair),)


@pytest.mark.parametrize(
    "other",
    [
        row("dry_needling", "usual_care"),
        row("dry_needling+exercise", "any"),
        row("dry_needling+exercise", ""),
        row(*PAIR, outcome="sleep"),
    ],
)
def test_rows_of_other_pairs_and_outcomes_stay_away(other: Row) -> None:
    assert direction.rows_of(told(other), *PAIR) == ()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Grey 2019, 65 people, pain: no clear difference, P = 0.69"),
        ({"direction": "favours_2", "p": "<0.01"}, "Grey 2019, 65 people, pain: favours usual care, P < 0.01"),
        (
            {"kind": "review", "n": "", "p": "", "direction": "not_stated"},
            "Grey 2019 (review), pain: direction not stated",
        ),
    ],
)
def test_words(more: dict[str, str], said: str) -> None:
    one = row(*PAIR, **more)
    assert direction.told_words(told(one), one) == said


def test_address() -> None:
    assert direction.address(row(*PAIR)) == "https://doi.org/10.1000/grey.1"
    assert direction.address(row(*PAIR, doi="", source_url="https://example.org/a")) == "https://example.org/a"


def test_every_face_names_it_and_none_denies_it() -> None:
    shown = told(row(*PAIR), row("surgery", "dry_needling", label="Black 2001"))
    read = PageReader(page(shown))
    faces = [terminal(shown, compare=True), terminal(shown, compare=False), markdown(shown), read.text]
    for text in faces:
        assert "Grey 2019, 65 people, pain: no clear difference, P = 0.69" in text
        assert "nown only by direction" in text
        assert "no trial head to head" not in text.lower()
        assert "no trial compared" not in text.lower()
    assert all("Black 2001, 65 people, pain" in text for text in faces[1:])
    assert all("no trial with usable numbers" in text.lower() for text in (faces[0], *faces[2:]))
    assert "with usable numbers" in faces[1]
    assert "| no usable numbers |" in faces[2]
    assert "no usable numbers" in read.text
    card = read.text.split("Worked out through other treatments", 1)[1].split("What the trials cannot say", 1)[0]
    assert "Grey 2019" in card
    assert '(<a href="https://doi.org/10.1000/grey.1" rel="noopener noreferrer">source</a>)' in page(shown)
    assert "https://doi.org/10.1000/grey.1" in faces[0]


def test_the_json_of_a_comparison_carries_the_rows_of_its_pair() -> None:
    shown = told(row(*PAIR), row("surgery", "dry_needling"))
    assert compare_json(shown, *PAIR)["narrative"] == [row(*PAIR)]


def test_the_page_shows_no_empty_line_where_there_is_none() -> None:
    assert "Known only by direction" not in page(told())
