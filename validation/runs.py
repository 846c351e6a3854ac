"""One experiment many times on all cores, and its mean with the Monte-Carlo standard error."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np

Outcome = Mapping[str, float]
Experiment = Callable[[np.random.Generator], Outcome]
AT_ONCE = 10


@dataclass(frozen=True)
class Figure:
    mean: float
    error: float
    """Monte-Carlo standard error: the SD over runs by the root of their number."""

    def __str__(self) -> str:
        return "" if math.isnan(self.mean) else f"{100 * self.mean:.1f} ({100 * self.error:.1f})"


def repeated(title: str, experiment: Experiment, runs: int, seed: int) -> dict[str, Figure]:
    """Means over the runs, each with a generator of its own, so that the number of cores changes nothing.

    A quantity that a run could not give is NaN there and does not enter its mean.
    """
    found: list[Outcome] = []
    seeds = np.random.SeedSequence(seed).spawn(runs)
    with get_context("fork").Pool(os.cpu_count()) as pool:
        for outcome in pool.imap(partial(_once, experiment), seeds, chunksize=AT_ONCE):
            found.append(outcome)
            if len(found) % (10 * AT_ONCE) == 0:
                sys.stderr.write(f"\r{title}: {len(found)} of {runs}")
                sys.stderr.flush()
    sys.stderr.write(f"\r{title}: {runs} runs   \n")
    return {key: _figure(np.array([outcome[key] for outcome in found])) for key in found[0]}


def _once(experiment: Experiment, seed: np.random.SeedSequence) -> Outcome:
    return experiment(np.random.default_rng(seed))


def _figure(values: np.ndarray) -> Figure:
    kept = values[np.isfinite(values)]
    if len(kept) < 2:
        return Figure(math.nan, math.nan)
    return Figure(float(kept.mean()), float(kept.std(ddof=1)) / math.sqrt(len(kept)))
