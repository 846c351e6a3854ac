"""`dorsal fit --by-baseline-risk`: the contract of its JSON, its numbers, its words, and what it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces import json_document
from dorsal.faces.cli.app import app
from dorsal.faces.inquiry import Bayes, Inquiry, asked
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.exact.baseline_risk import baseline_risk
from tests.faces.test_json_document import faults, spoken
from tests.synthesis.risk_data import trials

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
TRIALS = trials(1, 16, 80, -0.4)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    lines = ["study,treatment,events,n"]
    for c in TRIALS:
        lines += [f"{c.study},{t},{e},{n}" for t, e, n in zip(c.treatments, c.events, c.n, strict=True)]
    found = tmp_path_factory.mktemp("risk") / "trials.csv"
    found.write_text("\n".join(lines) + "\n")
    return found


def test_json_and_numbers_and_words(path):
    document = dorsal.document(path, reference="placebo")
    inquiry = Inquiry(asked=frozenset({"risk_regression"}), prior_tau="halfnormal(0.5)", baseline_risk=0.4)
    found = asked(document, inquiry)
    told = spoken(json_document.fit_json(found))
    assert faults(told, "dorsal/fit/1") == []
    risk, exact = told["risk_regression"], baseline_risk(TRIALS, HalfNormal(0.5), reference="placebo")
    assert [row["treatment"] for row in risk["by_baseline"]] == ["a", "b"]
    assert risk["by_baseline"][0]["mean"] == pytest.approx(exact.slope("a").mean)
    assert risk["centre"]["predictor"] == pytest.approx(exact.centre)
    assert risk["at"]["risk"] == pytest.approx(0.4)
    at = exact.between("b", "placebo", risk["at"]["predictor"])
    assert risk["effects_at"][1]["mean"] == pytest.approx(at.mean)
    answer = found.answers[0]
    assert "one slope for all treatments" in answer.lead[0]
    assert [head.heading for head in answer.grids[0].heads][-2:] == ["at 40\N{NO-BREAK SPACE}%", "better"]


def test_at_the_command_line_with_slopes_of_their_own(path):
    flags = ["--by-baseline-risk", "--slopes", "independent", "--reference", "placebo", "--json"]
    found = CliRunner().invoke(app, ["fit", str(path), *flags])
    assert found.exit_code == 0
    told = json.loads(found.stdout)["risk_regression"]
    assert told["slopes"] == "independent"
    assert told["by_baseline"][0]["mean"] != told["by_baseline"][1]["mean"]


def test_what_does_not_suit(path):
    document = dorsal.document(path, reference="placebo")
    with pytest.raises(OptionError, match="shared or independent"):
        asked(document, Inquiry(asked=frozenset({"risk_regression"}), slopes="class"))
    with pytest.raises(OptionError, match="binomial or poisson"):
        asked(document, Inquiry(asked=frozenset({"risk_regression"}), bayes=Bayes(likelihood="ordered")))


def test_numbers_that_the_approximation_moves_are_named_above_the_table():
    document = dorsal.document(SMOKING, better="higher", reference="A")
    answer = asked(document, Inquiry(asked=frozenset({"risk_regression"}))).answers[0]
    moved = {each["of"]: abs(each["shift"]) for each in answer.json["laplace"]["moved"]}
    assert max(moved.values()) == pytest.approx(answer.json["laplace"]["shared_shift"])
    assert f"the slope by {moved['the slope']:.2f}" in answer.lead[1]
    assert "--sampler nuts" in answer.lead[1]
    assert "B" not in moved
