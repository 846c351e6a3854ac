"""Slow oracles for models in which effects are not bound to one another: a column for every free effect."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from dorsal.trials.contrast import Array, Contrast
from tests.synthesis.dense import Dense


def oriented(contrast: Contrast) -> tuple[tuple[str, ...], Array, Array]:
    """Treatments sorted, effects and covariance against the first of them."""
    names = tuple(sorted(contrast.treatments))
    arms = np.zeros((len(names), len(names) - 1))
    for j, t in enumerate(contrast.treatments[1:]):
        arms[names.index(t), j] = 1.0
    to = arms[1:] - arms[0]
    return names, to @ contrast.effect, to @ contrast.cov @ to.T


def dense(contrasts: Sequence[Contrast], free: Sequence[Sequence[Hashable]]) -> Dense:
    """`free` names, for each contrast, the free effect behind each of its effects against its first treatment."""
    keys = sorted({key for keys in free for key in keys}, key=repr)
    plain = Dense.of(contrasts)
    parts = [oriented(c) for c in contrasts]
    x = [[float(key == k) for k in keys] for group in free for key in group]
    v = np.zeros_like(plain.v)
    start = 0
    for _, effect, cov in parts:
        v[start : start + len(effect), start : start + len(effect)] = cov
        start += len(effect)
    return Dense(y=np.concatenate([effect for _, effect, _ in parts]), x=np.array(x), v=v, h=plain.h)


def by_design(contrasts: Sequence[Contrast]) -> Dense:
    """Every design has effects of its own."""
    return dense(contrasts, [[(tuple(sorted(c.treatments)), t) for t in sorted(c.treatments)[1:]] for c in contrasts])


def by_comparison(contrasts: Sequence[Contrast]) -> Dense:
    """Every comparison with a study's first treatment has an effect of its own."""
    return dense(contrasts, [[(min(c.treatments), t) for t in sorted(c.treatments)[1:]] for c in contrasts])
