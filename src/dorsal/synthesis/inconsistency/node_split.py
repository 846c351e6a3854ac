"""Node-splitting: does the direct evidence on a comparison agree with the indirect?

Two ways. Back-calculation takes the direct estimate out of the network's, in closed form (Koenig, Krahn & Binder
2013; Dias, Welton, Caldwell & Ades 2010); with multi-arm studies it treats direct and indirect as independent. SIDDE
fits the network again without the studies that hold both treatments (Efthimiou et al. 2019).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import ndtr

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import NetworkFit, solution_of
from dorsal.synthesis.gls import expand, solve
from dorsal.synthesis.inconsistency.split_deletion import SplitDeletion, split_blocks, split_deletions
from dorsal.synthesis.omission.own_tau2 import POINTS, Mask, own_tau2
from dorsal.synthesis.omission.remainder import remainder
from dorsal.synthesis.pairs import Pairs, pairs_of
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical

SplitMethod = Literal["back-calculation", "SIDDE"]
SPLIT_METHODS = ("back-calculation", "SIDDE")
ALL_DIRECT = 5e-4
"""A comparison whose direct share is within this of 1 has no indirect evidence to speak of (netmeta's limit)."""


@dataclass(frozen=True, kw_only=True)
class NodeSplit:
    """`first` minus `second` from direct, indirect and all evidence; None where there is no indirect evidence."""

    first: str
    second: str
    method: SplitMethod
    studies: int
    """How many contrasts hold both treatments."""
    direct_share: float
    network: float
    se_network: float
    direct: float
    se_direct: float
    indirect: float | None
    se_indirect: float | None
    tau2_indirect: float | None
    """tau2 of the indirect estimate: the network's for back-calculation, its own for SIDDE."""

    @property
    def has_both(self) -> bool:
        return self.indirect is not None

    def against(self, reference: str) -> NodeSplit:
        """The same, turned where its first treatment is the reference, so that it reads as effects do."""
        if self.first != reference:
            return self
        indirect = None if self.indirect is None else -self.indirect
        return replace(
            self,
            first=self.second,
            second=self.first,
            network=-self.network,
            direct=-self.direct,
            indirect=indirect,
        )

    @property
    def difference(self) -> float | None:
        """Direct minus indirect."""
        return None if self.indirect is None else self.direct - self.indirect

    @property
    def se_difference(self) -> float | None:
        return None if self.se_indirect is None else math.hypot(self.se_direct, self.se_indirect)

    @property
    def z(self) -> float | None:
        if self.difference is None or self.se_difference is None:
            return None
        return self.difference / self.se_difference

    @property
    def p(self) -> float | None:
        """Two-sided P value of no difference between direct and indirect evidence."""
        return None if self.z is None else 2.0 * float(ndtr(-abs(self.z)))


def node_splits(
    fit: NetworkFit,
    method: SplitMethod = "back-calculation",
    comparisons: Collection[tuple[str, str]] | None = None,
) -> tuple[NodeSplit, ...]:
    """Every comparison with direct evidence (or those asked for), sorted; `has_both` tells which can be tested.

    Direct estimates pool all studies that hold both treatments, multi-arm ones too, at the fit's tau2. SIDDE
    estimates the tau2 of the indirect evidence anew, by the fit's own method (a preset tau stays); where the rest
    falls into islands it takes the one that holds both treatments. A comparison asked for that no study made is left
    out.
    Raises OptionError for another method, NetworkError for an unknown treatment or a component model.
    """
    if method not in SPLIT_METHODS:
        raise OptionError(f"method must be one of {', '.join(SPLIT_METHODS)}, got {method!r}")
    if fit.basis is not None:
        raise NetworkError("nodes are split in the network's own fit, not in a component model")
    pairs = pairs_of(fit.network)
    first, second, edge = pairs.edges
    asked = _asked(fit, first, second, comparisons)
    direct, v_direct = pairs.pooled(fit.tau2)
    network, v_network = _network(fit, first, second)
    share = np.minimum(v_network / v_direct, 1.0)
    if method == "SIDDE":
        indirect, v_indirect, tau2 = _refitted(fit, pairs, asked)
    else:
        indirect, v_indirect, tau2 = _back_calculated(fit, direct, network, v_network, share)
    count = np.bincount(edge, minlength=len(first))
    names = fit.treatments
    columns = (first, second, count, share, network, v_network**0.5, direct, v_direct**0.5, indirect, v_indirect**0.5)
    return tuple(
        NodeSplit(
            first=names[a],
            second=names[b],
            method=method,
            studies=studies,
            direct_share=share_,
            network=d,
            se_network=se,
            direct=d_direct,
            se_direct=se_direct,
            indirect=None if math.isnan(d_indirect) else d_indirect,
            se_indirect=None if math.isnan(d_indirect) else se_indirect,
            tau2_indirect=None if math.isnan(d_indirect) else own_tau2,
        )
        for a, b, studies, share_, d, se, d_direct, se_direct, d_indirect, se_indirect, own_tau2 in zip(
            *(column[asked].tolist() for column in (*columns, tau2)), strict=True
        )
    )


def _asked(fit: NetworkFit, first: Index, second: Index, comparisons: Collection[tuple[str, str]] | None) -> Index:
    if comparisons is None:
        return np.arange(len(first))
    wanted = {tuple(sorted((_place(fit, a), _place(fit, b)))) for a, b in comparisons}
    return np.array([e for e, pair in enumerate(zip(first, second, strict=True)) if pair in wanted], dtype=np.intp)


def _place(fit: NetworkFit, treatment: str) -> int:
    name = canonical(treatment)
    fit.network.island_of(name)  # says which treatments there are if this is none of them
    return fit.network.index[name]


def _network(fit: NetworkFit, first: Index, second: Index) -> tuple[Array, Array]:
    diagonal = np.diagonal(fit.cov)
    variance = diagonal[first] + diagonal[second] - 2.0 * fit.cov[first, second]
    return fit.effect[first] - fit.effect[second], variance


def _back_calculated(
    fit: NetworkFit, direct: Array, network: Array, v_network: Array, share: Array
) -> tuple[Array, Array, Array]:
    """The network's estimate is the mean of direct and indirect, weighted by `share` and 1 - share."""
    rest = np.where(share < 1.0 - ALL_DIRECT, 1.0 - share, np.nan)
    return (network - share * direct) / rest, v_network / rest, np.full(len(share), fit.tau2)


def _refitted(fit: NetworkFit, pairs: Pairs, asked: Index) -> tuple[Array, Array, Array]:
    """The indirect estimate from the fit without the studies that hold both; NaN where nothing joins the two.

    All comparisons together (inconsistency.split_deletion), but those whose studies leave the rest in pieces or
    without degrees of freedom, or whose tau2 cannot be found so: they are fitted by themselves.
    """
    first, second, edge = pairs.edges
    found = np.full((3, len(first)), np.nan)
    together = _together(fit, pairs, asked, found)
    order = np.argsort(edge, kind="stable")
    start = np.searchsorted(edge[order], np.arange(len(first) + 1))
    for e in asked[~together[asked]]:
        holds_both = pairs.contrast[order[start[e] : start[e + 1]]]
        found[:, e] = _without(fit, holds_both, int(first[e]), int(second[e]))
    return found[0], found[1], found[2]


def _together(fit: NetworkFit, pairs: Pairs, asked: Index, found: Array) -> Mask:
    """Fill in (3, e) for all comparisons that can be worked out together; which (e,) they are."""
    chosen = np.zeros(found.shape[1], dtype=bool)
    chosen[asked] = True
    if not chosen.any():
        return chosen
    rows = fit.network.rows
    blocks = split_blocks(rows, pairs, chosen)

    def without(several: Sequence[float]) -> list[SplitDeletion]:
        return split_deletions(rows, blocks, [solve(rows, None, tau2) for tau2 in several])

    if fit.options.known_tau2 is not None:
        here = without([fit.tau2])[0]
        found[:, chosen] = here.effect, here.variance, np.full(len(here.effect), fit.tau2)
        chosen[chosen] = here.joined
        return chosen
    own = own_tau2(without, fit.tau2, rows.v, fit.options.tau2_method, POINTS[1:])
    effect, variance = (own.at(np.array([getattr(one, name) for one in own.points])) for name in ("effect", "variance"))
    found[:, chosen] = effect, variance, own.tau2
    chosen[chosen] = ~own.outside
    return chosen


def _without(fit: NetworkFit, contrasts: Index, a: int, b: int) -> tuple[float, float, float]:
    rows = fit.network.rows
    left_out = np.zeros(len(fit.network.contrasts), dtype=bool)
    left_out[contrasts] = True
    rest = remainder(rows, ~left_out[rows.study], a)
    if rest is None or rest.place[b] < 0:
        return np.nan, np.nan, np.nan
    solution, _ = solution_of(rest.rows, None, fit.options)
    i, j = rest.place[a], rest.place[b]
    effect, cov = expand(solution.theta, None), solution.cov
    return effect[i] - effect[j], cov[i, i] + cov[j, j] - 2.0 * cov[i, j], solution.tau2
