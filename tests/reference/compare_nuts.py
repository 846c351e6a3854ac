"""How far the integral with Laplace's approximation is from long NUTS runs, as a table of docs/agreement.md.

python -m tests.reference.compare_nuts
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dorsal.synthesis.bayes.marginal import NormalMixture, ScaleMarginal
from dorsal.synthesis.exact.arm_posterior import ArmPosterior, arm_posterior_of
from tests.reference.collect_nuts import CASES

HERE = Path(__file__).parent
Row = tuple[str, str, str, float, float, float, float]


def pinned() -> dict[str, Any]:
    return json.loads((HERE / "nuts.json").read_text())["posteriors"]


def rows(name: str) -> Iterator[Row]:
    """Case, likelihood, parameter; difference of the means and Monte-Carlo error in SDs, ratio of SDs, sampled mean."""
    case = CASES[name]
    found = arm_posterior_of(case.model, case.tau, case.effects)
    first = found.treatments[0]
    for parameter, sampled in pinned()[name]["parameters"].items():
        what = f"{parameter} against {first}" if parameter in found.treatments else parameter
        ours = _ours(found, parameter, case.shared)
        sd = sampled["sd"]
        off, error = (ours.mean - sampled["mean"]) / sd, sampled["mean_error"] / sd
        yield name, case.likelihood, what, off, error, ours.sd / sd, sampled["mean"]


def _ours(found: ArmPosterior, parameter: str, shared: tuple[str, ...]) -> NormalMixture | ScaleMarginal:
    if parameter == "tau":
        return found.tau
    return (
        found.shared(shared.index(parameter)) if parameter in shared else found.between(parameter, found.treatments[0])
    )


def main() -> None:
    lines = [
        "| data | likelihood | what | NUTS mean | Laplace minus NUTS, SDs | Monte-Carlo error, SDs | SD ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in CASES:
        for case, likelihood, what, off, error, ratio, mean in rows(name):
            lines.append(f"| {case} | {likelihood} | {what} | {mean:.4f} | {off:+.4f} | {error:.4f} | {ratio:.4f} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
