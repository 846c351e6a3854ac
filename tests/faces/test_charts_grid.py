"""Tables of cells, legends, shades and signs: what several charts share."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.faces.charts.grid import Cell, Grid, draw_grid
from dorsal.faces.charts.legend import Entry, legend, notes, nothing, swatch
from dorsal.faces.charts.shades import diverging, hatch, single
from tests.faces.drawings import described, number, of_class, outside, read, texts, words


def grid(rows: int, columns: int, *, words_of: str = "12.3", same: bool = False) -> Grid:
    cell = Cell(fill="#ffffff", words=((words_of, f"{words_of} to {words_of}"), (words_of,)), hint="a hint")
    return Grid(
        rows=tuple(f"row of the name {i}" for i in range(rows)),
        columns=tuple(f"column of the name {j}" for j in range(columns)),
        cells=tuple((cell,) * columns for _ in range(rows)),
        title="Title",
        summary="Summary.",
        same=same,
    )


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("columns", [1, 3, 12, 40, 80])
def test_cells_fill_a_table_inside_the_picture(columns: int, narrow: bool) -> None:
    tree = read(draw_grid(grid(4, columns), "k", narrow=narrow))
    cells = of_class(tree, "cell")
    assert len(cells) == 4 * columns
    assert not outside(tree)
    for row in range(4):
        starts = [number(n, "x") for n in cells[row * columns : (row + 1) * columns]]
        assert all(b - a == pytest.approx(number(cells[0], "width"), abs=0.02) for a, b in pairwise(starts))


def test_the_fullest_words_that_fit_are_shown() -> None:
    assert "12.3 to 12.3" in texts(read(draw_grid(grid(2, 4), "k")))
    few = texts(read(draw_grid(grid(2, 16), "k")))
    assert "12.3" in few
    assert "12.3 to 12.3" not in few
    assert "12.3" not in texts(read(draw_grid(grid(2, 40), "k")))


def test_columns_without_room_for_their_names_have_numbers_and_a_key() -> None:
    assert "column of the name 79" in words(read(draw_grid(grid(2, 80), "k")))
    narrow = words(read(draw_grid(grid(2, 3), "k", narrow=True)))
    assert "Columns: 1 column of the name 0" in narrow
    assert "1 row of the name 0" in words(read(draw_grid(grid(3, 3, same=True), "k", narrow=True)))


@given(x=st.floats(0, 50), y=st.floats(0, 50), width=st.floats(2, 90), height=st.floats(2, 90))
def test_hatching_stays_in_its_box(x: float, y: float, width: float, height: float) -> None:
    numbers = [float(n) for n in re.findall(r"[\d.]+", re.search(r'd="([^"]*)"', hatch(x, y, width, height))[1])]
    xs, ys = numbers[::2], numbers[1::2]
    assert all(x - 0.06 <= a <= x + width + 0.06 for a in xs)
    assert all(y - 0.06 <= b <= y + height + 0.06 for b in ys)
    assert len(xs) >= 2 or width + height <= 6.0


def test_darker_is_more_on_both_sides() -> None:
    def grey(fill: str) -> int:
        return sum(int(fill[i : i + 2], 16) for i in (1, 3, 5))

    for shade in (single, diverging, lambda s: diverging(-s)):
        shades = [grey(shade(s / 4.0)) for s in range(5)]
        assert shades == sorted(shades, reverse=True)
        assert shade(0.0) == "#ffffff"
    assert diverging(2.0) == diverging(1.0)


def test_a_legend_keeps_to_its_width() -> None:
    entries = [Entry(words=f"what the sign number {i} means", glyph=swatch("#eeeeee", "+")) for i in range(9)]
    for width in (340.0, 960.0):
        made, bottom = legend(entries, width, 10.0)
        assert bottom > 10.0
        starts = [float(n) for n in re.findall(r'<text x="([\d.]+)"', made)]
        assert max(starts) < width
    assert legend([], 340.0, 10.0) == ("", 10.0)
    assert notes([], 340.0, 10.0) == ("", 10.0)


def test_nothing_to_draw_is_said() -> None:
    tree = read(nothing("k", "Title", "there is <nothing>.", narrow=True))
    assert described(tree) == ("Title", "Nothing to draw: there is <nothing>.")
    assert words(tree) == "Nothing to draw: there is <nothing>."
