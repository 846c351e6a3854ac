"""A time within which a part of the work must end, so that what was found before it is not lost with it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

SHORTEST = 0.05


class OutOfTime(BaseException):
    """The time of a part of the work is over. No handler of errors within that part may swallow it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after so many seconds, or when an alarm that was set before would have rung; that
    one goes on after it.

    The block must run in the main thread. While it computes in compiled code nothing is raised: the limit of the whole
    process stands behind it.
    """
    if seconds < SHORTEST:
        raise OutOfTime
    begun = monotonic()
    before = signal.signal(signal.SIGALRM, _over)
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, left or seconds))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(SHORTEST, left - (monotonic() - begun)))


def _over(*_: Any) -> None:
    raise OutOfTime
