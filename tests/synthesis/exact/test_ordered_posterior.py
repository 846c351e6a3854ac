"""The posterior of ordered outcomes against plain grids over everything, its simulation, and what it refuses."""

import math

import numpy as np
import pytest
from scipy.special import expit

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects
from dorsal.synthesis.counts.event_counts import EventCounts
from dorsal.synthesis.exact.arm_posterior import arm_posterior
from dorsal.synthesis.exact.ordered_posterior import ordered_posterior
from tests.synthesis.category_data import FEW, categories, simulated

TWO = (
    categories("1", ("a", (20, 25, 11)), ("b", (11, 22, 24))),
    categories("2", ("a", (31, 30, 12)), ("b", (24, 33, 21))),
)


def regrouped(counts, how):
    return categories(counts.study, *zip(counts.treatments, map(how, counts.people), strict=True))


def gridded(counts):
    """Weights of a grid over d, the threshold and tau: baselines and own effects summed over grids of their own."""
    d, cut, tau = np.linspace(-1.6, 3.0, 47), np.linspace(0.8, 2.4, 21), np.arange(0.04, 2.4, 0.08)
    mu, z = np.linspace(-3.0, 4.0, 81), np.linspace(-5.5, 5.5, 25)
    weight = np.exp(-0.5 * z * z) * (z[1] - z[0]) / math.sqrt(2 * math.pi)
    log_p = -0.5 * (tau[None, None, :] / 0.5) ** 2 + np.zeros((len(d), len(cut), 1))
    for study in counts:
        for k, t in enumerate(tau):
            own = z * t / math.sqrt(2.0)
            # an arm's integral over its own effect depends on mu + d and the threshold alone
            eta = np.linspace(-5.0, 8.0, 261)
            arm = {}
            for name, cells in zip(study.treatments, study.people, strict=True):
                e = eta[:, None, None] + own[None, None, :]
                over, under = expit(e), expit(e - cut[None, :, None])
                log_l = cells[0] * np.log1p(-over) + cells[1] * np.log(over - under) + cells[2] * np.log(under)
                arm[name] = np.log(np.exp(log_l) @ weight)  # (eta, cut)
            for j in range(len(cut)):
                a = np.interp(mu, eta, arm["a"][:, j])
                for i, effect in enumerate(d):
                    both = a + np.interp(mu + effect, eta, arm["b"][:, j])
                    log_p[i, j, k] += math.log(np.trapezoid(np.exp(both), mu))
    p = np.exp(log_p - log_p.max())
    return d, cut, tau, p / p.sum()


def test_against_plain_grids():
    d, cut, tau, p = gridded(TWO)
    found = ordered_posterior(TWO, HalfNormal(0.5))
    for ours, x, share, off in (
        (found.between("b", "a"), d, p.sum(axis=(1, 2)), 0.02),
        (found.shared(0), cut, p.sum(axis=(0, 2)), 0.1),  # Laplace puts the mean at the mode
        (found.tau, tau, p.sum(axis=(0, 1)), 0.02),
    ):
        mean = float(share @ x)
        sd = math.sqrt(float(share @ (x - mean) ** 2))
        assert ours.mean == pytest.approx(mean, abs=off * sd)
        assert ours.sd == pytest.approx(sd, rel=0.02)


def test_two_categories_are_the_posterior_of_events():
    ordered = [
        categories(c.study, *zip(c.treatments, [(x[0], x[1] + x[2]) for x in c.people], strict=True)) for c in TWO
    ]
    events = [
        EventCounts(
            study=c.study,
            treatments=c.treatments,
            events=tuple(cells[1] for cells in c.people),
            n=tuple(map(sum, c.people)),
        )
        for c in ordered
    ]
    ours, theirs = ordered_posterior(ordered, HalfNormal(0.5)), arm_posterior(events, HalfNormal(0.5))
    assert ours.between("b", "a").mean == pytest.approx(theirs.between("b", "a").mean, abs=1e-6)
    assert ours.tau.mean == pytest.approx(theirs.tau.mean, abs=1e-6)
    assert ours.deviance.dic == pytest.approx(theirs.deviance.dic, abs=1e-4)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_the_truth_of_a_simulation_is_found(link):
    thresholds, truth = (0.0, 0.9, 1.7), (0.0, 0.6, -0.4)
    found = ordered_posterior(simulated(3, 8, 150, thresholds, truth, 0.2, link), HalfNormal(0.5), link=link)
    for name, effect in zip("bc", truth[1:], strict=True):
        assert abs(found.between(name, "a").mean - effect) < 3 * found.between(name, "a").sd
    for k, threshold in enumerate(thresholds[1:]):
        assert abs(found.shared(k).mean - threshold) < 3 * found.shared(k).sd
    assert list(found.sucra(better="lower")) == ["c", "a", "b"]
    check = found.check(np.random.default_rng(1), draws=10)
    assert check.effective_share > 0.97
    assert found.deviance.data == 16 * 3
    assert found.deviance.mean == pytest.approx(found.deviance.data, rel=0.4)


def test_more_categories_tell_more():
    whole = ordered_posterior(TWO, HalfNormal(0.5))
    merged = [
        categories(c.study, *zip(c.treatments, [(x[0], None, x[1] + x[2]) for x in c.people], strict=True)) for c in TWO
    ]
    part = ordered_posterior([merged[0], TWO[1]], HalfNormal(0.5))
    assert whole.between("b", "a").sd < part.between("b", "a").sd


def test_what_does_not_suit_is_refused():
    with pytest.raises(OptionError, match="logit, probit"):
        ordered_posterior(TWO, HalfNormal(0.5), link="log")
    with pytest.raises(NetworkError, match="do not connect"):
        ordered_posterior([*TWO, categories("3", ("x", (1, 2, 3)), ("y", (3, 2, 1)))], HalfNormal(0.5))
    silent = categories("4", ("a", (9, 0, 0)), ("b", (8, 0, 0)))
    found = ordered_posterior([*FEW, silent], HalfNormal(0.5), NormalEffects(sd=5.0))
    assert [out.study for out in found.model.arms.left_out] == ["4"]
