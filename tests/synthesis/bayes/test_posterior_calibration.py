"""Simulation-based calibration: where the prior made the truth, its place in the posterior is uniform.

Talts, Betancourt, Simpson, Vehtari & Gelman 2018 (arXiv:1804.06788), with exact places instead of ranks of draws.
"""

import math

import numpy as np
import pytest
from scipy import stats

from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal, LogNormal, NormalEffects, Uniform
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast

ARMS = (("a", "b"), ("a", "b"), ("b", "c"), ("a", "c", "d"), ("b", "c", "d"), ("c", "d"))
RUNS = 400
BINS = 10
PRIORS = {
    HalfNormal(0.8): lambda rng: abs(rng.normal(0.0, 0.8)),
    Uniform(0.0, 1.5): lambda rng: rng.uniform(0.0, 1.5),
    LogNormal(-2.0, 1.5): lambda rng: math.exp(0.5 * rng.normal(-2.0, 1.5)),
}


def simulated(rng, tau):
    """Effects against a, and the contrasts of six studies whose true effects vary by tau."""
    truth = {"a": 0.0, **{t: rng.normal(0.0, 1.2) for t in "bcd"}}
    contrasts = []
    for i, arms in enumerate(ARMS):
        k = len(arms)
        own = np.array([truth[t] for t in arms]) + rng.normal(size=k) * tau / math.sqrt(2.0)
        variance = rng.uniform(0.02, 0.4, k)
        seen = own + rng.normal(size=k) * np.sqrt(variance)
        contrasts.append(
            Contrast(
                study=f"s{i}",
                treatments=arms,
                effect=seen[1:] - seen[0],
                cov=np.diag(variance[1:]) + variance[0],
                measure="MD",
            )
        )
    return truth, contrasts


def places(prior, draw, rng):
    """Where tau, an effect, another one and a new study's effect lie in their posteriors."""
    tau = draw(rng)
    truth, contrasts = simulated(rng, tau)
    found = posterior(Network.of(contrasts), prior, NormalEffects(sd=1.2, reference="a"))
    new = truth["d"] - truth["b"] + rng.normal() * tau
    return (
        found.tau.chance_below(tau),
        found.between("b", "a").chance_below(truth["b"]),
        found.between("d", "c").chance_below(truth["d"] - truth["c"]),
        found.predictive("d", "b").chance_below(new),
    )


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: prior.name)
def test_places_are_uniform(prior):
    rng = np.random.default_rng(1)
    found = np.array([places(prior, PRIORS[prior], rng) for _ in range(RUNS)])
    for column in found.T:
        counts, _ = np.histogram(column, bins=BINS, range=(0.0, 1.0))
        assert stats.chisquare(counts).pvalue > 0.001
        assert stats.kstest(column, "uniform").pvalue > 0.001


def test_a_wrong_model_is_seen():
    """The same check of posteriors that take tau for a quarter as large: it must not pass."""
    rng = np.random.default_rng(1)
    wrong = []
    for _ in range(RUNS):
        tau = abs(rng.normal(0.0, 0.8))
        truth, contrasts = simulated(rng, tau)
        found = posterior(Network.of(contrasts), LogNormal(2.0 * math.log(0.25 * tau), 0.01), NormalEffects(sd=1.2))
        wrong.append(found.between("b", "a").chance_below(truth["b"]))
    counts, _ = np.histogram(wrong, bins=BINS, range=(0.0, 1.0))
    assert stats.chisquare(counts).pvalue < 0.001
