"""Reading a file while a person waits: how far it is, on the error stream and only where that is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from dorsal.trials.sheet import Sheet, read
from rich.console import Console


def read_sheet(path: Path, *, columns: Mapping[str, str], sheet_name: str | None) -> Sheet:
    """The table in a file. Raises SheetError with every fault."""
    screen = Console(stderr=True)
    if not screen.is_terminal:
        return read(path, columns=columns, sheet_name=sheet_name)
    with screen.status(f"Reading {path.name}") as status:
        told: Callable[[int], None] = lambda rows: status.update(f"Reading {path.name}: {rows:,} rows")  # noqa: E731
        return read(path, columns=columns, sheet_name=sheet_name, on_progress=told)
