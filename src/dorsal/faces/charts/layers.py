"""Places for things in levels, joined by lines from level to level: ordered so that few lines cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

SWEEPS = 8
ROUNDS = 24
Edge = tuple[str, str]
Bend = tuple[str, str, int]
"""A line on its way through a level: its ends and the level."""
Item = str | Bend


@dataclass(frozen=True, kw_only=True)
class Layers:
    """`rows` from the top: things, and the bends of lines that pass them by. `chains`: each line from end to end."""

    rows: tuple[tuple[Item, ...], ...]
    chains: Mapping[Edge, tuple[Item, ...]]


def layered(levels: Sequence[Sequence[str]], edges: Sequence[Edge]) -> Layers:
    """The levels with bends where a line spans more than one, each row sorted by where its neighbours stand.

    Sweeps down and up (Sugiyama, Tagawa & Toda 1981) and keeps the order with the fewest crossings.
    """
    level = {thing: i for i, row in enumerate(levels) for thing in row}
    chains: dict[Edge, tuple[Item, ...]] = {}
    rows: list[list[Item]] = [list(row) for row in levels]
    for upper, lower in edges:
        bends: list[Item] = [(upper, lower, i) for i in range(level[upper] + 1, level[lower])]
        chains[upper, lower] = (upper, *bends, lower)
        for i, bend in zip(range(level[upper] + 1, level[lower]), bends, strict=True):
            rows[i].append(bend)
    best = [list(row) for row in rows]
    for sweep in range(SWEEPS):
        _sort(rows, chains, downward=sweep % 2 == 0)
        if crossings(rows, chains) < crossings(best, chains):
            best = [list(row) for row in rows]
    return Layers(rows=tuple(tuple(row) for row in best), chains=chains)


def _sort(rows: list[list[Item]], chains: Mapping[Edge, tuple[Item, ...]], *, downward: bool) -> None:
    """Every row by the mean place of its neighbours in the row before; what has none stays."""
    neighbours: dict[Item, list[Item]] = {}
    for chain in chains.values():
        for upper, lower in pairwise(chain):
            neighbours.setdefault(lower if downward else upper, []).append(upper if downward else lower)
    order = range(1, len(rows)) if downward else range(len(rows) - 2, -1, -1)
    for i in order:
        before = rows[i - 1] if downward else rows[i + 1]
        place = {item: (p + 0.5) / len(before) for p, item in enumerate(before)}
        own = {item: (p + 0.5) / len(rows[i]) for p, item in enumerate(rows[i])}

        def middle(item: Item, place: dict[Item, float] = place, own: dict[Item, float] = own) -> float:
            met = [place[other] for other in neighbours.get(item, ()) if other in place]
            return sum(met) / len(met) if met else own[item]

        rows[i].sort(key=middle)


def crossings(rows: Sequence[Sequence[Item]], chains: Mapping[Edge, tuple[Item, ...]]) -> int:
    """How many pairs of lines cross between levels."""
    level = {item: i for i, row in enumerate(rows) for item in row}
    place = {item: p for row in rows for p, item in enumerate(row)}
    pieces: dict[int, list[tuple[int, int]]] = {}
    for chain in chains.values():
        for upper, lower in pairwise(chain):
            pieces.setdefault(level[upper], []).append((place[upper], place[lower]))
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for met in pieces.values() for i, a in enumerate(met) for b in met[:i])


def positions(layers: Layers, widths: Mapping[Item, float], left: float, right: float) -> dict[Item, float]:
    """The middle of every item across the page: near the mean of its neighbours', in its row's order, clear of them.

    Each round takes a row to its nearest allowed places in least squares (pool-adjacent-violators).
    """
    x: dict[Item, float] = {}
    for row in layers.rows:
        ends = list(accumulate((widths[item] for item in row), initial=0.0))
        slack = (right - left - ends[-1]) / len(row)
        x |= {item: left + slack * (i + 0.5) + ends[i] + widths[item] / 2.0 for i, item in enumerate(row)}
    joined: dict[Item, list[Item]] = {}
    for chain in layers.chains.values():
        for upper, lower in pairwise(chain):
            joined.setdefault(upper, []).append(lower)
            joined.setdefault(lower, []).append(upper)
    for turn in range(ROUNDS):
        for row in layers.rows[:: 1 if turn % 2 == 0 else -1]:
            wanted = [sum(x[o] for o in joined.get(item, [item])) / len(joined.get(item, [item])) for item in row]
            x |= zip(row, _apart(wanted, [widths[item] for item in row], left, right), strict=True)
    ends = [side for item, middle in x.items() for side in (middle - widths[item] / 2.0, middle + widths[item] / 2.0)]
    shift = (left + right - min(ends) - max(ends)) / 2.0
    return {item: middle + shift for item, middle in x.items()}


def _apart(wanted: list[float], widths: list[float], left: float, right: float) -> list[float]:
    """The nearest places in this order between the edges, each clear of the next."""
    before = [done + width / 2.0 for done, width in zip(accumulate(widths, initial=0.0), widths, strict=False)]
    room = max(0.0, right - left - sum(widths))
    pools: list[tuple[float, int]] = []
    for value, taken in zip(wanted, before, strict=True):
        mean, size = value - taken - left, 1
        while pools and pools[-1][0] > mean:
            other, many = pools.pop()
            mean, size = (mean * size + other * many) / (size + many), size + many
        pools.append((mean, size))
    free = [min(room, max(0.0, mean)) for mean, size in pools for _ in range(size)]
    return [left + shift + taken for shift, taken in zip(free, before, strict=True)]
