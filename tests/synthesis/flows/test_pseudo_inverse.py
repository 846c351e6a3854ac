"""The pseudo-inverse contributions against the pseudo-inverse of the matrix of all paths."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.flows.flow import flow
from dorsal.synthesis.flows.pseudo_inverse import path_multipliers, pseudo_inverse_shares
from dorsal.synthesis.network import Network
from tests.synthesis.generated import network, networks
from tests.synthesis.negative_weight import negative_weight
from tests.synthesis.paths import all_paths, incidence, shares


def least_squares(flows, row, paths):
    return np.abs(flows.hat[row]) @ np.linalg.pinv(incidence(flows, paths))


@given(networks(min_studies=3))
@settings(max_examples=40)
def test_shares_are_those_of_the_smallest_path_weights(contrasts):
    flows = flow(fit_network(Network.of(contrasts)))
    found = pseudo_inverse_shares(flows)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-9)
    for row in range(len(found)):
        paths = all_paths(flows, row)
        np.testing.assert_allclose(found[row], shares(flows, paths, least_squares(flows, row, paths)), atol=1e-8)


def test_a_path_weighs_the_sum_of_its_multipliers():
    flows = flow(fit_network(Network.of(network(3, 6, 14))), [("b", "e")])
    multiplier, paths = path_multipliers(flows), all_paths(flows, 0)
    ours = [sum(multiplier[a, b] for a, b in pairwise(path)) for path in paths]
    np.testing.assert_allclose(ours, least_squares(flows, 0, paths), atol=1e-9)


def test_a_flow_with_cycles_is_refused_and_any_other_answered():
    flows = flow(fit_network(Network.of(negative_weight())))
    refused = []
    for row in range(len(flows.source)):
        one = flows.part(slice(row, row + 1))
        try:
            assert pseudo_inverse_shares(one).sum() == pytest.approx(1.0)
        except NetworkError:
            refused.append(one)
    assert 0 < len(refused) < len(flows.source)
    with pytest.raises(NetworkError, match="has cycles"):
        pseudo_inverse_shares(refused[0])
