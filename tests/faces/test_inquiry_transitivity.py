"""Transitivity at the command line: columns by their names, and the numbers of the library in every output."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.faces.cli.app import app
from dorsal.synthesis.transitivity import spread
from tests.faces.test_inquiry import DATA


@pytest.fixture
def trials(tmp_path: Path) -> Path:
    frame = pd.read_csv(DATA / "smoking_cessation.csv")
    number = frame["study"].astype(int)
    path = tmp_path / "trials.csv"
    frame.assign(age=30 + number % 7, place=np.where(number % 3 == 0, "clinic", "home")).to_csv(path, index=False)
    return path


def run(*words: str):
    return CliRunner().invoke(app, ["fit", *words], env={"COLUMNS": "80"})


def test_numbers_are_those_of_the_library(trials: Path) -> None:
    told = json.loads(run(str(trials), "--transitivity", "age,place", "--seed", "3", "--json").stdout)["transitivity"]
    fit = dorsal.fit(dorsal.read(trials, covariates=["age", "place"]))
    rng = np.random.default_rng(3)
    for each, name in zip(told, ("age", "place"), strict=True):
        found = spread(fit.network, name, rng)
        assert (each["share_between"], each["share_by_chance"], each["p"]) == (found.share, found.by_chance, found.p)
        assert len(each["comparisons"]) == len(found.comparisons) == 6
    assert told[0]["comparisons"][0]["mean"] == pytest.approx(found_mean(fit, "age"))
    assert sum(share["share"] for share in told[1]["comparisons"][0]["shares"]) == pytest.approx(1.0)


def found_mean(fit: dorsal.NetworkFit, name: str) -> float:
    """Of the first comparison, by hand: weighted by the people of its two arms."""
    first = fit.network.comparisons[0]
    pairs = [
        (float(c.covariates[name]), sum(c.groups[t] or 0 for t in (first.first, first.second)))
        for c in fit.network.contrasts
        if {first.first, first.second} <= set(c.treatments)
    ]
    return sum(value * n for value, n in pairs) / sum(n for _, n in pairs)


def test_screen_and_tables(trials: Path, tmp_path: Path) -> None:
    shown = run(str(trials), "--transitivity", "age", "--transitivity", "place", "--csv", str(tmp_path / "t")).stdout
    assert "Are the comparisons alike? (transitivity)" in shown
    assert "A against B" in shown
    values = pd.read_csv(tmp_path / "t" / "transitivity_studies.csv")
    assert set(values["covariate"]) == {"age", "place"}
    assert {"studies", "people", "share_clinic", "share_home"} <= set(
        pd.read_csv(tmp_path / "t" / "transitivity_place.csv")
    )


def test_a_column_that_is_not_there_is_told(trials: Path) -> None:
    found = run(str(trials), "--transitivity", "luck")
    assert found.exit_code != 0
    assert "luck" in str(found.exception)
