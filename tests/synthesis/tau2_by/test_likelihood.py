"""Likelihood, score and information of several variances, against whole matrices and finite differences."""

import numpy as np
import pytest

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.tau2_by.grouping import by_class
from dorsal.synthesis.tau2_by.likelihood import likelihood_of
from tests.synthesis.generated import network
from tests.synthesis.tau2_by.groups_dense import covariance, log_likelihood

CLASSES = {"a": "control", "b": "old", "c": "old"}
T = np.array([0.3, 0.45, 0.2, 0.25, 0.4])


def made(*, restricted):
    net = Network.of(network(11, 5, 18, tau=0.6))
    grouping = by_class(net.contrasts, CLASSES)
    assert len(grouping.groups) == len(T)
    return net, grouping, likelihood_of(net.contrasts, net.index, grouping.shapes(), restricted=restricted)


@pytest.mark.parametrize("restricted", [True, False])
def test_differences_of_the_likelihood_are_those_of_whole_matrices(restricted):
    net, grouping, likelihood = made(restricted=restricted)

    def slow(t):
        def variance(_, a, b):
            return t[grouping.place_of(a, b)]

        return log_likelihood(net.contrasts, covariance(net.contrasts, variance), restricted=restricted)

    one = np.full(len(T), 0.1)
    fast = likelihood.at(T).log_likelihood - likelihood.at(one).log_likelihood
    assert fast == pytest.approx(slow(T) - slow(one), abs=1e-9)


@pytest.mark.parametrize("restricted", [True, False])
def test_score_and_observed_information_are_the_derivatives(restricted):
    _, _, likelihood = made(restricted=restricted)
    step, point = 1e-5, likelihood.at(T)
    sides = [(likelihood.at(T + step * e), likelihood.at(T - step * e)) for e in np.eye(len(T))]
    slope = [(up.log_likelihood - down.log_likelihood) / (2 * step) for up, down in sides]
    assert point.score == pytest.approx(slope, abs=1e-6)
    bend = np.array([(up.score - down.score) / (2 * step) for up, down in sides])
    assert likelihood.observed(point, likelihood.information(point)) == pytest.approx(-bend, abs=1e-5)


def test_the_expected_information_is_the_variance_of_the_score():
    """Of data drawn from the model itself, the effects at 0; the mean of a restricted likelihood's score is 0."""
    _, _, likelihood = made(restricted=True)
    rng = np.random.default_rng(4)
    scores = []
    for _ in range(4000):
        blocks = []
        for b in likelihood.blocks:
            root = np.linalg.cholesky(b.v + np.tensordot(b.shape, T, (1, 0)))
            blocks.append(
                type(b)(y=np.einsum("sij,sj->si", root, rng.standard_normal(b.y.shape)), v=b.v, x=b.x, shape=b.shape)
            )
        scores.append(type(likelihood)(blocks=tuple(blocks), restricted=True, groups=likelihood.groups).at(T).score)
    expected = likelihood.information(likelihood.at(T))
    spread = np.sqrt(np.diagonal(expected))
    assert np.mean(scores, axis=0) / spread == pytest.approx(np.zeros(len(T)), abs=0.06)
    assert np.cov(np.array(scores).T) / np.outer(spread, spread) == pytest.approx(
        expected / np.outer(spread, spread), abs=0.12
    )


def test_at_one_variance_the_effects_are_the_usual_ones():
    net, grouping, likelihood = made(restricted=True)
    fit = fit_network(net)
    point = likelihood.at(np.full(len(grouping.groups), fit.tau2))
    assert point.effect == pytest.approx(fit.effect[1:], abs=1e-10)
    assert point.cov == pytest.approx(fit.cov[1:, 1:], abs=1e-10)
