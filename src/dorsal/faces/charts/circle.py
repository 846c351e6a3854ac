"""Places for the treatments of a network: each island on a circle of its own, ordered so that lines are short."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Edge = tuple[str, str]
Place = tuple[float, float]
SWEEPS = 12


@dataclass(frozen=True, kw_only=True)
class Ring:
    """An island's treatments in their order around a circle with this centre and radius."""

    members: tuple[str, ...]
    centre: Place
    radius: float

    @property
    def spacing(self) -> float:
        """Distance between neighbours."""
        return 2.0 * self.radius * math.sin(math.pi / len(self.members))

    def place(self, position: int) -> Place:
        """Where the treatment at a position stands; the first at the top, then clockwise."""
        angle = self.angle(position)
        return self.centre[0] + self.radius * math.cos(angle), self.centre[1] + self.radius * math.sin(angle)

    def angle(self, position: int) -> float:
        """Radians, from the right-hand side, clockwise on the page; two treatments stand side by side."""
        turn = 2.0 * math.pi * position / len(self.members)
        return turn + (math.pi if len(self.members) == 2 else -math.pi / 2.0)


def around(members: Sequence[str], edges: Sequence[Edge]) -> tuple[str, ...]:
    """An order around a circle with short lines between those compared.

    Starts with a walk that keeps neighbours together, then swaps pairs while that shortens the sum of the chords
    (a few sweeps; a plain descent, the same for the same network).
    """
    joined: dict[str, list[str]] = {member: [] for member in members}
    for a, b in edges:
        joined[a].append(b)
        joined[b].append(a)
    order = _walk(members, joined)
    for _ in range(SWEEPS):
        if not _swapped(order, joined):
            break
    return tuple(order)


def _walk(members: Sequence[str], joined: Mapping[str, Sequence[str]]) -> list[str]:
    """Depth first from the most compared treatment, small branches first."""
    start = max(members, key=lambda m: (len(joined[m]), m))
    seen, order, stack = {start}, [], [start]
    while stack:
        member = stack.pop()
        order.append(member)
        fresh = sorted({n for n in joined[member] if n not in seen}, key=lambda n: (-len(joined[n]), n))
        seen.update(fresh)
        stack.extend(fresh)
    return order + [m for m in members if m not in seen]


def _swapped(order: list[str], joined: Mapping[str, Sequence[str]]) -> bool:
    n, better = len(order), False
    at = {member: i for i, member in enumerate(order)}
    chord = [math.sin(math.pi * d / n) for d in range(n)]

    def length(member: str, place: int, other: str, other_place: int) -> float:
        return sum(chord[abs(place - (other_place if x == other else at[x]))] for x in joined[member] if x != member)

    for i in range(n):
        for j in range(i + 1, n):
            a, b = order[i], order[j]
            now = length(a, i, b, j) + length(b, j, a, i)
            then = length(a, j, b, i) + length(b, i, a, j)
            if then < now - 1e-9:
                order[i], order[j], at[a], at[b], better = b, a, j, i, True
    return better


def rings(
    islands: Sequence[Sequence[str]], edges: Sequence[Edge], *, width: float, side: float, top: float
) -> tuple[list[Ring], float]:
    """A circle for each island, in rows that hold as many as fit.

    `side` is the room for labels beside a circle. Returns the rings and the y below them.
    """
    placed: list[Ring] = []
    y = top
    for row in _rows(islands, width, side):
        half = max(_half_height(len(island), width, side) for island in row)
        share = width / len(row)
        for i, island in enumerate(row):
            members = set(island)
            order = around(island, [e for e in edges if e[0] in members])
            radius = radius_of(len(island), width, side)
            placed.append(Ring(members=order, centre=(share * (i + 0.5), y + half), radius=radius))
        y += 2.0 * half
    return placed, y


def _rows(islands: Sequence[Sequence[str]], width: float, side: float) -> list[list[Sequence[str]]]:
    rows: list[list[Sequence[str]]] = []
    for island in islands:
        row = [*rows[-1], island] if rows else [island]
        widest = max(2.0 * (radius_of(len(other), width, side) + side) for other in row)
        if rows and widest <= width / len(row):
            rows[-1] = row
        else:
            rows.append([island])
    return rows


def radius_of(count: int, width: float, side: float) -> float:
    """Room for each treatment's words around the circle, within the width."""
    wanted = 26.0 if count <= 2 else max(44.0, count * 11.5)
    return min(wanted, width / 2.0 - side)


def _half_height(count: int, width: float, side: float) -> float:
    return 34.0 if count <= 2 else radius_of(count, width, side) + 56.0
