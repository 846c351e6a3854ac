"""Arms of which every person is known beside arms of which only summaries are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from dorsal.errors import EvidenceError, NetworkError
from dorsal.synthesis.counts.arms import Index
from dorsal.synthesis.counts.event_counts import SAYS_NOTHING
from dorsal.synthesis.population.links import Family
from dorsal.synthesis.population.points import copula_correlation
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class PeopleArm:
    """The n people of one arm."""

    study: str
    treatment: str
    x: Array
    """(n, p) covariates."""
    y: Array
    """(n,) scores, or events."""
    size: Array
    """(n,) person-time of events that are counted over it; else 1."""


@dataclass(frozen=True, kw_only=True)
class AggregateArm:
    """One arm as a paper prints it."""

    study: str
    treatment: str
    mean: Array
    """(p,) means of the covariates, proportions of those that are yes or no."""
    sd: Array
    """(p,) their SDs; not read for yes or no."""
    y: float
    """The mean score, or the number of events."""
    size: float
    """People, or person-time; of scores the standard error of their mean."""
    people: float = math.nan
    """How many, where it is known."""


@dataclass(frozen=True, kw_only=True)
class MixedArms:
    """All arms of a network, those of people first."""

    family: Family
    treatments: tuple[str, ...]
    """The first is the reference."""
    people: tuple[PeopleArm, ...]
    aggregate: tuple[AggregateArm, ...]
    covariates: tuple[str, ...]
    margins: tuple[str, ...]
    """Of each covariate, among points.MARGINS."""
    left_out: tuple[tuple[str, str], ...] = field(default=())
    """Studies that say nothing, each with the reason."""

    @cached_property
    def arms(self) -> tuple[PeopleArm | AggregateArm, ...]:
        return (*self.people, *self.aggregate)

    @cached_property
    def studies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(arm.study for arm in self.arms))

    @cached_property
    def study(self) -> Index:
        """(A,) place of each arm's study."""
        place = {study: i for i, study in enumerate(self.studies)}
        return np.array([place[arm.study] for arm in self.arms], dtype=np.intp)

    @cached_property
    def treatment(self) -> Index:
        """(A,) place of each arm's treatment."""
        return np.array([self.treatments.index(arm.treatment) for arm in self.arms], dtype=np.intp)

    @cached_property
    def sizes(self) -> Array:
        """(A,) people; the median of the others where an arm does not say."""
        sizes = np.array([len(a.y) if isinstance(a, PeopleArm) else a.people for a in self.arms], dtype=np.float64)
        known = sizes[np.isfinite(sizes)]
        return np.where(np.isfinite(sizes), sizes, np.median(known) if len(known) else 1.0)

    @cached_property
    def means(self) -> Array:
        """(A, p) of the covariates."""
        rows = [a.x.mean(axis=0) if isinstance(a, PeopleArm) else a.mean for a in self.arms]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.covariates))

    @cached_property
    def sds(self) -> Array:
        """(A, p) of the covariates."""
        rows = [a.x.std(axis=0) if isinstance(a, PeopleArm) else a.sd for a in self.arms]
        sds = np.array(rows, dtype=np.float64).reshape(self.means.shape)
        yes_no = np.array([margin == "bernoulli" for margin in self.margins], dtype=bool)
        return np.where(yes_no, np.sqrt(np.clip(self.means * (1.0 - self.means), 0.0, None)), sds)

    @cached_property
    def centre(self) -> Array:
        """(p,) mean of the covariates over all people."""
        return np.asarray(self.sizes @ self.means / self.sizes.sum(), dtype=np.float64)

    @cached_property
    def scale(self) -> Array:
        """(p,) typical SD of a covariate within arms; 1 where nobody differs."""
        sd = np.sqrt(self.sizes @ self.sds**2 / self.sizes.sum())
        return np.where(sd > 0.0, sd, 1.0)

    @cached_property
    def every_x(self) -> Array:
        """(n, p) covariates of all people."""
        return np.concatenate([arm.x for arm in self.people]) if self.people else np.zeros((0, len(self.covariates)))

    @cached_property
    def correlation(self) -> Array:
        """(p, p) for the copula, of the people within their studies; without people none."""
        if not self.people:
            return np.eye(len(self.covariates))
        rows = [len(arm.y) for arm in self.people]
        return copula_correlation(self.every_x, np.repeat(self.study[: len(rows)], rows))

    def without_covariates(self) -> MixedArms:
        """The same arms, nothing adjusted for."""
        none = np.zeros(0)
        return replace(
            self,
            people=tuple(replace(arm, x=arm.x[:, :0]) for arm in self.people),
            aggregate=tuple(replace(arm, mean=none, sd=none) for arm in self.aggregate),
            covariates=(),
            margins=(),
        )

    @cached_property
    def unit(self) -> float:
        """What counts as 1 on the scale of the predictor: the SD of a score, for means; else 1."""
        if self.family.kind != "normal":
            return 1.0
        squares = [(float(len(arm.y)), float(arm.y.var(ddof=1))) for arm in self.people if len(arm.y) > 1]
        squares += [(arm.people, arm.people * arm.size**2) for arm in self.aggregate if math.isfinite(arm.people)]
        if not squares:
            return 10.0 * float(np.median([arm.size for arm in self.aggregate]))
        weight, square = np.array(squares).T
        return math.sqrt(float(weight @ square / weight.sum())) or 1.0


