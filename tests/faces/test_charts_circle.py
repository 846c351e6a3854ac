"""Order and places around the circle."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from dorsal.faces.charts.circle import around, rings


def length(order: tuple[str, ...], edges: list[tuple[str, str]]) -> float:
    place = {name: i for i, name in enumerate(order)}
    return sum(math.sin(math.pi * abs(place[a] - place[b]) / len(order)) for a, b in edges)


@given(st.integers(2, 14), st.randoms(use_true_random=False))
def test_the_order_holds_everybody_once_and_is_never_longer_than_by_name(count, random) -> None:  # type: ignore[no-untyped-def]
    names = tuple(f"t{i:02d}" for i in range(count))
    edges = [(names[i], names[random.randrange(i)]) for i in range(1, count)]
    order = around(names, edges)
    assert sorted(order) == sorted(names)
    assert around(names, edges) == order
    best = min(length(order, edges), length(names, edges))
    assert length(order, edges) <= 1.35 * best + 1e-9


def test_a_ring_comes_back_as_a_ring() -> None:
    names = ("a", "f", "c", "e", "b", "d")
    edges = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("f", "a")]
    assert math.isclose(length(around(names, edges), edges), 6 * math.sin(math.pi / 6))


def test_islands_have_circles_of_their_own() -> None:
    placed, bottom = rings([("a", "b", "c"), ("d", "e"), ("f", "g")], [("a", "b")], width=960, side=190, top=0)
    assert [len(ring.members) for ring in placed] == [3, 2, 2]
    assert bottom > placed[-1].centre[1]
    for i, ring in enumerate(placed):
        for other in placed[i + 1 :]:
            assert math.dist(ring.centre, other.centre) > ring.radius + other.radius
