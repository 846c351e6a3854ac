"""A table of a topic folder as it stands there: rows of text, each with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dorsal.errors import Fault

Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows of one CSV file; `lines` holds the line each starts on."""

    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[int, ...] = ()

    def numbered(self) -> Iterator[tuple[int, Row]]:
        return zip(self.lines, self.rows, strict=True)

    def where(self, line: int) -> str:
        """How a person finds a row again: "results.csv line 14"."""
        return f"{self.name}.csv line {line}"

    def missing(self, columns: Sequence[str]) -> list[Fault]:
        """A fault for each of these columns that the table has not."""
        return [
            Fault(f"{self.name}.csv", column, "", "the column is missing", "add it, empty where nothing is known")
            for column in columns
            if column not in self.columns
        ]


def table(name: str, content: bytes) -> tuple[Table, list[Fault]]:
    """Read one CSV file (UTF-8, comma, header line). What is wrong with it comes back beside it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1}"
        return Table(name=name), [Fault(f"{name}.csv", "", place, "it is not UTF-8 text", "save it as UTF-8 CSV")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(column.strip() for column in next(reader, []))
        read = [(reader.line_num, cells) for cells in reader if any(cells)]
    except csv.Error as error:
        where = f"{name}.csv line {reader.line_num}"
        return Table(name=name), [Fault(where, "", "", f"it is not CSV ({error})", "save it again as CSV")]
    whole = [(line, cells) for line, cells in read if len(cells) == len(header)]
    faults = [_torn(name, line, cells, header) for line, cells in read if len(cells) != len(header)]
    rows = tuple(dict(zip(header, map(str.strip, cells), strict=True)) for _, cells in whole)
    return Table(name=name, columns=header, rows=rows, lines=tuple(line for line, _ in whole)), faults


def _torn(name: str, line: int, cells: Sequence[str], header: Sequence[str]) -> Fault:
    return Fault(
        f"{name}.csv line {line}",
        "",
        ", ".join(cells)[:60],
        f"it has {len(cells)} cells where the header has {len(header)}",
        "put text that holds a comma in double quotes",
    )
