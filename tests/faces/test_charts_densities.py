"""Posterior densities: curves, intervals and chances are the mixture's."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from dorsal.faces.charts.densities import PEAK, density_words, draw_densities
from dorsal.synthesis.bayes.marginal import NormalMixture
from tests.faces.drawings import number, of_class, plain, points, read, scale, texts, words


def normal(mean: float, sd: float) -> NormalMixture:
    return NormalMixture(weight=np.ones(1), means=np.array([mean]), sds=np.array([sd]))


EFFECTS: Mapping[str, NormalMixture] = {
    "a": normal(-10.0, 4.0),
    "b": NormalMixture(weight=np.array([0.5, 0.5]), means=np.array([-4.0, 4.0]), sds=np.array([1.0, 1.0])),
    "c": normal(1.0, 3.0),
}


@pytest.mark.parametrize("narrow", [False, True])
def test_curves_are_the_densities(narrow: bool) -> None:
    tree = read(draw_densities(EFFECTS, "k", measure="MD", narrow=narrow))
    slope, start = scale(tree)
    for row, posterior in zip(of_class(tree, "row"), EFFECTS.values(), strict=True):
        (curve,) = of_class(row, "density")
        (_, ground), *places, _ = points(curve)
        x = np.array([start + slope * px for px, _ in places])
        height = np.array([(ground - py) / PEAK for _, py in places])
        expected = posterior.density(x)
        assert height == pytest.approx(expected / expected.max(), abs=0.02)
        (inner,) = of_class(row, "interval")
        ends = [start + slope * points(inner)[i][0] for i in (0, -1)]
        assert ends == pytest.approx(posterior.interval(), abs=0.1)
        (median,) = of_class(row, "median")
        assert start + slope * number(median, "x1") == pytest.approx(posterior.median, abs=0.1)


def test_chances_of_what_matters_stand_beside_them() -> None:
    tree = read(draw_densities(EFFECTS, "k", measure="MD", mic=5.0))
    gain, loss = EFFECTS["a"].chance_below(-5.0), EFFECTS["a"].chance_above(5.0)
    row = plain(" ".join(texts(of_class(tree, "row")[0])))
    assert f"{100 * gain:.0f} % better, <1 % worse" in row
    assert loss < 0.01
    higher = read(draw_densities(EFFECTS, "k", measure="MD", mic=5.0, better="higher"))
    assert f"<1 % better, {100 * gain:.0f} % worse" in words(higher)
    (zone,) = of_class(tree, "mic")
    slope, start = scale(tree)
    assert start + slope * number(zone, "x") == pytest.approx(-5.0, abs=0.1)


def test_an_effect_without_spread_is_left_out() -> None:
    tree = read(draw_densities({"a": EFFECTS["a"], "reference": normal(0.0, 0.0)}, "k", measure="MD"))
    assert len(of_class(tree, "row")) == 1


def test_one_wide_posterior_does_not_squeeze_the_others() -> None:
    tree = read(draw_densities({**EFFECTS, "vague": normal(0.0, 500.0)}, "k", measure="MD"))
    slope, _ = scale(tree)
    assert slope * 960 < 150.0


def test_words_name_the_likeliest() -> None:
    said = plain(density_words(EFFECTS, measure="MD100", mic=5.0))
    assert said.startswith("Posterior of 3 effects; 1 of the 95 % intervals leave out no difference.")
    assert said.endswith(
        f"Likeliest to be better by 5 points or more: a, {100 * EFFECTS['a'].chance_below(-5.0):.0f} %."
    )
    ratio = plain(density_words(EFFECTS, measure="OR", mic=math.log(1.5), better="higher", names=str.upper))
    gain = 100 * EFFECTS["c"].chance_above(math.log(1.5))
    assert f"better by a ratio of 1.50 or more: C, {gain:.0f} %" in ratio
