"""A topic to start from: a folder of small tables with invented numbers that works as it stands."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

from dorsal.errors import OptionError
from dorsal.topics.loader import SKELETON
from dorsal.topics.settings import FILE


def new(folder: Path) -> tuple[Path, ...]:
    """Write the example topic into `folder`, made if it is not there, and return the files.

    Raises OptionError, with nothing written, if the folder holds anything or cannot be written to: no file is ever
    overwritten.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OptionError(f"{folder} is there and is not an empty folder; name a new one, nothing was written")
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_write(folder / name, text) for name, text in _example(_code(folder.resolve().name)).items())
    except OSError as error:
        raise OptionError(f"{folder} cannot be written to ({error.strerror}); name another folder") from error


def _example(name: str) -> dict[str, str]:
    texts = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted((files("dorsal.topics") / SKELETON).iterdir(), key=lambda entry: entry.name)
        if entry.is_file()
    }
    return texts | {FILE: texts[FILE].replace('"NAME"', json.dumps(name), 1)}


def _code(folder: str) -> str:
    """A folder's name as a code: lower case, words joined by underscores."""
    return re.sub(r"\W+", "_", folder.casefold()).strip("_") or "topic"


def _write(path: Path, text: str) -> Path:
    with path.open("x", encoding="utf-8", newline="") as file:
        file.write(text)
    return path
