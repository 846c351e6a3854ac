"""Meta-regression and subgroups on the command line: the BCG trials, whose regression is published many times over."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsal.errors import NetworkError, OptionError, SheetError
from dorsal.faces.cli.app import app
from dorsal.faces.inquiry.modifier import slug
from tests.faces.test_json_document import faults

DATA = Path(__file__).parents[1] / "data"
BCG = DATA / "bcg.csv"
MADE = """study,treatment,mean,sd,n,age,kind,dose
1,a,0,1,50,30,x,1
1,b,1.1,1,50,30,x,1
2,a,0,1,50,40,x,2
2,b,1.9,1,50,40,x,2
3,a,0,1,50,35,y,1
3,c,0.4,1,50,35,y,1
4,a,0,1,50,50,y,2
4,c,0.6,1,50,50,y,2
5,b,1.2,1,50,45,y,3
5,c,0.5,1,50,45,y,3
6,b,1.0,1,50,,x,3
6,c,0.5,1,50,,x,3
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
def made(tmp_path):
    path = tmp_path / "made.csv"
    path.write_text(MADE, encoding="utf-8")
    return path


def test_the_published_regression_on_latitude():
    """metafor 3.8: rma(measure = "RR", mods = ~ ablat, data = dat.bcg), to the digits that its pages print."""
    told = asked(BCG, "--measure", "RR", "--covariate", "latitude", "--at", "latitude=0")["meta_regression"]
    (slope,), (effect,) = told["slopes"], told["effects"]
    assert slope["estimate"] == pytest.approx(-0.0291, abs=5e-5)
    assert slope["se"] == pytest.approx(0.0072, abs=5e-5)
    assert slope["ci"] == pytest.approx([-0.0432, -0.0150], abs=5e-5)
    assert effect["estimate"] == pytest.approx(0.2515, abs=5e-4)
    assert effect["se"] == pytest.approx(0.2491, abs=5e-4)
    assert told["q_residual"]["q"] == pytest.approx(30.7331, abs=5e-5)
    assert told["q_slopes"]["q"] == pytest.approx(16.3571, abs=5e-3)
    assert told["tau2_explained"] == pytest.approx(0.7562, abs=5e-4)


def test_the_published_subgroups_by_allocation():
    """metafor 3.8: rma(measure = "RR", mods = ~ factor(alloc), data = dat.bcg): QM, its P, tau2."""
    words = ("--measure", "RR", "--subgroup", "allocation", "--subgroup-tau2", "shared")
    (told,) = asked(BCG, *words)["subgroups"]
    assert told["overall"]["q"] == pytest.approx(1.7675, abs=5e-5)
    assert told["overall"]["p"] == pytest.approx(0.4132, abs=5e-5)
    assert {round(group["tau2"], 4) for group in told["groups"]} == {0.3615}
    assert told["effects"][0]["estimate"] == pytest.approx(-0.5180, abs=5e-5)


def test_effects_move_along_their_slopes(made):
    def at(value):
        words = ("--reference", "a", "--covariate", "age", "--slopes", "independent", "--at", f"age={value}")
        return {e["treatment"]: e["estimate"] for e in asked(made, *words)["meta_regression"]["effects"]}

    told = asked(made, "--reference", "a", "--covariate", "age", "--slopes", "independent")["meta_regression"]
    slopes = {s["of"]: s["estimate"] for s in told["slopes"]}
    for treatment in "bc":
        assert at(50)[treatment] - at(30)[treatment] == pytest.approx(20 * slopes[treatment])
    assert told["left_out"] == [
        {"row": row, "study": "6", "reason": "covariate age is not given"} for row in ("line 12", "line 13")
    ]


def test_classes_share_a_slope(made):
    words = ("--covariate", "age", "--slopes", "class", "--treatment-class", "new=b, c", "--reference", "a")
    told = asked(made, *words)["meta_regression"]
    shared = asked(made, "--covariate", "age", "--reference", "a")["meta_regression"]
    assert [s["of"] for s in told["slopes"]] == ["new"]
    assert told["slopes"][0]["estimate"] == pytest.approx(shared["slopes"][0]["estimate"])


