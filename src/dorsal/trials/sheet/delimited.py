"""A table written as text: CSV, with semicolons, tabs, bars or blanks as well as commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dorsal.trials.sheet.encoding import decode
from dorsal.trials.sheet.refusal import refusal
from dorsal.trials.sheet.table import Table, table

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE_LINES = 20
EVERY = 20_000
"""Rows between two calls of `on_progress`."""
Progress = Callable[[int], None]


def from_text(name: str, content: bytes, on_progress: Progress) -> Table:
    """The table in the bytes of a text file. Raises SheetError where it is none."""
    text, notes = decode(name, content)
    separator, start = _separator(text)
    if separator != ",":
        notes = (*notes, f"Separator: {SEPARATORS.get(separator, 'blank')}.")
    rows, lines = [], []
    for line, cells in _records(name, text[start:], separator, first=2 if start else 1):
        rows.append(cells)
        lines.append(line)
        if len(rows) % EVERY == 0:
            on_progress(len(rows))
    return replace(table(name, rows, lines, notes), commas_are_free=separator != ",")


def _separator(text: str) -> tuple[str, int]:
    """What separates cells, and where the table begins: after the line "sep=;" that Excel understands."""
    first, _, _ = text[:64].partition("\n")
    declared = first.strip().strip('"').lower()
    if declared.startswith("sep=") and len(declared) == 5:
        return first.strip().strip('"')[4], len(first) + 1
    sample = [line for line in text[: 64 * 1024].splitlines()[:SAMPLE_LINES] if line.strip()]
    header = max(sample[:3], key=lambda line: max(_cells(line, mark) for mark in SEPARATORS), default="")
    best = max(SEPARATORS, key=lambda mark: _cells(header, mark))
    if _cells(header, best) > 1:
        return best, 0
    return (" " if _by_blanks(sample) else ","), 0


def _by_blanks(sample: Sequence[str]) -> bool:
    """Whether blanks part the cells: as many in every line, or one less in the header, as R writes names of rows."""
    counts = [_cells(" ".join(line.split()), " ") for line in sample]
    body = set(counts[1:]) or set(counts)
    return len(body) == 1 and max(body) > 1 and counts[0] in (max(body), max(body) - 1)


def _cells(line: str, separator: str) -> int:
    return len(next(csv.reader([line], delimiter=separator), []))


def _records(name: str, text: str, separator: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    blanks = separator == " "
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=separator, strict=True, skipinitialspace=blanks)
    begun = 0
    try:
        for cells in reader:
            yield begun + first, cells
            begun = reader.line_num
    except csv.Error as error:
        raise _broken(name, error, begun + first, reader.line_num + first - 1) from error


def _broken(name: str, error: csv.Error, begun: int, line: int) -> Exception:
    if "unexpected end of data" in str(error):
        remedy = "close it, or write two double quotes where one belongs to the text"
        return refusal(name, "a double quote opens here and is never closed", remedy, where=f"line {begun}")
    if "expected after" in str(error):
        remedy = "put the whole cell in double quotes, and double those that belong to the text"
        return refusal(name, "text follows a closing double quote", remedy, where=f"line {line}")
    if "field limit" in str(error):
        remedy = "look for a double quote that opens and is never closed"
        return refusal(name, "a cell holds more than 131,072 characters", remedy, where=f"line {begun}")
    return refusal(name, f"it is not CSV ({error})", "save it again as CSV", where=f"line {line}")
