"""The designs' own effects against a dense model with a column for each, and tau2 within designs."""

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.synthesis.designs import design_groups, pooled, tau2_within
from dorsal.synthesis.network import Network
from tests.synthesis.generated import network, networks
from tests.synthesis.star import by_design


@given(networks(min_studies=2))
@settings(max_examples=40)
def test_pooled_is_generalised_least_squares_of_each_design_by_itself(contrasts):
    net = Network.of(contrasts)
    beta, cov = by_design(contrasts).beta(0.2)
    keys = sorted({(tuple(sorted(c.treatments)), t) for c in contrasts for t in sorted(c.treatments)[1:]}, key=repr)
    for group in design_groups(net):
        part = pooled(group, 0.2)
        for place, effect, spread in zip(group.place, part.effect, part.cov, strict=True):
            names = tuple(net.treatments[t] for t in place)
            mine = [keys.index((names, t)) for t in names[1:]]
            np.testing.assert_allclose(effect, beta[mine], rtol=1e-8, atol=1e-10)
            np.testing.assert_allclose(spread, cov[np.ix_(mine, mine)], rtol=1e-8, atol=1e-12)


@given(networks(min_studies=6))
@settings(max_examples=40)
def test_derivatives_are_those_of_the_likelihoods(contrasts):
    groups = design_groups(Network.of(contrasts))
    step = 1e-6
    for group in groups:
        here, up, down = (pooled(group, t) for t in (0.3, 0.3 + step, 0.3 - step))
        assert here.slope == pytest.approx((up.log_likelihood - down.log_likelihood) / (2 * step), rel=1e-5, abs=1e-5)
        restricted = (up.restricted_log_likelihood - down.restricted_log_likelihood) / (2 * step)
        assert here.restricted_slope == pytest.approx(restricted, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("method", ["DL", "PM", "REML", "ML"])
@pytest.mark.parametrize("seed", range(6))
def test_tau2_within_is_that_of_the_dense_model(method, seed):
    contrasts = network(seed, 4, 25, tau=1.0 if seed % 2 else 0.1)
    found = tau2_within(design_groups(Network.of(contrasts)), method)
    dense = by_design(contrasts)
    if method == "DL":
        assert found == pytest.approx(dense.dersimonian_laird(), rel=1e-8, abs=1e-12)
    elif method == "PM":
        assert dense.q(found) == pytest.approx(dense.df, rel=1e-8) if found else dense.q(0.0) <= dense.df
    else:
        restricted = method == "REML"
        best = dense.maximum(restricted=restricted)
        assert (
            dense.log_likelihood(found, restricted=restricted)
            >= dense.log_likelihood(best, restricted=restricted) - 1e-8
        )


def test_without_two_studies_of_a_design_there_is_no_heterogeneity_to_find():
    groups = design_groups(Network.of(network(1, 5, 0)))
    assert [tau2_within(groups, method) for method in ("DL", "PM", "REML", "ML")] == [0.0] * 4
