"""Classes of treatments: against brute force in two dimensions, and in their limits."""

import math

import numpy as np
import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfCauchy, HalfNormal, LogT, NormalEffects, Uniform
from dorsal.synthesis.bayes.shrinkage import class_posterior
from dorsal.synthesis.network import Network
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network

CLASSES = {"b": "X", "c": "X", "d": "X", "e": "Y", "f": "Y"}
FIXED = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1], [0, 1]])
"""Effects b to f against a by the means of X and Y."""


def contrasts():
    return network(3, 6, 10)


@pytest.fixture(scope="module")
def net():
    return Network.of(contrasts())


def brute(tau_prior, omega_prior, reach, mean_sd=None):
    """Mean and covariance of the five effects, means of the scales, log evidence: dense matrices on a grid of both."""
    dense = Dense.of(contrasts())
    x, share = np.polynomial.legendre.leggauss(8)
    scales = []
    for high in reach:
        edges = np.concatenate([[0.0], np.geomspace(1e-3 * high, high, 12)])
        half = 0.5 * np.diff(edges)
        scales.append(((edges[:-1, None] + half[:, None] * (x + 1.0)).ravel(), np.outer(half, share).ravel()))
    (taus, tau_share), (omegas, omega_share) = scales
    log_mass, means, covs = [], [], []
    for tau, a in zip(taus, np.log(tau_share) + tau_prior.log_density(taus), strict=True):
        sigma = dense.sigma(tau**2)
        for omega, b in zip(omegas, np.log(omega_share) + omega_prior.log_density(omegas), strict=True):
            value, mean, cov = given(dense, sigma, omega, mean_sd)
            log_mass.append(a + b + value)
            means.append(mean)
            covs.append(cov)
    top = max(log_mass)
    mass = np.exp(np.array(log_mass) - top)
    weight = mass / mass.sum()
    mean = weight @ np.array(means)
    apart = np.array(means) - mean
    cov = np.einsum("j,jab->ab", weight, np.array(covs)) + np.einsum("j,ja,jb->ab", weight, apart, apart)
    both = weight.reshape(len(taus), len(omegas))
    return mean, cov, both.sum(axis=1) @ taus, both.sum(axis=0) @ omegas, top + math.log(mass.sum())


def given(dense, sigma, omega, mean_sd):
    """Flat means by generalised least squares, then the effects by their conditional normal."""
    within = dense.x @ dense.x.T * omega**2
    whole = sigma + within
    inverse = np.linalg.inv(whole)
    f = dense.x @ FIXED
    prior = np.zeros((2, 2)) if mean_sd is None else np.eye(2) / mean_sd**2
    precision = f.T @ inverse @ f + prior
    cov_m = np.linalg.inv(precision)
    m = cov_m @ f.T @ inverse @ dense.y
    gain = omega**2 * dense.x.T @ inverse
    mean = FIXED @ m + gain @ (dense.y - f @ m)
    spread = FIXED - gain @ f
    cov = omega**2 * (np.eye(5) - gain @ dense.x) + spread @ cov_m @ spread.T
    miss = (dense.y - f @ m) @ inverse @ (dense.y - f @ m) + m @ prior @ m
    flat = 2 if mean_sd is None else 0
    log_prior = 0.0 if mean_sd is None else -4.0 * math.log(mean_sd)
    value = -0.5 * (np.linalg.slogdet(whole)[1] + np.linalg.slogdet(precision)[1] - log_prior + miss)
    return value - 0.5 * (len(dense.y) - flat) * math.log(2 * math.pi), mean, cov


@pytest.mark.parametrize("mean_sd", [None, 1.5])
@pytest.mark.parametrize(
    ("omega", "reach"), [(HalfNormal(1.0), 8.0), (Uniform(0.0, 4.0), 4.0)], ids=["half-normal", "uniform"]
)
def test_agrees_with_brute_force(net, omega, reach, mean_sd):
    means = None if mean_sd is None else NormalEffects(sd=mean_sd)
    found = class_posterior(net, CLASSES, HalfNormal(0.5), omega, reference="a", means=means)
    mean, cov, tau, omega_mean, evidence = brute(HalfNormal(0.5), omega, (4.0, reach), mean_sd)
    sd = np.sqrt(np.diagonal(cov))
    assert found.error <= 1e-6
    np.testing.assert_allclose(found.effect[1:] / sd, mean / sd, atol=2e-4)
    np.testing.assert_allclose(found.cov[1:, 1:] / np.outer(sd, sd), cov / np.outer(sd, sd), atol=2e-4)
    assert found.tau.mean == pytest.approx(tau, rel=2e-4)
    assert found.omega.mean == pytest.approx(omega_mean, rel=2e-4)
    if mean_sd is not None:
        assert found.log_evidence == pytest.approx(evidence, abs=1e-4)


