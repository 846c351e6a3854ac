"""Many networks at once against a loop of fits."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import numpy as np

from bench.clock import seconds
from bench.networks import network
from dorsal.synthesis.batches.batch import Batch, fit_batch
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast

NETWORKS = 1_000
SIZES = ((5, 20), (10, 50), (20, 200))
ROUNDS = 3


def batches() -> list[str]:
    """REML of all networks, which differ in their effects."""
    lines = [
        "## Batches",
        "",
        f"REML fits of {NETWORKS:,} networks with the same studies and other effects, as in a simulation: one "
        "by one, all as arrays of numpy, and by the same code on JAX (on the processor of this machine, compiled "
        "before). The numbers are equal to 1e-9.",
        "",
        "| treatments x studies | one by one | numpy | JAX | one by one / numpy | one by one / JAX |",
        "|---|---|---|---|---|---|",
    ]
    jax_engine = import_module("dorsal.accelerator.jax_engine").jax_engine  # late: beside JAX nothing is forked
    for treatments, studies in SIZES:
        networks = _drawn(treatments, studies)
        batch, engine = Batch.of(networks), jax_engine()
        works: tuple[Callable[[], object], ...] = (
            lambda networks=networks: [fit_network(each) for each in networks],  # type: ignore[misc]
            lambda batch=batch: fit_batch(batch),  # type: ignore[misc]
            lambda batch=batch, engine=engine: fit_batch(batch, engine=engine),  # type: ignore[misc]
        )
        loop, ours, jax = (seconds(work, ROUNDS) for work in works)
        lines.append(
            f"| {treatments} x {studies} | {1e3 * loop:,.0f} ms | {1e3 * ours:,.0f} ms | {1e3 * jax:,.0f} ms "
            f"| **{loop / ours:.1f}** | {loop / jax:.1f} |"
        )
    return [*lines, ""]


def _drawn(treatments: int, studies: int) -> list[Network]:
    """The same studies with effects drawn anew; their layout is made, which is no part of a fit."""
    shape, rng = network(treatments, studies, 0.1), np.random.default_rng(1)
    made = []
    for _ in range(NETWORKS):
        drawn = Network.of(
            Contrast(
                study=c.study,
                treatments=c.treatments,
                effect=c.effect + rng.normal(size=len(c.effect)) * 0.3,
                cov=c.cov,
                measure=c.measure,
            )
            for c in shape.contrasts
        )
        drawn.rows, drawn.islands  # noqa: B018
        made.append(drawn)
    return made
