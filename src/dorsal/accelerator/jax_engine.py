"""Batches of networks on JAX."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from dorsal.accelerator.precision import double
from dorsal.synthesis.batches.batch import Engine


def jax_engine() -> Engine:
    """For `batches.batch.fit_batch`: in double precision, compiled once for each shape, on JAX's default device."""
    return Engine(xp=jnp, compiled=jax.jit, within=double)
