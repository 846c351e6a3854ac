"""A folder of files that Dorsal writes. A list beside them tells which are its own; nobody else's is replaced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from dorsal.errors import OptionError
from dorsal.faces.own_file import replace_bytes


def write_folder(
    folder: Path, files: Mapping[str, bytes], *, listed_in: str, option: str, force: bool = False
) -> tuple[Path, ...]:
    """Write each file, and the list of them. Returns the paths of the files, without the list.

    Raises OptionError, before anything is written, if a file of one of the names is not as Dorsal wrote it.
    """
    if folder.exists() and not folder.is_dir():
        raise OptionError(f"{folder} is a file; {option} needs a folder")
    if not force:
        _check(folder, files, listed_in)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        replace_bytes(folder / name, content)
    known = {"generator": "dorsal", "sha256": {name: _digest(content) for name, content in files.items()}}
    replace_bytes(folder / listed_in, (json.dumps(known, indent=2) + "\n").encode())
    return tuple(folder / name for name in files)


def _check(folder: Path, files: Mapping[str, bytes], listed_in: str) -> None:
    known = _known(folder / listed_in)
    strange = [
        name
        for name in (*files, listed_in)
        if (folder / name).exists()
        and not ((name == listed_in and known) or known.get(name) == _digest((folder / name).read_bytes()))
    ]
    if strange:
        raise OptionError(
            f"{folder}: {', '.join(strange)} {'is' if len(strange) == 1 else 'are'} not as Dorsal wrote "
            f"{'it' if len(strange) == 1 else 'them'}, and nothing was written; name another folder, or add --force"
        )


def _known(path: Path) -> Mapping[str, str]:
    """The digests of the files that Dorsal wrote there; empty where it wrote none."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return dict(said["sha256"]) if said["generator"] == "dorsal" else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
