"""What each study adds to an estimate, kept as arrays: a report asks hundreds of estimates of 100,000 studies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from dorsal.trials.contrast import Array

SMALLEST_SHARE = 1e-9
"""Studies below this share of an estimate are not named among those that add to it."""


class Named:
    """The studies of a fit by place; what kind each of them is, is worked out once for all of the fit's estimates."""

    __slots__ = ("_kinds", "names")

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._kinds: tuple[Mapping[str, str], str, tuple[str, ...], NDArray[np.intp]] | None = None

    def kinds(self, kind: Mapping[str, str], otherwise: str) -> tuple[tuple[str, ...], NDArray[np.intp]]:
        """The kinds there are, and the place of each study's among them; `otherwise` where `kind` has none."""
        known = self._kinds
        if known is None or known[0] is not kind or known[1] != otherwise:
            place: dict[str, int] = {}
            of = [place.setdefault(kind.get(name, otherwise), len(place)) for name in self.names]
            known = self._kinds = (kind, otherwise, tuple(place), np.array(of, dtype=np.intp))
        return known[2], known[3]


@dataclass(frozen=True, eq=False)
class StudyShares(Sequence[tuple[str, float]]):
    """Studies with their shares of an estimate's variance, the largest first; together 1.

    A sequence of pairs that is put in order when somebody reads it.
    """

    of_fit: Named
    share: Array
    """(studies,) in the order of the fit."""

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, float]] = ()) -> StudyShares:
        """Shares of studies by name."""
        found = dict(pairs)
        return cls(Named(found), np.array(list(found.values()), dtype=np.float64))

    def at_least(self, least: float) -> list[tuple[str, float]]:
        """The studies with such a share, the largest first."""
        place = np.flatnonzero(self.share >= least)
        place = place[np.argsort(-self.share[place], kind="stable")]
        return list(zip([self.of_fit.names[i] for i in place], self.share[place].tolist(), strict=True))

    def how_many(self, least: float) -> int:
        """The number of studies with such a share."""
        return int(np.count_nonzero(self.share >= least))

    def by(self, kind: Mapping[str, str], otherwise: str) -> dict[str, float]:
        """The sum of the shares of each kind of study, by `kind` of a study's name or `otherwise`."""
        kinds, place = self.of_fit.kinds(kind, otherwise)
        return dict(zip(kinds, np.bincount(place, self.share, minlength=len(kinds)).tolist(), strict=True))

    def __len__(self) -> int:
        return int(np.count_nonzero(self.share > SMALLEST_SHARE))

    def __iter__(self) -> Iterator[tuple[str, float]]:
        return iter(self.at_least(np.nextafter(SMALLEST_SHARE, 1.0)))

    @overload
    def __getitem__(self, index: int) -> tuple[str, float]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[str, float]]: ...
    def __getitem__(self, index: int | slice) -> tuple[str, float] | list[tuple[str, float]]:
        return list(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StudyShares) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def weightiest(estimates: Iterable[StudyShares], most: int) -> frozenset[str]:
    """The `most` studies with the largest share of any one of these estimates."""
    largest: dict[int, StudyShares] = {}
    for shares in estimates:
        before = largest.get(id(shares.of_fit), shares)
        largest[id(shares.of_fit)] = StudyShares(shares.of_fit, np.maximum(before.share, shares.share))
    pairs = (pair for each in largest.values() for pair in each.at_least(0.0)[:most])
    return frozenset(name for name, _ in sorted(pairs, key=lambda pair: -pair[1])[:most])
