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

Step = tuple[float, Array, Array]
"""Objective to be maximised, its gradient (p,), and a positive definite information (p, p)."""


def maximise(step_at: Callable[[Array], Step], start: Array, method: str) -> tuple[Array, Array, FitDiary]:
    """Where it is highest, the inverse of the information there, and the diary of a search from `start`.

    Steps are halved while they lead downhill. Raises NotSettled, with the diary, if MAX_STEPS do not end the search.
    """
    theta, (height, gradient, information) = start, step_at(start)
    for steps in range(1, MAX_STEPS + 1):
        move = np.linalg.solve(information, gradient)
        move *= min(1.0, LONGEST_STEP / max(float(np.abs(move).max()), 1e-300))
        for _ in range(50):
            proposed = step_at(theta + move)
            if proposed[0] >= height - 1e-12 * abs(height):
                break
            move /= 2.0
        theta, (height, gradient, information) = theta + move, proposed
        if np.abs(move).max() <= STEP * (1.0 + np.abs(theta).max()):
            diary = _diary(method, height, steps, "converged")
            return theta, np.asarray(np.linalg.inv(information), dtype=np.float64), diary
    diary = _diary(method, height, MAX_STEPS, f"no convergence in {MAX_STEPS} steps")
    raise NotSettled(f"the {method} fit did not settle; an odds ratio may be infinite", diary)


def _diary(method: str, height: float, steps: int, stopped: str) -> FitDiary:
    return FitDiary(method=method, start=0.0, tau2=0.0, objective=height, steps=steps, stopped=stopped)
