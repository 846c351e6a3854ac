"""Faulty rows set aside where somebody asks for it, each with its reason: nothing is dropped in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from dorsal.errors import Fault, SheetError
from dorsal.trials.left_out import LeftOut
from dorsal.trials.sheet.table import Table

PLACE = re.compile(r"(?P<place>(?:line|row) (?P<line>\d+))(?: \(study (?P<study>.*?)(?:, [^,]*)?\))?$")
SKIPPED = "faulty, and skipped as asked"
Read = TypeVar("Read")


def without_faulty(table: Table, read: Callable[[Table], Read]) -> tuple[Read, tuple[LeftOut, ...]]:
    """What is read from a table without its faulty rows, and every row that was set aside.

    A study that is left with one arm becomes a fault of its own, and goes too. Raises SheetError for what is no fault
    of single rows (the header, the file), and where no row is left.
    """
    out: dict[int, LeftOut] = {}
    while True:
        try:
            return read(table), tuple(out[line] for line in sorted(out))
        except SheetError as error:
            found = _rows(error.faults)
            kept = [row for row, line in enumerate(table.lines) if line not in found]
            if found.keys() <= out.keys() or not kept:
                raise
            out = found | out
            table = replace(
                table,
                columns=tuple([cells[row] for row in kept] for cells in table.columns),
                lines=[table.lines[row] for row in kept],
                faults=(),
            )


def skipped_notes(out: Sequence[LeftOut]) -> list[str]:
    """Each row with its reason, as a choice that was made in reading."""
    return [f"Skipped: {each.row}{f' (study {each.study})' if each.study else ''}, {each.reason}." for each in out]


def _rows(faults: Sequence[Fault]) -> dict[int, LeftOut]:
    """By line the first of its faults; none at all where a fault is not of one row."""
    found: dict[int, LeftOut] = {}
    for fault in faults:
        place = PLACE.match(fault.where)
        if place is None:
            return {}
        column = f"column {fault.column}: " if fault.column else ""
        value = f"{fault.value!r}: " if fault.value else ""
        reason = f"{SKIPPED}: {column}{value}{fault.problem}"
        found.setdefault(int(place["line"]), LeftOut(row=place["place"], study=place["study"] or "", reason=reason))
    return found
