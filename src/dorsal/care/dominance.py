"""Options that another one beats on everything, with what is not known taken into account.

B dominates A if, on every criterion, whatever its weight,
- for scores: B is at least as good in 95 of 100 joint draws, and on average;
- for everything else: the worst that is possible for B is at least as good as the best that is possible for A;
and B is better on at least one of them by the same rule. What is not known for either of the two (and is known for
some option) keeps A from being dominated.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dorsal.care.consequences import Consequences
from dorsal.care.criterion import BURDENS

SURE = 0.95
Truth = NDArray[np.bool_]


def dominated(found: Consequences) -> Mapping[str, str]:
    """Option to the option that dominates it; of several the one with the highest values."""
    as_good, better = _pairs(found)
    beats: Truth = np.asarray(as_good.all(axis=2) & better.any(axis=2))
    means = found.values.mean(axis=0).sum(axis=1)
    return {
        name: found.options[max(np.flatnonzero(beats[:, a]), key=lambda b: float(means[b]))]
        for a, name in enumerate(found.options)
        if beats[:, a].any()
    }


def _pairs(found: Consequences) -> tuple[Truth, Truth]:
    """By (B, A, criterion): whether B is at least as good as A, and whether it is better."""
    shape = (len(found.options), len(found.options), len(found.criteria))
    as_good, better = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for j, criterion in enumerate(found.criteria):
        if criterion.code in BURDENS:
            least, most = found.least[:, j, None], found.most[None, :, j]
            as_good[:, :, j], better[:, :, j] = least >= most, least > most
        else:
            difference = found.values[:, :, None, j] - found.values[:, None, :, j]
            as_good[:, :, j] = ((difference >= 0).mean(axis=0) >= SURE) & (difference.mean(axis=0) >= 0)
            better[:, :, j] = as_good[:, :, j] & ((difference > 0).mean(axis=0) >= SURE)
    both: Truth = np.asarray(found.known[:, None, :] & found.known[None, :, :])
    return as_good & both, better & both
