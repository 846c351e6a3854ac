"""The interval of tau2, and extreme inputs of its search."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, networks


@pytest.mark.parametrize("method", ["REML", "ML"])
@given(contrasts=networks(min_studies=3))
@settings(max_examples=25, deadline=None)
def test_profile_interval_ends_where_the_likelihood_has_fallen(method, contrasts):
    fit = fit_network(Network.of(contrasts), FitOptions(tau2_method=method))
    low, high = fit.tau2_ci
    dense = Dense.of(contrasts)

    def drop(t):
        top = dense.log_likelihood(fit.tau2, restricted=method == "REML")
        return 2 * (top - dense.log_likelihood(t, restricted=method == "REML"))

    assert low <= fit.tau2 <= high
    assert drop(high) == pytest.approx(chi2.ppf(0.95, 1), rel=1e-6)
    if low > 0:
        assert drop(low) == pytest.approx(chi2.ppf(0.95, 1), rel=1e-6)
    else:
        assert drop(0.0) <= chi2.ppf(0.95, 1) + 1e-6


@pytest.mark.parametrize("method", ["DL", "PM"])
@given(contrasts=networks(min_studies=3))
@settings(max_examples=25, deadline=None)
def test_q_profile_interval_ends_at_the_quantiles(method, contrasts):
    fit = fit_network(Network.of(contrasts), FitOptions(tau2_method=method))
    dense = Dense.of(contrasts)
    for end, probability in zip(fit.tau2_ci, (0.975, 0.025), strict=True):
        target = chi2.ppf(probability, dense.df)
        if end == 0:
            assert dense.q(0.0) <= target + 1e-9
        else:
            assert dense.q(end) == pytest.approx(target, rel=1e-7)


@given(st.floats(-8, 8), st.floats(-8, 8))
@settings(max_examples=40, deadline=None)
def test_tau2_follows_the_unit_of_measurement(power, other):
    contrasts = network(11, 4, 10, tau=1.0)
    factor = 10.0 ** min(power, other)
    scaled = [
        Contrast(study=c.study, treatments=c.treatments, effect=factor * c.effect, cov=factor**2 * c.cov, measure="MD")
        for c in contrasts
    ]
    for method in ("REML", "ML", "DL", "PM"):
        options = FitOptions(tau2_method=method)
        one, two = fit_network(Network.of(contrasts), options), fit_network(Network.of(scaled), options)
        assert two.tau2 == pytest.approx(factor**2 * one.tau2, rel=1e-6)


def test_very_unequal_variances_still_settle():
    contrasts = [
        Contrast(study=f"s{i}", treatments=("a", "b"), effect=np.array([e]), cov=np.array([[v]]), measure="MD")
        for i, (e, v) in enumerate([(0.0, 1e-8), (5.0, 1e4), (-3.0, 1.0), (2.0, 1e-3), (9.0, 1e-6)])
    ]
    dense = Dense.of(contrasts)
    for method in ("REML", "ML"):
        fit = fit_network(Network.of(contrasts), FitOptions(tau2_method=method))
        best = dense.log_likelihood(dense.maximum(restricted=method == "REML"), restricted=method == "REML")
        assert dense.log_likelihood(fit.tau2, restricted=method == "REML") >= best - 1e-7
