"""The additive model: its posterior at a known tau is its fit, and shrinkage takes it to nothing."""

import math

import numpy as np
import pytest

from dorsal.errors import NetworkError
from dorsal.synthesis.bayes.component_posterior import component_posterior, shrunk_components
from dorsal.synthesis.bayes.posterior import linear_model, posterior
from dorsal.synthesis.bayes.prior import HalfNormal, LogNormal, NormalEffects, Uniform
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.network import Network
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
