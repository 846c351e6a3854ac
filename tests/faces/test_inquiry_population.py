"""`dorsal fit --people`: the contract of its JSON, its numbers, its words, and what it refuses."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.inquiry import Inquiry
from tests.faces.population_example import tables
from tests.faces.test_json_document import faults

CLINIC = "clinic: age=45±10, male=0.5"
USUAL = ["--adjust", "age,male", "--prior-tau", "halfnormal(0.3)", "--better", "higher"]


@pytest.fixture(scope="module")
def paths(tmp_path_factory) -> tuple[Path, Path]:
    return tables(tmp_path_factory.mktemp("people"))


def run(paths, *flags: str, usual=USUAL) -> str:
    trials, people = paths
    found = CliRunner().invoke(app, ["fit", str(trials), "--people", str(people), *usual, *flags])
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.fixture(scope="module")
def told(paths):
    asked = ("--target", CLINIC, "--target", "old: age=120±9, male=0.4", "--baseline-risk", "35%")
    return json.loads(run(paths, *asked, "--json"))


def test_json_is_as_described(told):
    assert faults(told, "dorsal/fit/1") == []
    found = told["population"]
    assert found["people"] == {"people": 480, "studies": ["Ash", "Birch"], "left_out": 0}
    assert found["aggregate"] == {"studies": ["Cedar", "Dogwood", "Elm"], "arms": 6}
    assert [place["population"] for place in found["populations"]][:3] == ["clinic", "old", "Ash"]
    assert [c["margin"] for c in found["covariates"]] == ["normal", "bernoulli"]


def test_numbers_are_those_of_the_library(told, paths):
    trials, people = paths
    found = dorsal.adjust(
        people, trials, covariates=["age", "male"], prior_tau="halfnormal(0.3)", reference="placebo"
    ).effects_in(age=45.0, male=0.5)
    clinic = told["population"]["populations"][0]
    for effect in clinic["effects"]:
        marginal = found.between(effect["treatment"], "placebo")
        assert effect["mean"] == pytest.approx(marginal.mean)
        assert effect["p_better_by_mic"] == pytest.approx(marginal.chance_above(0.0))
    pair = next(p for p in clinic["league"] if {p["treat1"], p["treat2"]} == {"brace", "exercise"})
    assert pair["high"] == pytest.approx(found.between(pair["treat1"], pair["treat2"]).quantile(0.975))
    assert clinic["sucra"] == pytest.approx(dict(found.sucra(better="higher")))


def test_risks_follow_from_the_baseline(told):
    marginal = told["population"]["populations"][0]["marginal"]
    assert marginal["baseline"] == 0.35
    placebo, brace = marginal["risks"][0], marginal["risks"][1]
    assert placebo["median"] == pytest.approx(0.35)
    effect = marginal["effects"][0]
    assert effect["risk_difference"]["median"] == pytest.approx(brace["median"] - 0.35)
    assert effect["nnt"] == pytest.approx(1.0 / effect["risk_difference"]["median"])
    assert effect["nnt_ci"][0] == pytest.approx(1.0 / effect["risk_difference"]["high"])
    assert effect["ratio"]["median"] == pytest.approx(brace["median"] / 0.35)


def test_the_plain_network_holds_the_people_too(told):
    assert told["population"]["unadjusted"][0]["treatment"] == "brace"
    assert {study for e in told["effects"] for study in e["studies"]} >= {"Ash", "Birch", "Cedar"}
    assert any(note.startswith("People: 480 of Ash, Birch") for note in told["notes"])


def test_words_say_what_is_extrapolated(paths):
    said = " ".join(run(paths, "--target", CLINIC, "--target", "old: age=120±9, male=0.4").split())
    assert "480 people of 2 studies one by one, 3 studies by the summaries of their arms" in said
    assert "clinic lies within the studies' means." in said
    assert "old is extrapolated: mean age 120, in the studies" in said
    assert "need the one with placebo there: --baseline-risk." in said
    assert "old*" in said
    wide = " ".join(run(paths, "--target", "x: age=70±9, male=0.5").split())
    assert "x: its mean of age is beyond the means of all studies, yet some of the people are like that" in wide


@pytest.mark.parametrize("settings", ["--slopes shared --prior-effect 0.2", "--slopes independent"])
def test_another_reference_is_the_same_model(paths, told, settings):
    asked = ("--target", CLINIC, *settings.split(), "--json")
    one, other = (json.loads(run(paths, *asked, *more))["population"] for more in ((), ("--reference", "brace")))
    assert (other["reference"], other["control"], one["control"]) == ("brace", "placebo", "placebo")
    sizes = [{frozenset((p["treat1"], p["treat2"])): abs(p["mean"]) for p in x["populations"][0]["league"]}
             for x in (one, other)]  # fmt: skip
    assert sizes[0] == pytest.approx(sizes[1], rel=1e-4)
    plain = [{e["treatment"]: e["mean"] for e in x["unadjusted"]} for x in (one, other)]
    assert plain[0]["brace"] == pytest.approx(-plain[1]["placebo"], rel=1e-4)
    assert [c["mean"] for c in one["coefficients"]] == pytest.approx(
        [c["mean"] for c in other["coefficients"]], abs=1e-4
    )


def test_the_control_is_named_beside_the_answer(paths):
    said = " ".join(run(paths, "--reference", "brace").split())
    assert "taken to be the same for all treatments against placebo, the control of this table" in said


def test_the_first_numbers_are_said_to_be_not_adjusted(paths, told, tmp_path):
    page = tmp_path / "page.html"
    said = " ".join(run(paths, "--report", str(page)).split())
    words = "The first numbers, forest and ranks are not adjusted for age and male"
    assert said.index(words) < said.index("Against placebo")
    html = page.read_text(encoding="utf-8")
    assert html.index(words) < html.index("The answer</h2>")
    assert words in run(paths, "--md")
    (caution,) = told["cautions"]
    assert caution.startswith(words)


def test_a_baseline_risk_that_changes_nothing_is_an_error(paths):
    trials, people = map(str, paths)
    found = CliRunner().invoke(app, ["fit", trials, "--people", people, *USUAL, "--baseline-risk", "0.2"])
    assert "--baseline-risk belongs to" in str(found.exception)
    assert "or --target, and would do nothing here" in str(found.exception)


def test_the_column_of_effects_names_its_measure(paths):
    assert "against placebo   odds ratio" in run(paths, "--measure", "RR")


def test_slopes_by_class_need_the_classes(paths):
    trials, people = map(str, paths)
    words = ["fit", trials, "--people", people, *USUAL, "--slopes", "class"]
    found = CliRunner().invoke(app, words)
    assert "--slopes class without --treatment-class would be --slopes independent" in str(found.exception)
    assert CliRunner().invoke(app, [*words, "--treatment-class", "active=brace,exercise"]).exit_code == 0


def test_kinds_of_interactions_and_of_effects(paths):
    found = json.loads(run(paths, "--slopes", "independent", "--json"))["population"]
    assert [c["of"] for c in found["coefficients"]] == ["outcome"] * 2 + ["brace"] * 2 + ["exercise"] * 2
    lone = " ".join(run(paths, "--adjust", "age", "--slopes", "independent", usual=["--model", "common"]).split())
    assert "Each treatment has its own change with each covariate, against placebo" in lone
    assert "Common effects: as asked." in lone


def test_people_alone(paths):
    _, people = paths
    found = json.loads(run((people, people), "--json"))["population"]
    assert found["aggregate"] == {"studies": [], "arms": 0}
    assert found["points"] is None
    assert faults(found, "population answer") == []


@pytest.mark.parametrize("kind", ["score", "count"])
def test_scores_and_counts_over_time(tmp_path, kind):
    rng = np.random.default_rng(3)
    rows = [(s, t, rng.normal(50, 9)) for s in ("S1", "S2") for t in ("a", "b") for _ in range(60)]
    frame = pd.DataFrame(rows, columns=["study", "treatment", "age"])
    helped = 1.0 * (frame["treatment"] == "b")
    if kind == "score":
        frame["score"] = 5.0 - 1.5 * helped + 0.05 * frame["age"] + rng.normal(size=len(frame))
        arms = "study,treatment,n,mean,sd,age_mean,age_sd\nT,a,80,8.1,1.2,60,8\nT,c,82,6.0,1.1,61,9\n"
    else:
        frame["events"] = rng.poisson(np.exp(0.2 - 0.6 * helped + 0.02 * (frame["age"] - 50.0)) * 2.0)
        frame["exposure"] = 2.0
        arms = "study,treatment,events,person_time,age_mean,age_sd\nT,a,90,80,60,8\nT,c,60,82,61,9\n"
    trials, people = tmp_path / "trials.csv", tmp_path / "people.csv"
    trials.write_text(arms)
    frame.to_csv(people, index=False)
    said = run((trials, people), "--json", "--target", "age=55", usual=["--adjust", "age", "--model", "common"])
    found = json.loads(said)["population"]
    assert faults(found, "population answer") == []
    target = found["populations"][0]
    effects = {e["treatment"]: e for e in target["effects"]}
    if kind == "score":
        assert effects["b"]["mean"] == pytest.approx(-1.5, abs=0.5)
        assert target["marginal"] is None
        assert found["measure"] == "MD"
    else:
        assert effects["b"]["mean"] == pytest.approx(-0.6, abs=0.3)
        assert target["marginal"]["risks"] == []
        ratio = target["marginal"]["effects"][0]["ratio"]["median"]
        assert ratio == pytest.approx(math.exp(effects["b"]["mean"]), rel=0.1)


def test_a_link_of_ones_own(paths):
    found = json.loads(run(paths, "--likelihood", "binomial", "--link", "probit", "--json"))["population"]
    assert (found["likelihood"], found["measure"]) == ("binomial-probit", "probit difference")


def test_where_no_comparison_is_repeated_effects_are_common(tmp_path):
    trials, people = tables(tmp_path)
    kept = [line for line in trials.read_text().splitlines() if not line.startswith(("Dogwood", "Elm"))]
    trials.write_text("\n".join(kept) + "\n")
    rows = [line for line in people.read_text().splitlines() if not line.startswith("Birch")]
    people.write_text("\n".join(rows) + "\n")
    said = " ".join(run((trials, people), usual=["--adjust", "age"]).split())
    assert "Common effects: no comparison stands in two studies, so heterogeneity cannot be told" in said
    assert "the prior does" not in said
    own = " ".join(run((trials, people), "--slopes", "independent", usual=["--adjust", "age"]).split())
    assert "The data hardly tell what is changed by age on exercise: the prior does." in own


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--adjust", "age"], "--adjust belongs to --people"),
        (["--people", "PEOPLE"], "say what to adjust for, as --adjust age,male"),
        (["--people", "PEOPLE", "--adjust", "age:beta"], "a distribution is one of normal, lognormal, gamma"),
        (
            ["--people", "PEOPLE", "--adjust", "age", "--prognostic", "male"],
            "--prognostic male: it is not adjusted for",
        ),
        (["--people", "PEOPLE", "--adjust", "age,male", "--target", "age=x,sex=1"], "'age=x' is no mean, as age=55±12"),
        (["--people", "PEOPLE", "--adjust", "age", "--likelihood", "poisson"], "which is not what poisson-log is of"),
    ],
)
def test_what_is_refused(paths, flags, told):
    trials, people = paths
    words = [str(people) if flag == "PEOPLE" else flag for flag in flags]
    found = CliRunner().invoke(app, ["fit", str(trials), *words])
    assert isinstance(found.exception, OptionError)
    assert told in str(found.exception)


def test_a_population_needs_people():
    with pytest.raises(OptionError, match="give their table with --people"):
        Inquiry(asked=frozenset({"population"}))
