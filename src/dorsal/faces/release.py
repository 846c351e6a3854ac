"""The id of an analysis: the same data, options and version of Dorsal give the same id, anything else another."""

from __future__ import annotations

import hashlib
import json
import shlex
from pathlib import Path

from dorsal.faces.document import Provenance

DIGITS = 16
"""Hexadecimal digits of an id: 64 bits, so that two releases of one review never meet by chance."""


def release_id(said: Provenance) -> str:
    """The first digits of the SHA-256 of the data's hash, every option, the seed and the version.

    Where the file lies does not count: words of the command that name it are left out.
    """
    words = [word for word in _words(said.command) if Path(word).name != said.data_name]
    held = [said.version, said.data_hash, sorted(said.options.items()), said.seed, words]
    return hashlib.sha256(json.dumps(held, ensure_ascii=True).encode()).hexdigest()[:DIGITS]


def _words(command: str) -> list[str]:
    """The words of a command; one that no shell could read is parted at its blanks."""
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()
