"""Log odds ratios of a network from counts, whatever the method that found them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.errors import NetworkError
from dorsal.synthesis.counts.event_counts import EventCounts
from dorsal.synthesis.estimate import Interval, interval
from dorsal.synthesis.heterogeneity import FitDiary
from dorsal.synthesis.q import Q
from dorsal.trials.contrast import Array
from dorsal.trials.left_out import LeftOut
from dorsal.trials.treatment import canonical


@dataclass(frozen=True, kw_only=True)
class EventFit:
    """Log odds ratios of all treatments against the first, shape (n,), with covariance (n, n)."""

    method: str
    treatments: tuple[str, ...]
    effect: Array
    cov: Array
    level: float
    diary: FitDiary
    used: tuple[EventCounts, ...]
    """The studies, with the arms that entered."""
    left_out: tuple[LeftOut, ...]
    q_between: Q | None = None
    """Disagreement between designs, where the method has such a test."""

    def between(self, first: str, second: str) -> tuple[float, float, Interval]:
        """`first` minus `second`: log odds ratio, standard error and normal interval.

        Raises NetworkError for a treatment that no study used gave.
        """
        a, b = (self.treatments.index(self.name(t)) for t in (first, second))
        mean = float(self.effect[a] - self.effect[b])
        se = math.sqrt(max(0.0, float(self.cov[a, a] + self.cov[b, b] - 2.0 * self.cov[a, b])))
        return mean, se, interval(mean, se, self.level, math.inf)

    def name(self, treatment: str) -> str:
        """The treatment as it is spelled here. Raises NetworkError if no study used gave it."""
        name = canonical(treatment)
        if name not in self.treatments:
            raise NetworkError(f"{treatment} is in no study used; they have {', '.join(self.treatments)}")
        return name


def event_fit(
    method: str,
    treatments: tuple[str, ...],
    theta: Array,
    cov: Array,
    level: float,
    diary: FitDiary,
    used: Sequence[EventCounts],
    left_out: tuple[LeftOut, ...],
) -> EventFit:
    """The fit of effects `theta` (n - 1,) against the first treatment, with their covariance."""
    full = np.zeros((len(treatments), len(treatments)))
    full[1:, 1:] = cov
    return EventFit(
        method=method,
        treatments=treatments,
        effect=np.concatenate(([0.0], theta)),
        cov=full,
        level=level,
        diary=diary,
        used=tuple(used),
        left_out=left_out,
    )
