"""How effects may depend on covariates, what is believed beforehand, and how finely integrals are taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dorsal.errors import OptionError

POINTS = 256
PRIOR_COEFFICIENT = 10.0


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Of a model of people and aggregate arms."""

    prognostic: tuple[str, ...] = ()
    """Covariates that change no effect."""
    interaction: str = "independent"
    """Among layout.INTERACTIONS."""
    classes: Mapping[str, str] | None = None
    """Treatment -> class, for interactions by "class"."""
    control: str = ""
    """The treatment that changes of effects, and priors on effects, are against, whatever the reference; "" for the
    reference.
    """
    prior_effect: float | None = None
    """SD of the normal prior on effects against the control, in the mean of all people; None: flat."""
    prior_coefficient: float = PRIOR_COEFFICIENT
    """SD of the normal priors on coefficients, for one SD of a covariate; of scores times their SD. Infinite: flat."""
    points: int = POINTS
    """For each aggregate arm, to begin with: they are doubled until it makes no difference."""

    def __post_init__(self) -> None:
        if not self.prior_coefficient > 0.0 or not (self.prior_effect is None or self.prior_effect > 0.0):
            raise OptionError("the SDs of priors on effects and coefficients must be above 0")
