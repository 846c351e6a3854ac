"""The additive model: its posterior at a known tau is its fit, and shrinkage takes it to nothing."""

import math
from dataclasses import replace

import numpy as np
import pytest

from dorsal.errors import NetworkError
from dorsal.synthesis.bayes.component_posterior import component_posterior, shrunk_components
from dorsal.synthesis.bayes.posterior import linear_model, posterior
from dorsal.synthesis.bayes.prior import HalfNormal, LogNormal, NormalEffects, Uniform
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.network import Network
from dorsal.trials.treatment import components
from tests.synthesis.dense import Dense
from tests.synthesis.generated import study

ARMS = [("a", "b"), ("b", "a + b"), ("a", "a + c"), ("a + c", "b + c"), ("b", "b + d"), ("z", "a")]


@pytest.fixture(scope="module")
def fit():
    rng = np.random.default_rng(4)
    contrasts = [study(rng, f"s{i}", arms) for i, arms in enumerate(ARMS * 3)]
    return fit_components(Network.of(contrasts), inactive=("z",))


@pytest.fixture(scope="module")
def known(fit):
    """Where the prior knows the fit's tau."""
    return component_posterior(fit, LogNormal(math.log(fit.tau2), 1e-5))


@pytest.mark.parametrize(("first", "second"), [("a", "z"), ("a + b + c", "b"), ("a + b + c + d", "z"), ("b", "a")])
def test_a_prior_that_knows_tau_gives_the_fit(fit, known, first, second):
    expected, found = fit.between(first, second), known.between(first, second)
    assert found.mean == pytest.approx(expected.mean, rel=1e-5)
    assert found.sd == pytest.approx(expected.se, rel=1e-5)


def test_components_add_what_the_fit_says(fit, known):
    for name in fit.names:
        assert known.added(name).mean == pytest.approx(fit.added(name).mean, rel=1e-5)


def test_normal_components_are_shrunk_by_their_prior(fit):
    tight = component_posterior(fit, HalfNormal(0.5), NormalEffects(sd=0.01))
    assert all(abs(tight.added(name).mean) < 0.01 for name in fit.names)
    assert math.isfinite(tight.joint.log_evidence)


@pytest.mark.parametrize("omega", [0.05, 3.0])
def test_shrinkage_of_known_size_is_a_normal_prior(fit, omega):
    shrunk = shrunk_components(fit, HalfNormal(0.5), LogNormal(2.0 * math.log(omega), 1e-5))
    plain = component_posterior(fit, HalfNormal(0.5), NormalEffects(sd=omega))
    for name in fit.names:
        assert shrunk.added(name).mean == pytest.approx(plain.added(name).mean, rel=1e-4, abs=1e-6)
        assert shrunk.added(name).sd == pytest.approx(plain.added(name).sd, rel=1e-4)
    assert shrunk.joint.log_evidence == pytest.approx(plain.joint.log_evidence, abs=1e-4)


def test_shrinkage_lies_between_nothing_and_the_fit(fit):
    shrunk = shrunk_components(fit, HalfNormal(0.5), HalfNormal(1.0))
    flat = component_posterior(fit, HalfNormal(0.5))
    assert shrunk.joint.error <= 1e-6
    assert 0.5 < shrunk.joint.omega.median < 6.0
    assert shrunk.between("b + d", "z").sd < flat.between("b + d", "z").sd


def test_islands_are_joined_by_their_components():
    rng = np.random.default_rng(4)
    fit = fit_components(
        Network.of(
            [study(rng, f"s{i}", arms) for i, arms in enumerate([("a", "a + b"), ("c", "c + b"), ("c", "d")] * 2)]
        )
    )
    found = component_posterior(fit, HalfNormal(0.5))
    assert found.between("d + b", "c").mean == pytest.approx(found.added("b").mean + found.between("d", "c").mean)
    with pytest.raises(NetworkError, match="do not say how"):
        found.between("a", "c")
    with pytest.raises(NetworkError, match="do not say what a adds"):
        found.added("a")


def test_the_posterior_of_its_fit_is_the_same(fit):
    plain = posterior(fit.fit, Uniform(0.0, 2.0))
    found = component_posterior(fit, Uniform(0.0, 2.0))
    assert found.between("a", "b").mean == pytest.approx(plain.between("a", "b").mean)
    assert plain.model.flat == linear_model(fit.network, fit.fit.basis, None).flat == fit.fit.basis.shape[1]


SYNERGY = [("P", "a"), ("P", "b"), ("P", "a + b"), ("a", "b + c"), ("c", "a + b + c"), ("P", "b", "a + b")] * 3


@pytest.fixture(scope="module")
def together():
    """Trials in which a and b together do more than their sum."""
    rng = np.random.default_rng(11)
    alone, made = {"P": 0.0, "a": -0.5, "b": -0.3, "c": 0.2}, []
    for i, arms in enumerate(SYNERGY):
        told = study(rng, f"s{i}", arms, 0.1)
        truth = np.array(
            [sum(alone[c] for c in components(t)) - 1.5 * ({"a", "b"} <= set(components(t))) for t in arms]
        )
        chance = rng.multivariate_normal(np.zeros(len(told.effect)), told.cov)
        made.append(replace(told, effect=truth[1:] - truth[0] + chance))
    return fit_components(Network.of(made), inactive=["P"], interactions=[("a", "b")])


def dense_posterior(fit, prior_sd, ridge=0.0):
    """Means of the four terms a, b, c, a*b by a plain grid over tau: generalised least squares at each."""
    dense = Dense.of(fit.network.contrasts)
    terms = [set("a"), set("b"), set("c"), set("ab")]
    incidence = np.array([[float(term <= set(components(t))) for term in terms] for t in fit.network.treatments])
    x = dense.x @ incidence[1:] - dense.x.sum(axis=1)[:, None] * incidence[0]
    found, heights = [], []
    for tau in np.linspace(0.0, 6.0 * prior_sd, 4001):
        w = np.linalg.inv(dense.sigma(tau**2))
        information = x.T @ w @ x + ridge * np.eye(4)
        beta = np.linalg.solve(information, x.T @ w @ dense.y)
        fitted = dense.y @ w @ dense.y - beta @ information @ beta
        height = (
            0.5 * (np.linalg.slogdet(w)[1] - np.linalg.slogdet(information)[1] - fitted) - 0.5 * (tau / prior_sd) ** 2
        )
        found.append(beta)
        heights.append(height)
    weight = np.exp(np.array(heights) - max(heights))
    weight[[0, -1]] *= 0.5
    return weight @ np.array(found) / weight.sum()


def test_an_interaction_is_that_of_a_grid_over_tau(together):
    found, means = component_posterior(together, HalfNormal(0.5)), dense_posterior(together, 0.5)
    assert [found.added(name).mean for name in together.names] == pytest.approx(means, abs=1e-5)
    assert found.added("a*b").sd > 0.01
    assert found.between("a + b + c", "c").mean == pytest.approx(means[0] + means[1] + means[3], abs=1e-5)
    assert found.between("a + c", "P").mean == pytest.approx(means[0] + means[2], abs=1e-5)


def test_a_shrunk_interaction_is_that_of_a_ridge_of_its_size(together):
    shrunk = shrunk_components(together, HalfNormal(0.5), LogNormal(2.0 * math.log(0.8), 1e-5))
    means = dense_posterior(together, 0.5, ridge=1.0 / 0.8**2)
    assert [shrunk.added(name).mean for name in together.names] == pytest.approx(means, abs=1e-4)
