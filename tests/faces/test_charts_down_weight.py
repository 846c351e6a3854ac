"""The forest of weights: the estimates of the path, and what cannot be told."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.down_weight import down_weight_words, draw_down_weight, moved
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.down_weight import WeightPoint, weight_path, weighted
from dorsal.synthesis.options import FitOptions
from tests.faces.drawings import described, number, of_class, outside, plain, read, scale, words
from tests.synthesis.generated import network


def made() -> tuple[tuple[WeightPoint, ...], NetworkFit]:
    entered, aside = weighted(network(3, 4, 12, tau=0.8), {"s0": 0.5, "s3": 0.1, "s5": 0.0, "s7": 0.5})
    return weight_path((*entered, *aside), "a", FitOptions()), fit_network(Network.of(entered))


def test_rows_are_the_estimates() -> None:
    path, asked = made()
    tree = read(draw_down_weight(path, asked, "a", "k"))
    slope, start = scale(tree)
    drawn = [[start + slope * number(n, end) for end in ("x1", "x2")] for n in of_class(tree, "ci")]
    expected = []
    for treatment in moved(path, asked, "a"):
        expected += [point.effect(treatment, "a")[2] for point in path]  # type: ignore[index]
        expected.append(asked.between(treatment, "a").ci)
    assert len(of_class(tree, "row")) == len(expected) == 18
    for ends, ci in zip(drawn, expected, strict=False):
        assert ends == pytest.approx(list(ci), abs=0.06)


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_leaves_the_picture(narrow: bool) -> None:
    path, asked = made()
    assert outside(read(draw_down_weight(path, asked, "a", "k", narrow=narrow))) == []


def test_words_tell_both_ends() -> None:
    path, asked = made()
    said = plain(down_weight_words(path, asked, "a"))
    assert said.startswith("3 studies count less than whole, and 1 more has no weight.")
    assert "moves most" in said
    assert said.endswith("with them whole.")
    assert said in plain(described(read(draw_down_weight(path, asked, "a", "k")))[1])


def test_what_nothing_else_joins_is_said() -> None:
    entered, _ = weighted(network(3, 3, 0), {"chain1": 0.5})
    asked = fit_network(Network.of(entered))
    path = weight_path(entered, "a", FitOptions())
    assert "cannot be told" not in plain(down_weight_words(path, asked, "a"))  # of b, which moves as little
    assert "nothing else joins the two" in words(read(draw_down_weight(path, asked, "a", "k")))
