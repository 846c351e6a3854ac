"""What one trial says: the effects of its treatments against its first one, with their covariance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsal.errors import EvidenceError
from dorsal.trials.treatment import canonical

Array = NDArray[np.float64]

SYMMETRIC_WITHIN = 1e-9
POSITIVE_ABOVE = 1e-12


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """A number that does not stand in the source, and how it was got."""

    row: str
    what: str
    """What was derived: "standard error", "covariance", "SMD", "change from baseline" ..."""
    how: str
    """The rule with its source, in words."""
    assumed: bool = False
    """True where an assumption entered that the source does not print (a correlation, a rounded P value, an
    approximate covariance, a standard deviation from elsewhere); False for exact arithmetic on printed numbers."""


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """Effects of k treatments of one study against the first, on the analysis scale (log for ratios).

    `effect` has shape (k-1,): treatments[1:] minus treatments[0]; `cov` (k-1, k-1) is positive definite.
    A study whose arms fall into pieces that share no arm gives one Contrast a piece. Combinations take their one
    spelling: "b + a" becomes "a+b". Raises EvidenceError for whatever cannot be so.
    """

    study: str
    treatments: tuple[str, ...]
    effect: Array
    cov: Array
    measure: str
    n: tuple[int | None, ...] = ()
    """People by treatment, in the order of `treatments`; None where not known."""
    rows: tuple[str, ...] = ()
    derived: tuple[Derivation, ...] = ()
    use: str = "main"
    """The weakest use among its rows: main, or sensitivity."""
    source: str = "trial"
    """"trial", or "registry" for a clinic's own estimate."""
    covariates: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 1.0
    """Power that its likelihood is raised to: `cov` is divided by it. 0: set aside, with `cov` as it was."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "treatments", tuple(canonical(treatment) for treatment in self.treatments))
        k = len(self.treatments)
        if k < 2 or len(set(self.treatments)) < k:
            raise EvidenceError(f"study {self.study}: a contrast needs two or more different treatments")
        if self.effect.shape != (k - 1,) or self.cov.shape != (k - 1, k - 1):
            raise EvidenceError(f"study {self.study}: {k} treatments need {k - 1} effects and their covariance")
        if not all(map(math.isfinite, (*self.effect.flat, *self.cov.flat))):
            raise EvidenceError(f"study {self.study}: an effect or its variance is not a finite number")
        self._check_covariance()

    def _check_covariance(self) -> None:
        if not (self.cov[0, 0] > 0 if len(self.effect) == 1 else self._is_covariance()):
            raise EvidenceError(
                f"study {self.study}: the variances of its contrasts contradict each other "
                "(their covariance is not positive definite); give the arms, or all pairwise standard errors"
            )

    def _is_covariance(self) -> bool:
        """Whether it is positive definite. Raises EvidenceError where it is not even symmetric."""
        size = float(np.abs(self.cov).max())
        if np.abs(self.cov - self.cov.T).max() > SYMMETRIC_WITHIN * size:
            raise EvidenceError(f"study {self.study}: its covariance matrix is not symmetric")
        return bool(np.linalg.eigvalsh(self.cov)[0] > POSITIVE_ABOVE * size)

    @property
    def groups(self) -> dict[str, int | None]:
        """People given each treatment, in the order of `treatments`; None where not known."""
        return dict(zip(self.treatments, self.n or (None,) * len(self.treatments), strict=True))

    @property
    def people(self) -> int | None:
        """People in the contrast, None where a group's number is not known."""
        return None if not self.n or None in self.n else sum(count for count in self.n if count is not None)
