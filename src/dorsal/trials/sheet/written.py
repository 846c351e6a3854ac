"""A value of a spreadsheet or a data frame as the text that a person would have typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

EXACT = 1e15
"""Whole numbers below this are held exactly, and written without a point."""


def written(value: Any) -> str:
    """ "" for what is missing (None, NaN, NaT), "40" for 40.0, the shortest exact digits for other numbers."""
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
    # a scalar of numpy or pyarrow is a number of its own kind
    inner = value.item() if hasattr(value, "item") else value
    if isinstance(inner, float):
        return written(inner)
    return str(inner)
