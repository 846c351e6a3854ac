"""Down-weighting on the command line, in JSON, and in what else reads the fit."""

import json
import math

import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior_text import prior_of
from tests.faces.test_json_document import faults

MADE = """study,treatment,responders,n,weight,rob
1,a,10,50,1,low
1,b,21,50,1,low
2,a,12,60,0.5,high
2,b,35,60,0.5,high
3,a,10,50,1,low
3,c,14,50,1,low
4,a,9,50,1,unclear
4,c,16,50,1,unclear
5,b,20,50,1,low
5,c,15,50,1,low
6,b,20,50,0,high
6,d,30,50,0,high
"""


@pytest.fixture
def made(tmp_path):
    path = tmp_path / "made.csv"
    path.write_text(MADE, encoding="utf-8")
    return path


def run(path, *words):
    return CliRunner().invoke(app, ["fit", str(path), "--reference", "a", *words], env={"COLUMNS": "80"})


def asked(path, *words):
    found = run(path, *words, "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert faults(told, "dorsal/fit/1") == []
    return told


def test_a_column_of_weights(made):
    told = asked(made, "--down-weight", "weight")
    fit = dorsal.fit(made, down_weight={"2": 0.5, "6": 0.0})
    effects = {e["treatment"]: e["estimate"] for e in told["effects"]}
    assert effects == pytest.approx({t: fit.between(t, "a").mean for t in "bc"})
    assert told["tau2"] == fit.tau2
    assert [(out["study"], out["reason"]) for out in told["left_out"]] == [("6", "its weight is 0, as was asked")] * 2
    assert "Down-weighted (1 is whole, 0 left out): 2 (0.5), 6 (0)." in told["notes"]
    down = told["down_weighting"]
    assert down["studies"] == [
        {"study": "2", "weight": 0.5, "risk_of_bias": "high"},
        {"study": "6", "weight": 0.0, "risk_of_bias": "high"},
    ]
    points = {p["weight"]: {e["treatment"]: e["estimate"] for e in p["effects"]} for p in down["points"]}
    assert list(points) == [0.0, 0.25, 0.5, 0.75, 1.0, None]
    assert points[None] == {**effects, "d": None}
    assert points[1.0]["d"] == pytest.approx(dorsal.fit(made).between("d", "a").mean)
    assert points[0.0]["d"] is None


def test_by_risk_of_bias_the_posterior_too(made):
    words = ("--down-weight", "High=0.5,unclear=0.8", "--posterior", "--prior-tau", "halfnormal(1)")
    told = asked(made, *words)
    fit = dorsal.fit(made, down_weight={"2": 0.5, "6": 0.5, "4": 0.8})
    (b,) = (e for e in told["posterior"]["effects"] if e["treatment"] == "b")
    assert b["mean"] == pytest.approx(posterior(fit, prior_of("halfnormal(1)"), None).between("b", "a").mean)
    assert told["provenance"]["options"]["down-weight"] == "high=0.5,unclear=0.8"


def test_people_read_it(made, tmp_path):
    page = tmp_path / "page.html"
    found = run(made, "--down-weight", "weight", "--report", str(page))
    said = " ".join(found.output.split())
    assert "1 study counts less than whole, and 1 more has no weight." in said
    html = page.read_text(encoding="utf-8")
    assert "log-likelihood of a trial" in html
    assert "down-weighted studies count more" in html


def test_other_commands_take_it_too(made):
    words = ["league", str(made), "--down-weight", "weight", "--json"]
    told = json.loads(CliRunner().invoke(app, words).stdout)
    fit = dorsal.fit(made, down_weight={"2": 0.5, "6": 0.0})
    (league,) = told["sections"]
    cells = {(c["treatment"], c["versus"]): c["estimate"] for c in league["pairs"]}
    assert cells["b", "a"] == pytest.approx(math.exp(fit.between("b", "a").mean))
    assert len(cells) == 6
    refused = CliRunner().invoke(app, ["league", "--down-weight", "weight"])
    assert isinstance(refused.exception, OptionError)


@pytest.mark.parametrize(
    "words", [("--rare-events", "firth"), ("--posterior", "--likelihood", "binomial"), ("--by-baseline-risk",)]
)
def test_what_reads_the_counts_does_not_take_studies_whole_in_silence(made, words):
    found = run(made, "--down-weight", "weight", *words)
    assert isinstance(found.exception, OptionError)
    assert "would take every study whole" in str(found.exception)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("high=much", "write JUDGEMENT=WEIGHT"),
        ("awful=0.5", "'awful' is no judgement of risk of bias here"),
        ("high=2", "weights lie from 0"),
        ("rob", "in study 1 low; 2 high"),
    ],
)
def test_bad_words_are_refused_with_the_way_out(made, how, why):
    found = run(made, "--down-weight", how)
    assert isinstance(found.exception, OptionError)
    assert why in str(found.exception)
