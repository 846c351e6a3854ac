"""Wall-clock time of a function or a process: the median of several runs."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence


def seconds(work: Callable[[], object], repeats: int = 7) -> float:
    """Median wall-clock seconds of `repeats` runs after one that is not counted."""
    work()
    return statistics.median(_once(work) for _ in range(repeats))


def process_seconds(command: Sequence[str], cwd: str, repeats: int = 5) -> float:
    """Median wall-clock seconds of a whole process; raises if it fails."""
    return seconds(lambda: subprocess.run(command, cwd=cwd, check=True, capture_output=True), repeats)


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
