"""How a network is fitted. Every option has its limits, checked at birth by one loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dorsal.errors import OptionError
from dorsal.synthesis.heterogeneity import TAU2_METHODS, Tau2Method

Model = Literal["random", "common"]
IntervalKind = Literal["normal", "t"]
CHOICES = {"model": ("random", "common"), "tau2_method": TAU2_METHODS, "interval": ("normal", "t")}


@dataclass(frozen=True, kw_only=True)
class FitOptions:
    """`model`: random effects (default) or common effect. `tau2_method`: REML (default), ML, DL, PM.

    `interval`: normal quantiles (default, as netmeta), or t with the degrees of freedom of the total Q.
    """

    model: Model = "random"
    tau2_method: Tau2Method = "REML"
    level: float = 0.95
    interval: IntervalKind = "normal"

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            if getattr(self, name) not in allowed:
                raise OptionError(f"{name} must be one of {', '.join(allowed)}, got {getattr(self, name)!r}")
        if not 0.0 < self.level < 1.0:
            raise OptionError(f"level must lie between 0 and 1 (0.95 for 95 %), got {self.level:g}")
