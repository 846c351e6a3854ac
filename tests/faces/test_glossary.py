"""The words that Dorsal explains: found however they are spelled, plain, and the same in the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dorsal.errors import EvidenceError, OptionError
from dorsal.faces.glossary import Term, explain, key, markdown, near_to, sections, terms
from tests.faces.readability import SCHOOL_YEAR, grade, sentences

PAGE = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
HARDEST, LONGEST = 9.0, 22
"""Of one entry: its grade, and the words of its longest sentence."""


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown() + "\n", "dorsal explain --md > docs/glossary.md"


def test_nothing_in_it_is_markup() -> None:
    assert not [t.name for t in terms() if re.search(r"[*_`<>|\[\]]", t.name + t.plain + t.full)]


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.name)
def test_plain_words_are_plain(term: Term) -> None:
    assert max(map(len, sentences(term.plain))) <= LONGEST
    assert grade(term.plain) <= HARDEST


def test_a_twelve_year_old_can_read_them() -> None:
    assert grade(" ".join(term.plain for term in terms())) <= SCHOOL_YEAR


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("p-score", "P-score"),
        ("P scores", "P-score"),
        ("tau2", "tau2 (tau)"),
        ("TAU²", "tau2 (tau)"),
        ("τ²", "tau2 (tau)"),
        ("tau^2", "tau2 (tau)"),
        ("I²", "I2"),
        ("prediction  intervals", "Prediction interval"),
        ("league table", "League table"),
        ("node splitting", "Node-split"),
        ("mic", "Minimal important change (MIC)"),
        ("component model", "Component model"),
        ("netcomb", "Component model"),
        ("indirect", "Indirect evidence"),
        ("Hedges' g", "Standardised mean difference (SMD)"),
    ],
)
def test_a_term_is_found_however_it_is_spelled(spelling: str, name: str) -> None:
    assert explain(spelling).name == name


@pytest.mark.parametrize(
    ("spelling", "near"),
    [
        ("heterogenity", "Heterogeneity"),
        ("confidence intervall", "Confidence interval"),
        ("posterior mean", "Posterior"),
        ("funel", "Funnel plot"),
        ("additive", "Component model"),
    ],
)
def test_near_misses_are_offered(spelling: str, near: str) -> None:
    assert near_to(spelling)[0] == near
    with pytest.raises(OptionError, match=re.escape(f"did you mean {near}")):
        explain(spelling)


@pytest.mark.parametrize("spelling", ["xyzzy", "", "  ", "-", "²"])
def test_what_is_like_nothing_is_said_to_be_unknown(spelling: str) -> None:
    with pytest.raises(OptionError, match="`dorsal explain` lists those that are"):
        explain(spelling)


def test_every_term_is_found_by_every_name_it_has() -> None:
    assert all(explain(spelling) is term for term in terms() for spelling in (*term.also, *term.keys))
    assert all(term.keys and "" not in term.keys for term in terms())


def test_a_term_without_plain_words_cannot_be_made() -> None:
    with pytest.raises(EvidenceError, match="no plain words"):
        Term(name="A", plain=" \n")


def test_sections_hold_every_term_once() -> None:
    assert [term for inside in sections().values() for term in inside] == list(terms())


def test_a_key_forgets_only_what_people_vary() -> None:
    assert key("Rücker-P score²") == "ruckerpscore2"
    assert key("I2") != key("I")
