"""Which studies make the heterogeneity, and which of them move the result (Baujat, Mahe, Pignon & Hill 2002).

For networks: `q` is the study's part of the total Q, r' V^-1 r of its residuals r around the common-effect fit;
`influence` is (d - d_without)' M (d - d_without), with M the information that the other studies hold on the effects d.
With two treatments both are the axes of the original plot. Their sum is how far Q falls without the study.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.heterogeneity import fixed_tau2
from dorsal.synthesis.omission.deletion import blocks_of, deletions


@dataclass(frozen=True, kw_only=True)
class BaujatPoint:
    """One study, around the common-effect fit."""

    study: str
    q: float
    """Its part of the total Q."""
    influence: float
    """Squared change of all effects without it, in units of their precision without it."""

    @property
    def fall(self) -> float:
        """How far Q falls without the study."""
        return self.q + self.influence


def baujat(fit: NetworkFit) -> tuple[BaujatPoint, ...]:
    """A point for each study, in the network's order. Raises NetworkError for a component model."""
    if fit.basis is not None:
        raise NetworkError("studies are left out of the network's own fit, not of a component model")
    rows, blocks = fit.network.rows, blocks_of(fit.network)
    at_zero = fit.solution if fit.tau2 == 0 else fixed_tau2(rows, None)[0]
    squares = at_zero.weight * at_zero.residual**2
    q = np.empty(len(fit.network.studies))
    for block in blocks:
        q[block.study] = squares[block.rows].sum(axis=1)
    influence = np.maximum(deletions(rows, blocks, at_zero).residual - q, 0.0)
    points = zip(fit.network.studies, q.tolist(), influence.tolist(), strict=True)
    return tuple(BaujatPoint(study=study, q=part, influence=moved) for study, part, moved in points)
