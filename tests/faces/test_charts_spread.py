"""How a covariate is spread over comparisons, drawn: discs at their values, bars of shares, and the words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dorsal.faces.charts.spread import draw_spread, spread_words
from dorsal.synthesis.network import Network
from dorsal.synthesis.transitivity import Spread, spread
from tests.faces.drawings import number, of_class, outside, plain, read, scale, texts, words
from tests.faces.published import smoking


def found(name: str) -> Spread:
    kinds = ("clinic", "home", "hospital ward")
    contrasts = [
        replace(c, covariates={"year": 1970 + 2 * i, "place": kinds[i % 3]})
        for i, c in enumerate(smoking().network.contrasts)
    ]
    return spread(Network.of(contrasts), name, np.random.default_rng(1))


@pytest.mark.parametrize("narrow", [False, True])
def test_discs_and_means_stand_at_their_values(narrow: bool) -> None:
    years = found("year")
    tree = read(draw_spread(years, "k", narrow=narrow))
    slope, start = scale(tree)
    order = sorted(years.comparisons, key=lambda c: -len(c.members))
    for row, compared in zip(of_class(tree, "row"), order, strict=True):
        discs = [start + slope * number(disc, "cx") for disc in of_class(row, "study")]
        assert discs == pytest.approx([float(m.value) for m in compared.members], abs=0.3)
        (mean,) = of_class(row, "mean")
        assert start + slope * number(mean, "x1") == pytest.approx(compared.mean, abs=0.3)
    assert f"{order[0].mean:.4g} (1970 to 2008); 15 studies" in words(tree)


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_are_as_long_as_the_shares(narrow: bool) -> None:
    places = found("place")
    tree = read(draw_spread(places, "k", narrow=narrow))
    order = sorted(places.comparisons, key=lambda c: -len(c.members))
    for row, compared in zip(of_class(tree, "row"), order, strict=True):
        bars = [number(bar, "width") for bar in of_class(row, "kind")]
        shares = [share for share in map(compared.share_of, places.kinds) if share > 0]
        assert np.array(bars) / sum(bars) == pytest.approx(shares, abs=0.01)
    assert {"clinic", "home", "hospital ward"} <= set(texts(tree))


def test_words_say_how_far_comparisons_lie_apart_and_what_chance_gives() -> None:
    years = found("year")
    said = plain(spread_words(years))
    assert said.startswith("year: 24 studies in 6 comparisons. Means run from ")
    assert f"{100 * (years.share or 0):.0f} % lie between comparisons (eta squared); chance alone would give" in said
    assert "by permutation of studies" in said
    assert "A large P does not show that the comparisons are alike" in words(read(draw_spread(years, "k")))
    alike = replace(years, share=None, by_chance=None, p=None)
    assert spread_words(alike).endswith("All studies are alike in it, so nothing can differ between comparisons.")


def test_a_single_comparison_is_told() -> None:
    one = replace(found("year"), comparisons=found("year").comparisons[:1])
    assert "a single comparison has nothing to be alike with" in words(read(draw_spread(one, "k")))


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", ["year", "place"])
def test_nothing_leaves_the_picture(name: str, narrow: bool) -> None:
    long = "a treatment with a long name that goes on, of which nobody knows "
    assert not outside(read(draw_spread(found(name), "k", names=lambda t: long + t, narrow=narrow)))
