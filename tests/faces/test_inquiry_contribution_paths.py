"""Contributions by each method, down to the paths: the numbers of the library, as the command prints them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.inquiry import Inquiry
from dorsal.faces.inquiry.asked import CONTRIBUTION_METHODS
from dorsal.synthesis.flows.contribution import SHARES, contributions, paths
from tests.faces.test_json_document import faults

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"


def run(*more):
    options = ["--better", "higher", "--reference", "A", "--contribution", *more]
    return CliRunner().invoke(app, ["fit", str(SMOKING), *options], env={"COLUMNS": "80"})


@pytest.mark.parametrize("method", SHARES)
def test_shares_and_paths_are_those_of_the_library(method):
    told = json.loads(run("--contribution-method", method.replace(" ", "-"), "--json").stdout)
    assert faults(told, "dorsal/fit/1") == []
    found, fit = told["contribution"], dorsal.fit(SMOKING, measure="OR")
    assert found["method"] == method
    library = contributions(fit, method)
    for estimate in found["estimates"]:
        theirs = library.of(estimate["treat1"], estimate["treat2"])
        ours = {(c["treat1"], c["treat2"]): c["share"] for c in estimate["comparisons"]}
        assert ours == pytest.approx(theirs)
        assert sum(s["share"] for s in estimate["studies"]) == pytest.approx(1.0)
    for estimate in found["paths"]:
        walked = paths(fit, estimate["treat1"], "A", method)
        assert [tuple(p["treatments"]) for p in estimate["paths"]] == [p.treatments for p in walked]
        assert [p["share"] for p in estimate["paths"]] == pytest.approx([p.weight for p in walked])
        assert sum(p["share"] for p in estimate["paths"]) == pytest.approx(1.0)


def test_comparisons_and_paths_stand_in_the_terminal_too():
    shown = run().stdout
    assert "The paths of comparisons behind each estimate:" in shown
    assert "B – A" in shown
    assert "The comparisons behind each estimate:" in shown


def test_methods_are_those_of_the_library_and_no_other():
    assert tuple(SHARES) == CONTRIBUTION_METHODS
    with pytest.raises(OptionError, match="contribution-method must be one of"):
        Inquiry(contribution_method="guess")
    refused = run("--contribution-method", "guess")
    assert refused.exit_code != 0
