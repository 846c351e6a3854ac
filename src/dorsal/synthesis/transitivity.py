"""Are the studies of different comparisons alike? How a covariate is spread over the direct comparisons of a network.

An indirect estimate asks that studies could have been of the same people but for the treatments (transitivity; Salanti
2012, Research Synthesis Methods 3: 80-97). Where something that changes effects differs between comparisons, that is in
doubt. `share` is the share of a covariate's variation between studies that lies between comparisons: eta squared, and
for kinds in words the R squared of Light & Margolin 1971 (analysis of variance of categorical data), each study
weighted by its people. It is 1 where every comparison has one study, whatever the truth, so it is shown beside what
chance gives: the mean over permutations of the studies' values among the studies, with the designs as they are. `p` is
the share of permutations that reach it. A large P does not show that studies are alike: few studies show little, and
what was not measured shows nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.errors import OptionError
from dorsal.synthesis.network import Network
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array, Contrast

DRAWS = 1_999
AT_ONCE = 2_000_000
"""Numbers in one batch of permutations."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One study of a comparison."""

    study: str
    value: float | str
    people: int | None
    """In the two arms of the comparison."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A direct comparison with its studies that give the covariate."""

    first: str
    second: str
    members: tuple[Member, ...]
    missing: int
    """Studies of the comparison that do not give it."""
    weights: tuple[float, ...]
    """Of the members; they sum to 1."""

    @property
    def mean(self) -> float:
        """Weighted mean of numbers. Raises ValueError for kinds in words."""
        return sum(w * float(m.value) for w, m in zip(self.weights, self.members, strict=True))

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest number. Raises ValueError for kinds in words."""
        values = [float(m.value) for m in self.members]
        return min(values), max(values)

    def share_of(self, kind: str) -> float:
        """Weighted share of the studies of a kind."""
        return sum(w for w, m in zip(self.weights, self.members, strict=True) if m.value == kind)


@dataclass(frozen=True, kw_only=True)
class Spread:
    """One covariate over the comparisons."""

    covariate: str
    comparisons: tuple[Compared, ...]
    """Those with a study that gives it, in the network's order."""
    silent: tuple[tuple[str, str], ...]
    """Comparisons without any."""
    kinds: tuple[str, ...]
    """Of words; empty for numbers."""
    by_people: bool
    """Whether studies are weighted by their people; else alike, as not all print them."""
    studies: int
    share: float | None
    """Of the variation that lies between comparisons; None where studies or comparisons do not differ at all."""
    by_chance: float | None
    p: float | None


def spread(network: Network, covariate: str, rng: np.random.Generator, draws: int = DRAWS) -> Spread:
    """The covariate over the comparisons of a network; `rng` permutes the studies' values `draws` times.

    Values are numbers where all are, else kinds in words. Raises OptionError if no study gives it.
    """
    values = _values(network.contrasts, covariate)
    if not values:
        raise OptionError(f"no study gives {covariate}; a column of the table can be asked for by its name")
    numeric = all(isinstance(value, float) for value in values.values())
    told = values if numeric else {study: _word(value) for study, value in values.items()}
    by_people = all(c.people for c in network.contrasts if c.study in told)
    kinds = () if numeric else tuple(sorted({str(value) for value in told.values()}))
    found, silent = [], []
    for comparison in network.comparisons:
        pair = comparison.first, comparison.second
        members = _members(network.contrasts, pair, told)
        if not members:
            silent.append(pair)
            continue
        found.append(_compared(pair, members, len(comparison.studies), by_people=by_people))
    share, by_chance, p = _statistic(found, told, kinds, rng, draws, by_people=by_people)
    return Spread(
        covariate=covariate,
        comparisons=tuple(found),
        silent=tuple(silent),
        kinds=kinds,
        by_people=by_people,
        studies=len(told),
        share=share,
        by_chance=by_chance,
        p=p,
    )


def _values(contrasts: Sequence[Contrast], covariate: str) -> dict[str, float | str]:
    """Study -> value, a number where it reads like one; studies without one are missing."""
    found: dict[str, float | str] = {}
    for contrast in contrasts:
        value = contrast.covariates.get(covariate)
        if value is None or str(value).strip() == "":
            continue
        try:
            number = float(value)
        except ValueError:
            found[contrast.study] = str(value).strip()
            continue
        if math.isfinite(number):
            found[contrast.study] = number
    return found


def _word(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _members(contrasts: Sequence[Contrast], pair: tuple[str, str], values: Mapping[str, float | str]) -> list[Member]:
    found: dict[str, Member] = {}
    for contrast in contrasts:
        if contrast.study in values and set(pair) <= set(contrast.treatments):
            n = [contrast.groups[t] for t in pair]
            people = None if None in n else sum(each for each in n if each is not None)
            found[contrast.study] = Member(study=contrast.study, value=values[contrast.study], people=people)
    return list(found.values())


def _compared(pair: tuple[str, str], members: Sequence[Member], studies: int, *, by_people: bool) -> Compared:
    size = np.array([float(m.people or 0) if by_people else 1.0 for m in members])
    weights = size / size.sum() if size.sum() > 0 else np.full(len(members), 1.0 / len(members))
    return Compared(
        first=pair[0],
        second=pair[1],
        members=tuple(members),
        missing=studies - len(members),
        weights=tuple(weights.tolist()),
    )


def _statistic(
    found: Sequence[Compared],
    values: Mapping[str, float | str],
    kinds: Sequence[str],
    rng: np.random.Generator,
    draws: int,
    *,
    by_people: bool,
) -> tuple[float | None, float | None, float | None]:
    """The share between comparisons, its mean by chance, and P; None where nothing differs."""
    place = {study: i for i, study in enumerate(values)}
    coded = np.array([[float(v == kind) for kind in kinds] if kinds else [float(v)] for v in values.values()])
    if len(found) < 2 or (coded == coded[0]).all():
        return None, None, None
    study = np.array([place[m.study] for c in found for m in c.members], dtype=np.intp)
    group = np.repeat(np.arange(len(found)), [len(c.members) for c in found])
    weight = np.array([float(m.people or 0) if by_people else 1.0 for c in found for m in c.members])
    coded = coded - coded.mean(axis=0)
    seen = float(_shares(coded[None], study, group, weight)[0])
    batch = max(1, AT_ONCE // (len(study) * coded.shape[1]))
    parts = []
    for start in range(0, draws, batch):
        orders = np.array([rng.permutation(len(coded)) for _ in range(min(batch, draws - start))])
        parts.append(_shares(coded[orders], study, group, weight))
    chance = np.concatenate(parts)
    reached = int((chance >= seen - 1e-9).sum())
    return seen, float(chance.mean()), (1 + reached) / (1 + draws)


def _shares(coded: Array, study: Index, group: Index, weight: Array) -> Array:
    """(draws,) between over total sum of squares of values (draws, studies, codes), over all codes."""
    x = coded[:, study]
    member = np.zeros((group.max() + 1, len(group)))
    member[group, np.arange(len(group))] = weight
    size = member.sum(axis=1)
    sums = np.einsum("go,dok->dgk", member, x)
    whole = sums.sum(axis=1) / weight.sum()
    between = (sums**2 / size[None, :, None]).sum(axis=(1, 2)) - weight.sum() * (whole**2).sum(axis=1)
    total = np.einsum("o,dok->d", weight, x**2) - weight.sum() * (whole**2).sum(axis=1)
    return np.asarray(np.divide(between, total, out=np.zeros_like(total), where=total > 0), dtype=np.float64)
