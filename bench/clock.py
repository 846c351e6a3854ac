"""Wall-clock time of a function or a process: the median of several runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

IMPORTS = "import numpy, scipy.linalg, scipy.optimize, scipy.stats"
"""What no answer can do without: the floor of whole processes."""


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


@dataclass(frozen=True)
class Cost:
    """Of a whole process."""

    seconds: float
    processor: float
    """Seconds of processor time, which other work on the machine changes less than those of the clock."""
    peak: int
    """Bytes of memory at most (Linux)."""


def process_cost(command: Sequence[str], cwd: str, repeats: int) -> Cost:
    """The run of median wall-clock time out of several; raises if one fails."""
    return sorted((_cost(command, cwd) for _ in range(repeats)), key=lambda cost: cost.seconds)[repeats // 2]


def _cost(command: Sequence[str], cwd: str) -> Cost:
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        _, status, used = os.wait4(running.pid, 0)
        took = time.perf_counter() - start
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return Cost(took, used.ru_utime + used.ru_stime, 1024 * used.ru_maxrss)


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
