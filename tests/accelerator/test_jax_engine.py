"""The same batches on JAX: equal to numpy's to 1e-9, whatever precision the process has set."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dorsal.accelerator.jax_engine import jax_engine
from dorsal.synthesis.batches.batch import Batch, fit_batch
from dorsal.synthesis.heterogeneity import TAU2_METHODS
from dorsal.synthesis.network import Network
from tests.synthesis.batches.test_batch import noisy
from tests.synthesis.generated import network

SHAPE = network(3, 5, 12)


@pytest.mark.parametrize("method", TAU2_METHODS)
def test_the_numbers_are_those_of_numpy(method):
    networks = [Network.of(noisy(SHAPE, seed, 0.1 * (seed % 4), variances=True)) for seed in range(10)]
    ours, theirs = (fit_batch(Batch.of(networks), method, **engine) for engine in ({"engine": jax_engine()}, {}))
    np.testing.assert_allclose(ours.tau2, theirs.tau2, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(ours.effect, theirs.effect, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(ours.cov, theirs.cov, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(ours.q, theirs.q, rtol=1e-9)


def test_the_process_keeps_its_precision():
    fit_batch(Batch.of([Network.of(SHAPE)]), engine=jax_engine())
    assert jnp.asarray(np.ones(2)).dtype == (jnp.float64 if jax.config.jax_enable_x64 else jnp.float32)
