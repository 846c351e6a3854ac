"""Likelihoods of counts against scipy's, and their derivatives against differences."""

import numpy as np
import pytest
from scipy import stats

from dorsal.errors import OptionError
from dorsal.synthesis.counts.arm_likelihood import LIKELIHOODS, likelihood_of

EVENTS = np.array([0.0, 1.0, 7.0, 10.0])[:, None]
SIZE = np.full((4, 1), 10.0)
ETA = np.linspace(-6.0, 3.0, 19)[None, :]
EDGES = np.array([[-300.0, -60.0, -30.0, 30.0, 60.0, 250.0]])


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_terms_and_constant_are_the_log_probability(name):
    likelihood = likelihood_of(name)
    eta = ETA[ETA < 0.0] if likelihood.ends_at_zero else ETA
    expected = likelihood.fitted(eta, SIZE)
    if likelihood.counted:
        truth = stats.binom.logpmf(EVENTS, SIZE, np.clip(expected / SIZE, 0.0, 1.0))
    else:
        truth = stats.poisson.logpmf(EVENTS, expected)
    found = likelihood.terms(eta, EVENTS, SIZE)[0] + likelihood.constant(EVENTS, SIZE)
    np.testing.assert_allclose(found, truth, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_derivatives_are_those_of_the_terms(name):
    terms, h = likelihood_of(name).terms, 1e-5
    up, here, down = (terms(ETA + step, EVENTS, SIZE) for step in (h, 0.0, -h))
    np.testing.assert_allclose(here[1], (up[0] - down[0]) / (2 * h), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(here[2], (up[1] - down[1]) / (2 * h), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_far_out_it_stays_a_number_and_log_concave(name):
    with np.errstate(divide="raise", invalid="raise"):
        found = likelihood_of(name).terms(EDGES, EVENTS, SIZE)
    assert all(np.isfinite(each).all() for each in found)
    assert (likelihood_of(name).terms(ETA, EVENTS, SIZE)[2] <= 1e-9).all()


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_a_search_starts_near_the_maximum(name):
    likelihood = likelihood_of(name)
    start = likelihood.start(EVENTS[1:3], SIZE[1:3])
    _, slope, bend = likelihood.terms(start, EVENTS[1:3], SIZE[1:3])
    assert (np.abs(slope / bend) < 0.5).all()


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_deviance_is_twice_what_the_arm_alone_could_gain(name):
    likelihood = likelihood_of(name)
    expected = np.array([[3.0]])
    eta = likelihood.link(expected / 10.0)
    alone = likelihood.link(EVENTS[1:3] / 10.0)
    gain = likelihood.terms(alone, EVENTS[1:3], SIZE[1:3])[0] - likelihood.terms(eta, EVENTS[1:3], SIZE[1:3])[0]
    np.testing.assert_allclose(likelihood.deviance(expected, EVENTS[1:3], SIZE[1:3]), 2.0 * gain, rtol=1e-9)
    assert np.isfinite(likelihood.deviance(expected, EVENTS, SIZE)).all()


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(
        OptionError, match="binomial-logit, binomial-probit, binomial-cloglog, binomial-log, poisson-log"
    ):
        likelihood_of("binomial-loglog")


def test_nothing_is_left_of_a_risk_above_one():
    """Of the likelihood of an arm in which one person was free of the event, at its maximum."""
    terms = likelihood_of("binomial-log").terms
    size = np.array([10.0])
    top = terms(np.log([0.9]), np.array([9.0]), size)[0]
    assert terms(np.array([0.0]), np.array([9.0]), size)[0] < top - 8.0
    assert terms(np.array([0.01]), np.array([9.0]), size)[0] < top - 400.0
