"""Bars of chances: from nothing to all, each with its interval; what is not known says so."""

from __future__ import annotations

import pytest

from dorsal.errors import EvidenceError
from dorsal.faces.charts.chance_bars import Bar, ChanceBars, draw_chance_bars
from tests.faces.drawings import described, number, of_class, outside, read, scale, words
from tests.faces.test_markup import HOSTILE

ROWS = (
    Bar(label="Usual care", words="30 of 100 (24 to 37)", count=30, low=24, high=37),
    Bar(label="Exercise therapy, supervised or at home, with " + "x" * 60, words="42 of 100 (30 to 55)", count=42,
        low=30, high=55, chosen=True),
    Bar(label="Surgery", words="not known: no trial joins it to usual care"),
)  # fmt: skip


def chart(*rows: Bar, of: float = 100.0, title: str = "My title") -> ChanceBars:
    return ChanceBars(rows=rows, title=title, summary="What it shows.", axis="of 100", whisker="its interval", of=of)


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_and_whiskers_are_as_long_as_their_numbers(narrow: bool) -> None:
    tree = read(draw_chance_bars(chart(*ROWS), "k", narrow=narrow))
    slope, start = scale(tree)
    ends = [start + slope * (number(bar, "x") + number(bar, "width")) for bar in of_class(tree, "bar")]
    assert ends == pytest.approx([30, 42], abs=0.1)
    assert start + slope * number(of_class(tree, "bar")[0], "x") == pytest.approx(0.0, abs=0.1)
    whiskers = [[start + slope * number(w, x) for x in ("x1", "x2")] for w in of_class(tree, "whisker")][:2]
    assert whiskers == [pytest.approx([24, 37], abs=0.1), pytest.approx([30, 55], abs=0.1)]
    assert len(of_class(tree, "hatch")) == 1


@pytest.mark.parametrize("narrow", [False, True])
def test_it_says_everything_and_nothing_leaves_the_picture(narrow: bool) -> None:
    svg = draw_chance_bars(chart(*ROWS, Bar(label=HOSTILE, words=HOSTILE[:40])), "k", narrow=narrow)
    tree = read(svg)
    assert described(tree) == ("My title", "What it shows.")
    said = words(tree)
    assert all(row.words in said for row in ROWS[:2])
    assert "not known: no trial joins it" in said
    assert not outside(tree)
    assert "<script" not in svg


def test_people_that_cannot_be_are_refused() -> None:
    with pytest.raises(EvidenceError, match="Usual care: 4 to 6 must hold 3"):
        Bar(label="Usual care", words="", count=3, low=4, high=6)
    with pytest.raises(EvidenceError, match="more than 10 of 10 people: Usual care"):
        chart(ROWS[0], of=10.0)
