"""Intervals in text: where they stand, what is cut, and what an ASCII terminal gets."""

from __future__ import annotations

import math

import pytest

from dorsal.faces.charts.axis import Axis
from dorsal.faces.cli.screen import ASCII, DRAWN, Glyphs
from dorsal.faces.cli.text_forest import TextForest


def forest(width: int = 21, low: float = -10.0, high: float = 10.0, glyphs: Glyphs = DRAWN) -> TextForest:
    axis = Axis(low=low, high=high, left=0.0, right=width - 1.0, measure="MD")
    return TextForest(axis=axis, width=width, marks=(-5.0, 5.0), glyphs=glyphs)


@pytest.mark.parametrize(
    ("mean", "ci", "drawn"),
    [
        (-6.0, (-9.0, -3.0), " ├──■──┤  │    ┊     "),
        (0.0, (-2.0, 2.0), "     ┊  ├─■─┤  ┊     "),
        (3.0, (-1.0, 7.0), "     ┊   ├┼──■───┤   "),
        (-8.0, (-30.0, 4.0), "◄─■───────┼───┤┊     "),
        (12.0, (1.0, 23.0), "     ┊    │├────────►"),
    ],
)
def test_bars(mean: float, ci: tuple[float, float], drawn: str) -> None:
    assert forest().bar(mean, ci) == drawn


def test_an_extrapolation_is_hollow() -> None:
    assert "□" in forest().bar(0.0, (-2.0, 2.0), hollow=True)


def test_ascii_signs() -> None:
    assert forest(glyphs=ASCII).bar(-6.0, (-9.0, -3.0)) == " |--#--|  !    :     "
    assert all(sign.isascii() for sign in (ASCII.dash, ASCII.zero, ASCII.on_left, ASCII.bullet))


def test_the_scale_has_its_zero_and_no_overlap() -> None:
    assert forest().scale().split() == ["−10", "−5", "0", "5", "10"]
    assert "0" in forest(width=9).scale().split()


def test_ratios_have_ratios_on_their_scale() -> None:
    axis = Axis(low=math.log(0.2), high=math.log(5), left=0.0, right=40.0, measure="OR")
    words = TextForest(axis=axis, width=41, marks=(), glyphs=DRAWN).scale().split()
    assert "1" in words
    assert all(float(word) > 0 for word in words)


def test_every_line_is_as_wide_as_the_forest() -> None:
    plot = forest()
    lines = [plot.bar(1.0, (-40.0, 40.0)), plot.ground(), plot.scale(), plot.sides("better", "worse")]
    assert {len(line) for line in lines} == {plot.width}


def test_no_difference_of_ratios_is_one_where_few_numbers_have_room() -> None:
    for high in (2.8, 3.33, 3.6):
        axis = Axis(low=-0.1, high=math.log(high), left=0.0, right=20.0, measure="OR")
        made = TextForest(axis=axis, width=21, marks=(), glyphs=DRAWN)
        words = made.scale().split()
        assert words[0] == "1"
        assert "0" not in words
        assert len(words) > 1
        assert words == sorted(words, key=float)
