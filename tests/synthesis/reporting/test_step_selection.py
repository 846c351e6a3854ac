"""Weights in steps: metafor's numbers on a published data set, and a density that must add up to one."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.stats import norm

from dorsal.errors import OptionError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.reporting.signal import places, signals_of
from dorsal.synthesis.reporting.step_selection import STEPS, WEIGHTS, _Steps, step_selection
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network

R = [0.68, 0.56, 0.23, 0.64, 0.49, -0.04, 0.49, 0.33, 0.58, 0.18,
     -0.11, 0.27, 0.26, 0.40, 0.49, 0.51, 0.40, 0.34, 0.42, 0.16]  # fmt: skip
N = [10, 20, 13, 22, 28, 12, 12, 36, 19, 12, 36, 75, 33, 121, 37, 14, 40, 16, 14, 20]
"""Correlations of instructors' ratings with students' achievement, and sections: Cohen 1981, table 1."""


def pairwise(effects, variances):
    fit = fit_network(
        Network.of(
            Contrast(study=str(i), treatments=("0", "x"), effect=np.array([y]), cov=np.array([[v]]), measure="MD")
            for i, (y, v) in enumerate(zip(effects, variances, strict=True))
        )
    )
    return fit, places(fit.treatments, ("x",), "0")


@pytest.mark.parametrize(
    ("name", "mean", "tau2"),
    [
        ("moderate one-tailed", 0.351894, 0.0045),
        ("severe one-tailed", 0.321518, 0.009544),
        ("moderate two-tailed", 0.362019, 0.002774),
        ("severe two-tailed", 0.33218, 0.005652),
    ],
)
def test_given_weights_as_metafor(name, mean, tau2):
    """metafor's own test: selmodel(rma(yi, vi, method = "ML"), type = "stepfun", steps, delta) of dat.cohen1981."""
    fit, place = pairwise(np.arctanh(R), 1.0 / (np.array(N) - 3.0))
    point = step_selection(fit, place, better="higher", names=[name]).points[1]
    assert point.between("x", "0")[0] == pytest.approx(mean, abs=1e-6)
    assert point.tau2 == pytest.approx(tau2, abs=1e-6)


def test_an_estimated_weight_as_metafor():
    """selmodel(rma(yi, sei, method = "ML"), type = "stepfun", steps = 0.025): mu, se, tau2, delta."""
    y = [0.10, 0.30, 0.35, 0.65, 0.45, 0.80, 0.55, 1.05, 0.70, 1.20, 0.90, 1.40]
    se = [0.30, 0.28, 0.20, 0.35, 0.18, 0.40, 0.15, 0.45, 0.12, 0.50, 0.10, 0.55]
    fit, place = pairwise(y, np.square(se))
    point = step_selection(fit, place, better="higher", names=["estimated"]).points[1]
    assert point.between("x", "0")[:2] == pytest.approx((0.59722923, 0.11093960), abs=1e-6)
    assert point.tau2 == pytest.approx(0.02598154, abs=1e-6)
    assert point.weight == pytest.approx(0.599915, abs=1e-5)
    assert point.no_selection.df == 1


def test_the_density_of_a_published_study_adds_up_to_one():
    fit, place = pairwise([0.2, 0.5], [0.04, 0.09])

    def density(y):
        one, _ = pairwise([y, 0.5], [0.04, 0.09])
        both = _Steps(signals_of(one.network, place, "higher"), STEPS, WEIGHTS["severe one-tailed"])
        other = norm(0.3, np.sqrt(0.09 + 0.02)).pdf(0.5)
        return np.exp(both(np.array([0.3, 0.02]))[0]) / (2 * np.pi) / other

    weights = _Steps(signals_of(fit.network, place, "higher"), STEPS, WEIGHTS["severe one-tailed"])
    z = norm.ppf(1 - np.array(STEPS))
    edges = [-np.inf, *(-np.sort(-z * 0.3))[::-1], np.inf]
    w = np.array(WEIGHTS["severe one-tailed"])[weights.step[1]]
    mean_weight = sum(
        each * (norm(0.3, np.sqrt(0.11)).cdf(high) - norm(0.3, np.sqrt(0.11)).cdf(low))
        for each, low, high in zip(WEIGHTS["severe one-tailed"][::-1], edges, edges[1:], strict=False)
    )
    points = sorted(z * 0.2)
    total = sum(quad(density, a, b)[0] for a, b in zip([-3, *points], [*points, 3.5], strict=False))
    assert total == pytest.approx(w / mean_weight, rel=1e-6)  # what is left of the other study


@pytest.mark.parametrize("free", [False, True])
def test_the_gradient_in_a_network_with_several_arms(free):
    fit = fit_network(Network.of(network(4, 4, 15)))
    signals = signals_of(fit.network, places(fit.treatments, ("d",), "a"), "lower")
    made = _Steps(signals, (0.025,), (1.0, 1.0), True) if free else _Steps(signals, STEPS, WEIGHTS["severe two-tailed"])
    x = np.array([1.0, 2.0, 3.0, 0.1, *([-0.4] if free else [])])
    assert made(x)[1] == pytest.approx(approx_fprime(x, lambda p: made(p)[0], 1e-7), rel=1e-4, abs=1e-4)


def test_equal_weights_change_nothing():
    fit = fit_network(Network.of(network(4, 4, 15)), FitOptions(tau2_method="ML"))
    signals = signals_of(fit.network, places(fit.treatments, (), "a"), "lower")
    value, gradient = _Steps(signals, STEPS, (1.0,) * 14)(np.array([*fit.effect[1:], fit.tau2]))
    assert value == pytest.approx(fit.solution.log_likelihood)
    assert gradient[:3] == pytest.approx([0, 0, 0], abs=1e-8)


def test_where_all_is_significant_no_weight_is_estimated():
    fit, place = pairwise([3.0, 4.0, 5.0], [0.01, 0.02, 0.01])
    assert [p.name for p in step_selection(fit, place, better="higher", names=["estimated"]).points] == ["none"]
    with pytest.raises(OptionError, match="weights must be among"):
        step_selection(fit, place, names=["strong"])


@pytest.mark.parametrize("unit", [1e6, 1e3, 1e-3, 1e-6])
def test_the_unit_of_the_outcome_changes_nothing(unit):
    fit = fit_network(Network.of(network(4, 4, 12)))
    scaled = [replace(c, effect=c.effect * unit, cov=c.cov * unit**2) for c in fit.network.contrasts]
    place = places(fit.treatments, (), "a")
    here, there = (step_selection(one, place).points for one in (fit, fit_network(Network.of(scaled))))
    for plain, same in zip(here, there, strict=True):
        assert same.effect / unit == pytest.approx(plain.effect, rel=1e-5, abs=1e-6)
        assert same.tau2 / unit**2 == pytest.approx(plain.tau2, rel=1e-4, abs=1e-6)
        assert same.between("b", "a")[1] / unit == pytest.approx(plain.between("b", "a")[1], rel=1e-4)
        by_unit = len(fit.network.rows) * math.log(unit)
        assert same.log_likelihood + by_unit == pytest.approx(plain.log_likelihood, abs=1e-6)
