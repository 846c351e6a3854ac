"""Files in one zip, the same bytes for the same files: no clock, no order of a folder, no mark of a machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can tell; every file has it."""
READABLE = 0o644 << 16


def archive(files: Mapping[str, bytes], comment: str = "") -> bytes:
    """A zip of the files in their order, with a comment that readers of zips can show."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        made.comment = comment.encode()
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, READABLE, 3
            made.writestr(entry, content)
    return written.getvalue()


def opened(content: bytes) -> dict[str, bytes]:
    """The files of a zip in their order. Raises zipfile.BadZipFile if it is none."""
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        return {name: made.read(name) for name in made.namelist()}
