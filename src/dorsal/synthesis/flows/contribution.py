"""What each comparison, study and path of comparisons contributes to an estimate.

Shares of an estimate: they are not negative (but for the pseudo-inverse) and sum to 1. By shortest paths
(Papakonstantinou et al. 2018; CINeMA's and netmeta's default), by the random walk (Davies et al. 2022), by the
pseudo-inverse, or in the middle of all weights of paths that are not negative (netmeta's "cccp", see `convex`). A
comparison's share falls to its studies by their weights in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Literal, TypeVar

import numpy as np
from scipy.sparse import csr_array

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.flows.convex import central_paths, convex_shares
from dorsal.synthesis.flows.flow import Flow, flow
from dorsal.synthesis.flows.pseudo_inverse import path_multipliers, pseudo_inverse_shares
from dorsal.synthesis.flows.random_walk import random_walk_shares, transitions, walks
from dorsal.synthesis.flows.shortest_path import shortest_path_shares, streams
from dorsal.trials.contrast import Array
from dorsal.trials.shown import Shown
from dorsal.trials.treatment import canonical

Method = Literal["shortest path", "random walk", "pseudo-inverse", "convex"]
SHARES: Mapping[str, Callable[[Flow], Array]] = {
    "shortest path": shortest_path_shares,
    "random walk": random_walk_shares,
    "pseudo-inverse": pseudo_inverse_shares,
    "convex": convex_shares,
}
BATCH = 50
"""Estimates worked out together."""
Pair = tuple[str, str]
Progress = Callable[[int, int], None]
"""Called with what is done, and of how many."""
Each = Callable[[Callable[[Flow], Array], Sequence[Flow]], Iterable[Array]]
"""As `map`: a function of each of these, in their order."""
Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True)
class Path:
    """A chain of comparisons from the first treatment of an estimate to the second."""

    treatments: tuple[str, ...]
    weight: float
    """Its share of the estimate: the flow along it, or its probability."""


@dataclass(frozen=True, kw_only=True)
class Contributions(Shown):
    """Shares of c estimates in e comparisons and s studies; rows sum to 1."""

    method: Method
    estimates: tuple[Pair, ...]
    comparisons: tuple[Pair, ...]
    """The comparisons with head-to-head evidence."""
    studies: tuple[str, ...]
    share: Array
    """(c, e)"""
    within: csr_array
    """(e, s) each study's share in a comparison's weight; the rows of a matrix whose sums are 1."""

    @cached_property
    def by_study(self) -> Array:
        """(c, s)"""
        return np.asarray(self.share @ self.within, dtype=np.float64)

    def of(self, first: str, second: str) -> dict[Pair, float]:
        """Shares of the comparisons in one estimate, largest first. Raises NetworkError if it was not asked for."""
        return _largest_first(self.comparisons, self.share[self._row(first, second)])

    def studies_of(self, first: str, second: str) -> dict[str, float]:
        """Shares of the studies in one estimate, largest first. Raises NetworkError if it was not asked for."""
        return _largest_first(self.studies, self.share[self._row(first, second)] @ self.within)

    def _row(self, first: str, second: str) -> int:
        for pair in ((first, second), (second, first)):
            if pair in self._rows:
                return self._rows[pair]
        raise NetworkError(f"the contributions to {first} against {second} were not asked for")

    @cached_property
    def _rows(self) -> dict[Pair, int]:
        return {pair: row for row, pair in enumerate(self.estimates)}


def contributions(
    fit: NetworkFit,
    method: Method = "shortest path",
    estimates: Collection[Pair] | None = None,
    on_progress: Progress | None = None,
    each: Each = map,
) -> Contributions:
    """Contributions to the estimates asked for; without a choice, to those of every two treatments.

    `on_progress` hears how many of how many estimates are done, where a person waits for many. `each` applies a
    function to batches of them, in order: `map`, or one that does so on several cores.
    Raises OptionError for another method; NetworkError for an unknown treatment, and with the pseudo-inverse where
    the paths of the flow cannot be counted.
    """
    if method not in SHARES:
        raise OptionError(f"method must be one of {', '.join(SHARES)}, got {method!r}")
    flows = flow(fit, estimates)
    names = fit.treatments
    asked = [(names[a], names[b]) for a, b in zip(flows.source, flows.sink, strict=True)]
    return Contributions(
        method=method,
        estimates=tuple(asked),
        comparisons=tuple((names[a], names[b]) for a, b in zip(flows.first, flows.second, strict=True)),
        studies=fit.network.studies,
        share=_share(flows, method, on_progress, each),
        within=_within(fit, flows),
    )


def _share(flows: Flow, method: Method, on_progress: Progress | None, each: Each) -> Array:
    """(c, e), in batches: so somebody hears of it, and whole matrices are held for a batch only."""
    of = len(flows.source)
    parts = [flows.part(slice(start, start + BATCH)) for start in range(0, of, BATCH)]
    done: list[Array] = []
    for share in each(SHARES[method], parts):
        done.append(share)
        if on_progress is not None:
            on_progress(min(BATCH * len(done), of), of)
    return np.concatenate(done) if done else np.zeros((0, len(flows.first)))


def _within(fit: NetworkFit, flows: Flow) -> csr_array:
    """(e, s) shares of studies in comparisons, by the weights that make up the Laplacian."""
    rows, n = fit.network.rows, flows.treatments
    edge = np.full((n, n), -1, dtype=np.intp)
    edge[flows.first, flows.second] = edge[flows.second, flows.first] = np.arange(len(flows.first))
    place = {study: s for s, study in enumerate(fit.network.studies)}
    study = np.array([place[contrast.study] for contrast in fit.network.contrasts], dtype=np.intp)
    at = edge.ravel()[rows.pair_place], study[rows.study[rows.pair_row]]
    weight = csr_array((-rows.pair * fit.solution.weight[rows.pair_row], at), shape=(len(flows.first), len(place)))
    total = np.asarray(weight.sum(axis=1)).ravel()
    return csr_array(weight.multiply((1.0 / np.where(total == 0.0, 1.0, total))[:, None]))


def paths(
    fit: NetworkFit, first: str, second: str, method: Method = "shortest path", most: int = 100
) -> tuple[Path, ...]:
    """The paths behind one estimate, at most so many.

    Shortest paths: in the order taken, which together carry the whole estimate. Random walk and pseudo-inverse: the
    likeliest walks first; there may be millions, so their weights need not reach 1. Raises as `contributions`.
    """
    if method not in SHARES:
        raise OptionError(f"method must be one of {', '.join(SHARES)}, got {method!r}")
    flows = flow(fit, [(first, second)])
    found = ((_named(fit, path, first), weight) for path, weight in islice(_paths(flows, method), most))
    return tuple(Path(treatments=names, weight=weight) for names, weight in found)


def _paths(flows: Flow, method: Method) -> Iterator[tuple[tuple[int, ...], float]]:
    if method == "shortest path":
        yield from streams(flows, 0)
        return
    if method == "convex":
        yield from central_paths(flows)
        return
    likely = walks(transitions(flows)[0], int(flows.source[0]), int(flows.sink[0]))
    if method == "random walk":
        yield from likely
        return
    multiplier = path_multipliers(flows)
    for path, _ in likely:
        yield path, float(sum(multiplier[a, b] for a, b in pairwise(path)))


def _named(fit: NetworkFit, path: tuple[int, ...], first: str) -> tuple[str, ...]:
    """The path from the treatment that was named first."""
    names = tuple(fit.treatments[t] for t in path)
    return names if names[0] == canonical(first) else names[::-1]


def _largest_first(keys: Collection[Key], shares: Array) -> dict[Key, float]:
    found = sorted(zip(keys, shares.tolist(), strict=True), key=lambda item: -item[1])
    return {key: share for key, share in found if share != 0.0}
