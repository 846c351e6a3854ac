"""Intervals after Hartung and Knapp: against plain arithmetic, their floors, and how often they hold the truth."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.league import league
from dorsal.synthesis.modifier import fit_regression
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.influence import leave_one_out, without
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.yardstick import SCALED, yardstick
from dorsal.trials.contrast import Contrast
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, networks

HK = FitOptions(interval="HK")


@given(networks(min_studies=3))
@settings(max_examples=40, deadline=None)
def test_against_dense_matrices(contrasts):
    fit = fit_network(Network.of(contrasts), HK)
    dense = Dense.of(contrasts)
    beta, cov = dense.beta(fit.tau2)
    cov = cov * dense.q(fit.tau2) / dense.df
    first, *others = fit.treatments
    for i, other in enumerate(others):
        found, se = fit.between(other, first), math.sqrt(cov[i, i])
        half = stats.t(dense.df).ppf(0.975) * se
        assert found.se == pytest.approx(se, rel=1e-6)
        assert found.ci == pytest.approx((beta[i] - half, beta[i] + half), rel=1e-6, abs=1e-8)
        assert found.p == pytest.approx(2 * stats.t(dense.df).sf(abs(beta[i]) / se), rel=1e-5, abs=1e-12)
        ahead = stats.t(dense.df).ppf(0.975) * math.sqrt(cov[i, i] + fit.tau2)
        assert found.pi == pytest.approx((beta[i] - ahead, beta[i] + ahead), rel=1e-6, abs=1e-8)


def test_two_treatments_give_the_interval_of_hartung_and_knapp():
    """Weights w, mean m: the variance of m is sum w (y - m)^2 / ((k - 1) sum w)."""
    rng = np.random.default_rng(3)
    y, v = rng.normal(0.4, 0.6, 7), rng.uniform(0.05, 0.4, 7)
    trials = [Contrast(study=str(i), treatments=("a", "b"), effect=y[i : i + 1], cov=v[i : i + 1, None], measure="MD")
              for i in range(7)]  # fmt: skip
    fit = fit_network(Network.of(trials), FitOptions(interval="HK", tau2_method="PM"))
    w = 1.0 / (v + fit.tau2)
    m = w @ y / w.sum()
    half = stats.t(6).ppf(0.975) * math.sqrt(w @ (y - m) ** 2 / 6 / w.sum())
    assert fit.between("b", "a").ci == pytest.approx((m - half, m + half))


def test_the_league_and_the_components_follow():
    contrasts = network(3, 4, 8)
    fit, plain = fit_network(Network.of(contrasts), HK), fit_network(Network.of(contrasts))
    table = league(fit)
    cell = fit.between("b", "a")
    assert (table.low[1, 0], table.high[1, 0], table.se[1, 0]) == pytest.approx((*cell.ci, cell.se))
    additive = fit_components(Network.of(contrasts), HK)
    assert additive.between("b", "a").se == pytest.approx(cell.se)
    assert cell.se != pytest.approx(plain.between("b", "a").se, rel=1e-3)
    assert cell.shares == plain.between("b", "a").shares


@pytest.mark.parametrize("kind", SCALED)
def test_without_each_study(kind):
    fit = fit_network(Network.of(network(5, 3, 8)), FitOptions(interval=kind))
    left = leave_one_out(fit, [("b", "a")])
    compared = 0
    for study in fit.network.studies:
        again = without(fit, study)
        if again.treatments == fit.treatments:
            expected = again.between("b", "a").se
            assert left.of(study).changes[0].se_without == pytest.approx(expected, rel=1e-5)
            compared += 1
    assert compared > 5


def test_covariates():
    contrasts = [
        Contrast(study=c.study, treatments=c.treatments, effect=c.effect, cov=c.cov, measure="MD",
                 covariates={"age": float(i % 7)})
        for i, c in enumerate(network(8, 3, 12))
    ]  # fmt: skip
    plain = fit_regression(contrasts, ["age"], "a", FitOptions(interval="t"))
    scaled = fit_regression(contrasts, ["age"], "a", HK)
    factor = math.sqrt(plain.solution.rss / plain.q_residual.df)
    assert factor != pytest.approx(1.0, abs=1e-3)
    assert scaled.slopes[0].se == pytest.approx(factor * plain.slopes[0].se)
    assert scaled.between("b", "a", {"age": 3.0})[1] == pytest.approx(factor * plain.between("b", "a", {"age": 3.0})[1])


def test_the_floors():
    agreeing, apart = 0.2 * 9, 3.0 * 9
    assert yardstick("HK", 0.95, agreeing, 9).factor == pytest.approx(math.sqrt(0.2))
    assert (yardstick("HK-t", 0.95, agreeing, 9).factor, yardstick("HK-t", 0.95, agreeing, 9).df) == (1.0, 9.0)
    assert (yardstick("HK-normal", 0.95, agreeing, 9).factor, yardstick("HK-normal", 0.95, agreeing, 9).df) == (
        1.0,
        math.inf,
    )
    between = (1.96 / stats.t(9).ppf(0.975)) ** 2 * 9 * 1.01  # shorter than t, longer than normal
    assert yardstick("HK-normal", 0.95, between, 9).factor < 1.0
    assert {yardstick(kind, 0.95, apart, 9) for kind in SCALED} == {yardstick("HK", 0.95, apart, 9)}


@given(networks(min_studies=3))
@settings(max_examples=30, deadline=None)
def test_no_interval_lies_inside_the_one_that_is_its_floor(contrasts):
    net = Network.of(contrasts)

    def width(kind):
        low, high = fit_network(net, FitOptions(interval=kind)).between("a", "b").ci
        return high - low

    assert width("HK-t") >= width("t") * (1 - 1e-12)
    assert width("HK-t") >= width("HK") * (1 - 1e-12)
    assert width("HK-normal") == pytest.approx(max(width("HK"), width("normal")))


def test_a_common_effect_and_no_degrees_of_freedom_have_none():
    with pytest.raises(OptionError, match="HK intervals are of random effects"):
        FitOptions(interval="HK", model="common")
    only = Network.of(network(1, 2, 0))
    with pytest.raises(NetworkError, match="interval='normal'"):
        fit_network(only, HK).between("a", "b")
    with pytest.raises(NetworkError, match="interval='normal'"):
        league(fit_network(only, HK))


TRUTH = {"a": 0.0, "b": 1.0, "c": -0.5}
DESIGNS = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c"), ("a", "b"), ("b", "c")]


def simulated(rng, tau):
    """Six trials, of 14 to 100 people an arm or so."""
    made = []
    for s, design in enumerate(DESIGNS):
        variance = rng.uniform(0.02, 0.14, len(design))
        arms = np.array([TRUTH[t] for t in design]) + rng.normal(size=len(design)) * np.sqrt(variance + tau**2 / 2)
        cov = np.diag(variance[1:]) + variance[0]
        made.append(Contrast(study=str(s), treatments=design, effect=arms[1:] - arms[0], cov=cov, measure="MD"))
    return Network.of(made)


def test_they_hold_the_truth_where_normal_ones_are_too_short():
    """1,000 networks of six trials; the counts' Monte-Carlo standard error is 0.7 percentage points."""
    held = dict.fromkeys(("normal", "HK", "HK-t", "HK-normal"), 0)
    rng = np.random.default_rng(20261127)
    for _ in range(1000):
        fit = fit_network(simulated(rng, 0.7))
        for kind in held:
            low, high = replace(fit, options=FitOptions(interval=kind)).between("b", "a").ci
            held[kind] += low < TRUTH["b"] < high
    assert held["normal"] < 900
    assert 930 <= held["HK"] <= 970
    assert held["HK-t"] >= held["HK"]
    assert held["HK-normal"] >= held["HK"]
    assert held["HK-t"] <= 980
