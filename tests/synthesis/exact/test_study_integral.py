"""Integrals of studies against brute-force quadrature, and their derivatives against differences."""

import math
from dataclasses import replace

import numpy as np
import pytest

from dorsal.synthesis.counts.arm_likelihood import LIKELIHOODS, likelihood_of
from dorsal.synthesis.counts.arms import arms_of
from dorsal.synthesis.counts.event_counts import EventCounts, EventRates
from dorsal.synthesis.exact.arm_terms import CountTerms
from dorsal.synthesis.exact.study_integral import StudyIntegral

EVENTS = {"two": ((3, 9), (20, 25)), "zero": ((0, 4), (15, 18)), "three": ((5, 2, 11), (30, 12, 14))}
D = np.array([0.0, 0.6, -0.4])


def integral(name, studies=tuple(EVENTS)):
    likelihood = likelihood_of(name)
    counts = [
        EventCounts(study=s, treatments=("a", "b", "c")[: len(EVENTS[s][0])], events=EVENTS[s][0], n=EVENTS[s][1])
        for s in studies
    ]
    if not likelihood.counted:
        counts = [
            EventRates(study=c.study, treatments=c.treatments, events=c.events, person_time=tuple(map(float, c.n)))
            for c in counts
        ]
    return StudyIntegral(terms=CountTerms(arms=arms_of(counts, likelihood), likelihood=likelihood))


def brute(found, tau):
    """Baselines and own effects on plain grids: sums of products, no modes and no weights."""
    mu = np.linspace(-30.0, 25.0, 1401)
    grid = np.linspace(-9.0, 9.0, 301)
    own, share = grid * tau / math.sqrt(2.0), np.exp(-0.5 * grid**2) * (grid[1] - grid[0]) / math.sqrt(2 * math.pi)
    arms = found.arms
    log_terms = []
    for t, events, size in zip(arms.treatment, arms.events, arms.size, strict=True):
        eta = mu[:, None] + D[t] + (own if tau else np.zeros(1))
        terms = found.terms.likelihood.terms(eta, np.array(events), np.array(size))[0]
        with np.errstate(divide="ignore"):
            log_terms.append(np.log(np.exp(terms) @ (share if tau else np.ones(1))))
    return sum(np.log(np.trapezoid(np.exp(each), mu)) for each in arms.by_study(np.array(log_terms)))


@pytest.mark.parametrize("name", LIKELIHOODS)
@pytest.mark.parametrize("tau", [0.0, 0.02, 0.7, 4.0])
def test_agrees_with_brute_force(name, tau):
    found = integral(name)
    assert found.at(found.point(D, tau)).log_likelihood == pytest.approx(brute(found, tau), abs=2e-5)


@pytest.mark.parametrize("name", LIKELIHOODS)
@pytest.mark.parametrize("tau", [0.0, 0.7])
def test_gradient_and_hessian_are_those_of_the_integral(name, tau):
    found = replace(integral(name), baseline_nodes=41, arm_nodes=41)
    h = 1e-4
    here = found.at(found.point(D, tau))
    for i in range(3):
        step = h * np.eye(3)[i]
        up, down = (found.at(found.point(D + s, tau)) for s in (step, -step))
        slope = (up.log_likelihood - down.log_likelihood) / (2 * h)
        assert here.gradient[i] == pytest.approx(slope, abs=1e-5)
        np.testing.assert_allclose(here.hessian[i], (up.gradient - down.gradient) / (2 * h), atol=1e-5)


@pytest.mark.parametrize("tau", [0.0, 0.7])
def test_averages_are_those_of_the_posterior_of_a_predictor(tau):
    found = replace(integral("binomial-logit", ("two",)), baseline_nodes=41, arm_nodes=41)
    at = found.point(D[:2], tau)
    ones = found.average(at, lambda eta, _: np.ones_like(eta)[..., None])
    np.testing.assert_allclose(ones, 1.0, rtol=1e-12)
    # With a flat baseline the fitted events of a study add up to those seen, if its arms share their effects.
    fitted = found.average(at, found.terms.fitted)
    assert fitted.sum() == pytest.approx(found.arms.events.sum(), rel=1e-6 if tau == 0.0 else 0.05)
    slope = found.average(at, lambda eta, places: found.terms.terms(eta, places)[1][..., None])
    np.testing.assert_allclose(slope[:, 0], found.at(at).gradient[found.arms.treatment], atol=1e-8)


def test_the_start_of_the_search_does_not_matter():
    found = integral("binomial-logit")
    at = found.point(D, 0.7)
    near, far = (found.at(replace(at, baseline=start)) for start in (found.start, found.start + 5.0))
    assert near.log_likelihood == pytest.approx(far.log_likelihood, abs=1e-6)
