"""`dorsal fit --survival-times`: the contract of its JSON, its numbers, its words, its script, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from tests.faces.test_json_document import faults
from tests.synthesis.survival.worked import STUDIES

DATA = Path(__file__).parents[1] / "data"
PEOPLE, CURVES, RISKS = (str(DATA / f"survival_{name}.csv") for name in ("people", "curves", "at_risk"))
ALONE = ["fit", PEOPLE, "--survival-times", PEOPLE]


def run(*words: str) -> str:
    found = CliRunner().invoke(app, words, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.fixture(scope="module")
def told():
    return json.loads(run(*ALONE, "--survival-curves", CURVES, "--at-risk", RISKS, "--piecewise", "6", "--json"))


def test_json_is_as_described(told):
    assert faults(told, "dorsal/fit/1") == []
    assert set(told) >= {"survival", "piecewise"}
    assert told["survival"]["rebuilt"] == ["Fir"]


def test_numbers_are_those_of_other_programs(told):
    for study in told["survival"]["studies"]:
        if study["study"] == "Fir":
            continue
        reference = STUDIES[study["study"]]
        assert study["log_rank"]["chi2"] == pytest.approx(reference["log_rank"])
        for arm in study["arms"]:
            assert arm["median"] == reference["arms"][arm["treatment"]]["median"]


def test_effects_of_the_network_are_those_of_the_library(told):
    fit = dorsal.fit(dorsal.read_times(PEOPLE, curves=CURVES, at_risk=RISKS))
    effects = {e["treatment"]: e for e in told["effects"]}
    for treatment in ("drug A", "drug B"):
        assert effects[treatment]["estimate"] == pytest.approx(fit.between(treatment, "control").mean)


def test_hazards_that_change_are_told_in_words_and_at_the_top():
    printed = " ".join(run(*ALONE).split())
    assert "Hazards are not proportional in Dogwood and Elm: the hazard ratio changes with time" in printed
    assert "Hazards are not proportional in these trials, so a single hazard ratio is an average" in printed
    assert "Ask for --measure RMST, which assumes no proportional hazards" in printed
    means = " ".join(run(*ALONE, "--measure", "RMST").split())
    assert "Restricted means are taken until 36 months, the smallest of the arms' longest follow-ups" in means
    assert "More time without the event is taken as better" in means
    assert "so a single hazard ratio is an average" not in means


def test_a_correlation_at_its_edge_is_said_beside_the_tests_that_rest_on_it():
    words = (*ALONE, "--piecewise", "6")
    assert json.loads(run(*words, "--json"))["piecewise"]["rho"] > 0.99
    edge = "so a small P above is too small"
    assert edge in " ".join(run(*words).split())
    assert edge not in " ".join(run(*words, "--model", "common").split())


def test_the_report_and_the_plots_have_the_curves(tmp_path):
    page = tmp_path / "page.html"
    run(*ALONE, "--piecewise", "events:2", "--report", str(page), "--plots", str(tmp_path / "plots"))
    text = page.read_text(encoding="utf-8")
    assert "Kaplan-Meier curves of Elm" in text
    assert "Survival that the network predicts" in text
    assert "10.1093/biomet/81.3.515" in text
    names = {path.name for path in (tmp_path / "plots").iterdir()}
    assert {"kaplan_meier_1.svg", "kaplan_meier_5.svg", "survival_curves.svg"} <= names


def test_the_script_makes_it_again(tmp_path):
    words = [*ALONE, "--survival-curves", CURVES, "--at-risk", RISKS, "--measure", "RMST", "--horizon", "20"]
    script = tmp_path / "again.py"
    shown = run(*words, "--piecewise", "6", "--json", "--script", str(script))
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True, env=environment)
    assert json.loads(done.stdout) == json.loads(shown)


def test_what_is_refused(tmp_path):
    printed = tmp_path / "printed.csv"
    printed.write_text("study,treat1,treat2,logHR,seTE\nGum,drug A,drug C,-0.3,0.2\n", encoding="utf-8")
    words = ["fit", str(printed), "--survival-times", PEOPLE, "--piecewise", "6", "--reference", "drug C"]
    left = CliRunner().invoke(app, words)  # the other answers stay
    assert left.exit_code == OptionError.exit_code
    assert "nobody in survival_people.csv was given drug C, the reference" in " ".join(left.output.split())
    with pytest.raises(OptionError, match="--at-risk belongs to --survival-curves"):
        run("fit", PEOPLE, "--survival-times", PEOPLE, "--at-risk", RISKS)
    with pytest.raises(OptionError, match="give both tables"):
        run(*ALONE, "--survival-curves", CURVES)
    with pytest.raises(OptionError, match="times to an event give no odds ratio"):
        run(*ALONE, "--measure", "OR")
