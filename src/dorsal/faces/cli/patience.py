"""What a person sees while waiting: a line on the error stream, and only where that is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

Tell = Callable[[str], None]


@contextmanager
def patience(words: str) -> Iterator[Tell]:
    """Show `words` while the block runs; call what it gives to show other words."""
    screen = Console(stderr=True)
    if not screen.is_terminal:
        yield lambda _: None
        return
    with screen.status(words) as status:
        yield lambda said: status.update(said)
