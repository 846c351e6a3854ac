"""Ordered categories: shares and integrals against plain ones, and their derivatives against differences."""

import math
from dataclasses import replace

import numpy as np
import pytest

from dorsal.errors import EvidenceError, OptionError
from dorsal.synthesis.counts.arm_likelihood import likelihood_of
from dorsal.synthesis.counts.arms import arms_of
from dorsal.synthesis.counts.category_counts import CategoryCounts, category_arms
from dorsal.synthesis.counts.event_counts import EventCounts
from dorsal.synthesis.exact.arm_terms import CountTerms
from dorsal.synthesis.exact.ordered_terms import LINKS, OrderedTerms, cumulative_link
from dorsal.synthesis.exact.study_integral import StudyIntegral
from tests.synthesis.category_data import DISTRIBUTION, FEW, categories

D = np.array([0.0, 0.5, -0.3])
CUTS = np.array([1.1])


def terms(link, counts=FEW, thresholds=CUTS):
    return OrderedTerms(arms=category_arms(counts), link=cumulative_link(link), thresholds=thresholds)


@pytest.mark.parametrize("link", LINKS)
def test_the_likelihood_is_that_of_the_groups(link):
    found, eta = terms(link), np.linspace(-3.0, 3.0, 7)
    above = lambda cut: DISTRIBUTION[link](eta - cut)  # noqa: E731
    value = found.terms(np.broadcast_to(eta, (7, 7)))[0]
    whole = 9 * np.log(1 - above(0.0)) + 7 * np.log(above(0.0) - above(1.1)) + 4 * np.log(above(1.1))
    np.testing.assert_allclose(value[0], whole, rtol=1e-9)
    joined = 12 * np.log(1 - above(1.1)) + 8 * np.log(above(1.1))
    np.testing.assert_allclose(value[2], joined, rtol=1e-9)
    assert found.edge.tolist() == [False] * 5 + [True, False]
    assert found.data == 2 + 2 + 1 + 1 + 1 + 2 + 2


