"""Which comparisons share a variance between studies: groups of studies, of comparisons, or of classes of treatments.

Every two treatments of every study belong to one group. From the variances of its pairs follows the covariance of a
study's effects: with T the matrix of variances of its pairs and K the map from arms to contrasts it is -K T K' / 2, for
var(x - y) of any two arms adds up so. Where all pairs share tau2 that is tau2 (I + J) / 2, the usual model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array, Contrast
from dorsal.trials.treatment import canonical

Kind = Literal["study", "comparison", "class"]
MOST = 8
"""More groups than this would each know next to nothing of its variance."""
LEAST = 3
"""Studies that a comparison needs for a variance of its own."""
OTHERS = "other treatments"
REST = "all other comparisons"
NOT_GIVEN = "not given"


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """Groups by name, and the group of every two arms of every study."""

    kind: Kind
    groups: tuple[str, ...]
    pairs: tuple[Index, ...]
    """For each contrast (k, k): the group of each two of its treatments; the diagonal says nothing."""
    classes: Mapping[str, str]
    """Treatment -> class, of `kind` "class"; for "comparison" each its own."""

    def __post_init__(self) -> None:
        if len(self.groups) < 2:
            raise OptionError(f"all studies are of one group ({', '.join(self.groups)}), which is the usual one tau2")
        if len(self.groups) > MOST:
            raise OptionError(
                f"{len(self.groups)} groups are more than the {MOST} whose variances trials can tell apart; join some"
            )

    def place_of(self, first: str, second: str) -> int | None:
        """The group of a comparison; None for groups of studies, and for two classes that no study compares."""
        if self.kind == "study":
            return None
        name = self.name(first, second)
        if name not in self.groups and self.kind == "comparison":
            name = REST
        return self.groups.index(name) if name in self.groups else None

    def name(self, first: str, second: str) -> str:
        """The name that a comparison's group has by its treatments' classes."""
        return _pair_name(self.classes.get(first, OTHERS), self.classes.get(second, OTHERS))

    def studies(self, contrasts: Sequence[Contrast]) -> tuple[int, ...]:
        """Studies with a pair in each group."""
        found: list[set[str]] = [set() for _ in self.groups]
        for contrast, pairs in zip(contrasts, self.pairs, strict=True):
            for g in np.unique(pairs[np.triu_indices(len(pairs), 1)]):
                found[g].add(contrast.study)
        return tuple(map(len, found))

    def shapes(self) -> tuple[Array, ...]:
        """For each contrast (G, k-1, k-1): the covariance of its effects is the sum of these times the variances."""
        return tuple(shapes_of(pairs, len(self.groups)) for pairs in self.pairs)


def shapes_of(pairs: Index, groups: int) -> Array:
    """(G, k-1, k-1) of a study whose pairs (k, k) are of these groups."""
    k = len(pairs)
    to = np.hstack([-np.ones((k - 1, 1)), np.eye(k - 1)])
    same = pairs[None, :, :] == np.arange(groups)[:, None, None]
    off = same & ~np.eye(k, dtype=bool)
    return np.asarray(-0.5 * np.einsum("ia,gab,jb->gij", to, off.astype(np.float64), to), dtype=np.float64)


def _pair_name(first: str, second: str) -> str:
    return f"within {first}" if first == second else " and ".join(sorted((first, second)))


def by_study(contrasts: Sequence[Contrast], column: str) -> Grouping:
    """A variance for the studies of each value of a covariate; those that give none are a group of their own.

    Raises OptionError where there is one value only, or more than MOST.
    """
    values = [_value(contrast, column) for contrast in contrasts]
    if set(values) == {NOT_GIVEN}:
        raise OptionError(f"no study gives a value of {column}, so there are no groups")
    groups = tuple(sorted(set(values)))
    pairs = tuple(
        np.full((len(c.treatments),) * 2, groups.index(value), dtype=np.intp)
        for c, value in zip(contrasts, values, strict=True)
    )
    return Grouping(kind="study", groups=groups, pairs=pairs, classes={})


def _value(contrast: Contrast, column: str) -> str:
    value = contrast.covariates.get(column)
    return NOT_GIVEN if value is None else f"{value:g}" if isinstance(value, float) else str(value).strip() or NOT_GIVEN


def by_class(contrasts: Sequence[Contrast], classes: Mapping[str, str]) -> Grouping:
    """A variance for the comparisons of each two classes of treatments, and within each class.

    Treatments without a class are one together. Raises OptionError where that is one group only or more than MOST, and
    NetworkError for a treatment that no study gave.
    """
    named = {canonical(t): name for t, name in classes.items()}
    there = {t for c in contrasts for t in c.treatments}
    strangers = sorted(set(named) - there)
    if strangers:
        raise NetworkError(f"{', '.join(strangers)}: in no study of this network; it has {', '.join(sorted(there))}")
    names = {_pair_name(named.get(a, OTHERS), named.get(b, OTHERS)) for a, b in _pairs(contrasts)}
    return _grouped("class", contrasts, named, tuple(sorted(names)))


def by_comparison(contrasts: Sequence[Contrast], least: int = LEAST) -> Grouping:
    """A variance for each comparison of at least so many studies (the MOST - 1 most studied), one for all others.

    Raises OptionError where no comparison has so many, or all are of one.
    """
    seen = {(c.study, pair) for c in contrasts for pair in combinations(sorted(c.treatments), 2)}
    counts = Counter(pair for _, pair in seen)
    own = [pair for pair, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= least]
    if not own:
        raise OptionError(f"no comparison has {least} studies or more, so none can have a variance of its own")
    if len(own) < len(counts) or len(own) > MOST:
        own = own[: MOST - 1]
    rest = () if len(own) == len(counts) else (REST,)
    classes = {t: t for c in contrasts for t in c.treatments}
    return _grouped("comparison", contrasts, classes, (*(_pair_name(*pair) for pair in own), *rest))


def _pairs(contrasts: Sequence[Contrast]) -> set[tuple[str, str]]:
    return {(a, b) for c in contrasts for a, b in combinations(c.treatments, 2)}


def _grouped(
    kind: Kind, contrasts: Sequence[Contrast], classes: Mapping[str, str], groups: tuple[str, ...]
) -> Grouping:
    """Every pair in the group of its classes' name; in the last where there is none of that name."""
    place = {name: i for i, name in enumerate(groups)}
    found = []
    for contrast in contrasts:
        own = [classes.get(t, OTHERS) for t in contrast.treatments]
        made = [[place.get(_pair_name(a, b), len(groups) - 1) for b in own] for a in own]
        found.append(np.array(made, dtype=np.intp))
    return Grouping(kind=kind, groups=groups, pairs=tuple(found), classes=classes)
