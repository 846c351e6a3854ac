"""The posterior of unrelated mean effects: its deviance against dense matrices, and where it is consistency."""

import numpy as np
import pytest

from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal, LogNormal
from dorsal.synthesis.bayes.unrelated_posterior import unrelated_posterior
from dorsal.synthesis.network import Network
from tests.synthesis.generated import network
from tests.synthesis.star import by_comparison

TAU = 0.4


def test_at_a_known_tau_the_deviance_is_that_of_dense_matrices():
    contrasts = network(3, 4, 12, tau=0.5)
    found = unrelated_posterior(Network.of(contrasts), LogNormal(2 * np.log(TAU), 1e-5)).deviance
    dense = by_comparison(contrasts)
    within, total = dense.sigma(0.0), dense.sigma(TAU**2)
    beta, cov = dense.beta(TAU**2)
    gain = (total - within) @ np.linalg.inv(total)
    rest = (np.eye(len(dense.y)) - gain) @ dense.x
    delta = dense.x @ beta + gain @ (dense.y - dense.x @ beta)
    spread = (total - within) - gain @ (total - within) + rest @ cov @ rest.T
    precision = np.linalg.inv(within)
    p_d = np.trace(precision @ spread)
    assert found.effective_parameters == pytest.approx(p_d, rel=1e-4)
    miss = dense.y - delta
    assert found.mean == pytest.approx(miss @ precision @ miss + p_d, rel=1e-4)


def test_without_a_closed_loop_it_is_consistency():
    chain = Network.of(network(1, 4, 0))
    free, bound = unrelated_posterior(chain, HalfNormal(0.5)), posterior(chain, HalfNormal(0.5))
    assert free.deviance.dic == pytest.approx(bound.deviance.dic)
    assert free.tau.mean == pytest.approx(bound.tau.mean)
