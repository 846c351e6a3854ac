"""The fit without each study in turn, with tau2 estimated anew, at the cost of a few fits.

At one tau2 all studies are left out at once by downdates (synthesis.omission.deletion); their own tau2 are found
together (synthesis.omission.own_tau2). A study whose tau2 cannot be found so is left out of a fit by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.gls import solve
from dorsal.synthesis.heterogeneity import estimate_tau2
from dorsal.synthesis.omission.deletion import Block, Deletion, blocks_of, deletions
from dorsal.synthesis.omission.effects import effects
from dorsal.synthesis.omission.own_tau2 import Mask, own_tau2
from dorsal.synthesis.omission.remainder import basis_of, kept
from dorsal.trials.contrast import Array

Rule = Literal["estimated", "fixed"]
FEW_ENOUGH = 1e-8
"""Below this last move the points before the doubling are taken for the effects."""


@dataclass(frozen=True, kw_only=True)
class Omissions:
    """What is estimated without each of s studies; NaN where the rest does not join two treatments."""

    tau2: Array
    """(s,)"""
    effect: Array
    """(s, c)"""
    variance: Array
    """(s, c)"""
    residual: Array
    """(s,) chi-squared of the study around the fit without it, at that fit's tau2."""
    rss: Array
    """(s,) weighted residual sum of squares of that fit."""
    refitted: Mask
    """(s,) whether the study was fitted without by itself."""


def omissions(fit: NetworkFit, contrasts: Array, rule: Rule) -> Omissions:
    """Contrasts (n, c) of the effects without each study. `rule` "fixed": at the network's tau2, as with a preset."""
    rows, blocks = fit.network.rows, blocks_of(fit.network)
    if rule == "fixed" or fit.options.known_tau2 is not None:
        here = deletions(rows, blocks, fit.solution)
        effect, variance = effects([here], np.ones((1, len(here.hat))), contrasts)
        tau2 = np.full(len(here.hat), fit.tau2)
        return Omissions(
            tau2=tau2,
            effect=effect,
            variance=variance,
            residual=here.residual,
            rss=here.rss,
            refitted=np.zeros(len(tau2), dtype=bool),
        )

    def at(several: Sequence[float]) -> list[Deletion]:
        return [deletions(rows, blocks, solve(rows, None, tau2)) for tau2 in several]

    own = own_tau2(at, fit.tau2, rows.v, fit.options.tau2_method)
    if own.coarser is not None and own.last_move <= FEW_ENOUGH:
        own = replace(own.coarser, outside=own.outside)
    effect, variance = effects(own.points, own.share, contrasts)
    residual = own.at(np.array([point.residual for point in own.points]))
    rss = own.at(np.array([point.rss for point in own.points]))
    found = Omissions(tau2=own.tau2, effect=effect, variance=variance, residual=residual, rss=rss, refitted=own.outside)
    return _with_refits(fit, contrasts, found, blocks)


def _with_refits(fit: NetworkFit, contrasts: Array, found: Omissions, blocks: tuple[Block, ...]) -> Omissions:
    """The studies outside the points, each fitted without by itself."""
    names = ("tau2", "effect", "variance", "residual", "rss")
    tau2, effect, variance, residual, rss = (getattr(found, name).copy() for name in names)
    for block in blocks:
        for study, mine in zip(block.study, block.rows, strict=True):
            if found.refitted[study]:
                tau2[study] = tau2_without(fit, mine)
                alone = (Block(study=np.zeros(1, dtype=np.intp), rows=mine[None, :]),)
                there = deletions(fit.network.rows, alone, solve(fit.network.rows, None, float(tau2[study])))
                effect[study], variance[study] = (part[0] for part in effects([there], np.ones((1, 1)), contrasts))
                residual[study], rss[study] = there.residual[0], there.rss[0]
    return replace(found, tau2=tau2, effect=effect, variance=variance, residual=residual, rss=rss)


def tau2_without(fit: NetworkFit, left_out: NDArray[np.intp]) -> float:
    """tau2 of the rows that are left, by the search of any fit; islands that remain share it."""
    keep = np.ones(len(fit.network.rows), dtype=bool)
    keep[left_out] = False
    if not keep.any():
        return 0.0
    rest = kept(fit.network.rows, keep)
    return estimate_tau2(rest, basis_of(rest), fit.options.tau2_method)[0].tau2
