"""Files that Dorsal writes. One that Dorsal did not write is never replaced without being asked."""

from __future__ import annotations

import os
import re
from pathlib import Path

from dorsal.errors import OptionError

GENERATOR = re.compile(rb"""<meta\s+name=["']?generator["']?\s+content=["']?dorsal\b""", re.IGNORECASE)
HEAD = 65_536
"""How far into a page its generator is looked for (bytes)."""


def is_own_page(path: Path) -> bool:
    """Whether a page says in its head that Dorsal generated it."""
    with path.open("rb") as page:
        return GENERATOR.search(page.read(HEAD)) is not None


def write_page(path: Path, text: str, *, force: bool = False) -> None:
    """Write a page, replacing one of Dorsal's own.

    Raises OptionError if something else stands there, OSError if the place cannot be written.
    """
    check_page(path, force=force)
    replace_text(path, text)


def check_page(path: Path, *, force: bool = False) -> None:
    """Raise OptionError where `write_page` would."""
    if path.is_dir():
        raise OptionError(f"{path} is a folder; name a file, as in --report {path / 'dorsal-report.html'}")
    if not path.parent.is_dir():
        raise OptionError(f"{path}: there is no folder {path.parent}; make it first, or name another file")
    if path.exists() and not path.is_file():
        raise OptionError(f"{path} is no plain file; name another one")
    if path.exists() and not force and not is_own_page(path):
        raise OptionError(f"{path} was not written by Dorsal and stays as it is; name another file, or add --force")


def replace_text(path: Path, text: str) -> None:
    """Write a text so that the file is either the old one or the whole new one."""
    replace_bytes(path, text.encode())


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file so that it is either the old one or the whole new one."""
    target = path.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with draft.open("xb") as file:
            file.write(content)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
