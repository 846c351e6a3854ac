"""Densities of tau: their mass, their shape against scipy's, and what they refuse."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.prior import (
    Density,
    HalfCauchy,
    HalfNormal,
    LogNormal,
    LogT,
    NormalEffects,
    StandardErrors,
    Uniform,
)
from dorsal.synthesis.bayes.tau_axis import ExpSinhAxis, LogAxis, SinhAxis, TanhSinhAxis

TAUS = np.array([0.003, 0.2, 1.0, 4.9])


@pytest.mark.parametrize(
    ("prior", "expected"),
    [
        (HalfNormal(0.5), stats.halfnorm(scale=0.5).logpdf(TAUS)),
        (HalfCauchy(2.0), stats.halfcauchy(scale=2.0).logpdf(TAUS)),
        (Uniform(0.0, 5.0), stats.uniform(0, 5).logpdf(TAUS)),
        (LogNormal(-2.56, 1.74), stats.lognorm(s=1.74, scale=math.exp(-2.56)).logpdf(TAUS**2) + np.log(2 * TAUS)),
        (LogT(-3.44, 2.59), stats.t(5).logpdf((np.log(TAUS**2) + 3.44) / 2.59) - math.log(2.59) + np.log(2 / TAUS)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_density_is_the_textbook_one(prior, expected):
    np.testing.assert_allclose(prior.log_density(TAUS), expected, rtol=1e-12)


@pytest.mark.parametrize(
    "prior", [HalfNormal(0.5), HalfCauchy(2.0), Uniform(0.1, 5.0), LogNormal(-2.56, 1.74), LogT(-3.44, 2.59, 3.0)]
)
def test_a_proper_prior_has_mass_one(prior):
    assert prior.proper
    mass, _ = quad(lambda s: math.exp(s + float(prior.log_density(np.array([math.exp(s)]))[0])), -60, 60, limit=500)
    assert mass == pytest.approx(1.0, abs=2e-4)


def test_outside_its_bounds_a_prior_is_nothing():
    assert Uniform(1.0, 2.0).log_density(np.array([0.5, 2.5])).tolist() == [-math.inf, -math.inf]
    assert LogNormal(0.0, 1.0).log_density(np.array([0.0])).tolist() == [-math.inf]
    assert LogT(0.0, 1.0).log_density(np.array([0.0])).tolist() == [-math.inf]


def test_an_endless_uniform_is_improper():
    assert not Uniform(0.0, math.inf).proper
    assert Uniform(0.0, math.inf).log_density(TAUS).tolist() == [0.0] * 4


def test_each_prior_takes_the_axis_that_suits_it():
    errors = StandardErrors(0.1, 0.3)
    assert HalfNormal(0.05).axis(errors) == SinhAxis(unit=0.05)
    assert HalfCauchy(1.0).axis(errors) == SinhAxis(unit=0.1)
    assert Uniform(0.0, 5.0).axis(errors) == SinhAxis(unit=0.1, high=5.0)
    assert Uniform(1.0, 5.0).axis(errors) == TanhSinhAxis(low=1.0, high=5.0)
    assert Uniform(1.0, math.inf).axis(errors) == ExpSinhAxis(unit=0.3, low=1.0)
    assert isinstance(LogT(0.0, 1.0).axis(errors), LogAxis)
    assert Density(density=np.exp, name="own", high=2.0).axis(errors) == TanhSinhAxis(low=0.0, high=2.0)
    assert Density(density=np.exp, name="own").axis(errors) == ExpSinhAxis(unit=0.3)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: HalfNormal(0.0), "halfnormal: the scale must be a number above 0, got 0"),
        (lambda: HalfCauchy(-1.0), "halfcauchy: the scale"),
        (lambda: Uniform(5.0, 1.0), "give 0 <= low < high"),
        (lambda: Uniform(-1.0, 1.0), "tau is a standard deviation"),
        (lambda: LogNormal(math.nan, 1.0), "mean of log tau2 must be a finite number"),
        (lambda: LogT(0.0, 1.0, 0.0), "degrees of freedom"),
        (lambda: NormalEffects(sd=math.inf), "prior on effects: the sd"),
        (lambda: Density(density=np.exp, name="own", low=2.0, high=1.0), "prior own: give 0 <= low < high"),
        (lambda: Density(density=lambda tau: -tau, name="own").log_density(TAUS), "one number >= 0"),
        (lambda: Density(density=lambda tau: tau.sum(), name="own").log_density(TAUS), "one number >= 0"),
    ],
)
def test_errors_say_what_to_give(make, words):
    with pytest.raises(OptionError, match=words):
        make()


def half_normal(tau, scale=0.5):
    return np.exp(-0.5 * (tau / scale) ** 2) * np.sqrt(2.0 / np.pi) / scale


def test_a_density_that_is_said_to_be_normalised_is():
    assert Density(density=half_normal, name="own", normalised=True).proper
    assert Density(density=lambda tau: np.full_like(tau, 0.5), name="own", high=2.0, normalised=True).proper
    assert not Density(density=lambda tau: 3.0 * half_normal(tau), name="own").proper


@pytest.mark.parametrize(
    ("density", "high", "told"),
    [
        (lambda tau: 3.0 * half_normal(tau), np.inf, "integrates to 3 from 0 to inf"),
        (np.ones_like, 2.0, "integrates to 2 from 0 to 2"),
        (lambda tau: 1.0 / (1.0 + tau), np.inf, "integrates to"),
    ],
)
def test_a_density_that_is_not_normalised_is_refused_where_it_says_so(density, high, told):
    with pytest.raises(OptionError, match=f"it is said to be normalised, but {told}"):
        Density(density=density, name="own", high=high, normalised=True)
