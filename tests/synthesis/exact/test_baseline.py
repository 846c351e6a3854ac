"""Normal baselines: integrals against grids, and what they do where a study alone says little."""

import math

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom, norm

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects
from dorsal.synthesis.counts.arm_likelihood import likelihood_of
from dorsal.synthesis.counts.arms import arms_of
from dorsal.synthesis.exact.arm_posterior import arm_posterior
from dorsal.synthesis.exact.arm_terms import CountTerms
from dorsal.synthesis.exact.baseline import NormalBaselines
from dorsal.synthesis.exact.study_integral import StudyIntegral
from tests.synthesis.event_data import RARE, counts

LOGIT = likelihood_of("binomial-logit")
D = np.array([0.0, 0.7, -0.2])


@pytest.mark.parametrize("tau", [0.05, 0.8])
def test_the_integral_is_that_of_plain_grids(tau):
    arms = arms_of(RARE, LOGIT)
    baselines = NormalBaselines(mean=-2.5, sd=0.7)
    found = StudyIntegral(terms=CountTerms(arms=arms, likelihood=LOGIT), baselines=baselines)
    mu, z = np.linspace(-8.0, 3.0, 801), np.linspace(-6.5, 6.5, 141)
    total = -float(LOGIT.constant(arms.events, arms.size).sum())
    for study in RARE:
        height = norm(-2.5, 0.7).logpdf(mu)
        for t, y, n in zip(study.treatments, study.events, study.n, strict=True):
            eta = (mu + D["abc".index(t)])[:, None] + z * tau / math.sqrt(2.0)
            height = height + np.log(binom(n, expit(eta)).pmf(y) @ (norm.pdf(z) * (z[1] - z[0])))
        total += math.log(np.trapezoid(np.exp(height), mu))
    assert found.at(found.point(D, tau)).log_likelihood == pytest.approx(total, abs=1e-5)


def test_wide_ones_are_flat_and_narrow_ones_say_more():
    priors = HalfNormal(0.5), NormalEffects(sd=2.5)
    flat = arm_posterior(RARE, *priors)
    wide = arm_posterior(RARE, *priors, baselines=NormalBaselines(mean=-3.0, sd=100.0))
    narrow = arm_posterior(RARE, *priors, baselines=NormalBaselines(mean=-3.0, sd=0.2))
    assert wide.between("b", "a").mean == pytest.approx(flat.between("b", "a").mean, abs=0.01)
    assert narrow.between("b", "a").sd < 0.8 * flat.between("b", "a").sd
    assert narrow.model.integral.baselines.name == "normal(-3,0.2)"


def test_a_study_without_events_says_something_once_baselines_are_known():
    silent = counts("5", ("a", 0, 400), ("b", 0, 400))
    made, priors = [*RARE, silent], (HalfNormal(0.5), NormalEffects(sd=2.5))
    flat = arm_posterior(made, *priors)
    assert [out.study for out in flat.model.arms.left_out] == ["5"]
    known = arm_posterior(made, *priors, baselines=NormalBaselines(mean=-3.0, sd=0.5))
    assert known.model.arms.left_out == ()
    without = arm_posterior(RARE, *priors, baselines=NormalBaselines(mean=-3.0, sd=0.5))
    assert known.between("b", "a").mean < without.between("b", "a").mean


def test_the_reference_is_whose_baseline_it_is():
    made = [counts("1", ("a", 5, 50), ("b", 10, 50)), counts("2", ("a", 4, 60), ("b", 9, 55))]
    prior = NormalBaselines(mean=-1.2, sd=0.05)
    by_a = arm_posterior(made, HalfNormal(0.3), baselines=prior, reference="a")
    by_b = arm_posterior(made, HalfNormal(0.3), baselines=prior, reference="b")
    assert by_b.treatments == ("b", "a")
    # a tenth of a have the event, a fifth of b: where b's is known to be a quarter, a must be lower
    assert by_b.between("b", "a").mean > by_a.between("b", "a").mean + 1.0


def test_numbers_that_cannot_be():
    with pytest.raises(OptionError, match=r"an SD above 0, as in normal\(-1,2\)"):
        NormalBaselines(mean=0.0, sd=0.0)
