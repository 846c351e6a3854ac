"""Ticks that people can read, for any span."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.faces.charts.axis import Axis, nice_step, reach


@given(low=st.floats(-1e4, 1e4), span=st.floats(1e-3, 1e4))
def test_ticks_lie_on_the_axis_and_read_as_their_value(low: float, span: float) -> None:
    axis = Axis(low=low, high=low + span, left=0, right=500, measure="MD100")
    ticks = axis.ticks()
    assert 1 <= len(ticks) <= 8
    for value, words in ticks:
        assert axis.low - 1e-6 * span <= value <= axis.high + 1e-6 * span
        assert float(words.replace("−", "-").replace(",", "")) == pytest.approx(value, abs=1e-6 * span)


@given(low=st.floats(-9, 5), span=st.floats(0.02, 12))
def test_ratio_ticks_are_ratios(low: float, span: float) -> None:
    axis = Axis(low=low, high=low + span, left=0, right=500, measure="OR")
    ticks = axis.ticks()
    assert 1 <= len(ticks) <= 10
    assert all(float(words) == pytest.approx(math.exp(value), rel=6e-3) for value, words in ticks)


@given(low=st.floats(-9, 5), span=st.floats(0.02, 12))
def test_efficacy_ticks_are_efficacies(low: float, span: float) -> None:
    axis = Axis(low=low, high=low + span, left=0, right=500, measure="VE")
    ticks = axis.ticks()
    assert 1 <= len(ticks) <= 10
    assert [value for value, _ in ticks] == sorted(value for value, _ in ticks)
    for value, words in ticks:
        told = float(words.removesuffix("\N{NO-BREAK SPACE}%").replace("−", "-").replace(",", ""))
        assert told == pytest.approx(100 * (1 - math.exp(value)), rel=5e-3, abs=0.051)


def test_step() -> None:
    assert [nice_step(span, 6) for span in (6, 10, 13, 29, 0.5)] == [1.0, 2.0, 2.5, 5.0, 0.1]


def test_reach_shows_every_mean_and_cuts_only_the_widest() -> None:
    intervals = [(-12.0, -4.0), (-10.0, -2.0), (-9.0, 7.0), (-900.0, 900.0)]
    low, high = reach([-8.0, -6.0, -1.0, 0.0], intervals, [-20.0, 20.0])
    assert -80 < low < -20
    assert 20 < high < 80
    assert reach([0.0], [(0.0, 0.0)]) == (-1.0, 1.0)
