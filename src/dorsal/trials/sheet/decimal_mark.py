"""The mark before decimals, where a file of text shows it."""

from __future__ import annotations

import re

from dorsal.trials.sheet.table import Table

COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?", re.ASCII)
POINT = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
LIKE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
POINT_MARK, COMMA_MARK = ".", ","
NOTE = "Decimals: read after a comma, for numbers have commas and none a point; else give decimal='.'."


def decimal_mark(table: Table) -> str:
    """ "," where no comma parts the cells, some number has a comma that cannot part thousands, and none a point."""
    if not table.commas_are_free:
        return POINT_MARK
    shown = False
    for column in table.columns:
        for cell in {cell.strip().replace("\u2212", "-") for cell in column}:
            if POINT.fullmatch(cell):
                return POINT_MARK
            shown = shown or bool(COMMA.fullmatch(cell) and not LIKE_THOUSANDS.fullmatch(cell))
    return COMMA_MARK if shown else POINT_MARK
