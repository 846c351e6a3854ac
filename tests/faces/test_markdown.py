"""Markdown: the same words, tables that hold together, and nothing that a name could turn into markup."""

from __future__ import annotations

import re

import pytest

from dorsal.faces.markdown import markdown, plain
from tests.faces.samples import document
from tests.faces.test_markup import HOSTILE
from tests.faces.test_report import DOCUMENTS


def cells(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_tables_have_as_many_cells_in_every_row(kind: str) -> None:
    for block in markdown(DOCUMENTS[kind]).split("\n\n"):
        lines = block.split("\n")
        if lines[0].startswith("|"):
            assert len({cells(line) for line in lines}) == 1, lines[0]


def test_hostile_names_stay_text() -> None:
    made = markdown(DOCUMENTS["hostile"])
    assert not re.search(r"(?<!\\)<(?!https://doi\.org/)", "\n".join(x for x in made.split("\n") if x[:4] != "    "))
    assert "\\<script\\>" in made


def test_numbers_are_those_of_the_fit() -> None:
    known = document()
    made = markdown(known)
    for finding in known.sections[0].against_reference:
        e = finding.estimate
        assert e is not None
        assert f"{e.mean:.1f} ({e.ci[0]:.1f} to {e.ci[1]:.1f})".replace("-", "−") in made
    fit = known.sections[0].analysis.main  # type: ignore[union-attr]
    assert f"Q total {fit.q.total.q:.2f} on {fit.q.total.df} df" in made


def test_parts() -> None:
    made = markdown(DOCUMENTS["all kinds"])
    titles = re.findall(r"^## (.*)$", made, flags=re.MULTILINE)
    assert titles == [
        "The answer", "Pain at about 8 weeks", "Disability at about 52 weeks", "What published reviews say",
        "Trials told in words only", "What was left out, and why", "Limits", "How it was done", "To make this again",
    ]  # fmt: skip
    assert "### Dry needling added to exercise therapy, against exercise therapy alone" in made
    assert "- Pain at about 8 weeks: no usable trial of surgery." in made
    assert "    dorsal answer --seed 7" in made


def test_plain() -> None:
    assert plain("a *b* |c| <d>\n#e") == r"a \*b\* \|c\| \<d\> \#e"
    assert HOSTILE not in plain(HOSTILE)
