"""`dorsal fit` on other programs' files, and with a table of the risk of bias. Every number here is made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsal.errors import SheetError
from dorsal.faces.cli.app import app

REVIEW = """<?xml version="1.0" encoding="UTF-8"?>
<COCHRANE_REVIEW><STUDY ID="A" NAME="Adams 2001"/><STUDY ID="B" NAME="Brown 2002"/>
<COMPARISON NO="1"><NAME>Drug versus placebo</NAME><DICH_OUTCOME NO="1"><NAME>Death</NAME>
<GROUP_LABEL_1>Drug</GROUP_LABEL_1><GROUP_LABEL_2>Placebo</GROUP_LABEL_2>
<DICH_DATA STUDY_ID="A" EVENTS_1="5" TOTAL_1="50" EVENTS_2="9" TOTAL_2="51"/>
<DICH_DATA STUDY_ID="B" EVENTS_1="7" TOTAL_1="60" EVENTS_2="8" TOTAL_2="61"/>
</DICH_OUTCOME></COMPARISON></COCHRANE_REVIEW>"""


@pytest.fixture
def review(tmp_path: Path) -> Path:
    path = tmp_path / "review.rm5"
    path.write_text(REVIEW, encoding="utf-8")
    return path


def fit(*words: str) -> str:
    found = CliRunner().invoke(app, ["fit", *words], catch_exceptions=False)
    assert found.exit_code == 0
    return " ".join(found.output.split())


def test_a_review_is_fitted_and_says_how_it_was_read(review: Path) -> None:
    said = fit(str(review))
    assert "2 trials, 222 people, 2 treatments" in said
    assert "Read as a review of RevMan 5" in said


def test_the_risk_of_bias_comes_from_its_table(review: Path, tmp_path: Path) -> None:
    table = tmp_path / "rob.csv"
    table.write_text("Study,Overall\nAdams 2001,High\nClark 2003,Low\n", encoding="utf-8")
    said = fit(str(review), "--bias", str(table))
    assert "Risk of bias: of 1 of 2 studies from rob.csv." in said
    assert "not among the trials: Clark 2003" in said


def test_a_table_of_other_studies_is_refused(review: Path, tmp_path: Path) -> None:
    table = tmp_path / "rob.csv"
    table.write_text("Study,Overall\nClark 2003,Low\n", encoding="utf-8")
    with pytest.raises(SheetError, match="none of its studies is among the trials"):
        fit(str(review), "--bias", str(table))
