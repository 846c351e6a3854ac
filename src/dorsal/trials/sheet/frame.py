"""A data frame of any library that narwhals knows (pandas, polars, pyarrow ...), or a Parquet file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from dorsal.trials.sheet.refusal import refusal
from dorsal.trials.sheet.table import Table
from dorsal.trials.sheet.written import written

FRAME = "data frame"


def from_frame(source: Any, name: str = FRAME) -> Table:
    """The table in a data frame; null and NaN are missing. Rows are counted from 1.

    Raises SheetError where it is no data frame, has no rows, or only one column.
    """
    import narwhals.stable.v1 as nw  # noqa: PLC0415 -- a fifth of a second that only a data frame is worth

    try:
        frame: Any = nw.from_native(source)
    except TypeError as error:
        kind = type(source).__name__
        remedy = "give a path, or a data frame of pandas, polars or pyarrow"
        raise refusal(name, f"{kind} is neither a path nor a data frame", remedy, where="the source") from error
    except Exception as error:  # each library has its own errors, as of two columns with one name
        problem = f"its columns cannot be read ({error})".replace("\n", " ")[:200]
        raise refusal(name, problem, "give every column a name of its own", where="the data frame") from error
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    _check_names(name, frame.columns)
    return _table(name, frame)


def _check_names(name: str, columns: Sequence[Any]) -> None:
    """Raises SheetError where pandas has columns that numbers, tuples or nothing name, which no role can be."""
    strange = [label for label in columns if not isinstance(label, str)]
    if not strange:
        return
    several = all(isinstance(label, tuple) for label in columns)
    problem = "its columns have names of several levels" if several else "not all of its columns are named by text"
    remedy = (
        "give each one name as text: frame.columns = ['_'.join(map(str, name)) for name in frame.columns]"
        if several
        else "make the names text: frame.columns = frame.columns.map(str)"
    )
    shown = ", ".join(repr(label) for label in strange[:5])
    raise refusal(name, problem, remedy, where="the data frame", value=shown[:60])


def _table(name: str, frame: Any) -> Table:
    header = tuple(" ".join(str(column).split()) for column in frame.columns)
    if len(header) < 2:
        what = "it has only one column" if header else "it has no columns"
        remedy = "give the study, the treatment and the numbers a column each"
        raise refusal(name, what, remedy, where="the data frame", value=", ".join(header))
    if not len(frame):
        raise refusal(name, "it has no rows", "add the data", where="the data frame", value=", ".join(header)[:60])
    columns = tuple(_cells(frame[column]) for column in frame.columns)
    return Table(name=name, header=header, columns=columns, lines=range(1, len(frame) + 1), unit="row")


def _cells(column: Any) -> list[str]:
    missing = column.is_null().to_list()
    return ["" if null else written(value) for value, null in zip(column.to_list(), missing, strict=True)]


def from_parquet(name: str, content: bytes) -> Table:
    """The table in the bytes of a Parquet file. Needs pyarrow, and says how to get it."""
    try:
        from pyarrow import parquet  # noqa: PLC0415 -- an extra: not everybody has it
    except ImportError as error:
        remedy = "install it: pip install pyarrow (in Dorsal's own folder: uv sync --extra parquet); or save it as CSV"
        raise refusal(name, "reading Parquet needs pyarrow, which is not installed", remedy) from error
    try:
        content_table = parquet.read_table(io.BytesIO(content))
    except Exception as error:  # a damaged file can raise anything
        problem = "it begins like a Parquet file but cannot be read as one"
        raise refusal(name, problem, "write it again, or save the table as CSV") from error
    return from_frame(content_table, name)
