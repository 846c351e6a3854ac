"""Trials of doses with a known curve for each agent: pairs and studies of several arms, some of one agent alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from dorsal.synthesis.dose.doses import Doses
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast
from dorsal.trials.dosage import Dosage

Arms = Sequence[tuple[str, float | None]]
DESIGNS: tuple[Arms, ...] = (
    (("placebo", 0.0), ("A", 25.0), ("A", 50.0)),
    (("placebo", 0.0), ("A", 100.0)),
    (("A", 200.0), ("placebo", 0.0)),
    (("placebo", 0.0), ("B", 2.0), ("B", 10.0)),
    (("A", 50.0), ("B", 10.0)),
    (("placebo", 0.0), ("A", 200.0), ("B", 20.0)),
    (("B", 5.0), ("B", 20.0)),
    (("placebo", 0.0), ("C", 30.0)),
    (("usual care", None), ("placebo", 0.0)),
)
CURVES: Mapping[str, Callable[[float], float]] = {
    "A": lambda dose: 3.0 * dose / (40.0 + dose),
    "B": lambda dose: 2.0 * dose / (5.0 + dose),
    "C": lambda _: 1.0,
    "usual care": lambda _: -0.5,
    "placebo": lambda _: 0.0,
}


def trials(
    designs: Sequence[Arms] = DESIGNS,
    *,
    times: int = 2,
    noise: float = 1.0,
    tau: float = 0.1,
    curves: Mapping[str, Callable[[float], float]] = CURVES,
    unit: float = 1.0,
    seed: int = 1,
) -> Doses:
    """`noise` 0: effects exactly on the curves. `unit` is what a dose is multiplied by where it is written down."""
    rng = np.random.default_rng(seed)
    contrasts, of = [], {}
    for s, design in enumerate(list(designs) * times):
        variance = rng.uniform(0.01, 0.05, len(design))
        mean = np.array([curves[agent](dose or 0.0) for agent, dose in design])
        error = rng.normal(size=len(design)) * np.sqrt(variance) + rng.normal(0.0, tau / np.sqrt(2), len(design))
        arms = mean + noise * error
        dosages = [Dosage(agent, None if dose is None else unit * dose) for agent, dose in design]
        of |= {dosage.name: dosage for dosage in dosages}
        contrasts.append(
            Contrast(
                study=f"S{s}",
                treatments=tuple(dosage.name for dosage in dosages),
                effect=arms[1:] - arms[0],
                cov=np.diag(variance[1:]) + variance[0],
                measure="MD",
            )
        )
    return Doses(network=Network.of(contrasts), of=of)
