"""Likelihoods for the sampler against those of the integral, at predictors anywhere."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dorsal.mcmc.arm_likelihood import LOG_LIKELIHOODS
from dorsal.synthesis.counts.arm_likelihood import LIKELIHOODS


def test_none_is_missing():
    assert set(LOG_LIKELIHOODS) == set(LIKELIHOODS)


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_value_and_slope(name):
    eta = np.linspace(-6.0, 3.0, 37)
    events, size = np.full(37, 3.0), np.full(37, 20.0)
    value, slope, _ = LIKELIHOODS[name].terms(eta, events, size)
    with jax.enable_x64(True):
        ours = LOG_LIKELIHOODS[name]
        told, gradient = jax.vmap(jax.value_and_grad(ours))(jnp.asarray(eta), jnp.asarray(events), jnp.asarray(size))
        np.testing.assert_allclose(np.asarray(told), value, rtol=1e-10)
        np.testing.assert_allclose(np.asarray(gradient), slope, rtol=1e-7, atol=1e-7)
