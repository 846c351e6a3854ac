"""Nodes of the mixture: those that share a posterior are one, and nothing else changes."""

import numpy as np
import pytest

from dorsal.synthesis.bayes.effects_posterior import nodes_of
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal, LogT
from dorsal.synthesis.network import Network
from tests.synthesis.generated import network


def test_nodes_near_zero_share_one_posterior():
    found = posterior(Network.of(network(3, 4, 8)), LogT(-3.44, 2.59))
    nodes = nodes_of(found.rule)
    assert len(nodes.known) < len(found.rule.known)
    assert nodes.weight.sum() == pytest.approx(1.0) == nodes.coarse.sum()
    assert nodes.tau[0] == 0.0
    means = np.array([known.mean for known in found.rule.known])
    np.testing.assert_allclose(found.effect, found.rule.weight @ means, rtol=1e-12)


def test_a_contrast_of_many_treatments_is_asked_like_one_of_two():
    found = posterior(Network.of(network(3, 4, 8)), HalfNormal(0.5))
    pair = found.of(np.array([-1.0, 0.0, 1.0, 0.0]))
    assert pair.mean == pytest.approx(found.between("c", "a").mean)
    assert pair.sd == pytest.approx(found.between("c", "a").sd)
    weights = np.array([-1.0, 0.5, 0.5, 0.0])
    both = found.of(weights)
    assert both.mean == pytest.approx(weights @ found.effect)
    assert both.sd == pytest.approx(np.sqrt(weights @ found.cov @ weights))


def test_moments_of_pairs_are_those_of_the_joint_covariance():
    found = posterior(Network.of(network(3, 4, 8)), HalfNormal(0.5))
    effect = found.between("d", "b")
    assert effect.mean == pytest.approx(found.effect[3] - found.effect[1])
    assert effect.sd**2 == pytest.approx(found.cov[3, 3] + found.cov[1, 1] - 2 * found.cov[3, 1])
