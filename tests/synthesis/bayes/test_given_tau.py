"""The normal posterior at one tau, against dense matrices."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from dorsal.errors import NetworkError
from dorsal.synthesis.bayes.given_tau import LinearModel, log_jacobian
from dorsal.synthesis.bayes.posterior import linear_model
from dorsal.synthesis.bayes.prior import NormalEffects
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.heterogeneity import fixed_tau2
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, networks


@given(networks())
@settings(max_examples=40, deadline=None)
def test_with_flat_effects_it_is_the_fit(contrasts):
    net = Network.of(contrasts)
    known = linear_model(net, None, None).known(0.09)
    solution, _ = fixed_tau2(net.rows, None, 0.09)
    np.testing.assert_allclose(known.mean[1:], solution.theta, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(known.cov, solution.cov, rtol=1e-8, atol=1e-12)


@given(networks())
@settings(max_examples=40, deadline=None)
def test_likelihood_is_the_restricted_one_with_its_constants(contrasts):
    dense = Dense.of(contrasts)
    known = linear_model(Network.of(contrasts), None, None).known(0.09)
    expected = dense.log_likelihood(0.09, restricted=True) - 0.5 * dense.df * math.log(2.0 * math.pi)
    assert known.log_likelihood == pytest.approx(expected, rel=1e-9, abs=1e-8)


@pytest.mark.parametrize("reference", [None, "a", "c"])
@given(contrasts=networks())
@settings(max_examples=25, deadline=None)
def test_evidence_is_the_density_of_one_normal(reference, contrasts):
    net = Network.of(contrasts)
    if reference is not None and reference not in net.treatments:
        return
    dense = Dense.of(contrasts)
    known = linear_model(net, None, NormalEffects(sd=1.7, reference=reference)).known(0.09)
    # Effects against the reference, as differences of effects against the first treatment.
    place = net.index[reference] if reference else 0
    turn = np.eye(len(net.treatments))[:, 1:]
    turn = turn - turn[place]
    inverse = np.linalg.inv(np.delete(turn, place, axis=0))
    spread = dense.sigma(0.09) + 1.7**2 * dense.x @ inverse @ inverse.T @ dense.x.T
    expected = stats.multivariate_normal(cov=spread).logpdf(dense.y)
    assert known.log_likelihood == pytest.approx(expected, rel=1e-9, abs=1e-8)


def test_covariates_of_the_rows_are_columns_of_the_design():
    contrasts = network(3, 4, 12, multi_arm=False)
    net = Network.of(contrasts)
    rng = np.random.default_rng(1)
    covariate = rng.normal(size=(len(net.rows), 2))
    model = LinearModel(rows=net.rows, basis=None, covariates=covariate, flat=5)
    known = model.known(0.09)
    design = np.column_stack([[net.rows.times(column) for column in np.eye(4)]]).T[:, 1:]
    x = np.column_stack([design, covariate])
    w = 1.0 / (net.rows.v + 0.09)
    cov = np.linalg.inv(x.T @ (w[:, None] * x))
    np.testing.assert_allclose(known.cov_b, cov, rtol=1e-9)
    np.testing.assert_allclose(known.b, cov @ x.T @ (w * net.rows.z), rtol=1e-9)
    np.testing.assert_allclose(model.variances(known.cov_b), np.einsum("ri,ij,rj->r", x, cov, x), rtol=1e-9)
    np.testing.assert_allclose(model.fitted(known.b), x @ known.b, rtol=1e-9)


def test_draws_have_the_posterior_covariance():
    known = linear_model(Network.of(network(5, 4, 10)), None, None).known(0.04)
    sample = known.drawn(np.random.default_rng(1).standard_normal((200_000, 3)))
    np.testing.assert_allclose(sample.mean(axis=0), known.mean, atol=0.01)
    np.testing.assert_allclose(np.cov(sample.T), known.cov, atol=0.01 * known.cov.max())


def test_jacobian_of_the_rotation():
    contrasts = network(2, 5, 9)
    h = Dense.of(contrasts).h
    assert log_jacobian(contrasts) == pytest.approx(-0.5 * np.linalg.slogdet(h)[1])


def test_parameters_that_the_data_cannot_tell_apart_are_refused():
    apart = [
        Contrast(study=f"{a}{b}", treatments=(a, b), effect=np.array([1.0]), cov=np.eye(1), measure="MD")
        for a, b in (("a", "b"), ("c", "d"))
    ]
    with pytest.raises(NetworkError, match="do not connect"):
        linear_model(Network.of(apart), None, None).known(0.0)
    known = linear_model(Network.of(apart), None, NormalEffects(sd=1.0)).known(0.0)
    assert np.isfinite(known.cov).all()


def test_moments_are_those_of_the_parameters():
    known = linear_model(Network.of(network(5, 4, 10)), None, None).known(0.04)
    mean, variance = known.moments
    np.testing.assert_array_equal(mean, known.mean[1:])
    np.testing.assert_allclose(variance, np.diagonal(known.cov)[1:])
    assert fit_network(Network.of(network(5, 4, 10))).df == known.model.data - known.model.flat
