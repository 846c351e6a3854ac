"""Copas' model for networks against the joint normal density that it is defined by, and in simulated selection."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.stats import multivariate_normal, norm

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.reporting.selection import STRENGTHS, _Copas, _u, copas
from dorsal.synthesis.reporting.signal import places, signals_of
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network


def fitted(seed=4, studies=20):
    return fit_network(Network.of(network(seed, 4, studies)))


def dense(fit, place, strength, x):
    """log of f(y | published) for every study: y and z are jointly normal, z > 0 is published; plain matrices."""
    *theta, tau2, rho = x
    effect = dict(zip(fit.treatments, [0.0, *theta], strict=True))
    sized = []
    for c in fit.network.contrasts:
        own = np.array([place[t] for t in c.treatments])
        first, last = own == own.min(), own == own.max()
        w = -(first / first.sum() - last / last.sum())[1:] if own.min() < own.max() else np.zeros(len(c.effect))
        sized.append((c, w, float(np.sqrt(w @ c.cov @ w))))
    inverse = [1.0 / s for _, _, s in sized if s]
    ends = norm.ppf(strength)
    total = 0.0
    for c, w, s in sized:
        k = len(c.effect)
        mean = np.array([effect[t] - effect[c.treatments[0]] for t in c.treatments[1:]])
        cov = c.cov + tau2 * (np.eye(k) + 1) / 2
        total += multivariate_normal(mean, cov).logpdf(c.effect) + 0.5 * k * np.log(2 * np.pi)
        if s:
            u = ends[0] + (ends[1] - ends[0]) * (1 / s - min(inverse)) / (max(inverse) - min(inverse))
            across = rho * c.cov @ w / s
            seen = np.linalg.solve(cov, across)
            total += norm.logcdf((u + seen @ (c.effect - mean)) / np.sqrt(1 - seen @ across)) - norm.logcdf(u)
        total += 0.5 * np.linalg.slogdet((np.eye(k) + 1) / 2)[1]  # the rows are turned by H^-1/2
    return total


def test_the_likelihood_is_that_of_the_joint_normal():
    fit = fitted()
    place = places(fit.treatments, ("d",), "a")
    likelihood = _Copas(
        signals_of(fit.network, place, "lower"), _u(signals_of(fit.network, place, "lower"), (0.4, 0.9))
    )
    for x in ([1.0, 2.1, 2.9, 0.1, 0.5], [0.8, 1.9, 3.2, 0.02, -0.8], [1.0, 2.0, 3.0, 0.3, 0.0]):
        value, gradient = likelihood(np.array(x))
        assert value == pytest.approx(dense(fit, place, (0.4, 0.9), x), rel=1e-10)
        numeric = approx_fprime(np.array(x), lambda p: likelihood(p)[0], 1e-7)
        assert gradient == pytest.approx(numeric, rel=1e-4, abs=1e-4)


def test_without_selection_it_is_the_maximum_likelihood_fit():
    fit = fitted()
    found = copas(fit, places(fit.treatments, (), "a"), strengths=[(1.0, 1.0), (0.999999, 0.9999999)])
    ml = fit_network(fit.network, FitOptions(tau2_method="ML"))
    for point in found.points:
        assert point.tau2 == pytest.approx(ml.tau2, abs=1e-3)
        assert point.between("d", "a")[0] == pytest.approx(ml.between("d", "a").mean, abs=1e-3)
    assert found.points[0].between("d", "a")[1] == pytest.approx(ml.between("d", "a").se)
    assert found.points[0].rho is None
    assert found.points[1].unpublished == pytest.approx(0.0, abs=1e-3)


def test_no_point_near_a_maximum_is_higher():
    fit = fitted()
    place = places(fit.treatments, ("d", "c"), "a")
    found = copas(fit, place)
    signals = signals_of(fit.network, place, "lower")
    rng = np.random.default_rng(1)
    for point in found.points[1:]:
        likelihood = _Copas(signals, _u(signals, point.publish))
        top = np.array([*point.effect[1:], point.tau2, point.rho])
        assert likelihood(top)[0] == pytest.approx(point.log_likelihood)
        for _ in range(60):
            near = top + rng.normal(size=5) * [0.1, 0.1, 0.1, 0.03, 0.1]
            near[3:] = [max(0.0, near[3]), np.clip(near[4], -0.99, 0.99)]
            assert likelihood(near)[0] <= point.log_likelihood + 1e-7


def test_standard_errors_are_those_of_the_observed_information():
    fit = fitted(studies=40)
    place = places(fit.treatments, (), "a")
    point = copas(fit, place, strengths=[(1.0, 1.0), (0.5, 0.95)]).points[1]
    signals = signals_of(fit.network, place, "lower")
    likelihood = _Copas(signals, _u(signals, (0.5, 0.95)))
    top = np.array([*point.effect[1:], point.tau2, point.rho])
    width = np.array([1e-3] * 3 + [1e-4, 1e-3])
    second = np.zeros((5, 5))
    for i in range(5):
        for j in range(5):
            a, b = width * np.eye(5)[i], width * np.eye(5)[j]
            corners = [likelihood(top + s * a + t * b)[0] * s * t for s in (1, -1) for t in (1, -1)]
            second[i, j] = sum(corners) / (4 * width[i] * width[j])
    assert point.tau2 > 0
    assert abs(point.rho) < 0.99
    assert point.cov[1:, 1:] == pytest.approx(np.linalg.inv(-second)[:3, :3], rel=1e-3)


def biased(rng, studies=40, effect=0.3, rho=0.9):
    """Trials of x against control, kept by Copas' own rule: the small ones at 0.2, the large ones at 0.95."""
    kept = []
    while len(kept) < studies:
        se = rng.uniform(0.08, 0.5)
        u = norm.ppf(0.2) + (norm.ppf(0.95) - norm.ppf(0.2)) * (1 / se - 2) / (1 / 0.08 - 2)
        error = rng.normal()
        if u + rho * error + np.sqrt(1 - rho**2) * rng.normal() > 0:
            y = effect + 0.1 * rng.normal() + se * error
            kept.append((y, se))
    return Network.of(
        Contrast(study=str(i), treatments=("control", "x"), effect=np.array([y]), cov=np.array([[se**2]]), measure="MD")
        for i, (y, se) in enumerate(kept)
    )


