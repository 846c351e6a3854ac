"""A table as somebody gave it, with those beside it: names and bytes, within limits, before anything looks inside."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext

LARGEST = 8 * 1024 * 1024
"""Bytes of a file."""
UNPACKED = 64 * 1024 * 1024
"""Bytes of a workbook once it is unpacked."""
MOST_PARTS = 500
"""Files within a workbook."""
ZIP = b"PK\x03\x04"
LONGEST_NAME = 80
BY_HAND = 100 * 1024
"""Bytes of a table that is corrected by hand."""
STRANGE = re.compile(r"[^\w .+-]+")
"""What a file name may not carry into commands, scripts and archives."""
BESIDE = ("bias", "component_matrix", "override")
"""Options of `dorsal fit` that are tables beside the main one."""
OURS = (
    "everything.zip", "report.html", "tables.xlsx", "tables.zip", "plots.zip", "fit.json", "analysis.py",
    "cinema.csv", "prisma-nma.md",
)  # fmt: skip
"""Names of what is taken away: in one archive with them a table has another."""


class Refused(Exception):
    """Why a table is not taken, in words for the person who gave it."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """Raises Refused where it is too large, packed or unpacked, or empty."""

    name: str
    content: bytes
    beside: Mapping[str, Given] = field(default_factory=dict)
    """By the option that takes it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", plain_name(self.name))
        if not self.content.strip():
            raise Refused(
                gettext("The table is empty. Give the names of the columns in the first line, and the trials below.")
            )
        if len(self.content) > LARGEST:
            raise Refused(too_large(len(self.content)))
        if self.content.startswith(ZIP):
            _check_archive(self.content)

    def with_table(self, option: str, table: Given) -> Given:
        """With a table beside it, in place of another for that option; no two have one name."""
        others = {name: each for name, each in self.beside.items() if name != option}
        taken = {self.name, *(each.name for each in others.values())}
        own = table if table.name not in taken else replace(table, name=f"{option} {table.name}")
        return replace(self, beside={**others, option: own})

    def without_table(self, option: str) -> Given:
        """Without the table for an option."""
        return replace(self, beside={name: each for name, each in self.beside.items() if name != option})

    @property
    def text(self) -> str:
        """Rows that a person can correct in a page; "" where they are too many, or are no text."""
        try:
            return "" if len(self.content) > BY_HAND else self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return ""


def plain_name(name: str) -> str:
    """The last part of a path in letters, digits and blanks; never one that a shell takes for an option."""
    said = STRANGE.sub("_", PurePath(name.replace("\\", "/")).name).strip(" .-_+")
    stem, dot, suffix = said.rpartition(".")
    whole = f"{stem[:LONGEST_NAME]}{dot}{suffix[:10]}" if stem else said[:LONGEST_NAME]
    return f"table {whole}" if whole in OURS else whole or "table.csv"


def too_large(size: int) -> str:
    """That it is, and what to do."""
    said = gettext(
        "This file has %(size)s MB, and at most %(most)s are read here. Leave out what is not needed, or run "
        "“dorsal fit” on your own machine, which has no such limit."
    )
    return said % {"size": f"{size / 1024**2:.1f}", "most": f"{LARGEST / 1024**2:.0f}"}


def _check_archive(content: bytes) -> None:
    """What a workbook says of its parts; `zipfile` unpacks no more of one than it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts: list[Any] = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return  # whoever reads the table says that it is damaged
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
        said = gettext(
            "Unpacked, this file would be larger than %(most)s MB or has more than %(parts)s parts. Save the sheet "
            "with the trials as CSV."
        )
        raise Refused(said % {"most": UNPACKED // 1024**2, "parts": MOST_PARTS})
