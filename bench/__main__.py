"""Measure, print, and write docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

import numpy as np
import scipy

from bench.batches import batches
from bench.care import one_person
from bench.clock import IMPORTS, in_turn, process_seconds, seconds
from bench.long_work import all_contributions, growing_work, in_fits, several_cores
from bench.networks import PASSES, SIZES, floor, network
from bench.pages import pages
from bench.report import growing_reports
from dorsal.synthesis.fit import fit_network

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}; Python {platform.python_version()}, "
        f"numpy {np.__version__}, scipy {scipy.__version__}"
    )


def one_fit() -> list[str]:
    net = network(200, 10_000)
    net.rows, net.islands  # noqa: B018  the layout is made once for a network and is not part of a fit
    least = floor(200, 10_000)
    fit, factor = in_turn(lambda: fit_network(net), least[0], 15)
    fit, passes = in_turn(lambda: fit_network(net), least[1], 15)
    ratio = fit / (factor + passes)
    return [
        "## One random-effects fit",
        "",
        "REML, 200 treatments, 10,000 two-arm contrasts, against one Cholesky factorisation of a 200 x 200 matrix "
        f"plus {PASSES} passes over the data.",
        "",
        "| fit | Cholesky | passes | fit / (Cholesky + passes) | target |",
        "|---|---|---|---|---|",
        f"| {1e3 * fit:.1f} ms | {1e3 * factor:.2f} ms | {1e3 * passes:.2f} ms "
        f"| **{ratio:.1f}** | 10{'' if ratio <= 10 else ', missed in this run'} |",
        "",
    ]


def growing() -> list[str]:
    lines = [
        "## Growing networks",
        "",
        "A tenth of the studies has three arms. `layout` turns studies into rows, once; `fit` is REML with all "
        "effects and their covariance. The floor is the one above, for that size.",
        "",
        "| treatments x studies | layout | fit | fit / floor | bytes of rows a study |",
        "|---|---|---|---|---|",
    ]
    for treatments, studies in SIZES:
        net = network(treatments, studies, multi_arm=0.1)
        layout = seconds(lambda net=net: type(net)(net.contrasts).rows, 3)  # type: ignore[misc]
        fit = seconds(lambda net=net: fit_network(net), 5)  # type: ignore[misc]
        least = sum(seconds(work, 9) for work in floor(treatments, len(net.rows)))
        size = sum(value.nbytes for value in vars(net.rows).values() if isinstance(value, np.ndarray))
        lines.append(
            f"| {treatments} x {studies:,} | {1e3 * layout:.1f} ms | {1e3 * fit:.1f} ms "
            f"| {fit / least:.1f} | {size / studies:.0f} |"
        )
    return [*lines, ""]


def whole_answer() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        answer = process_seconds([str(Path(sys.executable).parent / "dorsal"), "answer"], folder)
        imports = process_seconds([sys.executable, "-c", IMPORTS], folder)
    return [
        "## The whole answer",
        "",
        f'`dorsal answer` as a process, report included, against `python -c "{IMPORTS}"`.',
        "",
        "| answer | imports | ratio | target |",
        "|---|---|---|---|",
        f"| {answer:.2f} s | {imports:.2f} s | **{answer / imports:.2f}** | 3 |",
        "",
    ]


PARTS = (
    one_fit,
    growing,
    in_fits,
    growing_work,
    all_contributions,
    several_cores,
    batches,
    whole_answer,
    growing_reports,
    one_person,
    pages,
)


def main() -> None:
    page = [
        "# Benchmarks",
        "",
        "Made by `make bench`; every figure is a ratio to a floor measured in the same run. Median of several runs.",
        "",
        f"Machine: {machine()}. One BLAS thread. Load average when it started: {os.getloadavg()[0]:.1f}; "
        "other work on the machine makes single figures larger.",
        "",
    ]
    for part in PARTS:
        lines = part()
        print("\n".join(lines))
        page += lines
    PAGE.write_text("\n".join(page).rstrip() + "\n")


if __name__ == "__main__":
    main()
