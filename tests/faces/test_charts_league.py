"""The league heat map: its numbers, its arrows, and colours that say size and certainty together."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dorsal.faces.charts.league import SELF, draw_league, league_words, strengths
from dorsal.faces.charts.palette import contrast
from dorsal.faces.charts.shades import diverging
from dorsal.faces.charts.svg import INK
from dorsal.synthesis.league import League, league
from tests.faces.drawings import NS, of_class, plain, read, texts, words
from tests.faces.published import diabetes, smoking


def test_every_cell_shows_its_estimate_and_interval() -> None:
    table = league(smoking())
    tree = read(draw_league(table, "k", better="higher"))
    rows = of_class(tree, "row")
    for i, row in enumerate(rows):
        shown = texts(row)[1:]
        for j in range(4):
            if i != j:
                mean, low, high = (f"{math.exp(part[i, j]):.2f}" for part in (table.mean, table.low, table.high))
                assert (mean, f"{low} to {high}") == (shown.pop(0), shown.pop(0))
        assert not shown


def test_arrows_point_to_the_better_one_and_bold_is_clear() -> None:
    table = league(smoking(), ["D", "A"])
    for better, ways in (("higher", ["left", "up"]), ("lower", ["up", "left"])):
        tree = read(draw_league(table, "k", better=better))
        assert [node.get("class") for node in of_class(tree, "arrow")] == [f"arrow {way}" for way in ways]
    bold = [n.text for n in tree.iter(f"{NS}text") if n.get("font-weight") == "bold"]
    assert set(bold) == {"2.38", "0.42"}


def test_strength_is_size_times_certainty() -> None:
    table = league(diabetes())
    found = strengths(table)
    assert np.abs(found).max() == pytest.approx(1.0)
    assert np.allclose(found, -found.T)
    assert np.allclose(found, -strengths(table, "higher"))
    vague, small, clear = (_pair(mean, se) for mean, se in ((1.0, 2.0), (0.1, 0.01), (1.0, 0.1)))
    together = np.array([abs(vague.mean[0, 1]) * 0.3829, 0.1, 1.0])
    expected = [abs(p.mean[0, 1]) * math.erf(p.mean[0, 1] / p.se[0, 1] / math.sqrt(2)) for p in (vague, small, clear)]
    assert expected == pytest.approx(together, rel=1e-3)


def _pair(mean: float, se: float) -> League:
    square = np.array([[0.0, mean], [-mean, 0.0]])
    spread = np.array([[0.0, se], [se, 0.0]])
    return League(
        treatments=("a", "b"),
        measure="MD",
        level=0.95,
        mean=square,
        se=spread,
        low=square - spread,
        high=square + spread,
    )


def test_text_can_be_read_on_every_fill() -> None:
    fills = [diverging(s / 10.0) for s in range(-10, 11)]
    assert min(contrast(INK, fill) for fill in (*fills, SELF.fill)) >= 4.5
    assert len(set(fills)) == 21


def test_on_a_phone_arrows_stand_alone_where_numbers_do_not_fit() -> None:
    tree = read(draw_league(league(diabetes()), "k", narrow=True))
    assert len(of_class(tree, "arrow")) == 90
    assert "−1.23" not in words(tree)
    assert [t for t in texts(tree) if t.startswith("10 ")] == ["10 vildagliptin"]


def test_words_name_the_clearest_difference() -> None:
    said = plain(league_words(league(smoking()), better="higher"))
    assert said.startswith("4 treatments; 2 of 6 differences leave out no difference")
    assert said.endswith("D against A, 2.38 [1.15 to 4.94].")
    many = League(
        treatments=tuple(f"t{i}" for i in range(99)), measure="MD", level=0.95,
        **{part: np.ones((99, 99)) for part in ("mean", "se", "low", "high")},
    )  # fmt: skip
    assert "too many for a picture" in draw_league(many, "k")
