"""Parquet tables: types by column, nulls for what is not known, nothing of others replaced."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.parquet_folder import parquet_bytes, write_parquet
from dorsal.faces.tables import Table, tables

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"


def test_types_and_nulls() -> None:
    rows = (
        {"name": "=A", "n": 3, "x": -1.5, "none": None, "mixed": 2},
        {"name": "", "n": None, "x": float("inf"), "none": None, "mixed": "a"},
    )
    found = pq.read_table(io.BytesIO(parquet_bytes(Table("t", tuple(rows[0]), rows))))
    assert found.to_pydict() == {
        "name": ["=A", ""], "n": [3, None], "x": [-1.5, None], "none": [None, None], "mixed": ["2", "a"],
    }  # fmt: skip
    assert [str(field.type) for field in found.schema] == ["string", "int64", "double", "double", "string"]


def test_every_table_of_a_document(tmp_path: Path) -> None:
    document = dorsal.document(SMOKING, measure="OR", better="higher", reference="A")
    made = {table.name: table for table in tables(document)}
    paths = write_parquet(tmp_path, tuple(made.values()))
    assert {path.stem for path in paths} == set(made)
    effects = pq.read_table(tmp_path / "effects.parquet").to_pylist()
    assert [row["estimate"] for row in effects] == [row["estimate"] for row in made["effects"].rows]
    write_parquet(tmp_path, tuple(made.values()))  # its own are replaced


def test_files_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"mine")
    with pytest.raises(OptionError, match=r"t\.parquet is not as Dorsal wrote it"):
        write_parquet(tmp_path, [Table("t", ("a",), ({"a": 1},))])
    assert (tmp_path / "t.parquet").read_bytes() == b"mine"
