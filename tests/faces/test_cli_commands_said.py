"""The command line does what its help says, and says what it does not do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsal.errors import OptionError
from dorsal.faces.cli.app import app

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
ARMS = [(1, "P", 5, 5), (1, "A", 4, 9), (2, "P", 5.2, 6), (2, "B", 3.8, 8), (3, "A", 4.1, 8), (3, "B", 3.9, 10)]
SEVERAL = "study,outcome,treatment,mean,sd,n,events\n" + "".join(
    f"{i},pain,{t},{v},1,30,\n{i},resp,{t},,,30,{e}\n" for i, t, v, e in ARMS
)


APART = "3,A+C,0,1,20\n3,E,1,1,20\n"
JOINED = "3,A+B,1,1,20\n3,E,2,1,20\n4,B+F,1,1,20\n4,F,2,1,20\n"
"""Trials beside A : B and C : D; B+F against F is B, and so is A+B against A."""


def fit(path, *words):
    return CliRunner().invoke(app, ["fit", str(path), *words], env={"COLUMNS": "200"})


@pytest.fixture
def several(tmp_path):
    path = tmp_path / "outs.csv"
    path.write_text(SEVERAL)
    return path


def test_the_first_outcome_that_orders_treatments_is_analysed(several):
    told = json.loads(fit(several, "--order", "resp=higher", "--order", "pain=lower", "--json").stdout)
    assert told["measure"] == "OR"
    assert [o["outcome"] for o in told["order"]["outcomes"]] == ["resp", "pain"]
    plain = json.loads(fit(several, "--outcome", "resp", "--better", "higher", "--json").stdout)
    assert told["ranking"] == plain["ranking"]


def test_one_outcome_of_a_table_is_analysed_at_a_time_and_the_way_to_several_is_told(several):
    found = fit(several, "--outcome", "pain", "--outcome", "resp")
    assert isinstance(found.exception, OptionError)
    assert "one is analysed at a time" in str(found.exception)
    assert "--order orders treatments by several" in str(found.exception)


def test_treatments_that_are_none_are_named():
    found = fit(SMOKING, "--treatments", "A,B,ZZ")
    assert "treatments ZZ: in no study of the table, which has A, B, C, D" in str(found.exception)


def test_help_keeps_what_stands_in_brackets():
    shown = " ".join(re.sub(r"[│\s]+", " ", fit(SMOKING, "--help").stdout).split())
    assert "dorsal[mcmc]" in shown
    assert "common (fixed) effects" in shown


def test_without_combinations_nothing_can_interact():
    assert "No treatment of these trials has parts (as A+B)" in fit(SMOKING, "--interaction").stdout


def test_a_spread_without_a_mean_says_so(tmp_path):
    rows = [(1, 1, 20, 2, 20), (2, 1.2, 30, 1.9, 33), (3, 0.8, 22, 2.5, 21)]
    lines = [f"{s},A,{a},1,{n}\n{s},B,{b},1,{m}\n" for s, a, n, b, m in rows]
    (tmp_path / "two.csv").write_text("study,treatment,mean,sd,n\n" + "".join(lines))
    shown = fit(tmp_path / "two.csv", "--posterior").stdout
    assert "tau: no mean (with so few studies its tail is too heavy), 95 % from" in shown
    refused = str(fit(tmp_path / "two.csv", "--posterior", "--prior-tau", "turner2012()").exception)
    assert "Take halfnormal(0.5); 0.5 is half the standard deviation of the outcome between people" in refused
    refused = str(fit(tmp_path / "two.csv", "--measure", "SMD", "--posterior", "--prior-tau", "turner2012()").exception)
    assert "Take rhodes2015() or halfnormal(0.5); 0.5 is half a standard deviation" in refused


def test_one_study_names_a_prior_that_can_be_typed(tmp_path):
    (tmp_path / "one.csv").write_text("study,treatment,mean,sd,n\n1,A,10,5,30\n1,B,12,5,30\n")
    refused = str(fit(tmp_path / "one.csv", "--posterior").exception)
    way_out = re.search(r"--prior-tau '(halfnormal\(\d\))'", refused)
    assert way_out
    assert fit(tmp_path / "one.csv", "--posterior", "--prior-tau", way_out[1]).exit_code == 0


def test_a_workbook_of_another_name_is_refused_before_any_work(tmp_path):
    found = fit(tmp_path / "none.csv", "--xlsx", str(tmp_path / "x.csv"))
    assert "a workbook is an Excel file; name it x.xlsx" in str(found.exception)


@pytest.mark.parametrize(("row", "joins"), [(APART, False), (JOINED, True)])
def test_the_additive_model_is_named_only_where_it_joins_an_island(row, joins, tmp_path):
    (tmp_path / "t.csv").write_text(f"study,treatment,mean,sd,n\n1,A,1,1,20\n1,B,2,1,20\n2,C,1,1,20\n2,D,3,1,20\n{row}")
    found = CliRunner().invoke(app, ["network", str(tmp_path / "t.csv")])
    shown = " ".join(found.stdout.split())
    assert ("or, if the effects of parts add up, what it shares" in shown) is joins
    assert ("does not join it, even if the effects of parts add up" in shown) or joins
