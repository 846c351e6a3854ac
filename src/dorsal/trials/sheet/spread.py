"""Standard deviations that must be standard errors: too small beside the others by the square root of n."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

FEWEST_STUDIES = 4
"""So few others do not tell what is usual."""
FEWEST_PEOPLE = 9
"""Below, a standard deviation and a standard error differ too little to be told apart."""
FAR = 4.0
"""Robust standard deviations (of logarithms) below the usual that are too many; of very many trials, some lie further
by chance (`_far`)."""
LEAST_SPREAD = 0.15
"""Of logarithms of standard deviations between trials: never taken as less, for they always differ."""
TIMES_SMALLER = 3.0
"""Than the usual of other studies, at least."""
TIMES_SMALLER_ARM = 5.0
"""Than that of the study's other arms, at least."""
LIKE = 1.75
"""The number times the square root of n is within this factor of the usual standard deviation."""
ALIKE = 0.4
"""Means of this share of the usual one, or larger: not another unit, and no floor that squeezes the spread."""


@dataclass(frozen=True, kw_only=True)
class Spreads:
    """Arms with mean, standard deviation and n, none missing; those of one group are on one scale."""

    study: Sequence[str]
    group: Sequence[Hashable]
    n: Sequence[float]
    mean: Sequence[float]
    sd: Sequence[float]


Array = NDArray[np.float64]


def standard_errors(spreads: Spreads) -> dict[int, str]:
    """Places of arms whose standard deviation must be a standard error, each with the reason in words.

    A study is compared with the other studies of its group: all its standard deviations are far below the usual one
    (robust: median and median absolute deviation of logarithms), and times the square root of n they are like it. An
    arm is compared with the other arms of its study too, which may be usual. Where the mean is smaller too, the
    unit may be another, or a floor squeezes the spread: then nothing is said.
    """
    found: dict[int, str] = {}
    for places in _by(spreads.group):
        group = _Group.of(spreads, places)
        for arm, usual, whose in (*_of_studies(group), *_of_arms(group)):
            n, sd = group.n[arm], group.sd[arm]
            found.setdefault(
                places[arm],
                f"with n = {n:g} it looks like a standard error: times the square root of n it is {sd * n**0.5:.3g}, "
                f"and the standard deviation of {whose} is about {usual:.3g}",
            )
    return found


def _by(names: Iterable[Hashable]) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for j, name in enumerate(names):
        groups.setdefault(name, []).append(j)
    return list(groups.values())


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Arms on one scale, as arrays; `studies` lists the arms of each."""

    studies: Sequence[Sequence[int]]
    n: Array
    mean: Array
    sd: Array

    @classmethod
    def of(cls, spreads: Spreads, places: Sequence[int]) -> _Group:
        n, mean, sd = (np.array([column[j] for j in places]) for column in (spreads.n, spreads.mean, spreads.sd))
        return cls(studies=_by(spreads.study[j] for j in places), n=n, mean=np.abs(mean), sd=sd)

    def by_study(self, values: Array, ufunc: np.ufunc) -> Array:
        """The values of each study's arms, reduced."""
        order = np.fromiter(chain.from_iterable(self.studies), dtype=np.intp)
        ends = np.cumsum([len(arms) for arms in self.studies])
        return np.asarray(ufunc.reduceat(values[order], np.concatenate([[0], ends[:-1]])), dtype=np.float64)


_Found = tuple[int, float, str]
"""An arm, the usual standard deviation, and whose that is."""


def _far(studies: int) -> float:
    """How many standard deviations away the furthest of so many may lie by chance, with a margin; at least FAR."""
    return max(FAR, 1.2 * float(np.sqrt(2.0 * np.log(studies))))


def _centres(group: _Group) -> Array:
    """The mean logarithm of the standard deviations of each study."""
    arms: Array = np.array([float(len(arms)) for arms in group.studies])
    return np.asarray(group.by_study(np.log(group.sd), np.add) / arms, dtype=np.float64)


def _lowest(centre: Array) -> float:
    """The logarithm below which a standard deviation is too small; none where there are too few studies to tell."""
    if len(centre) < FEWEST_STUDIES:
        return np.inf
    usual = float(np.median(centre))
    spread = max(LEAST_SPREAD, 1.4826 * float(np.median(np.abs(centre - usual))))
    return usual - max(_far(len(centre)) * spread, float(np.log(TIMES_SMALLER)))


def _of_studies(group: _Group) -> Iterator[_Found]:
    if len(group.studies) < FEWEST_STUDIES:
        return
    logs, centre = np.log(group.sd), _centres(group)
    level = group.by_study(group.mean, np.maximum)
    usual, low = float(np.median(centre)), _lowest(centre)
    for place in np.flatnonzero((centre < low) & (level >= ALIKE * np.median(level))).tolist():
        arms = list(group.studies[place])
        times_root = logs[arms] + 0.5 * np.log(group.n[arms])
        if group.n[arms].min() >= FEWEST_PEOPLE and np.abs(times_root - usual).max() < np.log(LIKE):
            yield from ((arm, float(np.exp(usual)), "other studies") for arm in arms)


def _of_arms(group: _Group) -> Iterator[_Found]:
    low = float(np.exp(_lowest(_centres(group))))
    largest = group.by_study(group.sd, np.maximum)
    smallest = group.by_study(group.sd, np.minimum)
    for place in np.flatnonzero(TIMES_SMALLER_ARM * smallest < largest).tolist():
        for arm in group.studies[place]:
            others = [other for other in group.studies[place] if other != arm]
            usual, level = float(np.median(group.sd[others])), float(np.median(group.mean[others]))
            times_root = group.sd[arm] * group.n[arm] ** 0.5
            if (
                group.n[arm] >= FEWEST_PEOPLE
                and group.sd[arm] < min(low, usual / TIMES_SMALLER_ARM)
                and usual / LIKE < times_root < usual * LIKE
                and group.mean[arm] >= ALIKE * level
            ):
                yield arm, usual, "the study's other arms"
