"""Effects that change with the baseline: integrals against grids, derivatives against differences."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom, norm

from dorsal.errors import OptionError
from dorsal.synthesis.counts.arm_likelihood import likelihood_of
from dorsal.synthesis.counts.arms import arms_of
from dorsal.synthesis.exact.arm_terms import CountTerms
from dorsal.synthesis.exact.risk_baselines import RiskBaselines
from dorsal.synthesis.exact.study_integral import StudyIntegral
from tests.synthesis.event_data import counts

STUDIES = (
    counts("1", ("a", 9, 30), ("b", 4, 28)),
    counts("2", ("a", 14, 25), ("c", 9, 31)),
    counts("3", ("b", 3, 40), ("c", 5, 37), ("a", 8, 44)),
)
D = np.array([0.0, -0.4, -0.9])
MORE = {"shared": np.array([-0.5, -0.7, math.log(0.8)]), "independent": np.array([-0.5, 0.3, -0.7, math.log(0.8)])}


def integral(slopes, spread="normal", nodes=41):
    likelihood = likelihood_of("binomial-logit")
    terms = CountTerms(arms=arms_of(STUDIES, likelihood), likelihood=likelihood)
    baselines = RiskBaselines(treatments=3, centre=-0.6, slopes=slopes, spread=spread)
    return StudyIntegral(terms=terms, baselines=baselines, baseline_nodes=nodes, arm_nodes=nodes)


def at(found, tau, d=D, more=None):
    return found.at(replace(found.point(d, tau), more=more))


def brute(slopes, tau):
    mu, z = np.linspace(-6.0, 5.0, 801), np.linspace(-6.0, 6.0, 121)
    weight = norm.pdf(z) * (z[1] - z[0])
    *b, mean, log_sd = MORE[slopes]
    slope = [0.0, b[0], b[-1]]
    total = 0.0
    for study in STUDIES:
        height = norm(mean, math.exp(log_sd)).logpdf(mu)
        for t, y, n in zip(study.treatments, study.events, study.n, strict=True):
            k = "abc".index(t)
            eta = (mu + D[k] + slope[k] * (mu + 0.6))[:, None] + z * tau / math.sqrt(2.0)
            height = height + np.log(binom(n, expit(eta)).pmf(y) @ weight)
        total += math.log(np.trapezoid(np.exp(height), mu))
    likelihood = likelihood_of("binomial-logit")
    arms = arms_of(STUDIES, likelihood)
    return total - float(likelihood.constant(arms.events, arms.size).sum())


@pytest.mark.parametrize("slopes", ["shared", "independent"])
def test_the_integral_is_that_of_plain_grids(slopes):
    found = at(integral(slopes, nodes=21), 0.5, more=MORE[slopes])
    assert found.log_likelihood == pytest.approx(brute(slopes, 0.5), abs=1e-5)


@pytest.mark.parametrize("slopes", ["shared", "independent"])
@pytest.mark.parametrize("spread", ["normal", "flat"])
@pytest.mark.parametrize("tau", [0.0, 0.6])
def test_derivatives(slopes, spread, tau):
    found = integral(slopes, spread)
    more = MORE[slopes] if spread == "normal" else MORE[slopes][:-2]
    here, h, size = at(found, tau, more=more), 1e-4, 3 + len(more)
    for i in range(size):
        move = h * np.eye(size)[i]
        up, down = (at(found, tau, D + s * move[:3], more + s * move[3:]) for s in (1, -1))
        assert here.gradient[i] == pytest.approx((up.log_likelihood - down.log_likelihood) / (2 * h), abs=2e-5)
        np.testing.assert_allclose(here.hessian[i], (up.gradient - down.gradient) / (2 * h), atol=2e-5)


def test_priors_and_their_derivatives():
    baselines = RiskBaselines(treatments=3, centre=0.0, slopes="independent", slope_sd=2.0, sd_scale=0.7)
    more, h = MORE["independent"], 1e-5
    value, slope, bend = baselines.prior(more)
    sd = math.exp(more[-1])
    whole = norm(0, 2.0).logpdf(more[:2]).sum() - 0.5 * (sd / 0.7) ** 2 + math.log(sd)
    assert value == pytest.approx(whole - 2 * norm(0, 2.0).logpdf(0.0))
    for i in range(4):
        up, down = (baselines.prior(more + s * h * np.eye(4)[i]) for s in (1, -1))
        assert slope[i] == pytest.approx((up[0] - down[0]) / (2 * h), abs=1e-8)
        np.testing.assert_allclose(bend[i], (up[1] - down[1]) / (2 * h), atol=1e-8)


def test_what_does_not_suit():
    with pytest.raises(OptionError, match="shared, independent and normal, flat"):
        RiskBaselines(treatments=3, centre=0.0, slopes="class")
    with pytest.raises(OptionError, match="scales above 0, got 0 and 2"):
        RiskBaselines(treatments=3, centre=0.0, slope_sd=0.0)
