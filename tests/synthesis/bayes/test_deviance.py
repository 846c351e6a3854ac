"""Deviance, pD and DIC against draws of the study effects, and their limits."""

import numpy as np
import pytest

from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects
from dorsal.synthesis.network import Network
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network


def drawn(contrasts, found, draws, rng):
    """Residual deviance of every contrast in every draw, and study effects, by dense conditional normals."""
    dense = Dense.of(contrasts)
    inverse = np.linalg.inv(dense.v)
    node = rng.choice(len(found.nodes.tau), size=draws, p=found.nodes.weight)
    delta = np.empty((draws, len(dense.y)))
    for j in np.unique(node):
        known, tau2 = found.nodes.known[j], found.nodes.tau[j] ** 2
        gain = tau2 * dense.h @ np.linalg.inv(dense.v + tau2 * dense.h)
        cov = tau2 * dense.h - gain @ (tau2 * dense.h)
        size = int((node == j).sum())
        centre = rng.multivariate_normal(known.mean[1:], known.cov[1:, 1:], size=size) @ dense.x.T
        noise = rng.multivariate_normal(np.zeros(len(dense.y)), cov, size=size, check_valid="ignore")
        delta[node == j] = centre + (dense.y - centre) @ gain.T + noise
    miss = dense.y - delta
    by_effect = miss * (miss @ inverse)
    at_mean = (dense.y - delta.mean(axis=0)) * ((dense.y - delta.mean(axis=0)) @ inverse)
    return by_effect.sum(axis=1), by_effect.mean(axis=0), at_mean


def test_deviance_is_that_of_draws_of_the_study_effects():
    contrasts = network(4, 4, 6)
    found = posterior(Network.of(contrasts), HalfNormal(0.5))
    total, by_effect, at_mean = drawn(contrasts, found, 60_000, np.random.default_rng(2))
    assert found.deviance.mean == pytest.approx(total.mean(), abs=5 * total.std() / np.sqrt(len(total)))
    places = np.cumsum([0, *(len(c.effect) for c in contrasts)])
    for i, contrast in enumerate(contrasts):
        part = slice(places[i], places[i + 1])
        assert found.deviance.parts[i] == pytest.approx(by_effect[part].sum(), rel=0.03), contrast.study
        spent = by_effect[part].sum() - at_mean[part].sum()
        assert found.deviance.leverage[i] == pytest.approx(spent, rel=0.03, abs=0.01)


def test_a_common_effect_spends_one_parameter_for_every_treatment():
    found = posterior(Network.of(network(4, 5, 12, tau=0.0)), HalfNormal(1e-6)).deviance
    assert found.effective_parameters == pytest.approx(4.0, abs=1e-6)
    assert found.dic == pytest.approx(found.mean + 4.0, abs=1e-6)


def test_much_heterogeneity_spends_one_parameter_for_every_effect():
    net = Network.of(network(4, 4, 30, tau=200.0))
    found = posterior(net, HalfNormal(1000.0), NormalEffects(sd=1e4)).deviance
    assert found.effective_parameters == pytest.approx(found.data, rel=0.01)
    assert found.mean == pytest.approx(found.data, rel=0.02)
