"""Cochran's Q of a network: total, within designs and between designs; and I2 from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import chdtrc, fdtrc, ndtri

from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Array, Contrast
from dorsal.trials.shown import Shown


@dataclass(frozen=True)
class Q:
    """A heterogeneity statistic, chi-squared with `df` under no heterogeneity."""

    q: float
    df: int

    @property
    def p(self) -> float | None:
        """None without degrees of freedom."""
        return float(chdtrc(self.df, self.q)) if self.df > 0 else None

    @cached_property
    def i2(self) -> float | None:
        """max(0, (Q - df) / Q), Higgins & Thompson 2002 from the total Q (netmeta's variant)."""
        if self.df == 0:
            return None
        return max(0.0, (self.q - self.df) / self.q) if self.q > 0 else 0.0

    def i2_interval(self, level: float = 0.95) -> tuple[float, float] | None:
        """Test-based interval of I2 through that of H = sqrt(Q / df); None with fewer than two degrees of freedom.

        Higgins & Thompson 2002, appendix A2 (netmeta's variant). It does not know the spread of a random effect.
        """
        if self.df < 2:
            return None
        log_h = 0.5 * math.log(max(self.q / self.df, 1.0))
        apart = float(ndtri(0.5 + 0.5 * level)) * self._log_h_error
        low, high = (math.exp(min(0.0, -2.0 * (log_h + side * apart))) for side in (-1.0, 1.0))
        return 1.0 - low, 1.0 - high

    @property
    def _log_h_error(self) -> float:
        """Standard error of log H, for Q above df + 1 and below."""
        if self.q > self.df + 1:
            return 0.5 * math.log(self.q / self.df) / (math.sqrt(2.0 * self.q) - math.sqrt(2.0 * self.df - 1.0))
        return math.sqrt((1.0 - 1.0 / (3.0 * (self.df - 1) ** 2)) / (2.0 * (self.df - 1)))


def p_by_f(q: Q, rss: float, df: int) -> float | None:
    """P of Q / its df over the residual variance rss / df, by F: chi-squared takes tau2 for known, which few trials
    do not make it. None without degrees of freedom, or where nothing is left over.

    Knapp & Hartung 2003 (Improved tests for a random effects meta-regression, Stat Med 22:2693) for one coefficient or
    several; `rss` is weighted at the model's own tau2.
    """
    if q.df < 1 or df < 1 or not rss > 0.0:
        return None
    return float(fdtrc(q.df, df, q.q / q.df / (rss / df)))


@dataclass(frozen=True)
class QDecomposition(Shown):
    """Krahn, Binder & Koenig 2013: total = within designs (heterogeneity) + between designs (inconsistency)."""

    total: Q
    within: Q
    between: Q
    by_design: Mapping[tuple[str, ...], Q]


def decompose(network: Network, q_total: float, df: int) -> QDecomposition:
    """Split the common-effect Q of a connected network."""
    by_design = {design: _within(design, contrasts) for design, contrasts in network.designs.items()}
    within = Q(sum(part.q for part in by_design.values()), sum(part.df for part in by_design.values()))
    between = Q(max(0.0, q_total - within.q), df - within.df)
    return QDecomposition(Q(q_total, df), within, between, by_design)


def _within(design: tuple[str, ...], contrasts: tuple[Contrast, ...]) -> Q:
    """Q of the studies of one design around their own pooled effects."""
    if len(contrasts) == 1:
        return Q(0.0, 0)
    oriented = [_oriented(contrast, design) for contrast in contrasts]
    precision = np.linalg.inv(np.array([cov for _, cov in oriented]))
    effect = np.array([y for y, _ in oriented])
    weighted = np.einsum("sij,sj->si", precision, effect)
    pooled = np.linalg.solve(precision.sum(axis=0), weighted.sum(axis=0))
    residual = effect - pooled
    q = float(np.einsum("si,sij,sj->", residual, precision, residual))
    return Q(q, (len(contrasts) - 1) * (len(design) - 1))


def _oriented(contrast: Contrast, design: tuple[str, ...]) -> tuple[Array, Array]:
    """Effects and covariance against design[0], in the design's order."""
    if contrast.treatments == design:
        return contrast.effect, contrast.cov
    place = {t: i for i, t in enumerate(contrast.treatments)}
    full = np.zeros((len(design) - 1, len(design)))
    for i, treatment in enumerate(design[1:]):
        full[i, place[treatment]] += 1.0
        full[i, place[design[0]]] -= 1.0
    to = full[:, 1:]
    return to @ contrast.effect, to @ contrast.cov @ to.T
