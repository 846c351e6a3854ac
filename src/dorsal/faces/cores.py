"""Long work on every core this process may use: processes, as most of it is Python's own, where threads wait in line.

Forked, so that they start at once and need no guard in a user's script; where there is no fork, one core does it all.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import current_process, get_all_start_methods, get_context
from typing import TypeVar

WORTH = 2.0
"""Seconds that the rest must take, by the time of its first part, for further cores to be asked."""

Part = TypeVar("Part")
Result = TypeVar("Result")


def cores() -> int:
    """How many this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    may_fork = "fork" in get_all_start_methods() and not current_process().daemon
    return usable if may_fork and "jax" not in sys.modules else 1  # JAX keeps threads, which a fork would lose


def on_cores(work: Callable[[Part], Result], parts: Sequence[Part]) -> Iterator[Result]:
    """As `map`: results in order. The first part is done here and timed; the rest on all cores, if that is worth it."""
    if not parts:
        return
    start = time.perf_counter()
    yield work(parts[0])
    rest, took = parts[1:], time.perf_counter() - start
    if cores() < 2 or len(rest) < 2 or took * len(rest) < WORTH:
        yield from map(work, rest)
        return
    pool = ProcessPoolExecutor(min(cores(), len(rest)), mp_context=get_context("fork"), initializer=_heedless)
    try:
        yield from pool.map(work, rest)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _heedless() -> None:
    """Ctrl-C is for the process that a person sees; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
