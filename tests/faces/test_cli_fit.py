"""`dorsal fit` on published tables: the numbers of netmeta 3.6-2 and of a dense computation (tests/reference)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError, SheetError
from dorsal.faces.cli.app import app
from tests.faces.test_json_document import faults

TESTS = Path(__file__).resolve().parents[1]
SETS = {
    "Senn2013": ("senn2013.csv", "MD", "placebo"),
    "parkinson": ("parkinson.csv", "MD", "1"),
    "smokingcessation": ("smoking_cessation.csv", "OR", "A"),
}
DIGITS = 1e-6


def pinned(name: str) -> Any:
    return json.loads((TESTS / "reference" / f"{name}.json").read_text())


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["fit", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@cache
def fitted(dataset: str, model: str, method: str) -> Any:
    file, measure, reference = SETS[dataset]
    path = str(TESTS / "data" / file)
    options = ["--measure", measure.lower(), "--model", model, "--reference", reference]
    options += ["--tau2", method] if model == "random" else []
    return json.loads(run(path, "--json", *options))


def full(dataset: str, abbreviation: str) -> str:
    """netmeta shortened the names of the medicines to four letters."""
    return next(t for t in fitted(dataset, "random", "DL")["treatments"] if t.startswith(abbreviation))


def close(value: float) -> Any:
    return pytest.approx(value, rel=DIGITS, abs=1e-9)


@pytest.mark.parametrize("dataset", SETS)
@pytest.mark.parametrize("model", ["random", "common"])
def test_keys_and_types(dataset: str, model: str) -> None:
    told = fitted(dataset, model, "REML")
    assert faults(told, "dorsal/fit/1") == []
    assert (told["schema"], told["model"], told["tau2_method"]) == ("dorsal/fit/1", model, "REML")
    assert told["reference"] == SETS[dataset][2]
    assert (told["tau2_ci"] is None) is (model == "common")


@pytest.mark.parametrize("dataset", SETS)
def test_heterogeneity(dataset: str) -> None:
    (said,) = [row for row in pinned(f"netmeta_{dataset}")["heterogeneity"] if row["method"] == "DL"]
    told = fitted(dataset, "random", "DL")
    assert told["tau2"] == close(said["tau2"])
    assert told["i2"] == close(said["I2"])
    assert (told["studies"], len(told["treatments"])) == (said["k"], said["n"])
    for ours, theirs in (("q_total", "total"), ("q_within", "within"), ("q_between", "between")):
        assert told[ours]["q"] == close(said[f"Q_{theirs}"])
        assert told[ours]["df"] == said[f"df_{theirs}"]
        assert told[ours]["p"] == pytest.approx(said[f"p_{theirs}"], rel=1e-5)


@pytest.mark.parametrize("dataset", SETS)
def test_reml_with_the_full_covariance(dataset: str) -> None:
    (said,) = [row for row in pinned("gls")["tau"] if row["dataset"] == dataset]
    assert fitted(dataset, "random", "REML")["tau2"] == pytest.approx(
        said["tau_REML_gls_fullV"] ** 2, rel=1e-5, abs=1e-9
    )


def effects(dataset: str, model: str) -> Iterator[tuple[Any, Any]]:
    """Pairs of our effect and netmeta's, against the reference, with the DL estimate of tau2."""
    ours = {effect["treatment"]: effect for effect in fitted(dataset, model, "DL")["effects"]}
    reference = pinned(f"netmeta_{dataset}")["meta"]["reference"]
    for row in pinned(f"netmeta_{dataset}")["estimates"]:
        if (row["model"], row["method"], row["treat2"]) == (model, "DL", reference):
            yield ours.pop(full(dataset, row["treat1"])), row


