"""The posterior from counts: against JAGS, against contrasts where counts are many, and what it refuses."""

import csv
import json
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import Density, HalfNormal, NormalEffects, Uniform
from dorsal.synthesis.bayes.prior_text import prior_of
from dorsal.synthesis.counts.arm_likelihood import LIKELIHOODS
from dorsal.synthesis.counts.event_counts import EventCounts, EventRates
from dorsal.synthesis.exact.arm_posterior import arm_posterior
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast

TESTS = Path(__file__).parents[2]
JAGS = json.loads((TESTS / "reference" / "jags.json").read_text())["posteriors"]["smoking_cessation"]
QUANTILES = ("2.5%", "25%", "50%", "75%", "97.5%")


def smoking_counts():
    arms = defaultdict(list)
    with (TESTS / "data" / "smoking_cessation.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            arms[row["study"]].append((row["treatment"], int(row["responders"]), int(row["sampleSize"])))
    return [count(study, rows) for study, rows in arms.items()]


def count(study, arms):
    return EventCounts(
        study=study,
        treatments=tuple(t for t, _, _ in arms),
        events=tuple(e for _, e, _ in arms),
        n=tuple(n for _, _, n in arms),
    )


@pytest.fixture(scope="module")
def smoking():
    return arm_posterior(smoking_counts(), Uniform(0.0, 5.0), NormalEffects(sd=10.0, reference="A"))


@pytest.fixture(scope="module")
def check(smoking):
    return smoking.check(np.random.default_rng(1))


@pytest.mark.parametrize("parameter", ["tau", "d[B vs A]", "d[C vs A]", "d[D vs A]"])
def test_smoking_cessation_agrees_with_jags(smoking, parameter):
    """To 0.01 of a posterior SD (the approximation's) and the Monte-Carlo error of millions of draws."""
    sampled = JAGS["parameters"][parameter]
    exact = smoking.tau if parameter == "tau" else smoking.between(parameter[2], "A")
    assert exact.mean == pytest.approx(sampled["mean"], abs=3 * sampled["mcse"] + 0.01 * sampled["sd"])
    assert exact.sd == pytest.approx(sampled["sd"], rel=0.01)
    for name in QUANTILES:
        p = float(name.removesuffix("%")) / 100.0
        noise = 3 * math.sqrt(p * (1 - p) / sampled["ess"])
        assert exact.chance_below(sampled[name]) == pytest.approx(p, abs=noise + 0.004), name


def test_smoking_cessation_ranks_agree_with_jags(smoking):
    sucra = smoking.sucra(better="higher")
    assert all(sucra[t] == pytest.approx(JAGS["ranking"][t]["sucra"], abs=0.003) for t in sucra)
    best = smoking.rank_probabilities(np.random.default_rng(1), better="higher", draws=50_000)[:, 0]
    for i, treatment in enumerate(smoking.treatments):
        assert best[i] == pytest.approx(JAGS["ranking"][treatment]["p_best"], abs=0.008)


def test_smoking_cessation_deviance_agrees_with_jags(smoking):
    found, sampled = smoking.deviance, JAGS["parameters"]["totresdev"]
    assert found.mean == pytest.approx(sampled["mean"], abs=3 * sampled["mcse"] + 0.05)
    assert found.data == 50
    assert 40.0 < found.effective_parameters < 46.0


def test_the_check_says_that_the_approximation_is_good(smoking, check):
    assert check.effective_share > 0.999
    assert np.abs(check.mean_shift).max() < 0.01
    assert check.mean_shift_se.max() < 0.003
    np.testing.assert_allclose(check.sd_ratio, 1.0, atol=0.005)
    assert check.quadrature < 1e-5


def test_what_the_check_finds_takes_means_to_those_of_jags(smoking, check):
    corrected = smoking.effect + check.mean_shift * np.sqrt(np.diagonal(smoking.cov))
    for i, treatment in enumerate("BCD", start=1):
        sampled = JAGS["parameters"][f"d[{treatment} vs A]"]
        noise = 3 * math.hypot(sampled["mcse"], check.mean_shift_se[i] * sampled["sd"])
        assert corrected[i] == pytest.approx(sampled["mean"], abs=noise)


def simulated(rng, tau, size):
    """Six studies of three treatments, their arms of about `size` people."""
    truth = np.array([0.0, 0.5, 1.0])
    for i, arms in enumerate([(0, 1), (1, 2), (0, 2), (0, 1, 2), (0, 1), (1, 2)]):
        own = rng.normal(-1.0, 0.3) + truth[list(arms)] + rng.normal(size=len(arms)) * tau / math.sqrt(2.0)
        n = rng.integers(size, 2 * size, len(arms))
        yield f"s{i}", arms, n, rng.binomial(n, expit(own))


def contrast(study, arms, n, events, measure):
    log_ratio, variance = np.log(events / (n - events)), 1.0 / events + 1.0 / (n - events)
    if measure == "RR":
        log_ratio, variance = np.log(events / n), 1.0 / events - 1.0 / n
    return Contrast(
        study=study,
        treatments=tuple("abc"[t] for t in arms),
        effect=log_ratio[1:] - log_ratio[0],
        cov=np.diag(variance[1:]) + variance[0],
        measure=measure,
    )


@pytest.mark.parametrize(
    ("likelihood", "measure", "text"),
    [("binomial-logit", "OR", "turner2012()"), ("binomial-log", "RR", "halfnormal(0.3)")],
)
def test_many_people_make_the_counts_normal(likelihood, measure, text):
    made = list(simulated(np.random.default_rng(5), 0.4, 40_000))
    counts = [count(s, [("abc"[t], int(e), int(m)) for t, e, m in zip(a, y, n, strict=True)]) for s, a, n, y in made]
    prior = prior_of(text)
    exact = arm_posterior(counts, prior, likelihood=likelihood)
    normal = posterior(Network.of([contrast(*each, measure) for each in made]), prior)
    assert exact.measure == measure
    np.testing.assert_allclose(exact.effect, normal.effect, atol=0.01 * math.sqrt(normal.cov[1, 1]))
    assert exact.tau.mean == pytest.approx(normal.tau.mean, rel=0.002)
    assert exact.log_bayes_factor_common == pytest.approx(normal.log_bayes_factor_common, rel=0.05)


def test_rates_of_rare_events_are_risks_of_rare_events():
    counts = [count("1", [("a", 6, 90_000), ("b", 11, 80_000)]), count("2", [("a", 2, 70_000), ("b", 8, 71_000)])]
    rates = [
        EventRates(study=c.study, treatments=c.treatments, events=c.events, person_time=tuple(map(float, c.n)))
        for c in counts
    ]
    risks = arm_posterior(counts, HalfNormal(0.5))
    found = arm_posterior(rates, HalfNormal(0.5), likelihood="poisson-log")
    assert found.measure == "IRR"
    for other in (risks, arm_posterior(counts, HalfNormal(0.5), likelihood="binomial-log")):
        assert found.between("b", "a").mean == pytest.approx(other.between("b", "a").mean, abs=1e-3)
        assert found.tau.mean == pytest.approx(other.tau.mean, abs=1e-4)


@pytest.mark.parametrize("likelihood", [name for name, each in LIKELIHOODS.items() if each.counted])
def test_every_link_has_its_effects_deviance_and_check(likelihood):
    """Links differ in what an effect is, and agree on how well the model can fit and on who is better."""
    found = arm_posterior(smoking_counts(), HalfNormal(0.5), NormalEffects(sd=10.0), likelihood=likelihood)
    assert found.deviance.mean == pytest.approx(54.6, abs=1.4)
    assert list(found.sucra(better="higher")) == ["D", "C", "B", "A"]
    check = found.check(np.random.default_rng(1), draws=40)
    assert check.quadrature < 1e-6
    assert check.effective_share > 0.999


@pytest.mark.parametrize("likelihood", ["binomial-logit", "binomial-probit"])
def test_events_and_their_absence_are_mirrored(likelihood):
    counts = smoking_counts()[:6]
    turned = [
        EventCounts(
            study=c.study,
            treatments=c.treatments,
            events=tuple(n - e for e, n in zip(c.events, c.n, strict=True)),
            n=c.n,
        )
        for c in counts
    ]
    one, other = (arm_posterior(each, HalfNormal(0.5), likelihood=likelihood) for each in (counts, turned))
    np.testing.assert_allclose(one.effect, -other.effect, atol=1e-4)


def test_a_treatment_without_events_needs_a_prior():
    counts = [count("1", [("a", 6, 90), ("b", 0, 80)]), count("2", [("a", 2, 70), ("b", 0, 71)])]
    with pytest.raises(NetworkError, match="no study saw an event with b\\. Give a prior on the effects"):
        arm_posterior(counts, HalfNormal(0.5))
    found = arm_posterior(counts, HalfNormal(0.5), NormalEffects(sd=2.5))
    assert found.between("b", "a").chance_below(0.0) > 0.95


def test_what_does_not_suit_is_refused():
    counts = smoking_counts()
    with pytest.raises(OptionError, match="likelihood must be one of"):
        arm_posterior(counts, HalfNormal(0.5), likelihood="logit")
    with pytest.raises(OptionError, match="was derived for OR, not HR"):
        arm_posterior(counts, prior_of("turner2012()"), likelihood="binomial-cloglog")
    with pytest.raises(NetworkError, match="reference Z"):
        arm_posterior(counts, HalfNormal(0.5), NormalEffects(sd=1.0, reference="Z"))
    with pytest.raises(OptionError, match="a prior that falls or ends"):
        arm_posterior(counts, Uniform(0.0, math.inf))
    own = arm_posterior(counts[:4], Density(density=lambda tau: np.exp(-(tau**2)), name="own"))
    with pytest.raises(OptionError, match="integrates to 1"):
        _ = own.log_bayes_factor_common
