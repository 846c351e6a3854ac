"""How much of what: a treatment with its dose, and the one name of the two together."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dorsal.errors import EvidenceError
from dorsal.trials.treatment import canonical


@dataclass(frozen=True, order=True)
class Dosage:
    """An agent at a dose: 0 is none of it, None a treatment that has no dose ("usual care")."""

    agent: str
    dose: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "agent", canonical(self.agent))
        if self.dose is not None and not 0.0 <= self.dose < math.inf:
            raise EvidenceError(f"a dose is a number from 0 up, got {self.dose!r} of {self.agent}")

    @property
    def name(self) -> str:
        """Of the treatment in a network of doses: "sumatriptan 50", or the agent where the dose is 0 or not told."""
        return canonical(f"{self.agent} {self.dose:.12g}") if self.dose else self.agent
