"""The article that comes with a topic: a Markdown text whose claims are marked."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from dorsal.errors import OptionError
from dorsal.topics.loader import DEFAULT

FILE = "article.md"


def article_of(folder: Path | None = None) -> bytes:
    """What the topic's own article says; None is the default topic. Raises OptionError where it has none."""
    place: Traversable = folder or files("dorsal.topics") / DEFAULT
    article = place / FILE
    if not article.is_file():
        raise OptionError(f"{folder or DEFAULT} has no {FILE}; name a file of your own")
    return article.read_bytes()