def test_simulated_selection_is_undone_where_its_strength_is_known():
    rng = np.random.default_rng(7)
    plain, right = [], []
    for _ in range(40):
        fit = fit_network(biased(rng))
        place = places(fit.treatments, (), "control")
        found = copas(fit, place, better="higher", strengths=[(1.0, 1.0), (0.2, 0.95)])
        plain.append(found.points[0].between("x", "control")[0] - 0.3)
        right.append(found.points[1].between("x", "control")[0] - 0.3)
    assert np.mean(plain) > 0.08  # many times its standard error
    assert abs(np.mean(right)) < 0.02
    assert np.std(plain) / np.sqrt(40) < 0.008


def test_a_common_effect_stays_common():
    fit = fit_network(Network.of(network(4, 4, 20)), FitOptions(model="common"))
    assert {point.tau2 for point in copas(fit, places(fit.treatments, (), "a")).points} == {0.0}


def test_strengths_and_names_outside_their_limits():
    fit = fitted()
    place = places(fit.treatments, (), "a")
    with pytest.raises(OptionError, match=r"must be none, \(1, 1\)"):
        copas(fit, place, strengths=[(0.5, 0.9)])
    with pytest.raises(OptionError, match="the smallest study's not above"):
        copas(fit, place, strengths=[(1.0, 1.0), (0.9, 0.5)])
    with pytest.raises(NetworkError, match="q is in no study"):
        copas(fit, place, strengths=STRENGTHS[:2]).points[0].between("q", "a")


@pytest.mark.parametrize("unit", [1e6, 1e3, 1e-3, 1e-6])
def test_the_unit_of_the_outcome_changes_nothing(unit):
    fit = fit_network(Network.of(network(4, 4, 12)))
    scaled = [replace(c, effect=c.effect * unit, cov=c.cov * unit**2) for c in fit.network.contrasts]
    place = places(fit.treatments, (), "a")
    here, there = (copas(one, place).points for one in (fit, fit_network(Network.of(scaled))))
    for plain, same in zip(here, there, strict=True):
        assert same.effect / unit == pytest.approx(plain.effect, rel=1e-5, abs=1e-6)
        assert same.tau2 / unit**2 == pytest.approx(plain.tau2, rel=1e-4, abs=1e-6)
        assert same.between("b", "a")[1] / unit == pytest.approx(plain.between("b", "a")[1], rel=1e-4)
        by_unit = len(fit.network.rows) * math.log(unit)
        assert same.log_likelihood + by_unit == pytest.approx(plain.log_likelihood, abs=1e-6)
