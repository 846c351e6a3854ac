"""Dose and response on the command line: JSON, words, tables, and what is refused."""

import json
import math
import re

import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import NetworkError, OptionError
from dorsal.faces.cli.app import app
from dorsal.synthesis.dose.reached import equivalent, reached
from tests.faces.test_json_document import faults

BACK = """study,treatment,dose,n,mean,sd
T1,waiting list,0,50,52.1,20
T1,exercise,6,54,41.9,20
T2,waiting list,0,60,47.5,20
T2,exercise,12,55,37.2,20
T2,exercise,24,61,33.9,20
T3,waiting list,0,71,50.3,20
T3,needling,4,68,42.4,20
T4,waiting list,0,44,55.0,20
T4,needling,2,41,49.8,20
T4,needling,8,46,46.1,20
T5,exercise,12,80,38.8,20
T5,needling,6,77,41.0,20
T6,usual care,,66,46.0,20
T6,exercise,12,64,40.3,20
T7,exercise,8,38,41.0,20
T7,exercise,20,36,38.5,20
"""
EVENTS = """study,drug,dose,events,n
A,placebo,0,10,100
A,x,5,15,100
B,placebo,0,12,100
B,x,10,25,100
C,placebo,0,9,90
C,y,1,20,90
"""


@pytest.fixture
def back(tmp_path):
    path = tmp_path / "back.csv"
    path.write_text(BACK, encoding="utf-8")
    return path


def run(path, *words, command="fit"):
    return CliRunner().invoke(app, [command, str(path), "--dose", "dose", *words], env={"COLUMNS": "100"})


