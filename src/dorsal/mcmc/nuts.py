"""The No-U-Turn Sampler (Hoffman & Gelman 2014) of NumPyro, in blocks, so that it can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from numpyro.infer.hmc import hmc

from dorsal.accelerator.precision import double
from dorsal.errors import NotSettled, OptionError
from dorsal.mcmc.target import Target
from dorsal.synthesis.bayes.convergence import FEWEST
from dorsal.synthesis.bayes.sampled import SampledPosterior
from dorsal.trials.contrast import Array

BLOCK = 25
"""Draws of each chain between two looks."""
TARGET_ACCEPTANCE = 0.9
DENSE_UP_TO = 200
"""Points of more directions get a diagonal mass matrix."""
SPREAD = 0.5
"""SD of the starts about the middle, in units of each direction."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How much is drawn."""

    draws: int = 1_000
    """Of each chain, after the warm-up."""
    chains: int = 4
    warmup: int = 1_000
    seed: int = 1

    def __post_init__(self) -> None:
        for name, least in (("draws", 100), ("chains", 1), ("warmup", 100)):
            if getattr(self, name) < least:
                raise OptionError(f"{name} must be {least} or more, got {getattr(self, name)}")


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What there is after a block."""

    settings: Settings
    warmed: int
    """Warm-up steps done."""
    points: Array
    """(chains, draws so far, size)"""
    diverging: Array
    """(chains, draws so far)"""

    @property
    def done(self) -> int:
        """Draws of each chain."""
        return int(self.points.shape[1])


def sampling(target: Target, settings: Settings) -> Iterator[Progress]:
    """Warm up and draw, telling what there is after every block: whoever stops asking keeps what was made.

    All chains advance together. In double precision, whatever is set elsewhere.
    """
    with double():
        state, advance = _started(target, settings)
    points = np.empty((settings.chains, settings.draws, target.size))
    diverging = np.zeros((settings.chains, settings.draws))
    for done in range(BLOCK, settings.warmup + settings.draws + BLOCK, BLOCK):
        with double():
            state, made = advance(state)
            fresh = max(0, settings.warmup + BLOCK - done)
            new, strayed = (np.asarray(part, dtype=np.float64)[:, fresh:] for part in made)
        start = max(0, done - BLOCK - settings.warmup)
        drawn = min(settings.draws, start + new.shape[1])
        points[:, start:drawn], diverging[:, start:drawn] = new[:, : drawn - start], strayed[:, : drawn - start]
        yield Progress(
            settings=settings,
            warmed=min(done, settings.warmup),
            points=points[:, :drawn],
            diverging=diverging[:, :drawn],
        )


def sampled_posterior(target: Target, progress: Progress) -> SampledPosterior:
    """What was drawn, as a posterior. Raises NotSettled if the sampling was stopped before there was enough."""
    if progress.done < FEWEST * 2:
        raise NotSettled("the sampling was stopped before there were draws to keep")
    with double():
        return SampledPosterior(
            treatments=target.treatments,
            measure=target.measure,
            prior=target.prior,
            effect_prior=target.effect_prior,
            effects=target.effects(progress.points),
            tau_draws=target.tau(progress.points),
            shared_draws=target.shared(progress.points),
            divergent=int(progress.diverging.sum()),
            deviance=target.deviance(progress.points.reshape(-1, target.size)),
            planned=progress.settings.draws,
            seed=progress.settings.seed,
        )


def nuts_posterior(target: Target, settings: Settings | None = None) -> SampledPosterior:
    """Sample to the end."""
    *_, last = sampling(target, settings or Settings())
    return sampled_posterior(target, last)


Advance = Callable[[Any], tuple[Any, tuple[jax.Array, jax.Array]]]


def _started(target: Target, settings: Settings) -> tuple[Any, Advance]:
    """The state of all chains, and what takes it a block further."""

    def potential(x: jax.Array) -> jax.Array:
        return -target.log_density(x)

    initial, step = hmc(potential, algo="NUTS")
    key, start_key = jax.random.split(jax.random.PRNGKey(settings.seed))
    starts = SPREAD * jax.random.normal(start_key, (settings.chains, target.size))

    def begin(start: jax.Array, chain_key: jax.Array) -> Any:
        return initial(
            start,
            num_warmup=settings.warmup,
            target_accept_prob=TARGET_ACCEPTANCE,
            dense_mass=target.size <= DENSE_UP_TO,
            rng_key=chain_key,
        )

    def block(state: Any) -> tuple[Any, tuple[jax.Array, jax.Array]]:
        def once(state: Any, _: None) -> tuple[Any, tuple[jax.Array, jax.Array]]:
            moved = step(state)
            return moved, (moved.z, moved.diverging)

        return jax.lax.scan(once, state, None, length=BLOCK)

    state = jax.jit(jax.vmap(begin))(starts, jax.random.split(key, settings.chains))
    return state, jax.jit(jax.vmap(block))
