"""Columns of text as they stand in a file or a data frame, each row with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dorsal.errors import Fault
from dorsal.trials.sheet.refusal import refusal

SHOWN_LINES = 8
"""How many lines a note lists before it only counts."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """`columns[j][i]` is the cell of row i under `header[j]`, blanks and all; `lines[i]` is where row i stands."""

    name: str
    header: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    lines: Sequence[int]
    unit: str = "line"
    """What `lines` counts: the lines of a file (its header is line 1), or the rows of a data frame."""
    commas_are_free: bool = False
    """Whether it is text whose cells something else than commas separates, so that commas may stand before decimals."""
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    about: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By study, what its file says of it besides its numbers: arguments of a Study."""

    def place(self, row: int) -> str:
        """How a person finds row `row` again: "line 14"."""
        return f"{self.unit} {self.lines[row]}"


Cells = list[str]


def table(name: str, rows: Sequence[Cells], lines: Sequence[int], notes: Sequence[str]) -> Table:
    """A table of rows as a file holds them: blank lines and titles above the header are passed over, and noted.

    Raises SheetError where there is no header, no row below it, or only one column.
    """
    filled = [i for i, cells in enumerate(rows) if (cells and cells[0] and not cells[0].isspace()) or _any(cells)]
    if not filled:
        raise refusal(name, "it is empty", "give a table with a header line and a row for each arm, study or contrast")
    head = next((i for i in filled if _count(rows[i]) > 1), None)
    if head is None:
        raise _one_column(name, rows[filled[0]], lines[filled[0]])
    titles = [lines[i] for i in filled if i < head]
    body = [i for i in filled if i > head]
    header, width = _header(rows[head], (rows[i] for i in body))
    if not body:
        shown = ", ".join(header)[:60]
        raise refusal(
            name, "there is no row below the header", "add the data", where=f"line {lines[head]}", value=shown
        )
    blank = len(rows) - len(filled)
    said = [*notes, *_passed_over(rows, lines, titles, blank, set(filled) if blank else set())]
    whole, torn = _whole(rows, lines, body, width)
    return Table(
        name=name,
        header=header,
        columns=tuple(zip(*(rows[i][:width] for i in whole), strict=True)) if whole else tuple(() for _ in header),
        lines=lines[body[0] : body[-1] + 1] if len(whole) == body[-1] + 1 - body[0] else [lines[i] for i in whole],
        notes=tuple(said),
        faults=tuple(torn),
    )


def _any(cells: Cells) -> bool:
    return any(cell and not cell.isspace() for cell in cells)


def _count(cells: Cells) -> int:
    return sum(1 for cell in cells if cell and not cell.isspace())


def _one_column(name: str, cells: Cells, line: int) -> Exception:
    return refusal(
        name,
        "it has only one column",
        "separate the columns by commas, semicolons or tabs, and give the study, the treatment and the numbers "
        "a column each",
        where=f"line {line}",
        value=next(cell for cell in cells if cell.strip())[:60],
    )


def _header(cells: Cells, body: Iterable[Cells]) -> tuple[tuple[str, ...], int]:
    """Names of the columns, without columns at the right end that have neither a name nor a cell."""
    names = [" ".join(cell.split()) for cell in cells]
    width = len(names)
    while width and not names[width - 1]:
        width -= 1
    if width < len(names):
        used = max((i + 1 for row in body for i, cell in enumerate(row) if i >= width and cell.strip()), default=0)
        width = max(width, min(used, len(names)))
    return tuple(names[:width]), width


def _passed_over(
    rows: Sequence[Cells], lines: Sequence[int], titles: Sequence[int], blank: int, filled: set[int]
) -> list[str]:
    notes = [f"Above the header, passed over: {listed(titles)}."] if titles else []
    if blank:
        notes.append(f"Blank, passed over: {listed([lines[i] for i in range(len(rows)) if i not in filled])}.")
    return notes


def listed(lines: Sequence[int], unit: str = "line") -> str:
    """ "line 4", "lines 4, 9 and 12", or, of many, the first few and how many more."""
    if len(lines) == 1:
        return f"{unit} {lines[0]}"
    if len(lines) > SHOWN_LINES:
        return f"{unit}s {', '.join(map(str, lines[:SHOWN_LINES]))} and {len(lines) - SHOWN_LINES} more"
    return f"{unit}s {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _whole(
    rows: Sequence[Cells], lines: Sequence[int], body: Sequence[int], width: int
) -> tuple[Sequence[int], list[Fault]]:
    """Rows with as many cells as the header has names, and a fault for each of the others."""
    torn = [i for i in body if not _fits(rows[i], width)]
    if not torn:
        return body, []
    if len(torn) == len(body) and all(len(rows[i]) == width + 1 for i in torn):
        problem = f"every row has {width + 1} cells and the header {width} names: the names of rows have no header"
        return [], [Fault("the header", "", "", problem, "give the first column a name too")]
    lost = set(torn)
    return [i for i in body if i not in lost], [_torn(rows[i], lines[i], width) for i in torn]


def _fits(cells: Cells, width: int) -> bool:
    """As many cells as names, or more that are blank; and not one cell alone, like a note below the table."""
    if len(cells) < width or (len(cells) > width and _any(cells[width:])):
        return False
    return width < 3 or bool(cells[1]) or _count(cells) > 1


def _torn(cells: Cells, line: int, width: int) -> Fault:
    shown = ", ".join(cells).rstrip(", ")[:60]
    if _count(cells) == 1:
        return Fault(f"line {line}", "", shown, "it stands alone in its row, like a note", "delete it from the table")
    problem = f"it has {len(cells)} {'cell' if len(cells) == 1 else 'cells'} where the header has {width}"
    remedy = "give every row a cell for each column; put text that holds the separator in double quotes"
    return Fault(f"line {line}", "", shown, problem, remedy)
