"""From a table on disk to the report: the whole process, in growing networks."""

from __future__ import annotations

import csv
import math
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from bench.clock import IMPORTS, process_cost
from bench.networks import SIZES, network
from dorsal.trials.contrast import Contrast

ONCE_FROM = 100_000
"""Studies from which a network is timed once."""
COLUMNS = ("study", "treat1", "treat2", "TE", "seTE")


def growing_reports() -> list[str]:
    lines = [
        "## From a table to the report",
        "",
        "`dorsal fit FILE --measure MD --report PAGE` as a process: read, check, fit, league table, drawings, page. "
        f'The floor is `python -c "{IMPORTS}"`. Of more than 60 treatments the page shows what can be read '
        "and says where the rest is. The ratio is of processor times, which other work on the machine changes less; "
        f"the largest network is timed once. Load average when it started: {os.getloadavg()[0]:.1f}.",
        "",
        "| treatments x studies | table to report | its processor time | floor | ratio | memory at most | page |",
        "|---|---|---|---|---|---|---|",
    ]
    dorsal = str(Path(sys.executable).parent / "dorsal")
    with tempfile.TemporaryDirectory() as folder:
        for treatments, studies in SIZES:
            with (Path(folder) / "trials.csv").open("w", newline="") as file:
                table = csv.writer(file)
                table.writerow(COLUMNS)
                table.writerows(row for c in network(treatments, studies, 0.1).contrasts for row in _rows(c))
            command = [dorsal, "fit", "trials.csv", "--measure", "MD", "--report", "page.html"]
            took = process_cost(command, folder, 1 if studies >= ONCE_FROM else 3)
            least = process_cost([sys.executable, "-c", IMPORTS], folder, 3)
            ratio = took.processor / least.processor
            size = (Path(folder) / "page.html").stat().st_size / 1e6
            lines.append(
                f"| {treatments} x {studies:,} | {took.seconds:.1f} s | {took.processor:.1f} s "
                f"| {least.processor:.2f} s | {ratio:.1f} | {took.peak / 1e6:,.0f} MB | {size:.1f} MB |"
            )
    return [*lines, ""]


def _rows(study: Contrast) -> Iterator[tuple[str, str, str, float, float]]:
    """Every two arms of a study."""
    effect, cov = [0.0, *study.effect], study.cov
    for a, b in combinations(range(len(study.treatments)), 2):
        variance = cov[b - 1, b - 1]
        if a:
            variance += cov[a - 1, a - 1] - 2.0 * cov[a - 1, b - 1]
        yield study.study, study.treatments[b], study.treatments[a], float(effect[b] - effect[a]), math.sqrt(variance)
