"""Which studies drive the answer: each left out in turn, outliers, hat values, Cook's distances, importance."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import chdtrc, chdtri

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.flows.flow import collation, places
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.deletion import Deletion, blocks_of, deletions
from dorsal.synthesis.omission.effects import effects
from dorsal.synthesis.omission.leave_one_out import Rule, omissions
from dorsal.synthesis.omission.own_tau2 import Mask
from dorsal.synthesis.rows import Index
from dorsal.synthesis.yardstick import Yardstick, yardstick
from dorsal.trials.contrast import Array
from dorsal.trials.shown import Shown

RULES = ("estimated", "fixed")
OUTLYING = 0.05
"""A study is an outlier if its P value, adjusted for looking at all studies (Holm 1979), is below this."""
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Change:
    """An estimate (first minus second) with all studies and without one; None where nothing else joins the two."""

    first: str
    second: str
    mean: float
    se: float
    mean_without: float | None
    se_without: float | None

    @property
    def shift(self) -> float | None:
        """What the study does to the estimate: with it minus without it."""
        return None if self.mean_without is None else self.mean - self.mean_without


@dataclass(frozen=True, kw_only=True)
class StudyInfluence:
    """One study."""

    study: str
    tau2_without: float
    hat: float
    """Share of its own fitted effects that the study itself decides, summed over its effects; 1 an effect at most."""
    residual: float
    """Chi-squared of the study around the fit without it: the studentised residual, squared, for a two-arm study."""
    df: int
    """Its degrees of freedom: effects that the rest predicts. 0: nothing else says anything about them."""
    z: float | None
    """The studentised residual of a two-arm study: its second treatment minus its first, as listed, over the rest's."""
    p: float | None
    p_adjusted: float | None
    """Holm's, over all studies."""
    cook: float
    """Cook's distance of all effects, at the network's tau2, per parameter."""
    outlying: bool
    influential: bool
    """Leaving it out moves the effects out of their 50 % confidence region (Cook & Weisberg 1982)."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Influence(Shown):
    """Every study left out in turn. Arrays (s,) follow `studies`, (s, c) also `estimates`; NaN: nothing joins them."""

    fit: NetworkFit
    rule: Rule
    studies: tuple[str, ...]
    estimates: tuple[Pair, ...]
    tau2: Array
    effect: Array
    se: Array
    """Before an interval's factor, see `yardstick`."""
    residual: Array
    rss: Array
    """(s,) weighted residual sum of squares of the rest."""
    refitted: Mask
    """(s,) studies whose tau2 lay so far off that the network was fitted without them by itself."""
    at_fit: Deletion
    """All studies left out at the network's own tau2."""

    def yardstick(self, s: int) -> Yardstick | None:
        """Of the intervals without study s, by the fit's options; None where no degrees of freedom are left for t."""
        options = self.fit.options
        # What the rest cannot predict of a study takes its own parameters along, so only its rank is lost.
        df = self.fit.df - round(float(self.at_fit.rank[s]))
        if options.interval != "normal" and df < 1:
            return None
        return yardstick(options.interval, options.level, float(self.rss[s]), df)

    @cached_property
    def p(self) -> Array:
        """(s,) P values of the studies' residuals; NaN without degrees of freedom."""
        df = self.at_fit.rank
        return np.where(df > 0, chdtrc(np.maximum(df, 1.0), self.residual), np.nan)

    @cached_property
    def z(self) -> Array:
        """(s,) studentised residuals of two-arm studies, with their sign; NaN for others."""
        found = np.full(len(self.studies), np.nan)
        for part in self.at_fit.parts:
            if part.block.rows.shape[1] == 1:
                mine = part.block.study
                found[mine] = np.copysign(np.sqrt(self.residual[mine]), part.pulled[:, 0])
        return np.where(self.at_fit.rank > 0, found, np.nan)

    @cached_property
    def p_adjusted(self) -> Array:
        """(s,) Holm's step-down adjustment of `p`."""
        order = np.argsort(np.where(np.isnan(self.p), 2.0, self.p))
        tested = int((~np.isnan(self.p)).sum())
        factor = np.maximum(tested - np.arange(len(order)), 1)
        stepped = np.minimum(np.maximum.accumulate(self.p[order] * factor), 1.0)
        found = np.empty(len(order))
        found[order] = stepped
        return np.where(np.isnan(self.p), np.nan, found)

    @property
    def cook(self) -> Array:
        """(s,) Cook's distances per parameter."""
        return self.at_fit.cook / len(self.fit.solution.theta)

    @cached_property
    def outliers(self) -> tuple[str, ...]:
        """Studies that the rest cannot explain, clearest first."""
        found = np.flatnonzero(self.p_adjusted < OUTLYING)
        return tuple(self.studies[s] for s in found[np.argsort(self.p[found], kind="stable")])

    @cached_property
    def influential(self) -> tuple[str, ...]:
        """Studies without which the effects leave their 50 % confidence region, strongest first."""
        found = np.flatnonzero(self.at_fit.cook > chdtri(len(self.fit.solution.theta), 0.5))
        return tuple(self.studies[s] for s in found[np.argsort(-self.at_fit.cook[found], kind="stable")])

    def of(self, study: str) -> StudyInfluence:
        """All about one study. Raises NetworkError if it is not in the network."""
        if study not in self._place:
            raise NetworkError(f"study {study} is not in this network")
        s = self._place[study]
        df = round(float(self.at_fit.rank[s]))
        return StudyInfluence(
            study=study,
            tau2_without=float(self.tau2[s]),
            hat=float(self.at_fit.hat[s]),
            residual=float(self.residual[s]),
            df=df,
            z=None if np.isnan(self.z[s]) else float(self.z[s]),
            p=float(self.p[s]) if df else None,
            p_adjusted=float(self.p_adjusted[s]) if df else None,
            cook=float(self.cook[s]),
            outlying=study in self.outliers,
            influential=study in self.influential,
            changes=tuple(self._change(s, c) for c in range(len(self.estimates))),
        )

    def _change(self, s: int, c: int) -> Change:
        first, second = self.estimates[c]
        whole = self._whole[c]
        joined, ruler = not math.isnan(self.effect[s, c]), self.yardstick(s)
        return Change(
            first=first,
            second=second,
            mean=whole.mean,
            se=whole.se,
            mean_without=float(self.effect[s, c]) if joined else None,
            se_without=float(self.se[s, c]) * ruler.factor if joined and ruler is not None else None,
        )

    @cached_property
    def _whole(self) -> tuple[Estimate, ...]:
        """The estimates with all studies, asked for once."""
        return tuple(self.fit.between(first, second) for first, second in self.estimates)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {study: s for s, study in enumerate(self.studies)}


