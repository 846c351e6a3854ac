"""Quadrature below a bound against adaptive integration, arm by arm."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from dorsal.synthesis.exact.arm_integral import hermite
from dorsal.synthesis.exact.below_zero import nodes_below_zero


def by_nodes(events, size, predictor, tau, e):
    variance = 0.5 * tau * tau
    shape = (np.full(1, float(events)), np.full(1, float(size)))
    nodes, log_weight = nodes_below_zero(np.full(1, predictor), np.full(1, e), variance, shape, hermite(41))
    eta = predictor + nodes
    assert (eta < 0.0).all()
    log_height = events * eta + (size - events) * np.log(-np.expm1(eta)) - 0.5 * nodes * nodes / variance
    return float(np.exp(log_height + log_weight).sum()) / math.sqrt(2.0 * math.pi * variance)


def by_integration(events, size, predictor, tau):
    sd = tau / math.sqrt(2.0)

    def height(eta):
        z = (eta - predictor) / sd
        return math.exp(events * eta - 0.5 * z * z) * (-math.expm1(eta)) ** (size - events)

    low = min(predictor, 0.0) - 12.0 * sd
    points = np.linspace(low, 0.0, 41)
    parts = [quad(height, a, b, epsabs=0.0, epsrel=1e-11)[0] for a, b in pairwise(points)]
    return sum(parts) / (sd * math.sqrt(2.0 * math.pi))


@pytest.mark.parametrize("tau", [0.1, 0.7, 3.0])
@pytest.mark.parametrize("predictor", [-3.0, -0.7, -0.1, 0.4])
@pytest.mark.parametrize(("events", "size"), [(3, 40), (11, 14), (1, 2), (29, 30)])
def test_the_likelihood_of_an_arm_is_integrated_up_to_the_bound(events, size, predictor, tau):
    start = math.log(events / size) - predictor
    found = by_nodes(events, size, predictor, tau, start if tau > 1.0 else min(0.0, -predictor - 0.1))
    assert found == pytest.approx(by_integration(events, size, predictor, tau), rel=1e-3 if size == 2 else 2e-5)
