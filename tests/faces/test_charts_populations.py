"""The forest by population: every row an estimate, the asked ones first, what is extrapolated marked."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.populations import PopulationEffect, Populations, draw_populations, population_words
from tests.faces.drawings import described, number, of_class, outside, read, scale, words


def effect(treatment: str, population: str, mean: float, **more: bool) -> PopulationEffect:
    return PopulationEffect(
        treatment=treatment, population=population, mean=mean, sd=0.2, interval=(mean - 0.4, mean + 0.4), **more
    )


EFFECTS = (
    effect("b", "clinic", 0.5, asked=True),
    effect("b", "old", -0.3, asked=True, extrapolated=True),
    effect("b", "S1", 0.6),
    effect("b", "", 0.4),
    effect("c", "clinic", 0.1, asked=True),
    effect("c", "old", 0.2, asked=True, extrapolated=True),
    effect("c", "S1", 0.1),
    effect("c", "", 0.3),
)
FOUND = Populations(effects=EFFECTS, reference="a", measure="MD", covariates=("age", "male"))


def test_every_row_is_an_estimate() -> None:
    tree = read(draw_populations(FOUND, "k"))
    slope, start = scale(tree)
    drawn = [[start + slope * number(n, end) for end in ("x1", "x2")] for n in of_class(tree, "ci")]
    for ends, each in zip(drawn, EFFECTS, strict=False):
        assert ends == pytest.approx(list(each.interval), abs=0.05)
    assert len(of_class(tree, "row")) == 8


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_leaves_the_picture(narrow: bool) -> None:
    tree = read(draw_populations(FOUND, "k", better="higher", narrow=narrow))
    assert not outside(tree)
    assert "old (extrapolated)" in words(tree)
    assert "Unadjusted" in words(tree)


def test_the_words_name_what_differs_most() -> None:
    told = (
        "Adjusted for age and male; populations: clinic, old and S1. "
        "The effect that differs most between them is that of b."
    )
    assert population_words(FOUND) == told
    assert described(read(draw_populations(FOUND, "k")))[1] == told