def leave_one_out(fit: NetworkFit, estimates: Collection[Pair] | None = None, rule: Rule = "estimated") -> Influence:
    """Leave out every study in turn and show what becomes of the estimates asked for.

    Without a choice: of every treatment against the first in alphabetical order. `rule` "estimated" (default): tau2 is
    estimated anew without each study, to within 1e-7 of what `without` finds; "fixed": the network's tau2 stays.
    Raises OptionError for another rule, NetworkError for an unknown treatment.
    """
    if rule not in RULES:
        raise OptionError(f"rule must be one of {', '.join(RULES)}, got {rule!r}")
    first, second = _asked(fit, estimates)
    found = omissions(fit, _contrasts(len(fit.treatments), first, second), rule)
    return Influence(
        fit=fit,
        rule=rule,
        studies=fit.network.studies,
        estimates=tuple((fit.treatments[a], fit.treatments[b]) for a, b in zip(first, second, strict=True)),
        tau2=found.tau2,
        effect=found.effect,
        se=np.sqrt(found.variance),
        residual=found.residual,
        rss=found.rss,
        refitted=found.refitted,
        at_fit=deletions(fit.network.rows, blocks_of(fit.network), fit.solution),
    )


def without(fit: NetworkFit, study: str) -> NetworkFit:
    """The network fitted again without a study, with the same options.

    Raises NetworkError if it is not in the network, or if the rest falls into islands (they are named).
    """
    rest = [contrast for contrast in fit.network.contrasts if contrast.study != study]
    if len(rest) == len(fit.network.contrasts):
        raise NetworkError(f"study {study} is not in this network")
    return fit_network(Network.of(rest), fit.options)


def importance(fit: NetworkFit, estimates: Collection[Pair] | None = None) -> Array:
    """(s, c) share of each estimate's precision that is lost without a study, at the fit's tau2; 1 if all of it is.

    Rows follow network.studies, columns the estimates asked for (default as `leave_one_out`). netmeta's netimpact
    with the studies really left out, where netimpact gives them a large standard error.
    """
    first, second = _asked(fit, estimates)
    contrasts = _contrasts(len(fit.treatments), first, second)
    here = deletions(fit.network.rows, blocks_of(fit.network), fit.solution)
    _, spread = effects([here], np.ones((1, len(here.hat))), contrasts)
    variance = ((fit.cov @ contrasts) * contrasts).sum(axis=0)
    return np.where(np.isnan(spread), 1.0, 1.0 - variance / np.where(np.isnan(spread), 1.0, spread))


def _asked(fit: NetworkFit, estimates: Collection[Pair] | None) -> tuple[Index, Index]:
    if fit.basis is not None:
        raise NetworkError("studies are left out of the network's own fit, not of a component model")
    if estimates is not None:
        return places(fit, estimates)
    order = collation(fit)
    return order[1:], np.full(len(order) - 1, order[0])


def _contrasts(treatments: int, first: Index, second: Index) -> Array:
    """(n, c)"""
    found = np.zeros((treatments, len(first)))
    column = np.arange(len(first))
    found[first, column] += 1.0
    found[second, column] -= 1.0
    return found
