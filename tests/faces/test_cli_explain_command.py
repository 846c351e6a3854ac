"""dorsal explain, as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.glossary import explain, terms

PAGE = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"


def printed(*words: str) -> str:
    done = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(app, ["explain", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_term_in_plain_words_and_exactly() -> None:
    text = printed("P-score")
    assert "How sure we are that a treatment beats the others" in text
    assert "Exactly: " in text
    assert "Rücker & Schwarzer 2015" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_words_need_no_quotes() -> None:
    assert printed("prediction", "interval") == printed("prediction interval")


def test_a_term_without_more_to_say() -> None:
    assert not explain("arm").full
    assert "Exactly" not in printed("arm")


def test_without_a_term_every_one_is_listed() -> None:
    text = " ".join(printed().split()).replace("\N{NO-BREAK SPACE}", " ")
    assert not [term.name for term in terms() if term.name not in text]
    assert "dorsal explain TERM" in text


def test_markdown() -> None:
    assert printed("--md") == PAGE.read_text(encoding="utf-8")
    assert printed("--md", "tau2").startswith("**tau2 (tau).** ")


def test_an_unknown_term_is_an_option_outside_its_limits() -> None:
    with pytest.raises(OptionError, match="did you mean Heterogeneity"):
        CliRunner().invoke(app, ["explain", "heterogenity"], catch_exceptions=False)