def test_words_are_kinds_against_the_first(made):
    told = asked(made, "--reference", "a", "--covariate", "kind", "--at", "kind=y")["meta_regression"]
    assert [c["covariate"] for c in told["covariates"]] == ["kind=y"]
    assert told["covariates"][0]["at"] == 1.0
    (slope,) = told["slopes"]
    before = asked(made, "--reference", "a", "--covariate", "kind", "--at", "kind=x")["meta_regression"]
    shifts = [y["estimate"] - x["estimate"] for x, y in zip(before["effects"], told["effects"], strict=True)]
    assert shifts == pytest.approx([slope["estimate"]] * 2)
    assert "Slopes of kind are of y, each against x." in run(made, "--covariate", "kind").stdout


def test_every_face_shows_both(made, tmp_path):
    report, plots, sheets = tmp_path / "r.html", tmp_path / "plots", tmp_path / "csv"
    flags = ["--covariate", "age", "--subgroup", "kind", "--reference", "a", "--report", str(report)]
    found = run(made, *flags, "--plots", str(plots), "--csv", str(sheets))
    assert found.exit_code == 0, found.output
    assert "Meta-regression on age" in found.stdout
    assert "1 study left out, covariate age is not given: 6." in " ".join(found.stdout.split())
    assert "Subgroups by kind: x (3 studies) and y (3 studies)." in " ".join(found.stdout.split())
    html = report.read_text()
    assert 'id="asked-meta-regression"' in html
    assert 'id="asked-subgroups"' in html
    assert {"bubbles-age.svg", "subgroups-kind.svg"} <= {path.name for path in plots.iterdir()}
    names = {"slopes", "effects_at", "subgroups_kind", "effects_kind", "differences_kind"}
    assert names <= {path.stem for path in sheets.glob("*.csv")}


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        (["--covariate", "weight"], SheetError, "no such column"),
        (["--covariate", "kind", "--at", "kind=z"], OptionError, "kind is x, y; there is no 'z'"),
        (["--covariate", "age", "--at", "length=3"], OptionError, "--at length: it is no covariate"),
        (["--covariate", "age", "--at", "age"], OptionError, "write it as NAME=VALUE"),
        (["--covariate", "age", "--at", "age=old"], OptionError, "'old' is not a number"),
        (["--covariate", "age", "--slopes", "some"], OptionError, "no kind of slopes"),
        (
            ["--covariate", "age", "--slopes", "class", "--treatment-class", "x=a", "--treatment-class", "y=a"],
            OptionError,
            "in two classes",
        ),
        (["--covariate", "age", "--slopes", "independent", "--covariate", "dose"], NetworkError, "of the studies that"),
        (["--covariate", "n"], OptionError, "is 50 in every study"),
        (["--subgroup", "n"], OptionError, "is '50' in every study"),
        (["--subgroup", "kind", "--subgroup-tau2", "none"], OptionError, "no kind of tau2"),
    ],
)
def test_wrong_questions_are_answered_with_the_way_out(made, words, error, message):
    found = run(made, *words)
    assert isinstance(found.exception, error)
    assert message in str(found.exception)


def test_names_of_files_are_plain():
    assert slug("Mean age (years)", 1) == "mean-age-years"
    assert slug("年", 2) == "2"


def test_too_many_slopes_for_the_studies_are_told_above_the_numbers(made):
    many = " ".join(run(made, "--covariate", "dose", "--slopes", "independent").output.split())
    assert "Few studies for these slopes: 2 slopes leave 2 degrees of freedom." in many
    assert "ask for --slopes shared." in many
    few = run(BCG, "--measure", "RR", "--covariate", "latitude").output
    assert "Few studies for" not in few


def test_a_share_of_a_kind_reads_as_studies(made):
    said = run(made, "--covariate", "kind").output
    assert "Effects at kind: half of the studies y" in said
    assert "kind y" in run(made, "--covariate", "kind", "--at", "kind=y").output
