"""Another analysis of the same table beside the main one: what differs, and numbers of a fit by itself."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.inquiry import Beside, Inquiry, asked, beside_of, besides_of
from dorsal.faces.inquiry.settings import labels
from dorsal.synthesis.options import FitOptions
from tests.faces.test_inquiry import DATA, columned


def answer(*said: str, **options: str):
    document = dorsal.document(columned(), better="higher", reference="A", outcomes=("quit",), **options)
    inquiry = Inquiry(asked=frozenset({"beside"}), beside=tuple(map(beside_of, said)))
    return asked(document, inquiry).answers[0]


def test_what_differs_is_read_and_the_rest_is_as_in_the_main_one():
    assert beside_of("outcome=harm, measure=rr,better=LOWER") == Beside(outcome="harm", measure="RR", better="lower")
    assert beside_of("model=fixed") == Beside(model="common")
    assert beside_of('"outcome=pain, at rest",tau2=dl') == Beside(outcome="pain, at rest", tau2="DL")
    main = Beside(outcome="pain", measure="MD", model="random", tau2="REML", better="lower")
    assert Beside(model="common").over(main) == Beside(outcome="pain", measure="MD", model="common", better="lower")
    assert Beside(outcome="harm").over(main).measure == ""
    for wrong in ("model", "model=", "luck=1", "model=mixed", "better=bad", "tau2=EB", "measure=XX", ""):
        with pytest.raises(OptionError):
            beside_of(wrong)


def test_names_say_what_differs_and_nothing_else():
    main = Beside(outcome="pain", measure="MD", model="random", tau2="REML")
    assert labels([main, Beside(model="common").over(main)]) == ["random effects", "common effects"]
    assert labels([main, Beside(tau2="DL").over(main)]) == ["tau² by REML", "tau² by DL"]
    both = labels([main, Beside(outcome="harm", measure="OR", model="common").over(main)])
    assert both == ["pain (mean difference, random effects)", "harm (odds ratio, common effects)"]
    with pytest.raises(OptionError, match="there already"):
        labels([main, main])


def test_the_same_analysis_twice_is_named_as_it_was_typed():
    with pytest.raises(OptionError, match="--beside model=common: asked for twice; leave one out"):
        besides_of(["model=common", "tau2=DL", "model=fixed"])
    with pytest.raises(OptionError, match="--beside model=random: that analysis is there already; name a setting"):
        answer("model=random", measure="OR")
    document = dorsal.document(columned(), better="higher", reference="A", outcomes=("quit",), measure="OR")
    said = besides_of(["model=common", "measure=OR,model=common", "tau2=DL"])
    found = asked(document, Inquiry(asked=frozenset({"beside"}), beside=said))
    names = ["random effects (tau² by REML)", "common effects", "random effects (tau² by DL)"]
    assert [each["analysis"] for each in found.answers[1].json] == names
    assert [missing.part for missing in found.missing] == ["measure=OR,model=common"]
    again = CliRunner().invoke(app, ["league", str(DATA / "smoking_cessation.csv"), *["--beside", "model=common"] * 2])
    assert "asked for twice" in str(again.exception)


def test_a_method_for_tau2_says_nothing_of_common_effects_and_overrules_a_given_tau():
    with pytest.raises(OptionError, match=r"--beside model=common,tau2=PM: common effects have no tau²; leave tau2"):
        answer("model=common,tau2=PM", measure="OR")
    found = answer("tau2=DL", measure="OR", fit=FitOptions(tau=1.0))
    assert [each["tau2_method"] for each in found.json] == ["given", "DL"]
    assert found.json[1]["tau2"] == pytest.approx(dorsal.fit(columned(), measure="OR", tau2="DL", outcome="quit").tau2)


def test_another_model_and_another_measure_are_fits_by_themselves():
    told = answer("model=common", "measure=RR,tau2=DL", measure="OR").json
    alone = dorsal.fit(columned(), measure="OR", model="common", outcome="quit")
    ratio = dorsal.fit(columned(), measure="RR", tau2="DL", outcome="quit")
    for each, fit in ((told[1], alone), (told[2], ratio)):
        assert each["measure"] == fit.network.measure
        for effect in each["effects"]:
            found = fit.between(effect["treatment"], "A")
            assert (effect["estimate"], effect["se"]) == pytest.approx((found.mean, found.se))
            assert effect["ci"] == pytest.approx(list(found.ci))
    assert told[0]["analysis"] == "odds ratio (random effects, tau² by REML)"
    assert told[1]["analysis"] == "odds ratio (common effects)"


def test_another_outcome_stands_above_the_diagonal_with_its_own_way():
    found = answer("outcome=harm,better=lower", measure="OR")
    harm = dorsal.fit(columned(), measure="OR", outcome="harm")
    above = [row for row in found.json[1]["league"] if row["side"] == "above"]
    assert len(above) == 6
    for row in above:
        assert row["analysis"] == "harm"
        mean = harm.between(row["treatment"], row["versus"]).mean
        assert row["estimate"] == pytest.approx(dorsal.league(harm, [row["treatment"], row["versus"]]).cell(0, 1)[0])
        assert (row["estimate"] > 1) == (mean > 0)
    assert [picture.name for picture in found.pictures] == ["analyses", "league-pair-1"]
    assert [picture.name for picture in answer("measure=RD", measure="OR").pictures] == ["league-pair-1"]
    assert found.json[0]["league"] == []


def test_what_the_table_does_not_have_is_told():
    with pytest.raises(OptionError, match="--beside joy: no such outcome; the table has quit, harm"):
        answer("outcome=joy")
    with pytest.raises(OptionError, match="say what is set beside"):
        answer()


@pytest.fixture
def two(tmp_path: Path) -> Path:
    frame = pd.read_csv(DATA / "smoking_cessation.csv")
    harm = frame.assign(outcome="harm", responders=frame["responders"] // 2)
    path = tmp_path / "two.csv"
    pd.concat([frame.assign(outcome="quit"), harm[harm["treatment"] != "B"]]).to_csv(path, index=False)
    return path


def league(*words: str):
    return CliRunner().invoke(app, ["league", *words], env={"COLUMNS": "80"})


def test_one_league_table_of_two_outcomes_at_the_command_line(two: Path, tmp_path: Path):
    words = [str(two), "--outcome", "quit", "--better", "higher", "--beside", "outcome=harm,better=lower"]
    shown = league(*words, "--csv", str(tmp_path / "t")).stdout
    assert "League table: below the diagonal Quit, above it Harm" in shown
    assert "A dot: Harm has no B." in shown
    assert "the column's treatment divided by the" in shown
    assert max(map(len, (line for line in shown.splitlines() if str(tmp_path) not in line))) <= 80
    table = pd.read_csv(tmp_path / "t" / "league_pair.csv")
    assert list(table["side"]) == ["below"] * 6 + ["above"] * 3
    fit = dorsal.fit(two, outcome="harm")
    row = table[(table["side"] == "above") & (table["treatment"] == "D") & (table["versus"] == "A")].iloc[0]
    assert row["estimate"] == pytest.approx(dorsal.league(fit, ["D", "A"]).cell(0, 1)[0])
    markdown = league(*words, "--md").stdout
    assert "## Below the diagonal Quit, above it Harm" in markdown
    assert "| D | – |" in markdown


def test_a_topic_takes_one_outcome_beside_another():
    found = league("--outcome", "pain", "--beside", "outcome=disability")
    assert found.exit_code == 0
    assert "below the diagonal Pain at about 8 weeks, above it Disability" in " ".join(found.stdout.split())
    told = league("--beside", "model=common")
    assert "ask for one --outcome" in str(told.exception)


def test_the_low_end_of_an_efficacy_is_the_lower_one():
    document = dorsal.document(columned(), reference="A", outcomes=("quit",), measure="OR")
    found = asked(document, Inquiry(asked=frozenset({"beside"}), beside=(beside_of("measure=VE"),))).answers[0]
    effects = {effect["treatment"]: effect["ci_ratio"] for effect in found.json[1]["effects"]}
    rows = [row for row in found.grids[0].texts() if row[1] == "vaccine efficacy"]
    assert len(rows) == len(effects) == 3
    for row, ratios in zip(rows, effects.values(), strict=True):
        ends = [float(end.replace("\N{MINUS SIGN}", "-").split("\N{NO-BREAK SPACE}")[0]) for end in row[3:]]
        assert ends == pytest.approx([100 * (1 - ratio) for ratio in ratios[::-1]], abs=0.06)


def test_an_analysis_that_cannot_be_leaves_the_others():
    document = dorsal.document(columned(), reference="A", outcomes=("quit",), measure="OR")
    said = tuple(map(beside_of, ("measure=VE-IRR", "measure=RR", "measure=VE,better=higher")))
    found = asked(document, Inquiry(asked=frozenset({"beside"}), beside=said), go_on=" ".join)
    unfinished, answer = found.answers
    assert [each["measure"] for each in answer.json] == ["OR", "RR"]
    assert unfinished.lead == ("Without an answer: beside measure=VE-IRR and beside measure=VE,better=higher.",)
    assert unfinished.json["go_on"] is None
    first, second = (one["why"] for one in unfinished.json["missing"])
    assert first.startswith("measure=VE-IRR: ")
    assert "no study has numbers that can be pooled as vaccine efficacy" in first
    assert "events that are good have none" in second
