"""Two analyses in one league heat map: numbers, arrows to whom does better, and words that say how to read it."""

from __future__ import annotations

import math

import pytest

from dorsal.faces.charts.league_pair import draw_league_pair, league_pair_words, pair_orientation
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.league_pair import LeaguePair, league_pair
from dorsal.synthesis.options import FitOptions
from tests.faces.drawings import of_class, plain, read, texts, words
from tests.faces.published import smoking

ORDER = ("D", "C", "B", "A")


@pytest.fixture(scope="module")
def pair() -> LeaguePair:
    return league_pair(
        smoking(), fit_network(smoking().network, FitOptions(model="common")), ("random", "common"), ORDER
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_cells_hold_the_first_against_the_later_one(pair: LeaguePair, narrow: bool) -> None:
    rows = of_class(read(draw_league_pair(pair, "k", better=("higher", "higher"), narrow=narrow)), "row")
    common = fit_network(smoking().network, FitOptions(model="common"))
    for i, row in enumerate(rows):
        told = " ".join(texts(row))
        for j, other in enumerate(ORDER):
            if i != j:
                first, second = (ORDER[i], other) if i < j else (other, ORDER[i])
                found = (smoking() if i > j else common).between(first, second)
                assert f"{math.exp(found.mean):.2f}" in told


def test_arrows_point_to_the_treatment_that_does_better(pair: LeaguePair) -> None:
    """D is best: every arrow points to the earlier treatment, the column's below and the row's above the diagonal."""
    rows = of_class(read(draw_league_pair(pair, "k", better=("higher", "higher"))), "row")
    for i, row in enumerate(rows):
        assert len(of_class(row, "up")) == i
        assert len(of_class(row, "left")) == 3 - i
    turned = of_class(read(draw_league_pair(pair, "k", better=("higher", "lower"))), "row")
    assert [len(of_class(row, "left")) for row in turned] == [0, 0, 0, 0]
    assert [len(of_class(row, "up")) for row in turned] == [3, 3, 3, 3]


def test_words_say_how_each_triangle_is_read(pair: LeaguePair) -> None:
    said = [plain(text) for text in pair_orientation(pair, ("higher", "lower"))]
    assert said[0] == "Every cell compares the treatment that comes first in the order with the one that comes later."
    assert said[1] == (
        "Below the diagonal: random, odds ratio, the column's treatment divided by the row's, with its 95 % interval. "
        "Above 1 the column's treatment is better. Example, row 2, column 1: D against C, 1.17 [0.59 to 2.34]."
    )
    assert said[2].startswith("Above the diagonal: common, odds ratio, the row's treatment divided by the column's")
    assert "Below 1 the row's treatment is better. Example, row 1, column 2: D against C, 1.07" in said[2]
    shown = words(read(draw_league_pair(pair, "k", better=("higher", "lower"))))
    assert all(text in shown for text in said)


def test_words_count_what_is_clear_and_where_the_two_favour_others(pair: LeaguePair) -> None:
    alike = plain(league_pair_words(pair, ("higher", "higher")))
    assert alike.startswith("4 treatments. random: 2 of 6 differences leave out no difference; common: ")
    assert alike.endswith("2 in both.")
    turned = plain(league_pair_words(pair, ("higher", "lower")))
    assert turned.endswith("They favour different treatments for D against A; C against A.")


def test_a_cell_that_an_analysis_cannot_say_is_a_dot() -> None:
    part = fit_network(smoking().network.part("ABC"))
    tree = read(draw_league_pair(league_pair(smoking(), part), "k"))
    assert texts(tree).count(".") == 3
