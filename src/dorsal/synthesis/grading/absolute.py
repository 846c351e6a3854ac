"""What a relative effect comes to in people: risks with and without a treatment at an assumed baseline risk.

The baseline risk is the reader's own (a registry, a cohort), or the median of the reference arms (GRADE Handbook 5.2;
Schünemann et al., Cochrane Handbook 14.1.5). It is taken as known: an interval of an absolute effect is that of the
relative effect alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from dorsal.errors import OptionError
from dorsal.synthesis.counts.event_counts import EventCounts
from dorsal.synthesis.estimate import Interval

PEOPLE = 1000
"""Absolute effects are told for so many people."""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The risk without the treatment, and where it is from."""

    risk: float
    assumed: bool
    """True where somebody gave it, False for the median of the reference arms."""
    low: float | None = None
    high: float | None = None
    """Of the reference arms."""
    studies: tuple[str, ...] = ()
    people: int = 0

    def __post_init__(self) -> None:
        if not 0.0 < self.risk < 1.0:
            raise OptionError(f"a baseline risk lies between 0 and 1, got {self.risk:g}")


def assumed(risk: float) -> Baseline:
    """A risk that somebody gave."""
    return Baseline(risk=risk, assumed=True)


def of_reference_arms(counts: Iterable[EventCounts], reference: str) -> Baseline | None:
    """The median risk of the reference's arms, with its range; None where there is none, or it is 0 or 1."""
    risks, people, studies = [], 0, []
    for study in counts:
        if reference in study.treatments:
            place = study.treatments.index(reference)
            risks.append(study.events[place] / study.n[place])
            people += study.n[place]
            studies.append(study.study)
    if not risks or not 0.0 < median(risks) < 1.0:
        return None
    return Baseline(
        risk=median(risks),
        assumed=False,
        low=min(risks),
        high=max(risks),
        studies=tuple(studies),
        people=people,
    )


def _odds(risk: float, log_ratio: float) -> float:
    return 1.0 / (1.0 + math.exp(-(math.log(risk / (1.0 - risk)) + log_ratio)))


def _risk(risk: float, log_ratio: float) -> float:
    return min(1.0, risk * math.exp(min(log_ratio, 700.0)))


def _difference(risk: float, difference: float) -> float:
    return min(1.0, max(0.0, risk + difference))


def _arcsine(risk: float, difference: float) -> float:
    angle = math.asin(math.sqrt(risk)) + difference
    return math.sin(min(0.5 * math.pi, max(0.0, angle))) ** 2


def _hazard(risk: float, log_ratio: float) -> float:
    return -math.expm1(math.log1p(-risk) * math.exp(min(log_ratio, 700.0)))


RISKS: Mapping[str, Callable[[float, float], float]] = {
    "OR": _odds,
    "RR": _risk,
    "VE": _risk,
    "RD": _difference,
    "ASD": _arcsine,
    "HR": _hazard,
}
"""Measure -> the risk with a treatment, from the risk without it and the effect on the analysis scale."""


@dataclass(frozen=True, kw_only=True)
class AbsoluteEffect:
    """Risks from 0 to 1, with and without a treatment."""

    without: float
    with_treatment: float
    ci: Interval
    """Of the risk with the treatment."""

    @property
    def difference(self) -> float:
        return self.with_treatment - self.without

    @property
    def difference_ci(self) -> Interval:
        return self.ci[0] - self.without, self.ci[1] - self.without


def absolute(measure: str, mean: float, ci: Interval, baseline: Baseline) -> AbsoluteEffect:
    """The risks that an effect (analysis scale) means at a baseline risk. Raises OptionError for another measure."""
    if measure not in RISKS:
        raise OptionError(f"{measure} does not tell a risk; absolute effects follow from {', '.join(RISKS)}")
    risk = RISKS[measure]
    return AbsoluteEffect(
        without=baseline.risk,
        with_treatment=risk(baseline.risk, mean),
        ci=(risk(baseline.risk, ci[0]), risk(baseline.risk, ci[1])),
    )
