"""Small studies and selection on the command line: numbers of the library, the order of treatments, every output."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.synthesis.reporting.selection import copas
from dorsal.synthesis.reporting.signal import places
from dorsal.synthesis.reporting.small_study import TESTS, asymmetry, funnel, pet_peese
from dorsal.synthesis.reporting.step_selection import step_selection
from tests.faces.test_json_document import faults

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
WORDS = ("--measure", "OR", "--better", "higher", "--reference", "A")


def run(*words, path=SMOKING):
    return CliRunner().invoke(app, ["fit", str(path), *WORDS, *words], env={"COLUMNS": "80"})


def asked(*words):
    found = run(*words, "--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert faults(told, "dorsal/fit/1") == []
    return told


def test_the_funnel_its_tests_and_pet_peese_are_those_of_the_library():
    told = asked("--small-study", "--favoured", "D,C")["small_study"]
    assert told["order"] == ["D", "C", "B", "A"]
    fit = dorsal.fit(SMOKING, measure="OR")
    points = funnel(fit, ["D", "C", "B", "A"])
    assert {(p.study, p.first, p.second) for p in points} == {
        (p["study"], p["treat1"], p["treat2"]) for p in told["points"]
    }
    for test in told["tests"]:
        assert test["p"] == pytest.approx(asymmetry(points, test["test"]).p)
    assert [test["test"] for test in told["tests"]] == list(TESTS)
    corrected = pet_peese(fit, "A")
    for row in told["pet_peese"]:
        assert (row["estimate"], row["se"]) == pytest.approx(corrected.between(row["treatment"], "A"))
        assert row["estimate"] == row["pet" if row["chosen"] == "PET" else "peese"]


def test_without_an_order_the_reference_stands_last():
    assert asked("--small-study")["small_study"]["order"] == ["B", "C", "D", "A"]


def test_selection_is_that_of_the_library():
    told = asked("--selection", "copas,steps")["selection"]
    fit = dorsal.fit(SMOKING, measure="OR")
    place = places(fit.treatments, (), "A")
    for analysis, found in zip(
        told, (copas(fit, place, better="higher"), step_selection(fit, place, better="higher")), strict=True
    ):
        assert [p["name"] for p in analysis["points"]] == [p.name for p in found.points]
        for point, same in zip(analysis["points"], found.points, strict=True):
            effects = {e["treatment"]: e for e in point["effects"]}
            assert effects["C"]["estimate"] == pytest.approx(same.between("C", "A")[0], abs=1e-9)
            assert effects["C"]["change"] == pytest.approx(found.change(same, "C", "A"), abs=1e-9)
    shifts = [point["effects"][1]["change"] for point in told[0]["points"]]
    assert shifts == sorted(shifts, reverse=True)  # the stronger the selection, the smaller the benefit


def test_what_cannot_be_tested_says_so_in_every_face(tmp_path):
    path, report = tmp_path / "chain.csv", tmp_path / "r.html"
    path.write_text("study,treatment,events,n\n1,A,5,50\n1,B,9,40\n2,B,8,60\n2,C,6,40\n3,C,7,30\n3,D,2,25\n")
    told = json.loads(run("--small-study", "--json", path=path).stdout)["small_study"]
    assert told["tests"] == []
    assert [each["test"] for each in told["not_tested"]] == list(TESTS)
    assert all("as where none was made twice" in each["reason"] for each in told["not_tested"])
    shown = run("--small-study", "--report", str(report), path=path)
    assert shown.exit_code == 0, shown.output
    assert "as where none was made twice" in " ".join(shown.output.split())
    assert "as where none was made twice" in report.read_text()
    assert "P &lt; 0.001" not in report.read_text().partition("Do small studies")[2][:3000]


def test_every_face_shows_both(tmp_path):
    flags = [
        "--small-study",
        "--selection",
        "copas",
        "--report",
        str(tmp_path / "r.html"),
        "--xlsx",
        str(tmp_path / "t.xlsx"),
    ]
    found = run(*flags, "--plots", str(tmp_path / "plots"))
    assert found.exit_code == 0, found.output
    said = " ".join(found.stdout.split())
    assert "Thompson and Sharp's test 1.59 0.671 2.37 26 0.026" in said.replace("Sharp's 1.59", "Sharp's test 1.59")
    assert "rho stands at its bound" in said
    assert "--plots" not in said
    html = (tmp_path / "r.html").read_text()
    assert 'id="asked-small-study"' in html
    assert 'id="asked-selection"' in html
    assert (tmp_path / "plots" / "selection-copas.svg").exists()


def test_what_cannot_be_computed_says_why(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("study,treat1,treat2,TE,seTE\n1,b,A,1,0.5\n2,b,A,2,0.5\n", encoding="utf-8")
    found = CliRunner().invoke(app, ["fit", str(path), "--small-study", "--json"])
    told = json.loads(found.stdout)["small_study"]
    assert told["tests"] == []
    assert {x["test"] for x in told["not_tested"]} == set(TESTS)
    assert told["pet_peese"] is None
    assert "the same in every study" in told["pet_peese_why_not"] or "in every study" in told["pet_peese_why_not"]


def test_wrong_names_are_answered():
    assert isinstance(run("--selection", "trim").exception, OptionError)
    found = run("--small-study", "--favoured", "Z").exception
    assert isinstance(found, OptionError)
    assert "favoured Z: no such treatment; there are A, B, C, D" in str(found)


def test_few_studies_come_with_a_warning(tmp_path):
    path = tmp_path / "few.csv"
    lines = SMOKING.read_text().splitlines()
    kept = {line.split(",")[0] for line in lines[1:]} - {line.split(",")[0] for line in lines[20:]}
    path.write_text("\n".join([lines[0], *(line for line in lines[1:] if line.split(",")[0] in kept)]) + "\n")
    said = " ".join(run("--small-study", path=path).output.split())
    assert f"Only {len(kept)} studies: with fewer than 10" in said
    assert "with fewer than 10" not in run("--small-study").output
