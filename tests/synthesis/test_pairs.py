"""Pairs against the differences inside each study."""

import math

import pytest
from hypothesis import given, settings

from dorsal.synthesis.fit import pair_of
from dorsal.synthesis.network import Network
from dorsal.synthesis.pairs import pairs_of
from tests.synthesis.generated import networks


@given(networks(min_studies=1))
@settings(max_examples=30)
def test_every_pair_is_the_difference_inside_its_study(contrasts):
    network = Network.of(contrasts)
    pairs = pairs_of(network)
    assert len(pairs.effect) == sum(math.comb(len(c.treatments), 2) for c in contrasts)
    for a, b, c, effect, variance in zip(
        pairs.first, pairs.second, pairs.contrast, pairs.effect, pairs.variance, strict=True
    ):
        assert a < b
        expected = pair_of(network.contrasts[c], network.treatments[a], network.treatments[b])
        assert (effect, variance) == pytest.approx(expected)


@given(networks(min_studies=1))
@settings(max_examples=20)
def test_pooled_is_the_inverse_variance_mean_of_a_comparison(contrasts):
    network = Network.of(contrasts)
    pairs = pairs_of(network)
    first, second, _ = pairs.edges
    effect, variance = pairs.pooled(0.2)
    assert [(network.treatments[a], network.treatments[b]) for a, b in zip(first, second, strict=True)] == [
        (c.first, c.second) for c in network.comparisons
    ]
    for e, comparison in enumerate(network.comparisons):
        found = [
            pair_of(c, comparison.first, comparison.second)
            for c in contrasts
            if {comparison.first, comparison.second} <= set(c.treatments)
        ]
        weights = [1 / (v + 0.2) for _, v in found]
        assert variance[e] == pytest.approx(1 / sum(weights))
        assert effect[e] == pytest.approx(sum(w * y for w, (y, _) in zip(weights, found, strict=True)) / sum(weights))
