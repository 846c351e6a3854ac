"""How a network is fitted. Every option has its limits, checked at birth by one loop."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from dorsal.errors import OptionError
from dorsal.synthesis.heterogeneity import TAU2_METHODS, Tau2Method
from dorsal.synthesis.yardstick import INTERVALS, SCALED, IntervalKind

Model = Literal["random", "common"]
CHOICES = {"model": ("random", "common"), "tau2_method": TAU2_METHODS, "interval": INTERVALS}


@dataclass(frozen=True, kw_only=True)
class FitOptions:
    """`model`: random effects (default) or common effect. `tau2_method`: REML (default), ML, DL, PM.

    `tau`: a standard deviation between studies that is known from elsewhere and so not estimated (netmeta's
    `tau.preset`); on the analysis scale, a log for ratios. `interval`: normal quantiles (default, as netmeta), t
    with the degrees of freedom of the total Q, or t with standard errors scaled after Hartung and Knapp: see
    synthesis.yardstick.
    """

    model: Model = "random"
    tau2_method: Tau2Method = "REML"
    tau: float | None = None
    level: float = 0.95
    interval: IntervalKind = "normal"

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            if getattr(self, name) not in allowed:
                raise OptionError(f"{name} must be one of {', '.join(allowed)}, got {getattr(self, name)!r}")
        if not 0.0 < self.level < 1.0:
            raise OptionError(f"level must lie between 0 and 1 (0.95 for 95 %), got {self.level:g}")
        if self.tau is not None and not 0.0 <= self.tau < math.inf:
            raise OptionError(f"tau, the standard deviation between studies, must be 0 or more, got {self.tau:g}")
        if self.interval in SCALED and self.model == "common":
            raise OptionError(f"{self.interval} intervals are of random effects; take 'normal' or 't' for a common one")
        if self.tau is not None and self.model == "common":
            raise OptionError("a common-effect model has no tau; leave out model='common', or tau")

    @property
    def tau2_from(self) -> str:
        """Where tau2 comes from: "given", or the method that estimates it."""
        return self.tau2_method if self.tau is None else "given"

    @property
    def known_tau2(self) -> float | None:
        """The tau2 that needs no estimate: 0 under the common-effect model, a preset one; else None."""
        if self.model == "common":
            return 0.0
        return None if self.tau is None else self.tau**2
