"""A tau2 for each group on the command line: JSON, words, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import NetworkError, OptionError
from dorsal.faces.cli.app import app
from dorsal.synthesis.ranks.ranking import p_scores
from dorsal.synthesis.tau2_by.grouped_fit import fit_grouped
from dorsal.synthesis.tau2_by.grouping import by_class, by_study
from tests.faces.test_json_document import faults

DATA = Path(__file__).parents[1] / "data"
SMOKING, BCG = DATA / "smoking_cessation.csv", DATA / "bcg.csv"


def run(path, *words):
    return CliRunner().invoke(app, ["fit", str(path), "--better", "higher", *words], env={"COLUMNS": "80"})


def asked(path, *words):
    found = run(path, *words, "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert faults(told, "dorsal/fit/1") == []
    return told


def test_by_class_is_the_librarys_fit():
    told = asked(SMOKING, "--tau2-by", "class", "--treatment-class", "none=A")
    one = dorsal.fit(SMOKING, measure="OR")
    found = fit_grouped(one, by_class(one.network.contrasts, {"A": "none"}))
    mine = told["tau2_groups"]
    assert {g["group"]: g["tau2"] for g in mine["groups"]} == pytest.approx(dict(found.tau2))
    assert {g["group"]: g["studies"] for g in mine["groups"]} == {
        "none and other treatments": 19,
        "within other treatments": 6,
    }
    (d,) = (e for e in mine["effects"] if e["treatment"] == "D")
    assert (d["estimate"], d["se"]) == pytest.approx(found.between("D", "A")[:2])
    assert d["estimate_one"] == pytest.approx(one.between("D", "A").mean)
    assert d["se_one"] == pytest.approx(one.between("D", "A").se)
    assert [p["group"] for p in d["predictions"]] == ["none and other treatments"]
    assert mine["equality"]["p"] == found.test(np.random.default_rng(1)).p
    assert len(mine["league"]) == 12
    assert {r["treatment"]: r["p_score_one"] for r in mine["ranking"]} == pytest.approx(
        dict(p_scores(one, better="higher"))
    )
    assert told["tau2"] == mine["tau2"] == one.tau2


def test_by_a_column_every_group_predicts():
    mine = asked(BCG, "--measure", "RR", "--tau2-by", "allocation")["tau2_groups"]
    trials = dorsal.read(BCG, covariates=["allocation"])
    one = dorsal.fit(trials, measure="RR")
    found = fit_grouped(one, by_study(one.network.contrasts, "allocation"))
    assert {g["group"]: g["tau2"] for g in mine["groups"]} == pytest.approx(dict(found.tau2))
    assert [p["group"] for p in mine["effects"][0]["predictions"]] == ["alternate", "random", "systematic"]


def test_people_read_it(tmp_path):
    page = tmp_path / "page.html"
    found = run(SMOKING, "--tau2-by", "comparison", "--report", str(page), "--plots", str(tmp_path / "plots"))
    said = " ".join(found.output.split())
    assert "Studies vary most in A and C (τ 0.74), least in A and B (τ 0.25)." in said
    assert "These trials do not show that they differ: likelihood ratio 2.05 on 3 df" in said
    assert "A and C vary more than B between them allows" in said
    assert "A tau² for each comparison" in page.read_text(encoding="utf-8")
    assert (tmp_path / "plots" / "tau2-groups.svg").exists()


@pytest.mark.parametrize(
    ("words", "error", "why"),
    [
        (("--tau2-by", "class"), OptionError, "name the classes, as --treatment-class"),
        (("--tau2-by", "class", "--treatment-class", "x=Z"), NetworkError, "Z is in no study"),
        (("--tau2-by", "comparison", "--tau2", "DL"), OptionError, "by REML or ML, not by DL"),
        (("--tau2-by", "comparison", "--model", "common"), OptionError, "leave out a common effect"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(words, error, why):
    found = run(SMOKING, *words)
    assert isinstance(found.exception, error)
    assert why in str(found.exception)
