"""What a person sees while waiting: a line on the error stream, and only where that is a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status

from dorsal.faces.inquiry.asked import Tell, silent

LEAST = 3.0
"""Seconds of work before it is told how long the rest may take."""


@contextmanager
def patience(words: str) -> Iterator[Tell]:
    """Show `words` while the block runs; call what it gives to show other words, and the time left if it is known."""
    screen = Console(stderr=True)
    if not screen.is_terminal:
        yield silent
        return
    with screen.status(words) as status:
        yield _Waiting(status)


class _Waiting:
    """The line, which knows since when the work it counts has gone on."""

    def __init__(self, status: Status) -> None:
        self._status, self._since, self._share = status, time.monotonic(), 0.0

    def __call__(self, said: str, share: float | None = None, /) -> None:
        now = time.monotonic()
        if share is None or share <= self._share:
            self._since = now
        self._share = share or 0.0
        self._status.update(f"{said}{left(now - self._since, self._share)}")


def left(seconds: float, share: float) -> str:
    """ ", about 40 s left", once `seconds` of work say it of the share that is done; before, nothing."""
    if seconds < LEAST or not 0.0 < share < 1.0:
        return ""
    rest = seconds * (1.0 - share) / share
    return f", about {rest:.0f} s left" if rest < 100 else f", about {rest / 60:.0f} min left"
