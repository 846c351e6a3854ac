"""What the additive model joins stands in the league command."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from dorsal.faces.cli.app import app
from tests.faces.test_json_document import faults

TRIALS = """studlab,treat1,treat2,TE,seTE
S1,A,placebo,-1.2,0.3
S2,B,placebo,-0.8,0.3
S3,A,B,-0.5,0.2
S4,A+C,C,-0.9,0.2
S5,B+C,C+D,-0.1,0.25
S6,D,A+B,-0.3,0.2
"""
ADDITIVE = ("--components", "--inactive", "placebo")


@pytest.fixture
def run(tmp_path):
    (tmp_path / "t.csv").write_text(TRIALS)

    def asked(command, *words):
        found = CliRunner().invoke(app, [command, str(tmp_path / "t.csv"), *words], env={"COLUMNS": "80"})
        assert found.exit_code == 0, found.output
        return found.stdout

    return asked


def test_the_league_has_the_pairs_that_the_additive_model_joins(run):
    told = json.loads(run("league", *ADDITIVE, "--json"))
    assert faults(told, "dorsal/league/1") == []
    across = {(row["treatment"], row["versus"]): row for row in told["joined"]}
    effects = {
        e["treatment"]: e for e in json.loads(run("fit", *ADDITIVE, "--reference", "placebo", "--json"))["effects"]
    }
    for treatment in ("A+B", "D"):
        row = across[treatment, "placebo"]
        assert [row["estimate"], row["ci_low"], row["ci_high"]] == pytest.approx(
            [effects[treatment]["estimate"], *effects[treatment]["ci"]]
        )
    within = {(p["treatment"], p["versus"]) for s in told["sections"] for p in s["pairs"]}
    assert not within & set(across)
    assert "Across islands, by the additive model" in run("league", *ADDITIVE)


def test_a_league_without_components_has_islands_alone(run):
    assert "joined" not in json.loads(run("league", "--json"))
