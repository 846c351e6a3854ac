"""A network whose flows of evidence have cycles: a multi-arm study gives one of its comparisons a negative weight."""

from __future__ import annotations

import numpy as np

from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import study


def negative_weight() -> list[Contrast]:
    rng = np.random.default_rng(5)
    odd = Contrast(
        study="odd",
        treatments=("a", "b", "c", "d"),
        effect=np.array([0.1, 0.2, 0.3]),
        cov=np.array([[1.0, -0.8, 0.1], [-0.8, 1.0, 0.1], [0.1, 0.1, 0.5]]),
        measure="MD",
    )
    return [odd, *(study(rng, "".join(p), p) for p in (("a", "b"), ("b", "d"), ("c", "d"), ("d", "e"), ("c", "e")))]
