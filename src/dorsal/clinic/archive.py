"""Several files in one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from dorsal.faces.csv_folder import csv_text
from dorsal.faces.tables import Table

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file within, so that one answer gives one archive."""


def archive(files: Iterable[tuple[str, str | bytes]]) -> bytes:
    """The files by their names."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def tables_archive(tables: Iterable[Table]) -> bytes:
    """Each table as a CSV file that runs no formula."""
    return archive((f"{table.name}.csv", csv_text(table)) for table in tables)
