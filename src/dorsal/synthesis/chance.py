"""Where random numbers come from: a generator of numpy's, or the seed of one."""

from __future__ import annotations

import numpy as np

from dorsal.errors import OptionError

Chance = np.random.Generator | int
"""A generator, or a seed (a whole number, 0 or above) that gives the same draws every time."""


def generator(chance: Chance) -> np.random.Generator:
    """The generator itself, or the one of a seed. Raises OptionError for anything else."""
    if isinstance(chance, np.random.Generator):
        return chance
    if isinstance(chance, bool) or not isinstance(chance, int | np.integer) or chance < 0:
        raise OptionError(f"rng must be numpy.random.default_rng(seed), or a seed of 0 or above, got {chance!r}")
    return np.random.default_rng(int(chance))


def counted(draws: int) -> int:
    """How many draws are taken. Raises OptionError unless it is one at least."""
    if draws < 1:
        raise OptionError(f"at least one draw is needed, got {draws}")
    return draws
