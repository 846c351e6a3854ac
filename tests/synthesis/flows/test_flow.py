"""The flow of evidence: it is the hat matrix, it is conserved, and it gives the estimate back."""

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.errors import NetworkError
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.flows.flow import collation, flow
from dorsal.synthesis.network import Network
from dorsal.synthesis.pairs import pairs_of
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network, networks


@given(networks(min_studies=2))
@settings(max_examples=30)
def test_what_enters_a_treatment_leaves_it_and_one_unit_goes_from_source_to_sink(contrasts):
    flows = flow(fit_network(Network.of(contrasts)))
    net = flows.forward.sum(axis=2) - flows.forward.sum(axis=1)
    expected = np.zeros_like(net)
    expected[np.arange(len(net)), flows.source] = 1.0
    expected[np.arange(len(net)), flows.sink] = -1.0
    np.testing.assert_allclose(net, expected, atol=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_direct_estimates_weighted_by_the_flow_are_the_estimate(seed):
    fit = fit_network(Network.of(network(seed, 5, 10, multi_arm=False)))
    flows, pairs = flow(fit), pairs_of(fit.network)
    np.testing.assert_array_equal((flows.first, flows.second), pairs.edges[:2])
    np.testing.assert_allclose(
        flows.hat @ pairs.pooled(fit.tau2)[0], fit.effect[flows.source] - fit.effect[flows.sink], atol=1e-9
    )


def test_order_is_alphabetical_without_regard_to_capitals():
    rng = np.random.default_rng(1)
    made = [_two_arms(rng, *pair) for pair in (("NRI", "NaSSa"), ("NaSSa", "placebo"), ("NRI", "placebo"))]
    fit = fit_network(Network.of(made))
    assert [fit.treatments[t] for t in collation(fit)] == ["NaSSa", "NRI", "placebo"]
    flows = flow(fit)
    named = [(fit.treatments[a], fit.treatments[b]) for a, b in zip(flows.first, flows.second, strict=True)]
    assert named == [("NaSSa", "NRI"), ("NaSSa", "placebo"), ("NRI", "placebo")]
    asked = flow(fit, [("placebo", "NaSSa")])
    assert (fit.treatments[asked.source[0]], fit.treatments[asked.sink[0]]) == ("NaSSa", "placebo")


def _two_arms(rng, a, b):
    effect, variance = rng.normal(size=1), rng.uniform(0.1, 1, (1, 1))
    return Contrast(study=a + b, treatments=(a, b), effect=effect, cov=variance, measure="MD")


def test_what_has_no_flow_is_refused():
    contrasts = network(1, 3, 3)
    fit = fit_network(Network.of(contrasts))
    with pytest.raises(NetworkError, match="z is in no study"):
        flow(fit, [("a", "z")])
    with pytest.raises(NetworkError, match="a cannot be compared with itself"):
        flow(fit, [("a", "b"), ("a", "a")])
    with pytest.raises(NetworkError, match="component model"):
        flow(fit_components(Network.of(contrasts)).fit)
