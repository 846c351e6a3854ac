"""From a table on disk to the report: the whole process, in growing networks."""

from __future__ import annotations

import csv
import math
import sys
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from bench.clock import process_seconds
from bench.networks import SIZES, network
from dorsal.trials.contrast import Contrast

LARGEST = 10_000
COLUMNS = ("study", "treat1", "treat2", "TE", "seTE")


def growing_reports() -> list[str]:
    lines = [
        "## From a table to the report",
        "",
        "`dorsal fit FILE --measure MD --report PAGE` as a process: read, check, fit, league table, drawings, page. "
        "The floor is `dorsal --version`, which starts Python and reads nothing.",
        "",
        "| treatments x studies | table to report | floor | ratio | page |",
        "|---|---|---|---|---|",
    ]
    dorsal = str(Path(sys.executable).parent / "dorsal")
    with tempfile.TemporaryDirectory() as folder:
        for treatments, studies in SIZES:
            if studies > LARGEST:
                continue
            with (Path(folder) / "trials.csv").open("w", newline="") as file:
                table = csv.writer(file)
                table.writerow(COLUMNS)
                table.writerows(row for c in network(treatments, studies, 0.1).contrasts for row in _rows(c))
            command = [dorsal, "fit", "trials.csv", "--measure", "MD", "--report", "page.html"]
            took = process_seconds(command, folder, 3)
            least = process_seconds([dorsal, "--version"], folder, 3)
            size = (Path(folder) / "page.html").stat().st_size / 1e6
            lines.append(
                f"| {treatments} x {studies:,} | {took:.1f} s | {least:.2f} s | {took / least:.1f} | {size:.1f} MB |"
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