def mixed_arms(
    people: Sequence[PeopleArm],
    aggregate: Sequence[AggregateArm],
    *,
    family: Family,
    covariates: Sequence[str],
    margins: Sequence[str],
    reference: str,
) -> MixedArms:
    """The arms of all studies that say something, against `reference`.

    Raises EvidenceError for a study that stands on both sides or has one arm, NetworkError where studies do not join
    all treatments to the reference.
    """
    arms: list[PeopleArm | AggregateArm] = [*people, *aggregate]
    both = {arm.study for arm in people} & {arm.study for arm in aggregate}
    if both:
        raise EvidenceError(
            f"{', '.join(sorted(both))}: the study stands among the people and in the aggregate table; "
            "delete it from one of them"
        )
    by_study: dict[str, list[PeopleArm | AggregateArm]] = {}
    for arm in arms:
        by_study.setdefault(arm.study, []).append(arm)
    for study, own in by_study.items():
        if len({arm.treatment for arm in own}) < max(2, len(own)):
            raise EvidenceError(f"study {study}: it needs two or more arms, each of another treatment")
    silent = {study for study, own in by_study.items() if family.kind != "normal" and not _tells(own, family)}
    kept = [arm for arm in arms if arm.study not in silent]
    joined = _joined(reference, [{arm.treatment for arm in own} for s, own in by_study.items() if s not in silent])
    apart = sorted({arm.treatment for arm in kept} - joined)
    if reference not in joined or apart:
        raise NetworkError(
            f"no study joins {', '.join(apart) or 'anything'} to {reference}; leave out its studies, or take another "
            "reference"
        )
    return MixedArms(
        family=family,
        treatments=(reference, *sorted(joined - {reference})),
        people=tuple(arm for arm in people if arm.study not in silent),
        aggregate=tuple(arm for arm in aggregate if arm.study not in silent),
        covariates=tuple(covariates),
        margins=tuple(margins),
        left_out=tuple((study, SAYS_NOTHING) for study in by_study if study in silent),
    )


def _tells(arms: Sequence[PeopleArm | AggregateArm], family: Family) -> bool:
    """Whether the arms of a study can differ: some events, and for people not only events."""
    events = sum(float(np.sum(arm.y)) for arm in arms)
    size = sum(float(np.sum(arm.size)) for arm in arms)
    return events > 0.0 and (family.kind == "poisson" or events < size)


def _joined(reference: str, studies: Sequence[set[str]]) -> set[str]:
    """The treatments that studies join to the reference, itself among them if it is in one."""
    found = {reference} if any(reference in study for study in studies) else set()
    while True:
        more = found.union(*(study for study in studies if study & found))
        if more == found:
            return found
        found = more
