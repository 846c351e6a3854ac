"""The pages of a plan as files: the hand-out and the page for the record, HTML or PDF by the name's ending."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from dorsal.errors import OptionError
from dorsal.faces.handout.page import handout
from dorsal.faces.handout.paper import MARK, handout_pdf, record_pdf
from dorsal.faces.handout.record import record
from dorsal.faces.handout.telling import Telling
from dorsal.faces.own_file import check_page, write_page

OWN = re.compile(rb"/ID *\[ *\(" + re.escape(MARK))
"""The identifier of a PDF of Dorsal's own."""
HTML, PDF = (".html", ".htm"), (".pdf",)


def check_file(option: str, path: Path, endings: tuple[str, ...], *, force: bool) -> None:
    """Raise OptionError where the file could not be written, or would replace what Dorsal did not write."""
    if path.suffix.casefold() not in endings:
        raise OptionError(f"--{option} {path}: the name must end in {' or '.join(endings)}")
    if path.suffix.casefold() in HTML:
        check_page(path, force=force)
        return
    if path.is_dir() or not path.parent.is_dir():
        raise OptionError(f"--{option} {path}: it is a folder, or its folder is missing; name a file in a folder")
    if path.exists() and not force and not is_own_pdf(path):
        raise OptionError(f"{path} was not written by Dorsal and stays as it is; name another file, or add --force")


def is_own_pdf(path: Path) -> bool:
    """Whether a PDF says that Dorsal made it."""
    return path.is_file() and OWN.search(path.read_bytes()) is not None


def write_handout(path: Path, told: Telling, *, force: bool) -> None:
    """Write the hand-out."""
    _write(path, told, handout, handout_pdf, force=force)


def write_record(path: Path, told: Telling, *, force: bool) -> None:
    """Write the page for the record."""
    _write(path, told, record, record_pdf, force=force)


def _write(
    path: Path, told: Telling, page: Callable[[Telling], str], paper: Callable[[str], bytes], *, force: bool
) -> None:
    text = page(told)
    if path.suffix.casefold() in HTML:
        write_page(path, text, force=force)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(paper(text))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
