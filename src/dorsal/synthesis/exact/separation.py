"""Whether counts leave an effect without an end: a direction in which their likelihood only rises.

Separation, as Albert & Anderson 1984 (doi:10.1093/biomet/71.1.1) define it for logistic regression: the predictors of
arms without an event may fall, those of arms with nothing else may rise, and all others stay. Study effects that
are integrated out change nothing about such a direction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from dorsal.errors import NetworkError
from dorsal.synthesis.counts.arms import Arms

Truth = NDArray[np.bool_]
MOVES = 1e-7


def require_ends(arms: Arms, *, counted: bool, flat_baselines: bool) -> None:
    """Raises NetworkError where effects of which nothing is believed run to infinity.

    `counted`: sizes are people, who may all have the event, and not person-time.
    """
    low, high = arms.events == 0.0, arms.full & counted
    if not (low.any() or high.any()) or not _separated(arms, low, high, flat_baselines):
        return
    total, silent = len(arms.treatments), []
    for words, held in (("an event", low), ("anything but events", high)):
        whole = np.bincount(arms.treatment, ~held, minlength=total) == 0
        silent += [f"no study saw {words} with {arms.treatments[t]}" for t in np.flatnonzero(whole)]
    why = "; ".join(silent) or "all events of a comparison are on one side"
    raise NetworkError(f"an effect is infinite: {why}. Give a prior on the effects, such as NormalEffects(sd=2.5)")


def _separated(arms: Arms, low: Truth, high: Truth, flat_baselines: bool) -> bool:
    """Whether a linear programme finds such a direction, each effect and baseline moving by 1 at most."""
    count, effects = len(arms.study), len(arms.treatments)
    rows = np.concatenate([np.arange(count), np.arange(count)])
    columns = np.concatenate([arms.treatment, effects + arms.study])
    moved = csr_matrix((np.ones(2 * count), (rows, columns)), shape=(count, effects + len(arms.studies)))
    towards = high.astype(np.float64) - low.astype(np.float64)
    still = towards == 0.0
    away = csr_matrix(moved.multiply(-towards[:, None]))[~still]
    own = 1.0 if flat_baselines else 0.0
    found = linprog(
        np.asarray(away.sum(axis=0)).ravel(),
        A_ub=away,
        b_ub=np.zeros(away.shape[0]),
        A_eq=moved[still] if still.any() else None,
        b_eq=np.zeros(int(still.sum())) if still.any() else None,
        bounds=[(0.0, 0.0), *[(-1.0, 1.0)] * (effects - 1), *[(-own, own)] * len(arms.studies)],
    )
    return bool(found.status == 0 and found.fun < -MOVES)
