"""Levels on a page: nothing is lost, lines cross little, and nothing stands on another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.faces.charts.layers import Layers, crossings, layered, positions
from dorsal.synthesis.ranks.partial_order import PartialOrder


def made(first: list[float], second: list[float]) -> tuple[PartialOrder, Layers]:
    names = [f"t{i}" for i in range(len(first))]
    order = PartialOrder(scores={"a": dict(zip(names, first, strict=True)), "b": dict(zip(names, second, strict=True))})
    return order, layered(order.levels, order.covers)


@given(scores=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=14))
def test_every_treatment_and_line_keeps_its_level_and_place(scores: list[tuple[float, float]]) -> None:
    order, layers = made([a for a, _ in scores], [b for _, b in scores])
    assert [{i for i in row if isinstance(i, str)} for row in layers.rows] == [set(row) for row in order.levels]
    assert set(layers.chains) == set(order.covers)
    level = {item: i for i, row in enumerate(layers.rows) for item in row}
    for (upper, lower), chain in layers.chains.items():
        assert (chain[0], chain[-1]) == (upper, lower)
        assert [level[item] for item in chain] == list(range(level[upper], level[lower] + 1))
    straight = layered(order.levels, order.covers)
    assert straight == layers
    widths = {item: 40.0 if isinstance(item, str) else 10.0 for item in level}
    room = max(900.0, *(sum(widths[i] for i in row) for row in layers.rows))
    x = positions(layers, widths, 6.0, 6.0 + room)
    for row in layers.rows:
        for a, b in pairwise(row):
            assert x[b] - x[a] >= (widths[a] + widths[b]) / 2.0 - 1e-6
        assert x[row[0]] - widths[row[0]] / 2.0 >= 6.0 - 1e-6
        assert x[row[-1]] + widths[row[-1]] / 2.0 <= 6.0 + room + 1e-6


def test_a_crossing_that_need_not_be_is_undone() -> None:
    levels, edges = (("a", "b"), ("c", "d")), (("a", "d"), ("b", "c"))
    layers = layered(levels, edges)
    assert crossings(levels, layers.chains) == 1
    assert crossings(layers.rows, layers.chains) == 0


def test_a_long_line_bends_past_what_stands_between() -> None:
    _, layers = made([0.9, 0.5, 0.4, 0.3], [0.9, 0.2, 0.1, 0.8])
    bends = [item for row in layers.rows for item in row if not isinstance(item, str)]
    assert all(item[2] == next(i for i, row in enumerate(layers.rows) if item in row) for item in bends)


def test_a_single_column_is_centred() -> None:
    _, layers = made([0.9, 0.5, 0.1], [0.9, 0.5, 0.1])
    x = positions(layers, dict.fromkeys(("t0", "t1", "t2"), 40.0), 0.0, 100.0)
    assert list(x.values()) == pytest.approx([50.0] * 3)
