"""How well the model fits, and how many parameters it spends: residual deviance, pD and DIC as in NICE TSD 2.

Dias, Sutton, Welton & Ades 2013 (NICE TSD 2, section 3). The residual deviance of a study is
(y - delta)' V^-1 (y - delta), delta its own effects; pD is its posterior mean minus its value at the posterior mean of
delta. Rows (synthesis.rows) diagonalise V and the heterogeneity together, so the sum over rows is the sum over
studies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsal.synthesis.bayes.effects_posterior import Nodes
from dorsal.synthesis.bayes.given_tau import GivenTau
from dorsal.synthesis.rows import Rows
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class Deviance:
    """By part and in all: a part is a contrast (in the order of the network's contrasts), or an arm of counts."""

    parts: Array
    """Posterior mean residual deviance; about the number of its effects (1 for an arm) where the model fits."""
    leverage: Array
    """Share of each part in pD."""
    data: int
    """Number of effects or arms: what the total residual deviance is compared with."""

    @property
    def mean(self) -> float:
        """Posterior mean of the total residual deviance."""
        return float(self.parts.sum())

    @property
    def effective_parameters(self) -> float:
        """pD."""
        return float(self.leverage.sum())

    @property
    def dic(self) -> float:
        """Mean residual deviance plus pD; differences below about 3 to 5 mean little."""
        return self.mean + self.effective_parameters


def deviance(nodes: Nodes[GivenTau]) -> Deviance:
    """Average over tau. Given tau a row misses its own effect by v w (z - a'd) on average, w = 1 / (v + tau^2)."""
    rows = nodes.known[0].model.rows
    z, v = rows.z, rows.v
    mean_deviance, mean_miss = np.zeros(len(rows)), np.zeros(len(rows))
    for share, known in zip(nodes.weight, nodes.known, strict=True):
        weight = 1.0 / (v + known.tau2)
        miss = v * weight * (z - known.model.fitted(known.b))
        variance = known.tau2 * v * weight + (v * weight) ** 2 * known.model.variances(known.cov_b)
        mean_deviance += share * (miss * miss + variance) / v
        mean_miss += share * miss
    leverage = mean_deviance - mean_miss * mean_miss / v
    return by_contrast(rows, mean_deviance, leverage)


def by_contrast(rows: Rows, mean: Array, leverage: Array) -> Deviance:
    """Posterior mean residual deviances and leverages (m,) of rows, summed over the rows of each contrast."""
    contrasts = int(rows.study.max()) + 1
    return Deviance(
        parts=np.bincount(rows.study, mean, minlength=contrasts).astype(np.float64),
        leverage=np.bincount(rows.study, leverage, minlength=contrasts).astype(np.float64),
        data=len(rows),
    )
