"""Further questions to a fit: the contract of their JSON, and the numbers against the functions that answer them."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces import json_document
from dorsal.faces.cli.app import app
from dorsal.faces.inquiry import KEYS, RARE_EVENTS, Inquiry, OutcomeAsked, asked, beside_of
from dorsal.faces.inquiry.posteriors import default_prior
from dorsal.faces.markdown import markdown
from dorsal.faces.report import page
from dorsal.faces.tables import tables
from dorsal.faces.workbook import write_workbook
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import NormalEffects, Uniform
from dorsal.synthesis.bayes.split_posterior import split_posterior
from dorsal.synthesis.inconsistency.node_split import node_splits
from dorsal.synthesis.rare.rare_events import METHODS
from tests.faces.test_json_document import faults, spoken

DATA = Path(__file__).parents[1] / "data"
SMOKING = DATA / "smoking_cessation.csv"
OF_PEOPLE = {"population", "survival", "piecewise"}
QUICK = frozenset(KEYS) - {"risk_regression", "down_weighting", "dose_response"} - OF_PEOPLE
"""All questions but one that takes seconds, one that others refuse, and those of people or doses: others ask them."""
EVERYTHING = Inquiry(
    asked=QUICK,
    mic=0.2,
    covariates=("year",),
    subgroups=("kind",),
    selection=("copas", "steps"),
    tau2_by="comparison",
    classes={"B": "counselling", "C": "counselling", "D": "counselling"},
    rank_conditions=("C best",),
    order=(OutcomeAsked(outcome="quit"), OutcomeAsked(outcome="harm", better="lower")),
    transitivity=("year", "kind"),
    beside=(beside_of("outcome=harm,better=lower"), beside_of("model=common,measure=RD")),
)


@cache
def columned():
    """The same trials with two columns that say something of each study, and a second outcome (made up)."""
    frame = pd.read_csv(SMOKING)
    study = frame["study"].astype(int)
    quit_ = frame.assign(year=1980 + study, kind=study % 2, outcome="quit")
    harm = quit_.assign(outcome="harm", responders=quit_["responders"] // 2)
    return dorsal.read(pd.concat([quit_, harm]), covariates=["year", "kind"])


def told(inquiry, path=SMOKING, **options):
    document = dorsal.document(path, better="higher", **options)
    return spoken(json_document.fit_json(document if inquiry is None else asked(document, inquiry)))


def test_every_key_is_as_described():
    asked = told(EVERYTHING, columned(), measure="OR", reference="A", outcomes=("quit",))
    assert asked["schema"] == "dorsal/fit/2"
    assert faults(asked, "dorsal/fit/1") == []
    assert set(asked) >= QUICK


def test_without_a_question_the_contract_is_the_old_one():
    plain = told(None, columned(), measure="OR", reference="A", outcomes=("quit",))
    assert plain["schema"] == "dorsal/fit/1"
    assert not set(KEYS) & set(plain)
    asked = told(EVERYTHING, columned(), measure="OR", reference="A", outcomes=("quit",))
    for effect in (*plain["effects"], *asked["effects"]):  # CINeMA was asked, and is the one certainty that counts
        del effect["certainty"], effect["certainty_reasons"]
    for key in plain:
        assert key == "schema" or asked[key] == plain[key], key


def test_numbers_are_those_of_the_library():
    asked = told(Inquiry(asked=frozenset({"node_splits", "posterior"}), prior_effect=10.0), measure="OR", reference="A")
    fit = dorsal.fit(SMOKING, measure="OR")
    splits = {(s.first, s.second): s for s in node_splits(fit) if s.has_both}
    assert len(asked["node_splits"]) == len(splits)
    for row in asked["node_splits"]:
        assert row["p"] == pytest.approx(splits[row["treat1"], row["treat2"]].p)
    found = posterior(fit, Uniform(0.0, 5.0), NormalEffects(sd=10.0, reference="A"))
    assert asked["posterior"]["tau"]["mean"] == pytest.approx(found.tau.mean)
    better = {e["treatment"]: e["p_better_by_mic"] for e in asked["posterior"]["effects"]}
    assert better["C"] == pytest.approx(found.between("C", "A").chance_above(0.0))


def test_leaving_a_study_out_is_the_fit_without_it(tmp_path):
    asked = told(Inquiry(asked=frozenset({"leave_one_out"})), measure="OR", reference="A")
    kept = [line for line in SMOKING.read_text().splitlines() if not line.startswith("3,")]
    (tmp_path / "rest.csv").write_text("\n".join(kept))
    rest = dorsal.fit(tmp_path / "rest.csv", measure="OR")
    left = next(row for row in asked["leave_one_out"] if row["study"] == "3")
    assert left["tau2"] == pytest.approx(rest.tau2, rel=1e-6)
    effects = {e["treatment"]: e["estimate"] for e in left["effects"]}
    for treatment in "BCD":
        assert effects[treatment] == pytest.approx(rest.between(treatment, "A").mean, rel=1e-6)


def test_interactions_are_found_where_they_are(tmp_path):
    rng = np.random.default_rng(1)
    true = {"care": 0.0, "drug": -2.0, "walk": -1.0, "drug+walk": -7.0}
    lines = ["study,treat1,treat2,TE,seTE"]
    for i, (a, b) in enumerate([("drug", "care"), ("walk", "care"), ("drug+walk", "care")] * 5):
        lines.append(f"s{i},{a},{b},{true[a] - true[b] + 0.2 * rng.normal():.3f},0.2")
    (tmp_path / "parts.csv").write_text("\n".join(lines))
    asked = told(Inquiry(asked=frozenset({"interaction"}), inactive=("care",)), tmp_path / "parts.csv")
    (together,) = asked["interaction"]["interactions"]
    assert together["components"] == ["drug", "walk"]
    assert together["estimate"] == pytest.approx(-4.0, abs=0.5)


@pytest.mark.parametrize("method", RARE_EVENTS)
def test_odds_ratios_from_the_counts_by_name(method):
    asked = told(Inquiry(asked=frozenset({"rare_events"}), rare_events=method), measure="OR", reference="A")
    assert faults(asked, "dorsal/fit/1") == []
    assert asked["rare_events"]["method"] == method
    pinned = {"mantel-haenszel": 0.721105488132041, "multinomial": 0.6362, "conditional": 0.76299, "firth": 0.76238}
    effects = {e["treatment"]: e for e in asked["rare_events"]["effects"]}
    assert effects["C"]["estimate"] == pytest.approx(pinned[method], abs=1e-4)
    assert effects["C"]["estimate_ratio"] == pytest.approx(np.exp(effects["C"]["estimate"]))


def test_settings_outside_their_limits():
    with pytest.raises(OptionError, match="no such question"):
        Inquiry(asked=frozenset({"luck"}))
    with pytest.raises(OptionError, match="0 or above"):
        Inquiry(mic=-1.0)
    with pytest.raises(OptionError, match="rare-events must be one of"):
        Inquiry(rare_events="peto")
    with pytest.raises(OptionError, match="CINeMA needs"):
        told(Inquiry(asked=frozenset({"confidence"})), measure="OR")


def test_the_default_prior_follows_the_measure():
    assert [default_prior(m) for m in ("OR", "SMD-D", "MD")] == ["uniform(0,5)", "uniform(0,5)", "uniform(0,inf)"]


def run(*arguments):
    return CliRunner().invoke(app, ["fit", str(SMOKING), "--better", "higher", *arguments], env={"COLUMNS": "80"})


def test_the_command_prints_json_and_tables():
    flags = ["--node-splits", "--posterior", "--contribution", "--leave-one-out", "--interaction"]
    flags += ["--design-by-treatment", "--confidence", "--mic", "0.2", "--prior-tau", "halfnormal(1)"]
    flags += ["--rare-events", "firth"]
    found = run(*flags, "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["posterior"]["prior_tau"] == "halfnormal(1)"
    shown = run(*flags).stdout
    for heading in ("node-splitting", "Exact posterior", "Contributions", "Leaving out", "Do parts", "CINeMA", "firth"):
        assert heading in shown
    assert max(len(line) for line in shown.splitlines() if str(SMOKING) not in line) <= 80


def test_a_network_without_loops_says_so(tmp_path):
    (tmp_path / "star.csv").write_text("study,treat1,treat2,TE,seTE\n1,b,a,1,0.5\n2,c,a,2,0.5\n3,b,a,1.5,0.4\n")
    found = CliRunner().invoke(app, ["fit", str(tmp_path / "star.csv"), "--node-splits", "--design-by-treatment"])
    assert "No comparison has both" in found.stdout
    assert "No two designs could disagree" in found.stdout


def test_every_face_has_what_was_asked(tmp_path):
    document = asked(
        dorsal.document(columned(), better="higher", measure="OR", reference="A", outcomes=("quit",)), EVERYTHING
    )
    html, text = page(document), markdown(document)
    made = {table.name: table for table in tables(document)}
    for answer in document.answers:
        assert f'id="asked-{answer.key.replace("_", "-")}"' in html
        assert f"## {answer.title}" in text.replace("\\", "")
        for grid in answer.tables:
            assert len(made[grid.name].rows) == len(grid.rows)
    drawn = [picture for answer in document.answers for picture in answer.pictures]
    assert html.count("<svg") == page(replace(document, answers=())).count("<svg") + 2 * len(drawn)
    write_workbook(tmp_path / "all.xlsx", tables(document))
    sheet = load_workbook(tmp_path / "all.xlsx")["node_splits"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:3] == ["treat1", "treat2", "direct"]
    assert {"se_direct", "indirect", "difference", "p"} <= set(heads)
    assert sheet.max_row == 1 + len(document.answers[0].json)


def test_the_methods_known_here_are_those_of_the_library():
    assert set(METHODS) == set(RARE_EVENTS)


def test_a_table_named_as_what_is_read_is_not_written(tmp_path):
    source = tmp_path / "node_splits.csv"
    source.write_text(SMOKING.read_text())
    found = CliRunner().invoke(app, ["fit", str(source), "--node-splits", "--csv", str(tmp_path), "--force"])
    assert isinstance(found.exception, OptionError)
    assert source.read_text() == SMOKING.read_text()


def test_splits_and_studies_have_their_errors_in_the_tables():
    keys = frozenset({"node_splits", "leave_one_out"})
    document = dorsal.document(SMOKING, better="higher", measure="OR", reference="A")
    found = asked(document, Inquiry(asked=keys))
    sheets = {table.name: table.rows for table in tables(found)}
    splits = {(s.first, s.second): s for s in node_splits(dorsal.fit(SMOKING, measure="OR")) if s.has_both}
    for row in sheets["node_splits"]:
        split = splits[row["treat1"], row["treat2"]]
        half = 1.959964 * split.se_difference
        assert row["se_direct"] == pytest.approx(split.se_direct)
        assert (row["difference_low"], row["difference_high"]) == pytest.approx(
            (split.difference - half, split.difference + half), rel=1e-6
        )
    (shown,) = found.answers[0].grids
    assert shown.texts()[0][1] == "1.08 (0.48\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}2.40)"
    left = {row["study"]: row for row in sheets["leave_one_out"]}
    for row in found.answers[1].json:
        assert (left[row["study"]]["hat"], left[row["study"]]["residual"]) == (row["hat"], row["residual"])


def test_posterior_splits_have_their_own_intervals():
    inquiry = Inquiry(asked=frozenset({"node_splits"}), split_method="bayes")
    rows = told(inquiry, measure="OR", reference="A")["node_splits"]
    fit = dorsal.fit(SMOKING, measure="OR")
    split = split_posterior(fit.network, "A", "C", Uniform(0.0, 5.0))
    row = next(row for row in rows if (row["treat1"], row["treat2"]) == ("A", "C"))
    assert row["ci_difference"] == pytest.approx(split.difference.interval(0.95))


def test_reasons_of_cinema_are_told_in_words():
    inquiry = Inquiry(asked=frozenset({"confidence"}), mic=0.2)
    found = asked(dorsal.document(SMOKING, better="higher", measure="OR", reference="A"), inquiry)
    (answer,) = found.answers
    concerns, reasons = answer.grids
    said = [text for row in reasons.texts() for text in row]
    for each in answer.json:
        for domain in each["domains"]:
            told_of = any(f"{domain['domain']}, {domain['concern']}: {domain['reason']}" in text for text in said)
            assert told_of == (domain["concern"] != "no concerns")
    assert [row[0] for row in reasons.texts()].count("every comparison") == 3
    assert len(concerns.rows) == len(answer.json)
    assert "every comparison" in markdown(found)
    assert "every comparison" in page(found)
