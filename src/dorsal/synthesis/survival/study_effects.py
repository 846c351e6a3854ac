"""What each trial's people say of its treatments: hazard ratios, or differences of restricted means or of survival."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, sqrt

import numpy as np

from dorsal.synthesis.survival.cox import CoxFit, Ties, cox, log_rank
from dorsal.synthesis.survival.kaplan_meier import KaplanMeier, kaplan_meier
from dorsal.synthesis.survival.proportional_hazards import ProportionalityTest, proportionality
from dorsal.synthesis.survival.risk_sets import RiskSets, risk_sets
from dorsal.trials.contrast import Array
from dorsal.trials.covariance import against_first
from dorsal.trials.left_out import LeftOut, Unusable
from dorsal.trials.study import Arm, Result, Study
from dorsal.trials.survival.times import StudyTimes, Times

REPORTS = {"HR": "hr_se", "RMST": "rmst_se", "SPD": "spd_se"}


@dataclass(frozen=True, kw_only=True)
class Effects:
    """Of the treatments of one trial against its first: (k-1,) effects (log hazard ratios) and their covariance."""

    treatments: tuple[str, ...]
    effect: Array
    cov: Array


@dataclass(frozen=True, kw_only=True)
class Hazards:
    """A trial's hazard ratios, and whether they are the whole story."""

    treatments: tuple[str, ...]
    fit: CoxFit
    log_rank: tuple[float, int, float]
    """Chi-square, degrees of freedom, P."""
    proportionality: ProportionalityTest


def curves_of(times: StudyTimes) -> tuple[KaplanMeier, ...]:
    """The curve of each arm."""
    found = []
    for a in range(len(times.treatments)):
        own = times.arm == a
        found.append(kaplan_meier(times.time[own], times.event[own], times.entry[own]))
    return tuple(found)


def sets_of(times: StudyTimes) -> RiskSets:
    """The risk sets of a trial."""
    return risk_sets(times.time, times.event, times.entry, times.arm, len(times.treatments))


def hazards(times: StudyTimes, ties: Ties) -> Hazards:
    """Cox's fit of the arms that have events. Raises Unusable where fewer than two have."""
    seen = [a for a in range(len(times.treatments)) if times.event[times.arm == a].any()]
    if len(seen) < 2:
        raise Unusable("fewer than two of its arms have an event, so no hazard ratio is finite")
    kept = times if len(seen) == len(times.treatments) else times.among(seen)
    sets = sets_of(kept)
    fit = cox(sets, ties)
    return Hazards(
        treatments=kept.treatments, fit=fit, log_rank=log_rank(sets), proportionality=proportionality(sets, fit, ties)
    )


def common_horizon(times: Times) -> float:
    """The smallest of the arms' largest times: until then every curve is known."""
    return min(study.last(a) for study in times.studies for a in range(len(study.treatments)))


def living(times: StudyTimes, measure: str, until: float) -> Effects:
    """Differences of restricted means (RMST) or of survival (SPD) at a time, of the arms that are known until then.

    Arms are independent, so contrasts share the variance of the first. Raises Unusable where fewer than two arms are
    known, or vary.
    """
    found = []
    for treatment, curve in zip(times.treatments, curves_of(times), strict=True):
        if until <= curve.known_until:
            value, variance = curve.restricted_mean(until) if measure == "RMST" else _squared(curve.at(until))
            found.append((treatment, value, variance))
    if len(found) < 2:
        raise Unusable(f"fewer than two of its arms were followed until {until:g}")
    varying = [arm for arm in found if arm[2] > 0.0]
    if len(varying) < 2:
        raise Unusable(f"in fewer than two of its arms does the curve vary until {until:g}, so there is no variance")
    effect, cov = against_first([value for _, value, _ in varying], [variance for _, _, variance in varying])
    return Effects(treatments=tuple(name for name, _, _ in varying), effect=effect, cov=cov)


def _squared(estimate: tuple[float, float]) -> tuple[float, float]:
    return estimate[0], estimate[1] ** 2


def effects_of(times: StudyTimes, measure: str, *, ties: Ties, until: float) -> Effects:
    """The effects of one trial on HR, RMST or SPD. Raises Unusable where it has none."""
    if measure == "HR":
        found = hazards(times, ties)
        return Effects(treatments=found.treatments, effect=found.fit.effect, cov=found.fit.cov)
    return living(times, measure, until)


def studies_of(
    times: Times, measure: str, *, outcome: str, scale: str = "", ties: Ties = "efron", until: float
) -> tuple[tuple[Study, ...], tuple[LeftOut, ...]]:
    """Each trial with the contrasts of all pairs of its treatments, whose variances hold their whole covariance.

    `until`: where RMST and SPD are told. Trials and arms that say nothing on the measure are listed with the reason.
    """
    found, out = [], []
    for study in times.studies:
        try:
            effects = effects_of(study, measure, ties=ties, until=until)
        except Unusable as reason:
            out.append(LeftOut(row=f"{times.name}, {study.study}", study=study.study, reason=str(reason)))
            continue
        results = tuple(_results(times.name, study, effects, measure, outcome, scale))
        found.append(Study(id=study.study, results=results))
        out += _silent(times.name, study, effects, measure, until)
    return tuple(found), tuple(out)


def _silent(name: str, study: StudyTimes, effects: Effects, measure: str, until: float) -> Iterator[LeftOut]:
    why = "nobody had the event, so no hazard ratio is finite; measure RMST or SPD may count it"
    for treatment in study.treatments:
        if treatment not in effects.treatments:
            reason = why if measure == "HR" else f"not followed until {until:g}, or nobody had the event by then"
            yield LeftOut(row=f"{name}, {treatment} in {study.study}", study=study.study, reason=reason)


def _results(
    name: str, study: StudyTimes, effects: Effects, measure: str, outcome: str, scale: str
) -> Iterator[Result]:
    people = dict(zip(study.treatments, study.people, strict=True))
    value = np.concatenate([[0.0], effects.effect])
    cov = np.zeros((len(value), len(value)))
    cov[1:, 1:] = effects.cov
    for first, second in combinations(range(len(value)), 2):
        a, b = effects.treatments[first], effects.treatments[second]
        apart = float(value[second] - value[first])
        variance = float(cov[first, first] + cov[second, second] - 2.0 * cov[first, second])
        yield Result(
            row=f"{name}, {b} against {a} in {study.study}",
            study=study.study,
            outcome=outcome,
            scale=scale,
            arms=(Arm(treatment=b, n=people[b]), Arm(treatment=a, n=people[a])),
            reported=REPORTS[measure],
            value=exp(apart) if measure == "HR" else apart,
            se=sqrt(variance),
        )


def tested(found: Sequence[Hazards]) -> tuple[float, int]:
    """The sum of the trials' tests of proportional hazards: chi-square and degrees of freedom."""
    return sum(h.proportionality.chi2 for h in found), sum(h.proportionality.df for h in found)
