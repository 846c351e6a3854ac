"""Contrasts of one study must join its arms, and add up within their rounding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.trials.sheet.closure import Edge, misclosures, pieces


def edges(*rows: tuple[str, str, str]) -> list[Edge]:
    return [
        Edge(row=row, first=first, second=second, value=float(printed), printed=printed)
        for row, (first, second, printed) in enumerate(rows)
    ]


def amiss(*rows: tuple[str, str, str], logged: bool = False) -> list[int]:
    return [edge.row for edge, _ in misclosures(edges(*rows), logged=logged)]


def test_pieces() -> None:
    assert pieces([("a", "b"), ("c", "d")]) == [{"a", "b"}, {"c", "d"}]
    assert pieces([("a", "b"), ("c", "d"), ("b", "c")]) == [{"a", "b", "c", "d"}]


@pytest.mark.parametrize(
    ("third", "wrong"),
    [("1.50", []), ("1.51", []), ("1.52", [2]), ("-1.50", [2]), ("0.50", [2])],
)
def test_three_arms(third: str, wrong: list[int]) -> None:
    """1.00 + 0.50: each is off by 0.005 at most, so the sum by 0.015."""
    assert amiss(("a", "b", "1.00"), ("b", "c", "0.50"), ("a", "c", third)) == wrong


def test_zeros_lost_at_the_end_do_not_matter() -> None:
    assert amiss(("a", "b", "1"), ("b", "c", "0.50"), ("a", "c", "1.9")) == [2]
    assert amiss(("a", "b", "1"), ("b", "c", "1"), ("a", "c", "3")) == []


def test_directions_are_free() -> None:
    assert amiss(("b", "a", "-1.00"), ("c", "b", "-0.50"), ("a", "c", "1.50")) == []


def test_ratios_multiply() -> None:
    assert amiss(("a", "b", "2.00"), ("b", "c", "2.00"), ("a", "c", "4.00"), logged=True) == []
    (found,) = misclosures(edges(("a", "b", "2.00"), ("b", "c", "2.00"), ("a", "c", "3.00")), logged=True)
    assert found[1] == pytest.approx(4.0)


@given(st.lists(st.floats(-50, 50, allow_nan=False), min_size=3, max_size=6), st.integers(0, 4), st.data())
def test_rounded_contrasts_of_true_effects_never_fail(effects: list[float], digits: int, data: st.DataObject) -> None:
    pairs = [(i, j) for i in range(len(effects)) for j in range(i)]
    printed = [(str(i), str(j), f"{effects[i] - effects[j]:.{digits}f}") for i, j in data.draw(st.permutations(pairs))]
    assert amiss(*printed) == []


def test_numbers_in_exponential_form() -> None:
    assert amiss(("a", "b", "1.0e-3"), ("b", "c", "1.0e-3"), ("a", "c", "2.0e-3")) == []
    assert amiss(("a", "b", "1.0e-3"), ("b", "c", "1.0e-3"), ("a", "c", "3.0e-3")) == [2]
