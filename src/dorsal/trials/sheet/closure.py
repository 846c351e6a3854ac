"""Do the contrasts of a study with several arms join all of them, and do they add up?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log

SLACK = 1e-6
"""Relative to the largest effect: single-precision programs write no better."""


@dataclass(frozen=True, kw_only=True)
class Edge:
    """One contrast: first minus second (or over it), with the text that was printed."""

    row: int
    first: str
    second: str
    value: float
    printed: str


def pieces(pairs: Sequence[tuple[str, str]]) -> list[set[str]]:
    """The treatments in groups that pairs join, in order of appearance."""
    groups: list[set[str]] = []
    for pair in pairs:
        joined = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in joined]
        groups.append(set(pair).union(*joined))
    return groups


def misclosures(edges: Sequence[Edge], *, logged: bool) -> Iterator[tuple[Edge, float]]:
    """Contrasts that close a loop and miss what the others imply by more than rounding, with what they imply.

    `logged`: values are ratios, which add up as logarithms. The rounding of a value is half a unit of the last decimal
    that any value of the study is printed with, for trailing zeros get lost.
    """
    if len(edges) < 3:
        return
    unit = 0.5 * 10.0 ** -max(_decimals(edge.printed) for edge in edges)
    effects = [log(edge.value) if logged else edge.value for edge in edges if not logged or edge.value > 0]
    if len(effects) < len(edges):
        return
    slack = SLACK * max(map(abs, effects))
    places: dict[str, dict[str, tuple[float, float]]] = {}
    """Treatment -> the treatments it is joined to: their effects against a common one, and the rounding so far."""
    for edge, effect in zip(edges, effects, strict=True):
        rounding = unit / edge.value if logged else unit
        a, b = (places.setdefault(name, {name: (0.0, 0.0)}) for name in (edge.first, edge.second))
        if a is b:
            implied = a[edge.first][0] - a[edge.second][0]
            allowed = a[edge.first][1] + a[edge.second][1] + rounding + slack
            if abs(effect - implied) > allowed:
                yield edge, exp(implied) if logged else implied
            continue
        shift = a[edge.first][0] - effect - b[edge.second][0]
        for name, (value, error) in b.items():
            a[name] = (value + shift, error + rounding + a[edge.first][1] + b[edge.second][1])
        places.update(dict.fromkeys(b, a))


def _decimals(printed: str) -> int:
    """Digits after the point of a number as written: 2 for "-1.90", 0 for "12", 7 for "1.2e-6"."""
    mantissa, _, power = printed.strip().lower().replace(",", ".").partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(power or 0))
