"""Simulation: 95 % intervals hold the truth about 95 times in 100. Seeded, so that the counts are the same each run.

The bounds are the 99.9 % range of a binomial count with the nominal probability (plus the known small shortfall of
normal random-effects intervals with few studies, which `docs/limitations.md` states).
"""

import numpy as np
import pytest

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast

RUNS = 400
TRUTH = {"a": 0.0, "b": 1.0, "c": -0.5, "d": 0.3}
DESIGNS = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c"), ("c", "d"), ("a", "d"), ("b", "c", "d")] * 3


def simulated(rng, tau):
    made = []
    for s, design in enumerate(DESIGNS):
        variance = rng.uniform(0.02, 0.3, len(design))
        arms = np.array([TRUTH[t] for t in design]) + rng.normal(size=len(design)) * np.sqrt(variance + tau**2 / 2)
        cov = np.diag(variance[1:]) + variance[0]
        made.append(Contrast(study=str(s), treatments=design, effect=arms[1:] - arms[0], cov=cov, measure="MD"))
    return Network.of(made)


def coverage(options, tau, *, new_study=False):
    rng = np.random.default_rng(20261123)
    held = 0
    for _ in range(RUNS):
        estimate = fit_network(simulated(rng, tau), options).between("d", "b")
        low, high = estimate.pi if new_study else estimate.ci
        truth = TRUTH["d"] - TRUTH["b"] + (rng.normal() * tau if new_study else 0.0)
        held += low < truth < high
    return held / RUNS


@pytest.mark.parametrize("method", ["REML", "DL", "PM"])
def test_random_effects_interval(method):
    assert 0.90 <= coverage(FitOptions(tau2_method=method, interval="t"), tau=0.5) <= 0.99


def test_common_effect_interval_without_heterogeneity():
    assert 0.91 <= coverage(FitOptions(model="common"), tau=0.0) <= 0.985


def test_common_effect_interval_is_too_short_with_heterogeneity():
    assert coverage(FitOptions(model="common"), tau=0.5) < 0.85


def test_prediction_interval_holds_the_effect_in_a_new_study():
    assert 0.90 <= coverage(FitOptions(), tau=0.5, new_study=True) <= 0.985


def test_tau2_interval_holds_tau2():
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(200):
        low, high = fit_network(simulated(rng, 0.5)).tau2_ci
        held += low < 0.25 < high
    assert 0.89 <= held / 200 <= 0.99