@pytest.mark.parametrize("link", LINKS)
def test_derivatives(link):
    counts = (categories("1", ("a", (3, 7, 4, 2)), ("b", (5, None, 9, 1))),)
    at, h, eta = np.array([0.7, 1.9]), 1e-5, np.array([[-2.0, 0.4, 3.0], [9.0, -8.0, 0.0]])
    found = terms(link, counts, at)
    _, slope, bend = found.terms(eta)
    up, down = found.terms(eta + h), found.terms(eta - h)
    np.testing.assert_allclose(slope, (up[0] - down[0]) / (2 * h), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(bend, (up[1] - down[1]) / (2 * h), rtol=1e-6, atol=1e-6)
    beside = found.beside(eta)
    for k in range(2):
        step = h * np.eye(2)[k]
        more, less = found.bound(at + step), found.bound(at - step)
        gradient = (more.terms(eta)[0] - less.terms(eta)[0]) / (2 * h)
        np.testing.assert_allclose(beside.gradient[..., k], gradient, rtol=1e-6, atol=1e-6)
        cross = (more.terms(eta)[1] - less.terms(eta)[1]) / (2 * h)
        np.testing.assert_allclose(beside.cross[..., k], cross, rtol=1e-6, atol=1e-6)
        second = (more.beside(eta).gradient - less.beside(eta).gradient) / (2 * h)
        np.testing.assert_allclose(beside.hessian[..., k], second, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("link", LINKS)
def test_far_out_shares_stay_numbers(link):
    found = terms(link)
    for eta in (-30.0, 30.0):
        parts = (*found.terms(np.full(7, eta)), *found.beside(np.full(7, eta)))
        assert all(np.isfinite(part).all() for part in parts)


def brute(found, tau, link, d=D, cut=1.1):
    """Baselines and own effects on plain grids."""
    mu, grid = np.linspace(-12.0, 12.0, 1201), np.linspace(-7.0, 7.0, 141)
    own, weight = grid * tau / math.sqrt(2.0), np.exp(-0.5 * grid**2) * (grid[1] - grid[0]) / math.sqrt(2 * math.pi)
    total = 0.0
    for counts in FEW:
        log_terms = np.zeros_like(mu)
        for treatment, cells in zip(counts.treatments, counts.people, strict=True):
            eta = mu[:, None] + d["abc".index(treatment)] + own
            over = [DISTRIBUTION[link](eta - c) for c in (0.0, cut)]
            under = DISTRIBUTION[link](-eta), DISTRIBUTION[link](cut - eta)
            parts = (
                [(cells[0], under[0]), (cells[1], over[0] - over[1]), (cells[2], over[1])]
                if cells[1] is not None
                else [(cells[0], under[1]), (cells[2], over[1])]
            )
            likelihood = np.prod([share**people for people, share in parts], axis=0)
            with np.errstate(divide="ignore"):
                log_terms += np.log(likelihood @ weight)
        total += math.log(np.trapezoid(np.exp(log_terms), mu))
    return total


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("tau", [0.02, 0.7, 2.5])
def test_studies_are_integrated(link, tau):
    found = StudyIntegral(terms=terms(link))
    assert found.at(found.point(D, tau)).log_likelihood == pytest.approx(brute(found, tau, link), abs=2e-5)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("tau", [0.0, 0.7])
def test_the_integrals_derivatives_by_effects_and_thresholds(link, tau):
    found = replace(StudyIntegral(terms=terms(link)), baseline_nodes=41, arm_nodes=41)
    here, h = found.at(found.point(D, tau)), 1e-4

    def at(move):
        point = found.point(D + move[:3], tau)
        return found.at(replace(point, more=CUTS + move[3:]))

    for i in range(4):
        up, down = at(h * np.eye(4)[i]), at(-h * np.eye(4)[i])
        slope = (up.log_likelihood - down.log_likelihood) / (2 * h)
        assert here.gradient[i] == pytest.approx(slope, abs=1e-5)
        np.testing.assert_allclose(here.hessian[i], (up.gradient - down.gradient) / (2 * h), atol=1e-5)


def test_two_categories_are_events():
    counts = [categories("1", ("a", (14, 6)), ("b", (9, 11))), categories("2", ("a", (30, 2)), ("b", (22, 5)))]
    events = [
        EventCounts(
            study=c.study,
            treatments=c.treatments,
            events=tuple(cells[1] for cells in c.people),
            n=tuple(sum(cells) for cells in c.people),
        )
        for c in counts
    ]
    likelihood = likelihood_of("binomial-logit")
    two = StudyIntegral(terms=terms("logit", counts, np.empty(0)))
    one = StudyIntegral(terms=CountTerms(arms=arms_of(events, likelihood), likelihood=likelihood))
    ours, theirs = (each.at(each.point(D[:2], 0.6)) for each in (two, one))
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, abs=1e-9)
    np.testing.assert_allclose(ours.hessian, theirs.hessian, atol=1e-8)


def test_categories_that_cannot_be():
    with pytest.raises(EvidenceError, match="the same categories, two or more"):
        categories("1", ("a", (1, 2, 3)), ("b", (1, 2)))
    with pytest.raises(EvidenceError, match="study 1, b: people by category must be 0 or more"):
        categories("1", ("a", (1, 2)), ("b", (0, 0)))
    with pytest.raises(EvidenceError, match=r"\[2, 3\] of them"):
        category_arms([*FEW, categories("4", ("a", (1, 2)), ("b", (2, 2)))])
    with pytest.raises(EvidenceError, match="twice"):
        CategoryCounts(study="1", treatments=("a", "a"), people=((1, 2), (2, 1)))
    with pytest.raises(OptionError, match="logit, probit"):
        cumulative_link("cloglog")
