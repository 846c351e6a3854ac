"""The flow of evidence: how much of each direct comparison the network's estimate of two treatments carries.

An estimate is a sum of direct effects, weighted by a row of the hat matrix, and those weights are a flow of size one
from the first treatment to the second (Koenig, Krahn & Binder 2013). Its edges are the comparisons, weighted as in the
network's Laplacian, where a multi-arm study has the weights that give its own covariance back (Ruecker & Schwarzer
2014). With positive weights the flow runs down a potential, so it has no cycles.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical

NOTHING = 1e-14
"""A flow below this is rounding."""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """The flows of c estimates over e edges. Places number the network's treatments.

    Everything stands in the treatments' order without regard to capitals (see `collation`): sources before sinks,
    `first` before `second`, and the edges sorted by both. Only ties between paths depend on it.
    """

    treatments: int
    source: Index
    """(c,)"""
    sink: Index
    """(c,)"""
    first: Index
    """(e,)"""
    second: Index
    """(e,)"""
    hat: Array
    """(c, e) weight of each direct effect (first minus second) in source minus sink; negative: it flows backwards."""

    @cached_property
    def forward(self) -> Array:
        """(c, n, n) what flows from the treatment of the row to that of the column; never negative."""
        full = np.zeros((len(self.source), self.treatments, self.treatments))
        full[:, self.first, self.second] = np.where(self.hat > NOTHING, self.hat, 0.0)
        full[:, self.second, self.first] = np.where(self.hat < -NOTHING, -self.hat, 0.0)
        return full

    def part(self, chosen: slice) -> Flow:
        """The flows of some of the estimates."""
        return Flow(
            treatments=self.treatments,
            source=self.source[chosen],
            sink=self.sink[chosen],
            first=self.first,
            second=self.second,
            hat=self.hat[chosen],
        )


def flow(fit: NetworkFit, comparisons: Collection[tuple[str, str]] | None = None) -> Flow:
    """The flows behind the estimates asked for; without a choice, of every two treatments.

    Raises NetworkError for a treatment that is in no study, for one compared with itself, and for a component model.
    """
    if fit.basis is not None:
        raise NetworkError("evidence flows through the network's own fit, not through a component model")
    order = collation(fit)
    source, sink = _every_two(order) if comparisons is None else _sorted(order, *places(fit, comparisons))
    first, second = edges(fit)
    weight = -fit.network.rows.gram(fit.solution.weight)[first, second]
    potential = fit.cov[source] - fit.cov[sink]
    return Flow(
        treatments=len(order),
        source=source,
        sink=sink,
        first=first,
        second=second,
        hat=weight * (potential[:, first] - potential[:, second]),
    )


def collation(fit: NetworkFit) -> Index:
    """(n,) the treatments in alphabetical order without regard to capitals, as most systems list them."""
    names = fit.treatments
    return np.array(sorted(range(len(names)), key=lambda t: (names[t].casefold(), names[t])), dtype=np.intp)


def edges(fit: NetworkFit) -> tuple[Index, Index]:
    """The comparisons made in any study: places (e,), (e,), sorted by collation."""
    rows = fit.network.rows
    place = np.unique(rows.pair_place)
    order = collation(fit)
    first, second = _sorted(order, place // rows.treatments, place % rows.treatments)
    rank = np.argsort(order)
    listed = np.lexsort((rank[second], rank[first]))
    return first[listed], second[listed]


def places(fit: NetworkFit, comparisons: Collection[tuple[str, str]]) -> tuple[Index, Index]:
    """Places of the first and second treatments of comparisons. Raises NetworkError as `flow` does."""
    found = np.array([[_place(fit, a), _place(fit, b)] for a, b in comparisons], dtype=np.intp).reshape(-1, 2)
    for (a, _), itself in zip(comparisons, found[:, 0] == found[:, 1], strict=True):
        if itself:
            raise NetworkError(f"{a} cannot be compared with itself")
    return found[:, 0], found[:, 1]


def _place(fit: NetworkFit, treatment: str) -> int:
    name = canonical(treatment)
    fit.network.island_of(name)  # says which treatments there are if this is none of them
    return fit.network.index[name]


def _every_two(order: Index) -> tuple[Index, Index]:
    i, j = np.triu_indices(len(order), 1)
    return order[i], order[j]


def _sorted(order: Index, first: Index, second: Index) -> tuple[Index, Index]:
    """Each pair with the one that comes first in the order first."""
    rank = np.argsort(order)
    turned = rank[first] > rank[second]
    return np.where(turned, second, first), np.where(turned, first, second)
