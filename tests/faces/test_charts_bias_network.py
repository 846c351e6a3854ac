"""The network by risk of bias: lines shared out among judgements, drawn where the treatments are."""

from __future__ import annotations

import math

import pytest

from dorsal.faces.charts.bias_network import bias_network_words, draw_bias_network, judgements
from tests.faces.drawings import Node, number, of_class, plain, read, words
from tests.faces.published import biases, diabetes, smoking


def length(node: Node) -> float:
    return math.hypot(number(node, "x1") - number(node, "x2"), number(node, "y1") - number(node, "y2"))


@pytest.mark.parametrize("narrow", [False, True])
def test_pieces_are_as_long_as_their_share_of_the_studies(narrow: bool) -> None:
    network, bias = diabetes().network, biases(diabetes())
    pieces = iter(of_class(read(draw_bias_network(network, bias, "k", narrow=narrow)), "piece"))
    for comparison in network.comparisons:
        shares = judgements(comparison, bias)
        assert sum(n for _, n in shares) == len(comparison.studies)
        drawn = [next(pieces) for _ in shares]
        assert [(n.get("class") or "").split()[1] for n in drawn] == [judgement for judgement, _ in shares]
        per_study = [length(n) / many for n, (_, many) in zip(drawn, shares, strict=True)]
        assert per_study == pytest.approx([per_study[0]] * len(drawn), abs=0.05)
    assert not list(pieces)


def test_discs_grow_with_people_and_unknown_is_said() -> None:
    tree = read(draw_bias_network(smoking().network, {}, "k"))
    assert "C (7,383)" in words(tree)
    radii = sorted(number(n, "r") for n in of_class(tree, "treatment"))
    people = sorted(smoking().network.people_given(t) or 0 for t in "ABCD")
    assert radii[-1] / radii[-2] == pytest.approx(math.sqrt(people[-1] / people[-2]), abs=0.01)
    assert "placebo (?)" in words(read(draw_bias_network(diabetes().network, {}, "k")))


def test_words_count_the_risks() -> None:
    network = smoking().network
    said = plain(bias_network_words(network, dict.fromkeys(network.studies, "high")))
    assert said == (
        "4 treatments, 6 direct comparisons in 24 studies; 0 have a study at low risk of bias, 6 have only studies at "
        "high risk."
    )
