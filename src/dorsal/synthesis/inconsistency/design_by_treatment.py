"""Inconsistency between designs: the design-by-treatment interaction, and each design detached in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsal.synthesis.designs import DesignGroup, Pooled, design_groups, pooled, tau2_within
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.gls import Solution, solve
from dorsal.synthesis.heterogeneity import Tau2Method
from dorsal.synthesis.q import Q
from dorsal.trials.contrast import Array

SUPPORTED = 1e-9
"""A direction of a design's effects with less than this share of free variance rests on the design alone."""


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """The design-by-treatment model against the consistency model, at one tau2."""

    fit: NetworkFit
    groups: tuple[DesignGroup, ...]
    tau2: float
    solution: Solution
    """The consistency model at this tau2."""
    pooled: tuple[Pooled, ...]
    """The designs' own effects at this tau2, one for each group."""

    @cached_property
    def q(self) -> Q:
        """Q between designs, weighted at `tau2`: the Wald test of all interactions being zero."""
        within = sum(float(part.q.sum()) for part in self.pooled)
        df_within = sum(int(group.df.sum()) for group in self.groups)
        return Q(max(0.0, self.solution.rss - within), self.fit.df - df_within)

    @cached_property
    def detached(self) -> Mapping[tuple[str, ...], Q]:
        """Q between designs once a design has effects of its own (Krahn, Binder & Koenig 2013, as decomp.design).

        Only designs that can disagree with the rest are listed: not those on which a treatment hangs alone.
        """
        found = {}
        for group, part in zip(self.groups, self.pooled, strict=True):
            fall, freed = self._falls(group, part)
            for place, less, df in zip(group.place, fall, freed, strict=True):
                if df > 0:
                    design = tuple(self.fit.treatments[t] for t in place)
                    found[design] = Q(max(0.0, self.q.q - float(less)), self.q.df - int(df))
        return dict(sorted(found.items()))

    def _falls(self, group: DesignGroup, part: Pooled) -> tuple[Array, Array]:
        """How far Q falls, and its df, when each design of a group is detached."""
        residual, loosened = self.residual(group, part), self.loosened(group, part)
        return np.einsum("gi,gij,gj->g", residual, loosened.inverse, residual), loosened.rank

    def residual(self, group: DesignGroup, part: Pooled) -> Array:
        """(g, k-1) the designs' own effects minus the network's."""
        effect = np.concatenate(([0.0], self.solution.theta))
        network: Array = effect[group.place[:, 1:]] - effect[group.place[:, :1]]
        return part.effect - network

    def loosened(self, group: DesignGroup, part: Pooled) -> Loosened:
        """What is left of the designs' covariance when the network's estimate has taken its share."""
        place = group.place
        cov = self.solution.cov[place[:, :, None], place[:, None, :]]
        across = cov[:, 1:, :] - cov[:, :1, :]
        return _loosened(part.cov, across[:, :, 1:] - across[:, :, :1])


@dataclass(frozen=True)
class Loosened:
    """Pseudo-inverse (g, k-1, k-1) and rank (g,) of V - X C X'."""

    inverse: Array
    rank: Array


def _loosened(own: Array, network: Array) -> Loosened:
    """By eigenvalues of I - L^-1 X C X' L^-T with V = L L': shares between 0 (nothing else supports it) and 1."""
    inverse = np.linalg.inv(np.linalg.cholesky(own))
    turned = np.swapaxes(inverse, -1, -2)
    share, vector = np.linalg.eigh(np.eye(own.shape[-1]) - inverse @ network @ turned)
    free = share > SUPPORTED
    scaled = np.where(free, 1.0 / np.where(free, share, 1.0), 0.0)
    back = turned @ vector
    return Loosened((back * scaled[:, None, :]) @ np.swapaxes(back, -1, -2), free.sum(axis=1))


def interaction(fit: NetworkFit, tau2: float | None = None, method: Tau2Method | None = None) -> Interaction:
    """The design-by-treatment interaction of a connected network.

    At a tau2 of its own, estimated within designs by `method` (the fit's, or "DL" for netmeta's Q.inc.random), unless
    a tau2 is given, here or as the fit's preset; 0 gives the common-effect decomposition (netmeta's Q.decomp and
    Q.inc.detach).
    """
    groups = design_groups(fit.network)
    own = tau2
    if own is None and method is None and fit.options.tau is not None:
        own = fit.options.tau**2
    if own is None:
        own = tau2_within(groups, method or fit.options.tau2_method)
    return Interaction(
        fit=fit,
        groups=groups,
        tau2=own,
        solution=solve(fit.network.rows, None, own),
        pooled=tuple(pooled(group, own) for group in groups),
    )
