"""People in ordered categories (none, some, much ...) in the arms of a study, and all of them as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from dorsal.errors import EvidenceError
from dorsal.synthesis.counts.arms import Index, StudyArms, with_first
from dorsal.synthesis.counts.event_counts import Counted, telling, treatments_joined
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical

Cells = tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class CategoryCounts(Counted):
    """People by category, from the lowest to the highest; None: not told apart from the category before.

    The first category that is told takes those without a number before it, too.
    """

    people: tuple[Cells, ...]
    """By arm, then by category."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "treatments", tuple(canonical(t) for t in self.treatments))
        if not len(self.treatments) == len(self.people) >= 2:
            raise EvidenceError(f"study {self.study}: two or more arms, each with its people by category, are needed")
        if len(set(self.treatments)) < len(self.treatments):
            raise EvidenceError(f"study {self.study}: the same treatment stands twice; combine its arms")
        if len({len(cells) for cells in self.people}) > 1 or self.categories < 2:
            raise EvidenceError(f"study {self.study}: every arm needs the same categories, two or more")
        for treatment, cells in zip(self.treatments, self.people, strict=True):
            told = [cell for cell in cells if cell is not None]
            if min(told, default=-1) < 0 or sum(told) < 1:
                raise EvidenceError(
                    f"study {self.study}, {treatment}: people by category must be 0 or more, one at least"
                )

    @property
    def categories(self) -> int:
        return len(self.people[0])

    @property
    def tells(self) -> bool:
        """Whether its people are not all in one category."""
        spread = [{j for j, cell in enumerate(_filled(cells)) if cell} for cells in self.people]
        return len(set().union(*spread)) > 1

    def only(self, treatments: Sequence[str]) -> Self:
        if tuple(treatments) == self.treatments:
            return self
        places = [self.treatments.index(t) for t in treatments]
        return replace(self, treatments=tuple(treatments), people=tuple(self.people[i] for i in places))

    def collapsed(self, cut: int) -> tuple[tuple[int, int], ...]:
        """By arm, people above the `cut` lowest categories, and all."""
        return tuple((sum(c or 0 for c in cells[cut:]), sum(c or 0 for c in cells)) for cells in self.people)


def _filled(cells: Cells) -> list[int]:
    return [cell or 0 for cell in cells]


@dataclass(frozen=True, kw_only=True)
class CategoryArms(StudyArms):
    """Arms with their people in groups of categories; J is the number of categories."""

    categories: int
    people: Array
    """(A, J) of each group; 0 in the places that an arm does not need."""
    low: Index
    """(A, J) the group holds the categories from `low`, counted from 0 ..."""
    high: Index
    """... to before `high`."""


def category_arms(counts: Sequence[CategoryCounts], *, first: str | None = None) -> CategoryArms:
    """The arms of these studies, against the treatment `first` (None: the first by name).

    Those whose people are all in one category are left out, for they tell nothing.

    Raises EvidenceError where studies differ in the number of categories, NetworkError if nothing is left or the
    treatments are not connected.
    """
    sizes = {c.categories for c in counts}
    if len(sizes) > 1:
        raise EvidenceError(f"all studies need the same categories; there are studies with {sorted(sizes)} of them")
    used, left_out = telling(counts)
    treatments = with_first(treatments_joined(used), first)
    place = {t: i for i, t in enumerate(treatments)}
    groups = [_groups(cells) for c in used for cells in c.people]
    people, low, high = (np.array(part) for part in zip(*groups, strict=True))
    return CategoryArms(
        treatments=treatments,
        studies=tuple(c.study for c in used),
        study=np.repeat(np.arange(len(used)), [len(c.treatments) for c in used]),
        treatment=np.array([place[t] for c in used for t in c.treatments], dtype=np.intp),
        left_out=left_out,
        categories=sizes.pop(),
        people=people.astype(np.float64),
        low=low.astype(np.intp),
        high=high.astype(np.intp),
    )


def _groups(cells: Cells) -> tuple[list[int], list[int], list[int]]:
    """People, first category and the one behind the last of each group that is told apart; padded to all categories."""
    told = [j for j, cell in enumerate(cells) if cell is not None]
    starts = [0, *told[1:]]
    ends = [*told[1:], len(cells)]
    more = len(cells) - len(told)
    people = [cells[j] or 0 for j in told] + [0] * more
    return people, starts + [0] * more, ends + [len(cells)] * more
