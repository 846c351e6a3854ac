"""The maximum of a concave function by Newton steps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dorsal.errors import NotSettled
from dorsal.synthesis.heterogeneity import FitDiary
from dorsal.trials.contrast import Array

MAX_STEPS = 100
STEP = 1e-10
LONGEST_STEP = 5.0

Step = tuple[float, Array]
"""Objective to be maximised, and the Newton step: information^-1 gradient, shape (p,)."""


def maximise(step_at: Callable[[Array], Step], start: Array, method: str) -> tuple[Array, FitDiary]:
    """Where it is highest, shape (p,), and the diary of a search from `start`.

    Steps are halved while they lead downhill. Raises NotSettled, with the diary, if MAX_STEPS do not end the search.
    """
    theta, (height, move) = start, step_at(start)
    for steps in range(1, MAX_STEPS + 1):
        move = move * min(1.0, LONGEST_STEP / max(float(np.abs(move).max()), 1e-300))
        for _ in range(50):
            proposed = step_at(theta + move)
            if proposed[0] >= height - 1e-12 * abs(height):
                break
            move = move / 2.0
        length = float(np.abs(move).max())
        theta, (height, move) = theta + move, proposed
        if length <= STEP * (1.0 + float(np.abs(theta).max())):
            return theta, _diary(method, height, steps, "converged")
    diary = _diary(method, height, MAX_STEPS, f"no convergence in {MAX_STEPS} steps")
    raise NotSettled(f"the {method} fit did not settle; an odds ratio may be infinite", diary)


def _diary(method: str, height: float, steps: int, stopped: str) -> FitDiary:
    return FitDiary(method=method, start=0.0, tau2=0.0, objective=height, steps=steps, stopped=stopped)
