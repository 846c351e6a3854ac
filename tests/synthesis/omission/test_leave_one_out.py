"""tau2 and effects without each study against real refits, by every estimator of tau2."""

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.heterogeneity import TAU2_METHODS
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.leave_one_out import omissions
from dorsal.synthesis.options import FitOptions
from tests.synthesis.generated import network, networks, wild


def against_first(n):
    contrasts = np.eye(n)[:, 1:]
    contrasts[0] = -1.0
    return contrasts


def agrees_with_refits(contrasts, method):
    net = Network.of(contrasts)
    fit = fit_network(net, FitOptions(tau2_method=method))
    found = omissions(fit, against_first(len(net.treatments)), "estimated")
    for s, study in enumerate(net.studies):
        rest = Network.of([c for c in contrasts if c.study != study])
        if len(rest.islands) == 1 and rest.treatments == net.treatments:
            again = fit_network(rest, fit.options)
            assert found.tau2[s] == pytest.approx(again.tau2, rel=1e-6, abs=1e-9)
            np.testing.assert_allclose(found.effect[s], again.effect[1:], rtol=1e-6, atol=1e-7)
            np.testing.assert_allclose(found.variance[s], np.diagonal(again.cov)[1:], rtol=1e-6)
        else:
            island = next((i for i in rest.islands if net.treatments[0] in i), ())
            joined = [t in island for t in net.treatments[1:]]
            np.testing.assert_array_equal(np.isfinite(found.effect[s]), joined)
    return found


@pytest.mark.parametrize("method", TAU2_METHODS)
@given(contrasts=networks(min_studies=3))
@settings(max_examples=25)
def test_small_networks(method, contrasts):
    agrees_with_refits(contrasts, method)


@pytest.mark.parametrize("method", TAU2_METHODS)
def test_a_larger_network_needs_no_refits(method):
    assert not agrees_with_refits(network(7, 6, 80, tau=0.5), method).refitted.any()


@pytest.mark.parametrize("method", ["REML", "ML", "PM"])
def test_a_study_that_makes_all_the_heterogeneity(method):
    contrasts = network(8, 4, 25, tau=0.0, multi_arm=False)
    wild = contrasts[10]
    contrasts[10] = type(wild)(
        study=wild.study, treatments=wild.treatments, effect=wild.effect + 6.0, cov=wild.cov, measure="MD"
    )
    found = agrees_with_refits(contrasts, method)
    assert found.tau2[10] < 0.1 * np.median(found.tau2)
    assert found.residual.argmax() == 10


@pytest.mark.parametrize("method", TAU2_METHODS)
@pytest.mark.parametrize("seed", range(12))
def test_wild_networks(seed, method):
    agrees_with_refits(wild(seed, 4, 24, 0.05 * 2 ** (seed % 6)), method)


@pytest.mark.parametrize(
    ("seed", "treatments", "studies", "tau", "method"),
    [(7, 4, 14, 0.5, "ML"), (9, 4, 14, 0.5, "ML"), (9, 6, 10, 2.0, "REML"), (0, 6, 14, 2.0, "ML")],
)
def test_where_the_likelihood_has_two_modes_the_higher_one_is_found(seed, treatments, studies, tau, method):
    assert agrees_with_refits(wild(seed, treatments, studies, tau), method).refitted.any()


def test_where_rounding_would_show_a_study_is_fitted_without_by_itself():
    found = agrees_with_refits(wild(9, 6, 10, 2.0), "DL")
    assert found.refitted[8]
    assert not found.refitted.all()


@pytest.mark.parametrize("options", [FitOptions(model="common"), FitOptions(tau2_method="DL")])
def test_fixed_keeps_the_networks_tau2(options):
    contrasts = network(9, 4, 12, tau=1.0)
    fit = fit_network(Network.of(contrasts), options)
    found = omissions(fit, against_first(4), "fixed")
    np.testing.assert_array_equal(found.tau2, fit.tau2)
    if options.model == "common":
        np.testing.assert_array_equal(omissions(fit, against_first(4), "estimated").effect, found.effect)


def test_one_study_leaves_nothing():
    fit = fit_network(Network.of(network(1, 2, 0)))
    found = omissions(fit, against_first(2), "estimated")
    assert found.tau2 == [0.0]
    assert np.isnan(found.effect).all()
