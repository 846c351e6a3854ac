"""The Baujat plot: studies at their two numbers, those that matter numbered and named."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.baujat import MOST_NUMBERED, baujat_words, draw_baujat
from dorsal.synthesis.omission.baujat import BaujatPoint, baujat
from tests.faces.drawings import number, of_class, plain, read, scale, texts, words
from tests.faces.published import diabetes, smoking


@pytest.mark.parametrize("narrow", [False, True])
def test_studies_stand_at_their_numbers(narrow: bool) -> None:
    points = baujat(diabetes())
    tree = read(draw_baujat(points, "k", narrow=narrow))
    slope, start = scale(tree, 297.0 if narrow else 457.0)
    discs = of_class(tree, "score")
    named = sorted(points, key=lambda p: -p.fall)[: len(discs) // 2]
    assert len(named) == MOST_NUMBERED
    drawn = discs[: len(named)][::-1]
    for disc, point in zip(drawn, named, strict=True):
        assert start + slope * number(disc, "cx") == pytest.approx(point.q, abs=0.2)
    heights = sorted(zip((number(d, "cy") for d in drawn), (p.influence for p in named), strict=True))
    assert [moved for _, moved in heights] == sorted((p.influence for p in named), reverse=True)
    assert "DeFronzo1995 (30.9 / 6.7)" in texts(tree)
    assert "Small squares: 14 other studies." in words(tree)


def test_studies_that_hardly_matter_have_no_number() -> None:
    tree = read(draw_baujat(baujat(smoking()), "k"))
    assert len(of_class(tree, "score")) // 2 == 5


def test_words_name_who_disagrees_and_who_moves_the_result() -> None:
    said = plain(baujat_words(baujat(diabetes())))
    assert said == (
        "Q of 26 studies is 97.0; most of it is of DeFronzo1995 (32 %), Kerenyi2004 (17 %), Vongthavaravat2002 (10 %). "
        "The effects move most without Alex1998 (8.4)."
    )


def test_studies_that_agree_exactly_are_drawn_too() -> None:
    points = [BaujatPoint(study=name, q=0.0, influence=0.0) for name in "ab"]
    assert read(draw_baujat(points, "k")) is not None
    assert plain(baujat_words(points)) == "Q of 2 studies is 0.0. The effects move most without a (0.0)."
