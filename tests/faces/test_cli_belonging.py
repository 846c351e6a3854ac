"""An option without what it belongs to is told, where it did nothing."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dorsal.errors import OptionError
from dorsal.faces.cli.app import app
from dorsal.faces.cli.belonging import BELONGS, check_belonging, flag, settled
from dorsal.faces.cli.inquiry_options import InquiryOptions

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
GIVEN = {
    "at": ["year=3"], "slopes": "independent", "treatment_class": ["x=A,B"], "subgroup_tau2": "shared",
    "split_method": "bayes", "prior_tau": "turner2012()", "prior_effect": 0.1, "prior_omega": "halfnormal(1)",
    "sampler": "nuts", "draws": 500, "chains": 2, "likelihood": "binomial", "link": "probit",
    "prior_baseline": "normal(0,2)", "favoured": ["D,C"], "per_arm": 5, "thresholds": "1,2,3", "baseline_risk": "0.9",
    "mic": 0.2, "inactive": ["D"], "plot_format": "png", "contribution_method": "random walk",
    "at_risk": Path("risk.csv"), "survival_map": ["time=os"], "horizon": 12.0, "ties": "breslow", "piecewise": "6",
    "baseline_study": "Ash",
    "people_map": ["mean=pain"], "adjust": ["age"], "prognostic": ["age"], "target": ["age=50"],
    "dose_shape": ["emax"], "dose_at": ["A=5"], "dose_equal": ["A=5"], "dose_beyond": True,
}  # fmt: skip


def options(**given):
    return InquiryOptions(file=SMOKING, **given)


def test_every_option_of_the_table_is_one_and_has_a_value_here():
    names = {field.name for field in fields(InquiryOptions)}
    assert set(BELONGS) <= names
    assert {owner.partition("=")[0] for owners in BELONGS.values() for owner in owners} <= names
    assert set(GIVEN) >= set(BELONGS)


@pytest.mark.parametrize("name", BELONGS)
def test_alone_it_is_an_error_that_names_what_is_missing(name):
    with pytest.raises(OptionError, match=f"{flag(name)} belongs to --.* would do nothing here; add it, or leave"):
        check_belonging(options(**{name: GIVEN[name]}))


@pytest.mark.parametrize("name", BELONGS)
def test_with_each_of_its_owners_it_is_none(name):
    for owner in BELONGS[name]:
        key, _, value = owner.partition("=")
        mine = {name: GIVEN[name], key: value or True}
        try:
            check_belonging(options(**mine))
        except OptionError as error:
            assert f"{flag(name)} belongs" not in str(error)  # noqa: PT017


def test_all_of_them_are_told_at_once():
    with pytest.raises(OptionError, match=r"--per-arm belongs to --power; --mic belongs.*--classes.*leave them out"):
        check_belonging(options(mic=0.2, per_arm=50))


def test_a_topic_too_knows_an_option_that_would_do_nothing():
    found = CliRunner().invoke(app, ["league", "--tau", "1", "--tau2", "REML"])
    assert "--tau2 would do nothing beside --tau; leave one of them out" in str(found.exception)


@pytest.mark.parametrize("command", ["league", "network"])
def test_commands_that_ask_no_questions_know_only_what_they_have(command):
    found = CliRunner().invoke(app, [command, str(SMOKING), "--inactive", "A"])
    assert "--inactive belongs to --components, and would do nothing" in str(found.exception)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"tau": 1.0, "tau2": "PM"}, "--tau2 would do nothing beside --tau; leave one of them out"),
        ({"tau": 1.0, "tau2": "REML"}, "--tau2 would do nothing beside --tau; leave one of them out"),
        ({"model": "common", "tau2": "PM"}, "--tau2 would do nothing beside --model common; leave one of them out"),
        ({"model": "Fixed", "tau2": "REML"}, "--tau2 would do nothing beside --model fixed; leave one of them out"),
        ({"zero_cells": "none", "increment": 0.1}, "--increment would do nothing beside --zero-cells none; leave one"),
    ],
)
def test_an_option_that_another_leaves_nothing_to_do_is_an_error(given, words):
    with pytest.raises(OptionError, match=words):
        check_belonging(options(**given))
    check_belonging(settled(options(**given)))
    for name, value in given.items():
        check_belonging(options(**{name: value}))
    check_belonging(options(zero_cells="all", increment=0.1))


def test_settings_of_what_nobody_asked_are_dropped_one_after_the_other():
    asked = options(link="probit", likelihood="binomial", at=["year=3"], per_arm=5, power=True)
    found = settled(asked)
    assert (found.link, found.likelihood, found.at) == (options().link, options().likelihood, options().at)
    assert (found.per_arm, found.power) == (5, True)
    check_belonging(found)
