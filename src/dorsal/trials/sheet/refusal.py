"""A source that cannot be read at all, in one sentence with the way out."""

from __future__ import annotations

from dorsal.errors import Fault, SheetError


def refusal(name: str, problem: str, remedy: str, *, where: str = "", value: str = "") -> SheetError:
    """The error to raise where no row of `name` could be read; `where` is "the file" unless a line is known."""
    return SheetError(f"{name}: nothing could be read", [Fault(where or "the file", "", value, problem, remedy)])