def asked(path, *words):
    found = run(path, *words, "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert faults(told, "dorsal/fit/1") == []
    return told


def test_the_json_is_the_librarys_fit(back):
    told = asked(
        back, "--dose-shape", "log-linear", "--mic", "8", "--dose-at", "exercise=10", "--dose-at", "Needling=5",
        "--dose-at", "Usual care", "--dose-equal", "exercise=12",
    )  # fmt: skip
    fit, mine = dorsal.fit_dose(back, shape="log-linear"), told["dose_response"]
    assert (mine["tau2"], mine["q"]["q"], mine["zero"]) == (fit.tau2, pytest.approx(fit.q.q), "waiting list")
    assert {(c["of"], c["term"]): c["estimate"] for c in mine["coefficients"]} == {
        (c.of, c.term): c.mean for c in fit.coefficients
    }
    exercise, needling = mine["agents"]
    assert [s["dose"] for s in exercise["studied"]] == [6, 8, 12, 20, 24]
    assert [s["arms"] for s in exercise["studied"]] == [1, 1, 3, 1, 1]
    at_12 = exercise["studied"][2]
    assert at_12["estimate"] == pytest.approx(fit.effect("exercise", 12.0).mean)
    network = dorsal.fit(dorsal.read(back, dose="dose"), reference="waiting list")
    assert at_12["split"]["estimate"] == pytest.approx(network.between("exercise 12", "waiting list").mean, rel=1e-4)
    assert exercise["studied"][1]["split"]["estimate"] is None  # 8 and 20 stand in a study that nothing joins
    assert exercise["curve"][-1]["estimate"] == pytest.approx(fit.effect("exercise", 24.0).mean)
    found = reached(fit, "exercise", 8.0, better="lower")
    assert exercise["reached"] == {"mic": 8.0, "dose": found.dose, "low": found.low, "high": found.high}
    assert [row["estimate"] for row in mine["at"]] == pytest.approx(
        [fit.effect("exercise", 10.0).mean, fit.effect("needling", 5.0).mean, fit.effect("usual care", None).mean]
    )
    pairs = [
        ("exercise", 10.0, "needling", 5.0),
        ("exercise", 10.0, "usual care", None),
        ("needling", 5.0, "usual care", None),
    ]
    assert [row["estimate"] for row in mine["pairs"]] == pytest.approx([fit.effect(*pair).mean for pair in pairs])
    same = equivalent(fit, "exercise", 12.0, "needling")
    assert mine["equivalent"] == [
        {"agent": "exercise", "dose": 12.0, "other": "needling", "equal": same.equal, "low": same.low,
         "high": same.high}
    ]  # fmt: skip
    (care,) = mine["without_dose"]
    assert care["estimate"] == pytest.approx(fit.effect("usual care", None).mean)
    assert [row["shape"] for row in mine["shapes"]][-1] == "split"
    assert needling["simpler"] is False


def test_people_read_it(back, tmp_path):
    page = tmp_path / "page.html"
    found = run(
        back, "--dose-shape", "emax", "--mic", "8", "--report", str(page), "--plots", str(tmp_path / "plots"),
        "--csv", str(tmp_path / "tables"), "--dose-at", "exercise=40", "--dose-beyond",
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    said = " ".join(found.output.split())
    assert "Dose and response (emax)" in said
    assert "Effects against waiting list. exercise, 5 doses (6 to 24): at 24" in said
    assert "Smallest difference that matters (8): exercise reaches it at" in said
    assert "Too few doses" not in said
    assert "2 islands of doses that no study joins are joined by the curves." in said
    assert "Few doses tell little of a shape" in said
    assert "extrapolated" in said
    html = page.read_text(encoding="utf-8")
    assert "Dose-response network meta-analysis, effects against waiting list as curves of the dose (emax)" in html
    assert "10.1002/psp4.12091" in html
    assert "10.2307/2532087" in html
    assert (tmp_path / "plots" / "dose-response.svg").exists()
    assert (tmp_path / "tables" / "dose_curves.csv").exists()


def test_ratios_have_their_own_keys(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(EVENTS, encoding="utf-8")
    told = asked(path, "--measure", "OR", "--better", "higher", "--mic", "0.3")
    mine = told["dose_response"]
    one = mine["agents"][0]["studied"][0]
    assert one["estimate_ratio"] == pytest.approx(math.exp(one["estimate"]))
    assert mine["agents"][1]["simpler"] is False  # one dose is enough for a line


def test_other_commands_take_each_dose_as_a_treatment(back):
    network = json.loads(run(back, "--json", command="network").stdout)
    assert {"exercise 12", "exercise 24", "needling 4", "waiting list"} <= set(network["sections"][0]["treatments"])
    assert '"exercise 12"' in run(back, "--json", command="league").stdout


def test_dose_zero_is_what_the_network_is_drawn_against(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(EVENTS.replace("placebo", "saline"), encoding="utf-8")
    assert json.loads(run(path, "--json", command="fit").stdout)["reference"] == "saline"


def test_few_doses_are_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(EVENTS, encoding="utf-8")
    said = " ".join(run(path, "--measure", "OR", "--dose-shape", "quadratic").output.split())
    assert "Fewer than 3 doses above 0, which show no shape (any curve goes through them): x and y." in said
    assert "Too few doses for the shape asked, so a straight line through dose 0: y." in said


def test_the_script_makes_it_again(back, tmp_path):
    script = tmp_path / "again.py"
    told = asked(back, "--dose-shape", "fp:-0.5", "--dose-at", "exercise=10", "--script", str(script))
    space = {"__name__": "again", "__file__": str(script)}
    exec(compile(script.read_text(encoding="utf-8"), str(script), "exec"), space)
    (answer,) = space["document"].answers
    assert answer.json["at"] == told["dose_response"]["at"]


@pytest.mark.parametrize(
    ("words", "error", "why"),
    [
        (("--dose-at", "exercise=40"), OptionError, r"exercise 40 lies outside the doses studied \(0 to 24\)"),
        (("--dose-at", "exercise"), NetworkError, "exercise is in no study without a dose; say its dose"),
        (("--dose-at", "yoga=4"), NetworkError, "yoga has no dose in these studies; there are exercise, needling"),
        (("--dose-shape", "yoga=emax"), OptionError, "yoga has no dose in these studies"),
        (("--dose-equal", "exercise=40"), OptionError, "outside the doses studied"),
        (("--dose-beyond",), OptionError, "--dose-beyond belongs to --dose-at"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(back, words, error, why):
    found = run(back, *words)
    assert isinstance(found.exception, error)
    assert re.search(why, str(found.exception))


def test_settings_of_doses_without_doses_are_errors(back):
    for words in (["--dose-shape", "emax"], ["--dose-at", "exercise=3"], ["--dose-equal", "exercise=3"]):
        found = CliRunner().invoke(app, ["fit", str(back), *words])
        assert isinstance(found.exception, OptionError)
        assert f"{words[0]} belongs to --dose" in str(found.exception)
