"""R-hat and effective draws: of chains whose answer is known, and beside NumPyro's."""

import math

import numpy as np
import pytest
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

from dorsal.synthesis.bayes.convergence import bulk_draws, mean_error, r_hat, tail_draws


def autoregressive(rng, correlation, chains=4, draws=4_000):
    """Chains whose integrated autocorrelation time is (1 + r) / (1 - r)."""
    noise = rng.standard_normal((chains, draws)) * math.sqrt(1.0 - correlation**2)
    out = np.empty_like(noise)
    out[:, 0] = rng.standard_normal(chains)
    for t in range(1, draws):
        out[:, t] = correlation * out[:, t - 1] + noise[:, t]
    return out


@pytest.mark.parametrize("correlation", [-0.3, 0.0, 0.5, 0.9])
def test_effective_draws_of_an_autoregression(correlation):
    draws = autoregressive(np.random.default_rng(1), correlation)
    expected = draws.size * (1.0 - correlation) / (1.0 + correlation)
    assert bulk_draws(draws) == pytest.approx(expected, rel=0.12)
    assert mean_error(draws) == pytest.approx(draws.std() / math.sqrt(expected), rel=0.06)
    assert 0.3 * expected < tail_draws(draws) < 1.5 * draws.size
    assert r_hat(draws) < 1.01


def test_beside_numpyro():
    """Without ranks the definitions are the same; those of normal draws are nearly their own ranks."""
    draws = autoregressive(np.random.default_rng(2), 0.7)
    assert bulk_draws(draws) == pytest.approx(float(effective_sample_size(draws)), rel=0.03)
    assert r_hat(draws) == pytest.approx(float(split_gelman_rubin(draws)), abs=0.002)


def test_chains_that_disagree_in_place_or_in_spread_or_drift():
    rng = np.random.default_rng(3)
    draws = rng.standard_normal((4, 500))
    assert r_hat(draws + np.array([[0.0], [0.0], [0.0], [1.0]])) > 1.05
    assert r_hat(draws * np.array([[1.0], [1.0], [1.0], [3.0]])) > 1.05
    assert r_hat(draws + np.linspace(0, 2, 500)) > 1.05
    heavy = rng.standard_cauchy((4, 500))
    assert r_hat(heavy) < 1.02


def test_nothing_is_said_of_too_few_or_equal_draws():
    assert math.isnan(r_hat(np.zeros((2, 100))))
    for of in (r_hat, bulk_draws, tail_draws, mean_error):
        assert math.isnan(of(np.arange(6.0).reshape(2, 3)))
