"""Future trials, statements about ranks, and orders over several outcomes on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import NetworkError, OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.inquiry.future import _gain
from dorsal.synthesis.power import Power, most_useful_trials
from dorsal.synthesis.ranks.rank_condition import rank_condition
from dorsal.synthesis.ranks.ranking import p_scores, rank_draws
from tests.faces.test_json_document import faults

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
SMOKING_WORDS = ("--measure", "OR", "--better", "higher", "--reference", "A")
TWO = """study,treatment,n,mean,sd,events,outcome
1,a,50,5.0,2,,pain
1,b,50,4.0,2,,pain
2,a,60,5.1,2,,pain
2,c,60,3.0,2,,pain
3,b,40,4.2,2,,pain
3,c,40,3.4,2,,pain
1,a,50,,,2,harm
1,b,50,,,5,harm
2,a,60,,,3,harm
2,c,60,,,20,harm
4,a,60,,,3,harm
4,d,60,,,4,harm
"""


def run(path, *words):
    return CliRunner().invoke(app, ["fit", str(path), *words], env={"COLUMNS": "80"})


def asked(path, *words):
    found = run(path, *words, "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert faults(told, "dorsal/fit/1") == []
    return told


@pytest.fixture
def two(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(TWO, encoding="utf-8")
    return path


def test_future_trials_are_those_of_the_library():
    told = asked(SMOKING, *SMOKING_WORDS, "--power", "--per-arm", "150")["power"]
    fit = dorsal.fit(SMOKING, measure="OR")
    useful = most_useful_trials(fit, 150, better="higher")
    assert [(t["treat1"], t["treat2"]) for t in told["next_trials"]] == [(t.first, t.second) for t in useful]
    assert told["next_trials"][0]["gain"] == pytest.approx(useful[0].gain)
    row = next(c for c in told["comparisons"] if c["treatment"] == "D")
    power = Power(fit=fit, first="D", second="A")
    assert row["effective_people"] == pytest.approx(power.effective_people)
    assert row["people_to_settle"] == power.people_to_settle(0.8)
    assert row["power"] == pytest.approx(power.trial(150).power)


def test_statements_about_ranks_are_probabilities_of_the_draws():
    texts = ("C best by 0.1", "D in first 2 and not A worst")
    words = [word for text in texts for word in ("--rank-condition", text)]
    told = asked(SMOKING, *SMOKING_WORDS, *words, "--seed", "4")["rank_conditions"]
    fit = dorsal.fit(SMOKING, measure="OR")
    ranks = rank_draws(fit, np.random.default_rng(4), better="higher", draws=100_000)
    for row, text in zip(told, texts, strict=True):
        assert row["condition"] == text
        assert row["probability"] == rank_condition(text, fit.treatments).probability(ranks)


def test_an_order_over_two_outcomes_of_one_table(two):
    told = asked(two, "--outcome", "pain", "--order", "pain", "--order", "harm=lower:RR")["order"]
    assert [(o["outcome"], o["measure"], o["better"]) for o in told["outcomes"]] == [
        ("pain", "MD", "lower"), ("harm", "RR", "lower"),
    ]  # fmt: skip
    pain = p_scores(dorsal.fit(two, outcome="pain", measure="MD"))
    harm = p_scores(dorsal.fit(two, outcome="harm", measure="RR"))
    for row in told["scores"]:
        assert row["scores"] == {
            "pain": pytest.approx(pain[row["treatment"]]),
            "harm": pytest.approx(harm[row["treatment"]]),
        }
        assert row["area"] == pytest.approx(sum(s**2 for s in row["scores"].values()) / 2)
    assert told["not_scored"] == ["d"]
    for cover in told["covers"]:
        assert pain[cover["better"]] >= pain[cover["worse"]]
        assert harm[cover["better"]] >= harm[cover["worse"]]


def test_the_measure_of_an_outcome_follows_its_own_rows(two):
    assert asked(two, "--outcome", "harm")["measure"] == "OR"
    assert asked(two, "--outcome", "pain")["measure"] == "MD"


def test_every_face_shows_them(two, tmp_path):
    flags = ["--outcome", "pain", "--order", "pain", "--order", "harm", "--power", "--rank-condition", "c best"]
    found = run(two, *flags, "--report", str(tmp_path / "r.html"), "--plots", str(tmp_path / "p"), "--md")
    assert found.exit_code == 0, found.output
    for title in ("## What would settle it?", "## How probable is it?", "## Better on everything?"):
        assert title in found.stdout
    assert {"hasse.svg", "scores.svg", "spie.svg", "next-trial.svg"} <= {p.name for p in (tmp_path / "p").iterdir()}
    html = (tmp_path / "r.html").read_text()
    assert all(f'id="asked-{key}"' in html for key in ("power", "rank-conditions", "order"))


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        (["--order", "pain"], OptionError, "needs two of them"),
        (["--order", "pain", "--order", "sleep"], OptionError, "no such outcome; the table has pain, harm"),
        (["--order", "pain=up", "--order", "harm"], OptionError, "no direction"),
        (["--order", "pain=", "--order", "harm"], OptionError, "write OUTCOME=lower"),
        (["--order", "pain=lower:XX", "--order", "harm"], OptionError, "is not a measure"),
        (["--order", "pain=lower:RR", "--order", "harm"], NetworkError, "no study has numbers that can be pooled"),
        (["--rank-condition", "z best"], OptionError, "'z' is no treatment here"),
        (["--power", "--per-arm", "0"], OptionError, "from 1 to 1,000,000"),
    ],
)
def test_wrong_questions_are_answered_with_the_way_out(two, words, error, message):
    found = run(two, "--outcome", "pain", *words)
    assert isinstance(found.exception, error)
    assert message in str(found.exception)


def test_a_gain_too_small_to_matter_is_said_as_such():
    assert [_gain(value) for value in (0.0, 1e-11, 0.00614, None)] == ["0", "<0.0001", "0.00614", ""]