@pytest.mark.parametrize("dataset", SETS)
@pytest.mark.parametrize("model", ["random", "common"])
def test_effects(dataset: str, model: str) -> None:
    pairs = list(effects(dataset, model))
    assert pairs
    for ours, theirs in pairs:
        assert ours["estimate"] == close(theirs["TE"])
        assert ours["se"] == close(theirs["seTE"])
        assert ours["ci"] == [close(theirs["lower"]), close(theirs["upper"])]
        if model == "random":
            assert ours["pi"] == [close(theirs["pi_lower"]), close(theirs["pi_upper"])]
        assert ours["direct_share"] == pytest.approx(theirs["prop_direct"], rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("dataset", SETS)
def test_ranking(dataset: str) -> None:
    said = pinned(f"netmeta_{dataset}")
    higher = said["meta"]["small_values"] == "undesirable"
    file, measure, reference = SETS[dataset]
    words = [str(TESTS / "data" / file), "--json", "--measure", measure, "--tau2", "DL", "--reference", reference]
    told = json.loads(run(*words, "--better", "higher" if higher else "lower"))["ranking"]
    theirs = {
        full(dataset, r["treat"]): r["p_score"]
        for r in said["ranking"]
        if (r["model"], r["method"]) == ("random", "DL")
    }
    assert [row["p_score"] for row in told] == sorted((row["p_score"] for row in told), reverse=True)
    assert {row["treatment"]: row["p_score"] for row in told} == {t: close(p) for t, p in theirs.items()}


def test_the_terminal_shows_what_the_json_holds() -> None:
    text = run(str(TESTS / "data" / "smoking_cessation.csv"), "--measure", "OR", "--better", "higher")
    for words in ("24 trials", "Against A", "odds ratio", "P-score", "SHA-256", "Q within designs"):
        assert words in text, words
    assert max(map(len, text.splitlines())) <= 80


def test_the_common_effect_has_no_variance_between_trials() -> None:
    told = fitted("Senn2013", "common", "REML")
    assert told["tau2"] == 0.0
    assert all(effect["pi"] is None for effect in told["effects"])


def test_a_tau_that_is_given(tmp_path: Path) -> None:
    told = json.loads(run(str(TESTS / "data" / "parkinson.csv"), "--json", "--tau", "0.5"))
    assert (told["tau2"], told["tau2_ci"], told["tau2_method"]) == (0.25, None, "given")
    assert told["provenance"]["options"]["tau2"] == "given, tau 0.5"
    assert "(τ) of 0.50; given" in run(str(TESTS / "data" / "parkinson.csv"), "--tau", "0.5")
    page = tmp_path / "page.html"
    run(str(TESTS / "data" / "parkinson.csv"), "--tau", "0.5", "--report", str(page))
    assert "0.250 (given, not estimated)" in page.read_text(encoding="utf-8")
    script = tmp_path / "again.py"
    run(str(TESTS / "data" / "parkinson.csv"), "--tau", "0.5", "--script", str(script))
    assert "tau=0.5," in script.read_text(encoding="utf-8")


def test_components_where_asked(tmp_path: Path) -> None:
    table = tmp_path / "parts.csv"
    rows = ["s1,A+B,placebo,-0.5,0.2", "s2,A,placebo,-0.2,0.2", "s3,A+B,B,-0.1,0.2", "s4,B,placebo,-0.4,0.3"]
    table.write_text("\n".join(["studlab,treat1,treat2,TE,seTE", *rows]))
    assert "components" not in json.loads(run(str(table), "--json"))
    told = json.loads(run(str(table), "--json", "--components", "--inactive", "placebo"))
    assert faults(told, "dorsal/fit/1") == []
    assert {part["component"] for part in told["components"]["effects"]} == {"A", "B"}
    assert all(part["estimate"] < 0 for part in told["components"]["effects"])


def test_decimal_commas_are_found_or_told(tmp_path: Path) -> None:
    path = tmp_path / "commas.csv"
    path.write_text("study;treatment;mean;sd;n\nS1;a;3,5;1,25;10\nS1;b;4,5;1,5;12\n")
    found, told = (json.loads(run(str(path), "--json", *more)) for more in ((), ("--decimal", ",")))
    assert found["effects"] == told["effects"]


RARE = """study,treatment,events,n
1,drug,0,50
1,placebo,4,50
2,drug,3,60
2,placebo,6,62
3,drug,0,40
3,placebo,0,41
"""


@pytest.fixture
def rare(tmp_path: Path) -> Path:
    table = tmp_path / "rare.csv"
    table.write_text(RARE, encoding="utf-8")
    return table


def log_odds_ratio(events: tuple[float, float], n: tuple[float, float], added: float) -> tuple[float, float]:
    cells = [(e + added, m - e + added) for e, m in zip(events, n, strict=True)]
    (a, b), (c, d) = cells
    return math.log(a * d / b / c), 1 / a + 1 / b + 1 / c + 1 / d


@pytest.mark.parametrize(
    ("words", "added", "trials"),
    [
        ((), (0.5, 0.0), 2),
        (("--increment", "0.1"), (0.1, 0.0), 2),
        (("--zero-cells", "all"), (0.5, 0.5), 2),
        (("--zero-cells", "if-any", "--double-zero", "keep"), (0.5, 0.0, 0.5), 3),
        (("--zero-cells", "none"), (None, 0.0), 1),
    ],
)
def test_zero_cells(rare: Path, words: tuple[str, ...], added: tuple[float | None, ...], trials: int) -> None:
    told = json.loads(run(str(rare), "--json", "--model", "common", "--reference", "placebo", *words))
    rows = [((0, 4), (50, 50)), ((3, 6), (60, 62)), ((0, 0), (40, 41))]
    used = [log_odds_ratio(*row, more) for row, more in zip(rows, added, strict=False) if more is not None]
    weight = [1.0 / v for _, v in used]
    mean = sum(w * y for w, (y, _) in zip(weight, used, strict=True)) / sum(weight)
    assert told["studies"] == len(used) == trials
    assert told["effects"][0]["estimate"] == pytest.approx(mean)
    assert told["effects"][0]["se"] == pytest.approx(sum(weight) ** -0.5)


def test_the_report_and_the_script_tell_of_zero_cells(rare: Path, tmp_path: Path) -> None:
    page, script = tmp_path / "page.html", tmp_path / "again.py"
    run(
        str(rare), "--zero-cells", "treatment-arm", "--increment", "0.2", "--report", str(page), "--script", str(script)
    )
    text = page.read_text(encoding="utf-8")
    assert "In a trial with a zero cell 0.2 on average, in proportion to its arms, was added" in text
    assert "trials of a ratio without any event were left out" in text
    assert 'EffectOptions(\n        zero_cells="treatment_arm",\n        increment=0.2,\n    )' in script.read_text()
    told = json.loads(run(str(rare), "--json", "--increment", "0.2"))
    assert told["provenance"]["options"]["effects"] == "increment 0.2"
    run(str(TESTS / "data" / "parkinson.csv"), "--report", str(page))
    assert "zero cell" not in page.read_text(encoding="utf-8").split("How it was done")[-1]


def test_an_unknown_rule_or_a_negative_increment_is_refused(rare: Path) -> None:
    for words, said in ((("--zero-cells", "half"), "if_any, all"), (("--increment", "-1"), "increment must lie")):
        with pytest.raises(OptionError, match=said):
            run(str(rare), *words)


VACCINES = """study,treatment,cases,n,time
1,vaccine,5,100,98
1,placebo,20,100,91
2,vaccine,8,200,195
2,placebo,15,190,180
3,newer,3,150,149
3,placebo,30,150,130
4,vaccine,7,150,145
4,newer,4,150,148
"""


@pytest.fixture
def vaccines(tmp_path: Path) -> Path:
    table = tmp_path / "vaccines.csv"
    table.write_text(VACCINES, encoding="utf-8")
    return table


def rates_of(vaccines: Path) -> tuple[str, ...]:
    """The same table without the numbers of people, so that events are over time."""
    rows = [line.split(",") for line in VACCINES.splitlines()]
    table = vaccines.with_name("rates.csv")
    table.write_text("\n".join(",".join((*row[:3], row[4])) for row in rows), encoding="utf-8")
    return str(table), "--reference", "placebo"


@pytest.mark.parametrize(("efficacy", "ratio"), [("VE", "RR"), ("VE-IRR", "IRR")])
def test_an_efficacy_is_its_ratio_shown_otherwise(vaccines: Path, efficacy: str, ratio: str) -> None:
    words = (str(vaccines), "--reference", "placebo") if ratio == "RR" else rates_of(vaccines)
    one, other = (json.loads(run(*words, "--json", "--measure", m)) for m in (efficacy, ratio))
    assert one["effects"] == other["effects"]
    assert one["ranking"] == other["ranking"]
    first = other["effects"][0]
    ends = [100 * (1 - first[key]) for key in ("estimate_ratio",)] + [100 * (1 - e) for e in first["ci_ratio"][::-1]]
    text = run(*words, "--measure", efficacy).replace("\N{NO-BREAK SPACE}", " ")
    assert "{:.0f} % ({:.0f} % to {:.0f} %)".format(*ends) in text
    assert "Vaccine efficacy." in text


def test_the_way_of_an_efficacy_is_told_alike_and_people_that_are_not_printed(vaccines: Path, tmp_path: Path) -> None:
    page = tmp_path / "ve.html"
    said = " ".join(run(*rates_of(vaccines), "--measure", "VE-IRR", "--report", str(page)).split())
    assert "Fewer events are better: a higher efficacy." in said
    assert "--better higher" not in said
    told = page.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert "vaccine efficacy; fewer events are better: a higher efficacy." in told
    assert "number of people not printed, 3 treatments" in told
    assert "0 people" not in told


def test_the_hint_at_another_measure_is_for_those_who_asked_for_none(vaccines: Path) -> None:
    table = rates_of(vaccines)
    hint, by_itself = "ask for another with measure=", "Measure: IRR, for the table has events over person-time"
    free, same, other = (" ".join(run(*table, *m).split()) for m in ((), ("--measure", "IRR"), ("--measure", "VE-IRR")))
    assert f"{by_itself}; {hint}" in free
    assert f"{by_itself}." in same
    assert "Measure: VE-IRR, as asked; by itself it would be IRR, for the table has events over person-time." in other
    assert hint not in same + other


def test_a_rate_difference_against_plain_arithmetic(vaccines: Path) -> None:
    told = json.loads(run(*rates_of(vaccines), "--json", "--measure", "ird", "--model", "common"))
    found = {e["treatment"]: (e["estimate"], e["se"]) for e in told["effects"]}
    rows = [(5, 98, 20, 91, 1, 0), (8, 195, 15, 180, 1, 0), (3, 149, 30, 130, 0, 1), (7, 145, 4, 148, 1, -1)]
    design = np.array([row[4:] for row in rows], dtype=float)
    y = np.array([a / t - b / s for a, t, b, s, *_ in rows])
    w = np.array([1 / (a / t**2 + b / s**2) for a, t, b, s, *_ in rows])
    cov = np.linalg.inv(design.T * w @ design)
    mean = cov @ (design.T * w @ y)
    assert found["vaccine"] == pytest.approx((mean[0], cov[0, 0] ** 0.5))
    assert found["newer"] == pytest.approx((mean[1], cov[1, 1] ** 0.5))


def test_a_league_of_efficacies_reads_in_per_cent(vaccines: Path) -> None:
    fit = dorsal.fit(str(vaccines), measure="VE")
    ratio = dorsal.fit(str(vaccines), measure="RR").between("vaccine", "placebo")
    cell = dorsal.league(fit, ["vaccine", "placebo"]).cell(0, 1)
    assert cell == pytest.approx([100 * (1 - math.exp(x)) for x in (ratio.mean, ratio.ci[1], ratio.ci[0])])


MOUTHS = """study,treatment,mean,sd,n,correlation
1,gel,2.1,1.0,20,0.5
1,none,1.2,1.1,20,0.5
2,gel,2.4,1.2,30,
2,none,1.9,1.0,31,
"""


def test_arms_in_the_same_people(tmp_path: Path) -> None:
    table, page, script = tmp_path / "mouths.csv", tmp_path / "page.html", tmp_path / "again.py"
    table.write_text(MOUTHS, encoding="utf-8")
    words = (str(table), "--reference", "none", "--model", "common", "--better", "higher")
    told = json.loads(run(*words, "--json", "--arm-correlation", "correlation"))
    se = [1.0 / 20**0.5, 1.1 / 20**0.5]
    variances = [se[0] ** 2 + se[1] ** 2 - 2 * 0.5 * se[0] * se[1], 1.2**2 / 30 + 1.0**2 / 31]
    weight = [1 / v for v in variances]
    effect = told["effects"][0]
    assert effect["estimate"] == pytest.approx((0.9 * weight[0] + 0.5 * weight[1]) / sum(weight))
    assert effect["se"] == pytest.approx(sum(weight) ** -0.5)
    fit = dorsal.fit(str(table), arm_correlation="correlation", model="common")
    assert fit.between("gel", "none").se == pytest.approx(effect["se"])
    all_alike = json.loads(run(*words, "--json", "--arm-correlation", "0.5"))
    assert all_alike["effects"][0]["se"] < effect["se"]
    again = (*words, "--arm-correlation", "correlation", "--report", str(page), "--script", str(script))
    run(*again)
    assert "Arms in the same people were taken to correlate, as the column correlation says" in page.read_text(
        encoding="utf-8"
    )
    assert 'arm_correlation_column="correlation"' in script.read_text(encoding="utf-8")
    with pytest.raises(OptionError, match="no study has 'rho'"):
        dorsal.fit(dorsal.read(str(table)), arm_correlation="rho")
    with pytest.raises(SheetError, match="rho"):
        run(*words, "--arm-correlation", "rho")
