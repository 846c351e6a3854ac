"""From tables to arms: people as they are, and the printed rows of the other studies with the summaries of theirs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from dorsal.errors import EvidenceError
from dorsal.synthesis.counts.event_counts import EventCounts, EventRates
from dorsal.synthesis.counts.printed_counts import counts_of, rates_of
from dorsal.synthesis.population.mixed_arms import AggregateArm, PeopleArm
from dorsal.trials.arm_summary import ScoreArm, arm_summaries, together
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.left_out import LeftOut
from dorsal.trials.people.person_table import People
from dorsal.trials.people.summary_table import Summaries
from dorsal.trials.study import Study

KINDS = {"binomial": "events", "poisson": "rate", "normal": "mean"}
"""What of a person, or of an arm, each family is of."""
Found = tuple[tuple[AggregateArm, ...], tuple[LeftOut, ...]]


def people_arms(people: People) -> tuple[PeopleArm, ...]:
    """The people arm by arm, in the order of their studies."""
    study, treatment = np.array(people.study), np.array(people.treatment)
    found = []
    for name in people.studies:
        for given in dict.fromkeys(treatment[study == name].tolist()):
            own = (study == name) & (treatment == given)
            found.append(
                PeopleArm(study=name, treatment=given, x=people.x[own], y=people.y[own], size=people.size[own])
            )
    return tuple(found)


def aggregate_arms(studies: Iterable[Study], kind: str, summaries: Summaries | None) -> Found:
    """The arms of studies that print events, rates or means ("events", "rate", "mean"), and the rows that do not enter.

    The rows must be of one outcome at one time: choose them before. Raises EvidenceError where an arm has no summary.
    """
    studies = tuple(studies)
    if kind == "mean":
        arms, left_out = _means(studies)
    else:
        read: tuple[tuple[EventCounts | EventRates, ...], tuple[LeftOut, ...]]
        read = counts_of(studies) if kind == "events" else rates_of(studies)
        left_out = read[1]
        arms = [
            (c.study, t, float(e), float(size), float(size) if kind == "events" else math.nan)
            for c in read[0]
            for t, e, size in zip(c.treatments, c.events, c.size, strict=True)
        ]
    return tuple(_with_summary(arm, summaries) for arm in arms), left_out


_Arm = tuple[str, str, float, float, float]
"""Study, treatment, y, size and people of an AggregateArm."""


def _with_summary(arm: _Arm, summaries: Summaries | None) -> AggregateArm:
    study, treatment, y, size, people = arm
    told = () if summaries is None else summaries.arms.get((study, treatment))
    if told is None:
        raise EvidenceError(f"study {study}, {treatment}: the table does not tell the covariates of this arm")
    mean, sd = (np.array([each[i] for each in told], dtype=np.float64) for i in (0, 1))
    return AggregateArm(study=study, treatment=treatment, mean=mean, sd=sd, y=y, size=size, people=people)


def _means(studies: Sequence[Study]) -> tuple[list[_Arm], tuple[LeftOut, ...]]:
    """Means with their standard errors; arms with one treatment as one (Cochrane Handbook 6.5.2.10)."""
    found: list[_Arm] = []
    left_out: list[LeftOut] = []
    for study in studies:
        out: dict[str, str] = {}
        rows = [result for result in study.results if not result.is_contrast]
        out |= {result.row: "a contrast gives no mean of an arm" for result in study.results if result.is_contrast}
        people = {arm.name: arm.n for result in reversed(rows) for arm in result.arms if arm.n is not None}
        groups: dict[str, list[ScoreArm]] = {}
        for summary in arm_summaries(study.design, rows, people, EffectOptions(measure="MD"), out):
            if isinstance(summary, ScoreArm):
                groups.setdefault(summary.arm.treatment, []).append(summary)
        arms = [together(group) for group in groups.values()]
        if len(arms) > 1:
            found += [(study.id, a.arm.treatment, a.mean, a.se, math.nan if a.n is None else float(a.n)) for a in arms]
        else:
            out |= {row: "a single arm with a mean" for a in arms for row in a.rows}
        left_out += [LeftOut(row=row, study=study.id, reason=reason) for row, reason in out.items()]
    return found, tuple(left_out)
