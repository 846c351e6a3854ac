"""The designs of a network (sets of treatments compared together), each with effects of its own.

This is the full design-by-treatment interaction model (Higgins, Jackson, Barrett, Lu, Ades & White 2012): every
design has its own effects, and studies of one design differ by heterogeneity alone. Designs share nothing but tau2,
so the model falls into one small solve a design.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from dorsal.synthesis.heterogeneity import Tau2Method
from dorsal.synthesis.network import Network
from dorsal.synthesis.pairs import sorted_arms
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array

XTOL = 1e-12
FAR = 60
"""Times that the upper end of the search for tau2 may double."""


@dataclass(frozen=True, kw_only=True)
class DesignGroup:
    """All designs with k treatments. Effects stand against each design's first treatment in the network's order."""

    place: Index
    """(g, k) places in network.treatments, ascending."""
    design: Index
    """(s,) design of each contrast."""
    effect: Array
    """(s, k-1)"""
    cov: Array
    """(s, k-1, k-1)"""

    @property
    def size(self) -> int:
        return int(self.place.shape[1])

    @property
    def df(self) -> Index:
        """(g,) degrees of freedom within each design."""
        return (np.bincount(self.design, minlength=len(self.place)) - 1) * (self.size - 1)

    def incidence(self, treatments: int) -> Array:
        """(g, k-1, n): which difference of treatments each effect is."""
        g, k = self.place.shape
        full = np.zeros((g, k - 1, treatments))
        design, effect = np.indices((g, k - 1))
        full[design, effect, self.place[:, 1:]] = 1.0
        full[design, effect, self.place[:, :1]] -= 1.0
        return full


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """The effects of a group's designs at one tau2."""

    effect: Array
    """(g, k-1)"""
    cov: Array
    """(g, k-1, k-1)"""
    q: Array
    """(g,) weighted squares of the studies around their own design's effects."""
    log_likelihood: float
    restricted_log_likelihood: float
    slope: float
    """Derivative of the log-likelihood by tau2."""
    restricted_slope: float
    trace_p: float
    """How fast the expected Q grows with tau2."""


def design_groups(network: Network) -> tuple[DesignGroup, ...]:
    """The designs, in groups of the same number of treatments."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for position, contrast in enumerate(network.contrasts):
        by_size[len(contrast.treatments)].append(position)
    return tuple(_group(k, positions, network) for k, positions in sorted(by_size.items()))


def _group(k: int, positions: list[int], network: Network) -> DesignGroup:
    arms, effect, cov = sorted_arms(k, [network.contrasts[p] for p in positions], network)
    place, design = np.unique(arms, axis=0, return_inverse=True)
    across = cov[:, 1:, :] - cov[:, :1, :]
    return DesignGroup(
        place=place,
        design=design.ravel(),
        effect=effect[:, 1:] - effect[:, :1],
        cov=across[:, :, 1:] - across[:, :, :1],
    )


def pooled(group: DesignGroup, tau2: float) -> Pooled:
    """Each design's own effects by generalised least squares at one tau2."""
    shape = (np.eye(group.size - 1) + 1.0) / 2.0
    precision: Array = np.asarray(np.linalg.inv(group.cov + tau2 * shape), dtype=np.float64)
    total = _by_design(group, precision)
    cov: Array = np.asarray(np.linalg.inv(total), dtype=np.float64)
    effect = np.einsum("gij,gj->gi", cov, _by_design(group, np.einsum("sij,sj->si", precision, group.effect)))
    residual = group.effect - effect[group.design]
    weighted = np.einsum("sij,sj->si", precision, residual)
    spread = precision @ shape @ precision
    lost = float(np.einsum("gij,gji->", cov, _by_design(group, spread)))
    trace_w = float(np.einsum("sij,ji->", precision, shape))
    pull = float(np.einsum("si,ij,sj->", weighted, shape, weighted))
    squares = np.einsum("si,si->s", residual, weighted)
    likelihood = 0.5 * (float(np.linalg.slogdet(precision)[1].sum()) - float(squares.sum()))
    return Pooled(
        effect=effect,
        cov=cov,
        q=_by_design(group, squares),
        log_likelihood=likelihood,
        restricted_log_likelihood=likelihood - 0.5 * float(np.linalg.slogdet(total)[1].sum()),
        slope=0.5 * (pull - trace_w),
        restricted_slope=0.5 * (pull - trace_w + lost),
        trace_p=trace_w - lost,
    )


def _by_design(group: DesignGroup, value: Array) -> Array:
    """Sums over each design's contrasts."""
    total = np.zeros((len(group.place), *value.shape[1:]))
    np.add.at(total, group.design, value)
    return total


def tau2_within(groups: tuple[DesignGroup, ...], method: Tau2Method) -> float:
    """tau2 of the design-by-treatment model: heterogeneity within designs alone; 0 without degrees of freedom.

    "DL" is the method of moments of Jackson, White & Riley 2012 (as netmeta's tau.within).
    """
    df = sum(int(group.df.sum()) for group in groups)
    if df == 0:
        return 0.0

    def at(tau2: float) -> list[Pooled]:
        return [pooled(group, tau2) for group in groups]

    at_zero = at(0.0)
    excess = sum(float(part.q.sum()) for part in at_zero) - df
    moments = max(0.0, excess / sum(part.trace_p for part in at_zero))
    if method == "DL":
        return moments
    if method == "PM":
        return _falling_root(lambda t: sum(float(part.q.sum()) for part in at(t)) - df, moments, groups)
    restricted = method == "REML"
    found = _falling_root(lambda t: _slope(at(t), restricted), moments, groups)
    return found if _height(at(found), restricted) > _height(at_zero, restricted) else 0.0


def _slope(parts: list[Pooled], restricted: bool) -> float:
    return sum(part.restricted_slope if restricted else part.slope for part in parts)


def _height(parts: list[Pooled], restricted: bool) -> float:
    return sum(part.restricted_log_likelihood if restricted else part.log_likelihood for part in parts)


def _falling_root(function: Callable[[float], float], start: float, groups: tuple[DesignGroup, ...]) -> float:
    """Where the function falls through 0 for tau2 >= 0, looking upwards from `start`; 0 if it starts below."""
    scale = float(np.median(np.concatenate([group.cov[:, 0, 0] for group in groups])))
    low = start if start > 0 and function(start) > 0 else 0.0
    if low == 0.0 and function(0.0) <= 0:
        return 0.0
    step = max(start, scale)
    for _ in range(FAR):
        if function(low + step) <= 0:
            break
        low, step = low + step, 2.0 * step
    return float(brentq(function, low, low + step, xtol=XTOL * scale, rtol=1e-14))
