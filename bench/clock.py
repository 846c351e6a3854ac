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


def in_turn(work: Callable[[], object], measure: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of `work` and of its measure, taken by turns so that other load falls on both alike."""
    work()
    measure()
    took = [(_once(work), *(_once(measure) for _ in range(3))) for _ in range(rounds)]
    return statistics.median(row[0] for row in took), statistics.median(t for row in took for t in row[1:])


def process_seconds(command: Sequence[str], cwd: str, repeats: int = 5) -> float:
    """Median wall-clock seconds of a whole process; raises if it fails."""
    return seconds(lambda: subprocess.run(command, cwd=cwd, check=True, capture_output=True), repeats)


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