def test_no_variation_within_a_class_makes_its_members_one(net):
    found = class_posterior(net, CLASSES, HalfNormal(0.5), HalfNormal(1e-5), reference="a")
    assert found.between("b", "c").mean == pytest.approx(0.0, abs=1e-4)
    assert found.between("b", "a").mean == pytest.approx(found.mean_effect("X").mean, abs=1e-4)
    assert found.between("b", "a").sd == pytest.approx(found.mean_effect("X").sd, abs=1e-4)


def test_much_variation_within_classes_leaves_treatments_alone(net):
    found = class_posterior(net, CLASSES, HalfNormal(0.5), Uniform(900.0, 1000.0), reference="a")
    alone = posterior(net, HalfNormal(0.5))
    np.testing.assert_allclose(found.effect - found.effect[0], alone.effect, atol=1e-5)
    assert found.between("f", "e").sd == pytest.approx(alone.between("f", "e").sd, rel=1e-5)
    assert found.mean_effect("X").sd > 500.0


@pytest.mark.parametrize("omega", [HalfCauchy(1.0), LogT(-2.0, 2.0)], ids=lambda prior: prior.name)
def test_heavy_tails_of_omega_are_followed(net, omega):
    found = class_posterior(net, CLASSES, HalfNormal(0.5), omega, reference="a")
    alone = posterior(net, HalfNormal(0.5))
    assert found.error <= 1e-6
    assert found.between("f", "e").sd < alone.between("f", "e").sd
    assert 0.0 < found.between("f", "e").mean < alone.between("f", "e").mean


def test_scales_have_marginals_of_their_own(net):
    found = class_posterior(net, CLASSES, HalfNormal(0.5), HalfNormal(1.0), reference="a")
    low, high = found.tau.interval(0.9)
    assert found.tau.chance_below(low) == pytest.approx(0.05, abs=1e-8)
    assert found.tau.chance_above(high) == pytest.approx(0.05, abs=1e-8)
    assert low < found.tau.median < high
    points = np.linspace(0.0, 4.0, 4001)
    assert np.trapezoid(found.tau.density(points), points) == pytest.approx(1.0, abs=1e-4)
    assert found.tau.sd == pytest.approx(
        math.sqrt(np.trapezoid((points - found.tau.mean) ** 2 * found.tau.density(points), points)), rel=1e-3
    )
    assert found.omega.interval(0.9)[0] > 0.0


def test_treatments_without_a_class_keep_their_own_effect(net):
    found = class_posterior(net, {"b": "X", "c": "X"}, HalfNormal(0.5), HalfNormal(1e-5), reference="a")
    assert found.hierarchy.names == ("X", "d", "e", "f")
    assert found.between("b", "c").sd < 1e-3 < found.between("d", "e").sd


def test_what_cannot_be_is_refused(net):
    with pytest.raises(NetworkError, match="nobody: in no study"):
        class_posterior(net, {"nobody": "X"}, HalfNormal(0.5), HalfNormal(1.0), reference="a")
    with pytest.raises(OptionError, match="nothing to shrink to"):
        class_posterior(net, {"b": "X", "c": "Y"}, HalfNormal(0.5), HalfNormal(1.0), reference="a")
    islands = Network.of(network(1, 3, 0) + network(2, 3, 0, prefix="z"))
    with pytest.raises(NetworkError, match="2 islands"):
        class_posterior(islands, CLASSES, HalfNormal(0.5), HalfNormal(1.0), reference="a")
    found = class_posterior(net, CLASSES, HalfNormal(0.5), HalfNormal(1.0), reference="a")
    with pytest.raises(NetworkError, match="no class Z; there are X, Y"):
        found.mean_effect("Z")
    with pytest.raises(OptionError, match="proper priors"):
        _ = found.log_evidence
    with pytest.raises(OptionError, match="omega has no posterior"):
        class_posterior(net, {"b": "X", "c": "X"}, HalfNormal(0.5), Uniform(0.0, math.inf), reference="a")
