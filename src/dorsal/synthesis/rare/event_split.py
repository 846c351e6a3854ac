"""Node-splitting of odds ratios from counts: SIDDE of Efthimiou et al. 2019, doi:10.1002/sim.8158.

Direct evidence is the method's own fit of the two arms in the studies that hold both; indirect evidence its fit of
the studies that do not. The two share no study, so they are independent.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from dorsal.errors import NetworkError
from dorsal.synthesis.counts.event_counts import EventCounts, islands
from dorsal.synthesis.inconsistency.node_split import NodeSplit, node_splits
from dorsal.synthesis.rare.event_fit import EventFit
from dorsal.synthesis.rare.mantel_haenszel import METHOD, event_arrays, pool_designs, pooled_log_odds
from dorsal.synthesis.rare.rare_events import Method, fit_events, method_of

Found = tuple[float, float]
"""A log odds ratio and its standard error."""


def event_splits(
    counts: Sequence[EventCounts],
    method: str = "mantel-haenszel",
    comparisons: Collection[tuple[str, str]] | None = None,
) -> tuple[NodeSplit, ...]:
    """Every comparison with direct evidence (or those asked for), sorted; `has_both` tells which can be tested.

    A comparison that no study used made, or whose direct odds ratio is not finite, is left out; where the indirect one
    is not finite there is none. `direct_share` is the variance of the network's estimate over that of the direct one.
    Raises as `fit_events` does, and NetworkError for an unknown treatment.
    """
    return _of_designs(counts, comparisons) if method == METHOD else refitted_splits(counts, method, comparisons)


def _of_designs(
    counts: Sequence[EventCounts], comparisons: Collection[tuple[str, str]] | None
) -> tuple[NodeSplit, ...]:
    """Studies of a design hold both treatments or none of them does, so that what is left need not be pooled again."""
    pooled = pool_designs(counts)
    holding: dict[tuple[str, ...], list[EventCounts]] = {}
    for c in pooled.used:
        for pair in combinations(sorted(c.treatments), 2):
            holding.setdefault(pair, []).append(c)
    found = []
    for split in node_splits(pooled.fit(0.95), "SIDDE", comparisons):
        both = holding[split.first, split.second]
        (effect,), ((variance,),) = pooled_log_odds(*event_arrays((split.second, split.first), both))
        direct = (float(effect), math.sqrt(variance))
        found.append(_with_direct(split, direct, len(both)))
    return tuple(found)


def _with_direct(split: NodeSplit, direct: Found, studies: int) -> NodeSplit:
    share = min(1.0, (split.se_network / direct[1]) ** 2)
    return replace(split, direct=direct[0], se_direct=direct[1], direct_share=share, studies=studies)


def refitted_splits(
    counts: Sequence[EventCounts], method: str, comparisons: Collection[tuple[str, str]] | None = None
) -> tuple[NodeSplit, ...]:
    """The same by two fits for each comparison, whatever the method."""
    fit, way = fit_events(counts, method), method_of(method)
    asked = None if comparisons is None else {tuple(sorted(map(fit.name, pair))) for pair in comparisons}
    made = sorted({pair for c in fit.used for pair in combinations(sorted(c.treatments), 2)})
    splits = (_split(counts, fit, way, pair) for pair in made if asked is None or pair in asked)
    return tuple(split for split in splits if split is not None)


def _split(counts: Sequence[EventCounts], fit: EventFit, way: Method, pair: tuple[str, str]) -> NodeSplit | None:
    first, second = pair
    both = [c for c in fit.used if {first, second} <= set(c.treatments)]
    direct = _estimate([c.only(pair) for c in both], fit, way, pair)
    if direct is None:
        return None
    held = {c.study for c in both}
    indirect = _estimate([c for c in counts if c.study not in held], fit, way, pair)
    network, se_network, _ = fit.between(first, second)
    return NodeSplit(
        first=first,
        second=second,
        method="SIDDE",
        studies=len(both),
        direct_share=min(1.0, (se_network / direct[1]) ** 2),
        network=network,
        se_network=se_network,
        direct=direct[0],
        se_direct=direct[1],
        indirect=None if indirect is None else indirect[0],
        se_indirect=None if indirect is None else indirect[1],
        tau2_indirect=None if indirect is None else 0.0,
    )


def _estimate(counts: Iterable[EventCounts], fit: EventFit, way: Method, pair: tuple[str, str]) -> Found | None:
    """From the island of these studies that holds both treatments; None if none does, or if it is not finite."""
    counts = list(counts)
    used, _ = way.usable(counts)
    joined = next((island for island in islands(used) if set(pair) <= island), None)
    if joined is None:
        return None
    inside = {c.study for c in used if joined.issuperset(c.treatments)}
    try:
        mean, se, _ = way.fit([c for c in counts if c.study in inside], fit.level).between(*pair)
    except NetworkError:
        return None
    return mean, se
