"""The Python face: ten lines from a data frame to a league table."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dorsal
from dorsal.errors import OptionError

DATA = Path(__file__).resolve().parents[1] / "data"
SMOKING = DATA / "smoking_cessation.csv"


def test_from_a_frame_to_a_league_table() -> None:
    fit = dorsal.fit(pd.read_csv(SMOKING), measure="OR")
    counselling = fit.between("D", "A")
    assert math.exp(counselling.mean) == pytest.approx(2.38, abs=0.01)
    table = pd.DataFrame(dorsal.league(fit).rows())
    assert list(table.columns) == ["treatment", "versus", "estimate", "ci_low", "ci_high"]
    assert len(table) == 12
    (cell,) = table[(table.treatment == "D") & (table.versus == "A")].estimate
    assert cell == pytest.approx(math.exp(counselling.mean))
    assert "2.38 (1.15 to 4.94)" in str(dorsal.league(fit))


def test_every_source_gives_the_same() -> None:
    sources = [SMOKING, str(SMOKING), pd.read_csv(SMOKING), pl.read_csv(SMOKING), dorsal.read(SMOKING)]
    sources.append(pa.Table.from_pandas(pd.read_csv(SMOKING)))
    effects = [dorsal.fit(source, measure="OR").between("C", "A").mean for source in sources]
    assert effects == pytest.approx([effects[0]] * len(effects), rel=1e-12)


def test_ranking() -> None:
    scores = dorsal.p_scores(dorsal.fit(SMOKING, measure="OR"), better="higher")
    assert list(scores) == ["D", "C", "B", "A"]


def test_options_reach_the_fit() -> None:
    common = dorsal.fit(SMOKING, measure="or", model="common", level=0.9)
    assert (common.options.model, common.options.level, common.tau2) == ("common", 0.9, 0.0)


def test_columns_are_mapped() -> None:
    frame = pd.read_csv(SMOKING).rename(columns={"responders": "quit_for_good"})
    fit = dorsal.fit(frame, measure="OR", columns={"events": "quit_for_good"})
    assert fit.between("D", "A").mean == pytest.approx(dorsal.fit(SMOKING, measure="OR").between("D", "A").mean)


def test_components() -> None:
    rows = [("s1", "A+B", "placebo", -0.5), ("s2", "A", "placebo", -0.2), ("s3", "B", "placebo", -0.4)]
    frame = pd.DataFrame(rows, columns=["studlab", "treat1", "treat2", "TE"]).assign(seTE=0.2)
    fit = dorsal.fit_components(frame, inactive=["placebo"])
    added = fit.added("A")
    assert added is not None
    assert added.mean == pytest.approx(fit.between("A+B", "B").mean)


def test_islands_are_refused_by_name() -> None:
    rows = [("s1", "A", "B", -0.5, 0.2), ("s2", "C", "D", -0.2, 0.2)]
    frame = pd.DataFrame(rows, columns=["studlab", "treat1", "treat2", "TE", "seTE"])
    with pytest.raises(dorsal.DorsalError, match="C is in no study of this network"):
        dorsal.fit(frame, reference="A").between("C", "A")
    assert dorsal.fit(frame, reference="C").treatments == ("C", "D")


def apart() -> pd.DataFrame:
    """Two islands: A and B, and the larger one of C, D and E."""
    pairs = ["AB", "CD", "DE", "CE", "AB"]
    rows = [(i, t, 3.0 + i + ord(t) / 50, 1.5, 40) for i, pair in enumerate(pairs) for t in pair]
    return pd.DataFrame(rows, columns=["study", "treatment", "mean", "sd", "n"])


def test_islands_are_named_and_one_is_fitted_where_it_is_asked_for() -> None:
    with pytest.raises(dorsal.DorsalError) as told:
        dorsal.fit(apart(), measure="MD")
    assert str(told.value).startswith(
        "the network falls into 2 islands that no study joins: C, D, E; A, B. Say which one to fit by reference="
    )
    assert "only a trial of one of these" in str(told.value)
    assert dorsal.fit(apart(), measure="MD", reference="A").treatments == ("A", "B")
    assert dorsal.fit(apart(), measure="MD", reference="D").treatments == ("C", "D", "E")


def test_an_option_that_there_is_not_is_named() -> None:
    with pytest.raises(OptionError, match=r"there is no option bettr; did you mean better\?"):
        dorsal.document(SMOKING, bettr="higher")
    with pytest.raises(OptionError, match="there is no option zzz; there are outcomes, windows"):
        dorsal.answer(zzz=1)


def test_one_inactive_component_is_a_name() -> None:
    rows = [(i, t, 3.0 + i + len(t), 1.5, 40) for i, pair in enumerate([("no", "x"), ("no", "x+y")]) for t in pair]
    frame = pd.DataFrame(rows, columns=["study", "treatment", "mean", "sd", "n"])
    assert dorsal.fit_components(frame, measure="MD", inactive="no").inactive == {"no"}


def test_the_answer_of_the_topic() -> None:
    document = dorsal.answer(outcomes=("pain",), windows=("short",))
    assert document.sections[0].finding("dry_needling", "exercise").estimate is not None


def test_the_document_of_a_table() -> None:
    document = dorsal.document(SMOKING, measure="OR", better="higher")
    assert document.sections[0].analysis is not None
    assert document.better == {document.sections[0].question.outcome: "higher"}


HEAVY = ("pandas", "polars", "pyarrow", "openpyxl", "typer", "rich", "scipy.stats", "scipy.optimize")


def test_import_is_light() -> None:
    """No optional dependency and nothing of the terminal is loaded by the import alone."""
    code = f"import dorsal, sys; print([m for m in {HEAVY} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
