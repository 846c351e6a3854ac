"""What is believed before the data: priors on tau, the heterogeneity SD, and on the treatments' effects."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import IntegrationWarning, quad
from scipy.special import gammaln

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.tau_axis import Axis, ExpSinhAxis, LogAxis, SinhAxis, TanhSinhAxis
from dorsal.trials.contrast import Array

TOTAL_WITHIN = 1e-4
"""How near 1 a density must integrate that is said to be normalised."""


class StandardErrors(NamedTuple):
    """What the data say about the scale on which tau matters."""

    smallest: float
    typical: float


class TauPrior(Protocol):
    """A density of tau >= 0, in the unit of the effects.

    `tail`: it falls like tau^-tail far out (infinite: faster than any power), which decides which moments exist.
    `measures`: the measures for which it was derived; empty if any.
    """

    @property
    def name(self) -> str:
        """As it is written, and read back by synthesis.bayes.prior_text."""

    @property
    def proper(self) -> bool:
        """Whether it integrates to 1, which the evidence needs."""

    @property
    def tail(self) -> float: ...
    @property
    def measures(self) -> tuple[str, ...]: ...
    def log_density(self, tau: Array) -> Array: ...
    def axis(self, errors: StandardErrors) -> Axis:
        """The axis to integrate on, for data with these standard errors."""


@dataclass(frozen=True)
class HalfNormal:
    """|N(0, scale^2)| (Gelman 2006; Roever et al. 2021 for the choice of scale)."""

    scale: float

    proper = True
    tail = math.inf
    measures = ()

    def __post_init__(self) -> None:
        _require_positive("halfnormal", "scale", self.scale)

    @property
    def name(self) -> str:
        return f"halfnormal({self.scale:.12g})"

    def log_density(self, tau: Array) -> Array:
        return 0.5 * math.log(2.0 / math.pi) - math.log(self.scale) - 0.5 * (tau / self.scale) ** 2

    def axis(self, errors: StandardErrors) -> Axis:
        return SinhAxis(unit=min(errors.smallest, self.scale))


@dataclass(frozen=True)
class HalfCauchy:
    """|Cauchy(0, scale)| (Gelman 2006)."""

    scale: float

    proper = True
    tail = 2.0
    measures = ()

    def __post_init__(self) -> None:
        _require_positive("halfcauchy", "scale", self.scale)

    @property
    def name(self) -> str:
        return f"halfcauchy({self.scale:.12g})"

    def log_density(self, tau: Array) -> Array:
        return math.log(2.0 / (math.pi * self.scale)) - 2.0 * np.log(np.hypot(1.0, tau / self.scale))

    def axis(self, errors: StandardErrors) -> Axis:
        return SinhAxis(unit=min(errors.smallest, self.scale))


@dataclass(frozen=True)
class Uniform:
    """Every tau between `low` and `high` alike (NICE TSD 2: uniform(0, 5) for log odds ratios).

    An infinite `high` makes it improper: the likelihood must then fall fast enough, and there is no evidence.
    """

    low: float
    high: float

    measures = ()

    def __post_init__(self) -> None:
        if not (0.0 <= self.low < self.high and math.isfinite(self.low)):
            raise OptionError(
                f"uniform({self.low:g}, {self.high:g}): tau is a standard deviation, so give 0 <= low < high, "
                "as in uniform(0, 5)"
            )

    @property
    def name(self) -> str:
        return f"uniform({self.low:.12g},{self.high:.12g})"

    @property
    def proper(self) -> bool:
        return math.isfinite(self.high)

    @property
    def tail(self) -> float:
        return math.inf if self.proper else 0.0

    def log_density(self, tau: Array) -> Array:
        height = -math.log(self.high - self.low) if self.proper else 0.0
        return np.where((tau >= self.low) & (tau <= self.high), height, -np.inf)

    def axis(self, errors: StandardErrors) -> Axis:
        if self.low == 0.0:
            return SinhAxis(unit=min(errors.smallest, self.high), high=self.high)
        if self.proper:
            return TanhSinhAxis(low=self.low, high=self.high)
        return ExpSinhAxis(unit=errors.typical, low=self.low)


@dataclass(frozen=True)
class LogNormal:
    """log tau^2 ~ N(mean, sd^2): the form of the published predictive distributions for log odds ratios."""

    mean: float
    sd: float
    label: str = ""
    """The published distribution that it is, as it is written; empty otherwise."""
    measures: tuple[str, ...] = ()

    proper = True
    tail = math.inf

    def __post_init__(self) -> None:
        _require_finite("lognormal", "mean of log tau2", self.mean)
        _require_positive("lognormal", "SD of log tau2", self.sd)

    @property
    def name(self) -> str:
        return self.label or f"lognormal({self.mean:.12g},{self.sd:.12g})"

    def log_density(self, tau: Array) -> Array:
        log_tau, known = _log(tau)
        z = (2.0 * log_tau - self.mean) / self.sd
        height = math.log(2.0 / self.sd) - 0.5 * math.log(2.0 * math.pi)
        return np.where(known, height - log_tau - 0.5 * z * z, -np.inf)

    def axis(self, errors: StandardErrors) -> Axis:
        return LogAxis(centre=math.log(errors.typical))


@dataclass(frozen=True)
class LogT:
    """log tau^2 ~ location + scale t(df): the form of the published predictive distributions for SMDs."""

    location: float
    scale: float
    df: float = 5.0
    label: str = ""
    measures: tuple[str, ...] = ()

    proper = True
    tail = 1.0 + 1e-9
    """As tau^-1 but for a power of its logarithm, which is enough for the mass and for one moment more to exist."""

    def __post_init__(self) -> None:
        _require_finite("logt", "location of log tau2", self.location)
        _require_positive("logt", "scale of log tau2", self.scale)
        _require_positive("logt", "degrees of freedom", self.df)

    @property
    def name(self) -> str:
        return self.label or f"logt({self.location:.12g},{self.scale:.12g},{self.df:.12g})"

    def log_density(self, tau: Array) -> Array:
        log_tau, known = _log(tau)
        z = (2.0 * log_tau - self.location) / self.scale
        height = float(gammaln(0.5 * (self.df + 1.0)) - gammaln(0.5 * self.df)) - 0.5 * math.log(self.df * math.pi)
        height += math.log(2.0 / self.scale)
        return np.where(known, height - log_tau - 0.5 * (self.df + 1.0) * np.log1p(z * z / self.df), -np.inf)

    def axis(self, errors: StandardErrors) -> Axis:
        return LogAxis(centre=math.log(errors.typical))


@dataclass(frozen=True, kw_only=True)
class Density:
    """Any density of tau between `low` and `high`, as a function of an array of taus.

    It need not integrate to 1; say `normalised` if it does, as the evidence needs that: it is checked. Smooth
    densities converge with few nodes; one with a kink or a jump may not reach the tolerance, and then NotSettled says
    so.
    """

    density: Callable[[Array], Array]
    name: str
    low: float = 0.0
    high: float = math.inf
    normalised: bool = False
    tail: float = math.inf

    measures = ()

    def __post_init__(self) -> None:
        if not (0.0 <= self.low < self.high and math.isfinite(self.low)):
            raise OptionError(f"prior {self.name}: give 0 <= low < high, got {self.low:g} and {self.high:g}")
        if self.normalised:
            self._check_total()

    def _check_total(self) -> None:
        """One adaptive quadrature. Raises OptionError where the density does not integrate to 1."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", IntegrationWarning)
            total = quad(lambda t: float(np.exp(self.log_density(np.array([t]))[0])), self.low, self.high, limit=200)[0]
        if not abs(total - 1.0) < TOTAL_WITHIN:
            raise OptionError(
                f"prior {self.name}: it is said to be normalised, but integrates to {total:.6g} from {self.low:g} to "
                f"{self.high:g}; divide it by that, or leave out normalised=True"
            )

    @property
    def proper(self) -> bool:
        return self.normalised

    def log_density(self, tau: Array) -> Array:
        height = np.asarray(self.density(tau), dtype=np.float64)
        if height.shape != tau.shape or np.isnan(height).any() or (height < 0.0).any():
            raise OptionError(
                f"prior {self.name}: its density must give one number >= 0 for every tau of the array it is handed"
            )
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(height), dtype=np.float64)

    def axis(self, errors: StandardErrors) -> Axis:
        if math.isfinite(self.high):
            return TanhSinhAxis(low=self.low, high=self.high)
        return ExpSinhAxis(unit=errors.typical, low=self.low)


@dataclass(frozen=True, kw_only=True)
class NormalEffects:
    """Basic parameters ~ N(0, sd^2), independent.

    Basic parameters: the effects of all other treatments against `reference` (None: the network's first); in a
    component model the components' effects, and `reference` does not matter. Without such a prior they are flat.
    """

    sd: float
    reference: str | None = None

    def __post_init__(self) -> None:
        _require_positive("prior on effects", "sd", self.sd)

    @property
    def name(self) -> str:
        return f"normal(0,{self.sd:.12g})"


def _require_positive(prior: str, what: str, value: float) -> None:
    if not 0.0 < value < math.inf:
        raise OptionError(f"{prior}: the {what} must be a number above 0, got {value:g}")


def _require_finite(prior: str, what: str, value: float) -> None:
    if not math.isfinite(value):
        raise OptionError(f"{prior}: the {what} must be a finite number, got {value:g}")


def _log(tau: Array) -> tuple[Array, NDArray[np.bool_]]:
    """log tau where there is one, and where."""
    known = (tau > 0.0) & np.isfinite(tau)
    return np.log(np.where(known, tau, 1.0)), known
