"""GRADE's summary of findings and classes on the command line."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError, SheetError
from dorsal.faces.cli.app import app
from dorsal.faces.cli.grade_options import risk_of
from dorsal.synthesis.grading.cinema import Reviewed, confidence
from dorsal.synthesis.grading.contextual import minimally
from tests.faces.test_json_document import faults

DATA = Path(__file__).parents[1] / "data"
SMOKING = DATA / "smoking_cessation.csv"
WORDS = ("--measure", "OR", "--better", "higher", "--reference", "A")


def run(*words, path=SMOKING):
    return CliRunner().invoke(app, ["fit", str(path), *words], env={"COLUMNS": "80"})


def asked(*words, path=SMOKING):
    found = run(*words, "--json", path=path)
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert faults(told, "dorsal/fit/1") == []
    return told


def judged(tmp_path, text):
    path = tmp_path / "judged.csv"
    path.write_text("treat1,treat2,domain,concern,reason\n" + text, encoding="utf-8")
    return str(path)


def test_risks_at_a_given_baseline():
    told = asked(*WORDS, "--summary-of-findings", "--baseline-risk", "10%")["summary_of_findings"]
    assert told["baseline"]["risk"] == 0.1
    assert told["baseline"]["from"] == "given"
    for finding in told["findings"]:
        odds = finding["estimate_ratio"] / 9
        assert finding["risk_with"] == pytest.approx(odds / (1 + odds))
        assert finding["risk_difference"] == pytest.approx(finding["risk_with"] - 0.1)
    assert [f["treatment"] for f in told["findings"]] == ["D", "C", "B"]  # by P-score


def test_the_baseline_is_the_median_of_the_reference_arms():
    told = asked(*WORDS, "--summary-of-findings")["summary_of_findings"]
    rows = [line.split(",") for line in SMOKING.read_text().splitlines()[1:]]
    risks = sorted(int(r) / int(n) for _, t, r, n in rows if t == "A")
    assert told["baseline"]["risk"] == pytest.approx(risks[len(risks) // 2])
    assert (told["baseline"]["low"], told["baseline"]["high"]) == (risks[0], risks[-1])
    assert len(told["baseline"]["studies"]) == len(risks) == 19


@pytest.mark.parametrize("more", [["--confidence"], []])
def test_an_estimate_has_one_certainty_wherever_it_stands(more, tmp_path):
    report = tmp_path / "r.html"
    told = asked(*WORDS, "--mic", "0.2", "--summary-of-findings", *more, "--report", str(report))
    levels = {e["treatment"]: e["certainty"] for e in told["effects"]}
    assert levels == {f["treatment"]: f["certainty"] for f in told["summary_of_findings"]["findings"]}
    if more:
        against = [row for row in told["confidence"] if "A" in (row["treat1"], row["treat2"])]
        assert levels == {row["treat2"] if row["treat1"] == "A" else row["treat1"]: row["level"] for row in against}
        assert any(reason.startswith("reporting bias: ") for e in told["effects"] for reason in e["certainty_reasons"])
        assert "Certainty is CINeMA" in report.read_text()
    else:
        assert "automatic reading" in report.read_text()


def test_means_have_no_risks_but_a_baseline_mean():
    told = asked("--summary-of-findings", path=DATA / "parkinson.csv")["summary_of_findings"]
    assert told["baseline"] is None
    assert told["baseline_mean"] is not None
    assert told["no_absolute"] == "a mean difference tells no risks"
    assert {f["risk_with"] for f in told["findings"]} == {None}


def test_certainty_follows_cinema_where_it_is_asked(tmp_path):
    words = (*WORDS, "--summary-of-findings", "--confidence", "--mic", "0.2")
    told = asked(*words)["summary_of_findings"]
    assert told["certainty_by"] == "CINeMA"
    fit = dorsal.fit(SMOKING, measure="OR")
    by_rule = confidence(fit, Reviewed(bias={}), mic=0.2, estimates=[("B", "A"), ("C", "A"), ("D", "A")])
    found = {c.second if c.first == "A" else c.first: c.level for c in by_rule}
    assert {f["treatment"]: f["certainty"] for f in told["findings"]} == found
    path = judged(tmp_path, ",,within-study bias,no,read again\n,,reporting bias,no,x\n,,heterogeneity,no,y\n"
                            ",,indirectness,no,z\n,,incoherence,no,v\n,,imprecision,some,w\n")  # fmt: skip
    overridden = asked(*words, "--override", path)
    assert {f["certainty"] for f in overridden["summary_of_findings"]["findings"]} == {"moderate"}
    domain = overridden["confidence"][0]["domains"][0]
    assert domain["concern"] == "no concerns"
    assert (domain["changed_from"], domain["changed_because"]) == ("some concerns", "read again")
    reasons = [r for e in overridden["effects"] for r in e["certainty_reasons"] if "imprecision" in r]
    assert len(reasons) == 3
    assert all("by the reviewers" in r for r in reasons)


def test_classes_are_those_of_the_library():
    told = asked(*WORDS, "--classes", "--mic", "0.1")["classes"]
    fit = dorsal.fit(SMOKING, measure="OR")
    found = minimally(fit, "A", {}, better="higher", threshold=0.1)
    assert {p["treatment"]: p["group"] for p in told["minimal"]} == {p.treatment: p.group for p in found.placed}
    assert told["partial"] is None


def test_classes_by_size_are_in_people_and_judge_imprecision_by_the_thresholds():
    words = (*WORDS, "--classes", "--baseline-risk", "0.1", "--thresholds", "20,60,120")
    told = asked(*words)["classes"]["partial"]
    assert told["scale"] == "people in 1000"
    rows = {row["treatment"]: row for row in told["treatments"]}
    assert rows["C"]["label"] == "moderate benefit"
    low, high = rows["C"]["ci"]
    assert rows["C"]["crossed"] == sum(low < end < high for t in (20, 60, 120) for end in (t, -t))
    assert any(r == "imprecision: the interval crosses several thresholds" for r in rows["C"]["certainty_reasons"])


def test_every_face_shows_them(tmp_path):
    flags = ["--summary-of-findings", "--classes", "--thresholds", "20,60,120", "--report", str(tmp_path / "r.html")]
    found = run(*WORDS, *flags, "--xlsx", str(tmp_path / "t.xlsx"), "--plots", str(tmp_path / "p"))
    assert found.exit_code == 0, found.output
    said = " ".join(found.stdout.split())
    assert "Baseline risk with A: 80 in 1,000, the median of 19 arms (0 to 154; 7,231 people)" in said
    assert "2.03 (1.39 to 2.98) 80 151" in said
    assert "Among the best: C and D (certainty low or very low)" in said
    assert {"summary_of_findings", "classes", "classes_by_size"} <= set(load_workbook(tmp_path / "t.xlsx").sheetnames)
    assert (tmp_path / "p" / "classes.svg").exists()
    assert 'id="asked-summary-of-findings"' in (tmp_path / "r.html").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--summary-of-findings", "--baseline-risk", "12"), "a risk between 0 and 1"),
        (("--summary-of-findings", "--baseline-risk", "low"), "a risk between 0 and 1"),
        (("--classes", "--thresholds", "5,4,9"), "three rising numbers"),
        (("--classes", "--thresholds", "a,b"), "write three rising numbers"),
    ],
)
def test_wrong_settings(words, message):
    found = run(*WORDS, *words).exception
    assert isinstance(found, OptionError)
    assert message in str(found)


def test_a_baseline_risk_of_means_is_refused():
    found = run("--summary-of-findings", "--baseline-risk", "0.2", path=DATA / "parkinson.csv").exception
    assert "says nothing of a mean difference" in str(found)


def test_judgements_on_strangers_are_faults(tmp_path):
    found = run(*WORDS, "--override", judged(tmp_path, "Z,A,imprecision,no,x\n"))
    assert isinstance(found.exception, SheetError)


def test_risks_as_people_write_them():
    assert [risk_of(said) for said in ("", "0.12", "12%", "12,5 %")] == [None, 0.12, 0.12, 0.125]


def test_how_risks_are_made_is_told_only_where_there_are_risks():
    with_risks = run(*WORDS, "--summary-of-findings").output
    without = run(*WORDS, "--summary-of-findings", path=DATA / "parkinson.csv").output
    assert "makes of the" in with_risks
    assert "baseline risk;" not in without


def test_what_nobody_judged_is_told_above_the_table_and_how_to_judge_it(tmp_path):
    said = " ".join(run(*WORDS, "--confidence", "--mic", "0.2").output.split())
    assert "NOT JUDGED by anybody: within-study bias, indirectness and reporting bias." in said
    assert "starts 3 levels below high" in said
    assert "--bias FILE" in said
    assert said.index("NOT JUDGED") < said.index("Concerns in each domain")
    assert "unjudged unjudged unjudged" in said
    path = judged(tmp_path, ",,within-study bias,no,read again\n,,reporting bias,no,x\n,,indirectness,no,z\n")
    after = run(*WORDS, "--confidence", "--mic", "0.2", "--override", path).output
    assert "NOT JUDGED" not in after
    assert "unjudged" not in after
