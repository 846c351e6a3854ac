"""How far exact posteriors are from those that JAGS sampled (jags.json), as a table of docs/agreement.md.

python -m tests.reference.compare_jags
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from dorsal.faces.python import fit
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior
from dorsal.synthesis.bayes.marginal import NormalMixture, ScaleMarginal
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import NormalEffects, Uniform
from dorsal.synthesis.exact.arm_posterior import arm_posterior
from tests.synthesis.event_data import smoking

TESTS = Path(__file__).parents[1]
TAU = Uniform(0.0, 5.0)
Marginal = NormalMixture | ScaleMarginal


def parameters() -> Iterator[tuple[str, str, str, Marginal]]:
    """Data, our method, JAGS' name of a parameter, and its posterior."""
    network = fit(TESTS / "data" / "parkinson.csv", measure="MD").network
    yield from _named("parkinson", "exact", posterior(network, TAU, NormalEffects(sd=10.0, reference="1")))
    counts = arm_posterior(smoking(), TAU, NormalEffects(sd=10.0, reference="A"))
    yield from _named("smoking_cessation", "Laplace given tau", counts)


def _named(data: str, method: str, found: EffectsPosterior) -> Iterator[tuple[str, str, str, Marginal]]:  # type: ignore[type-arg]
    first, *others = found.treatments
    yield data, method, "tau", found.tau
    yield from ((data, method, f"d[{other} vs {first}]", found.between(other, first)) for other in others)


def main() -> None:
    pinned = json.loads((Path(__file__).parent / "jags.json").read_text())["posteriors"]
    lines = [
        "| data | Dorsal | what | JAGS mean | Dorsal minus JAGS, SDs | Monte-Carlo error, SDs | SD ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for data, method, name, ours in parameters():
        sampled = pinned[data]["parameters"][name]
        off, error = (ours.mean - sampled["mean"]) / sampled["sd"], sampled["mcse"] / sampled["sd"]
        ratio = ours.sd / sampled["sd"]
        lines.append(f"| {data} | {method} | {name} | {sampled['mean']:.4f} | {off:+.4f} | {error:.4f} | {ratio:.4f} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
