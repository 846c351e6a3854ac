"""Data frames of every kind become the same trials."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dorsal.errors import SheetError
from dorsal.trials.sheet import read

FRAME = {"study": ["S1", "S1", "S2", "S2"], "treatment": ["a", "b", "a", "b"], "n": [10, 12, None, 14],
         "mean": [1.5, 2.0, 1.0, 2.5], "se": [0.5, 0.25, 0.5, 0.75]}  # fmt: skip


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(FRAME),
        pd.DataFrame(FRAME).convert_dtypes(),
        pl.DataFrame(FRAME),
        pl.LazyFrame(FRAME),
        pa.table(FRAME),
    ],
    ids=["pandas", "pandas nullable", "polars", "polars lazy", "pyarrow"],
)
def test_data_frames(frame: Any) -> None:
    sheet = read(frame)
    assert [(r.row, r.value, r.se, r.arms[0].n) for study in sheet.studies for r in study.results] == [
        ("row 1", 1.5, 0.5, 10),
        ("row 2", 2.0, 0.25, 12),
        ("row 3", 1.0, 0.5, None),
        ("row 4", 2.5, 0.75, 14),
    ]
    assert (sheet.name, sheet.data_hash) == ("data frame", read(pd.DataFrame(FRAME)).data_hash)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ([*FRAME, 5], "'5': not all of its columns are named by text; make the names text: frame.columns = "),
        ([*FRAME, (5, 6)], "not all of its columns are named by text"),
        ([*FRAME, None], "not all of its columns are named by text"),
        (range(6), "'0, 1, 2, 3, 4': not all of its columns are named by text"),
        (pd.MultiIndex.from_product([["x"], [*FRAME, "y"]]), "names of several levels; give each one name as text"),
    ],
    ids=["number", "tuple", "nothing", "no names", "levels"],
)
def test_names_of_columns_that_are_no_text(columns: Any, said: str) -> None:
    frame = pd.DataFrame({**FRAME, "y": [1, 2, 3, 4]}).set_axis(columns, axis="columns")
    with pytest.raises(SheetError, match="data frame") as error:
        read(frame)
    assert said in str(error.value)


def test_the_hash_of_a_frame_is_of_its_cells() -> None:
    other = {**FRAME, "mean": [1.5, 2.0, 1.0, 2.25]}
    assert read(pd.DataFrame(other)).data_hash != read(pd.DataFrame(FRAME)).data_hash
