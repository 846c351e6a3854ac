"""CINeMA's file: every pair of each study, and no judgement that nobody made."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.cinema_file import cinema_table, write_cinema
from dorsal.faces.cli.app import app

DATA = Path(__file__).resolve().parents[1] / "data" / "smoking_cessation.csv"


def test_effects_add_up_round_a_study_of_three_arms() -> None:
    rows = cinema_table(dorsal.document(DATA, measure="OR")).rows
    studies = [list(group) for _, group in itertools.groupby(rows, lambda row: row["id"])]
    assert len(studies) == 24
    three = [rows for rows in studies if len(rows) == 3]
    assert len(three) == 2
    for ab, ac, bc in three:
        assert float(ab["effect"]) + float(bc["effect"]) == pytest.approx(float(ac["effect"]))  # type: ignore[arg-type]
        assert (ab["t1"], ab["t2"], bc["t1"]) == (ac["t1"], bc["t1"], ab["t2"])


def test_from_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    words = ["fit", str(DATA), "--measure", "OR", "--cinema", str(path), "--json"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert "--cinema" not in result.stdout
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 28
    assert {row["rob"] for row in rows} == {""}
    assert "fill in rob and indirectness" in result.stderr
    with pytest.raises(OptionError, match="stays as it is"):
        write_cinema(path, dorsal.document(DATA, measure="OR"))
