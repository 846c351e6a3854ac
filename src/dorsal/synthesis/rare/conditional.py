"""Odds ratios from the likelihood of the counts given each study's total of events.

Given the total the baseline of a study drops out and its events follow the non-central hypergeometric distribution
(Stijnen, Hamza & Oezdemir 2010). A study with no event, or with nothing but events, then says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from dorsal.errors import NetworkError
from dorsal.synthesis.counts.arms import Arms, Index
from dorsal.synthesis.counts.event_counts import EventCounts, telling, treatments_joined
from dorsal.synthesis.rare.event_fit import EventFit, event_fit
from dorsal.synthesis.rare.hypergeometric import TwoArmTables, given_total
from dorsal.synthesis.rare.newton import Step, maximise
from dorsal.trials.contrast import Array

Terms = tuple[float, Array, Array]
"""Log-likelihood, its gradient (n,) by the effects, and its information (n, n)."""


def fit_conditional(counts: Sequence[EventCounts], level: float) -> EventFit:
    """Maximise the sum over studies of log P(events | their total).

    Raises NetworkError if the studies used do not connect the treatments or an odds ratio is infinite.
    """
    return _fit("conditional", counts, level)


def fit_multinomial(counts: Sequence[EventCounts], level: float) -> EventFit:
    """The same as if events were few among the people. Raises as `fit_conditional`."""
    return _fit("multinomial", counts, level)


def _fit(method: str, counts: Sequence[EventCounts], level: float) -> EventFit:
    used, left_out = telling(counts)
    treatments = treatments_joined(used)
    _check_finite(used, treatments, few=method == "multinomial")
    arms = Arms.of(used, treatments)
    likelihood: GivenTotal = FewGivenTotal(arms) if method == "multinomial" else ExactGivenTotal(arms)

    def terms(theta: Array) -> Terms:
        height, gradient, information = likelihood.at(np.concatenate(([0.0], theta)))
        return height, gradient[1:], information[1:, 1:]

    def step_at(theta: Array) -> Step:
        height, gradient, information = terms(theta)
        return height, np.asarray(np.linalg.solve(information, gradient), dtype=np.float64)

    theta, diary = maximise(step_at, np.zeros(len(treatments) - 1), method)
    cov = np.asarray(np.linalg.inv(terms(theta)[2]), dtype=np.float64)
    return event_fit(method, treatments, theta, cov, level, diary, used, left_out)


def _check_finite(used: Sequence[EventCounts], treatments: Sequence[str], *, few: bool) -> None:
    """Estimates are finite if and only if chains of moves lead from every treatment to every other.

    A move takes an event from an arm to a person free of it in another arm of its study, which keeps the total: effects
    along which no move leads uphill have no maximum (as for paired comparisons, Ford 1957). Where events are taken for
    few there is always another person.
    """
    index = {t: i for i, t in enumerate(treatments)}
    moves = np.zeros((len(treatments), len(treatments)), dtype=bool)
    for c in used:
        place = [index[t] for t in c.treatments]
        events, free = np.array(c.events) > 0, (np.array(c.n) > np.array(c.events)) | few
        moves[np.ix_(place, place)] |= np.outer(events, free)
    found, group = connected_components(csr_array(moves), directed=True, connection="strong")
    if found > 1:
        groups = [", ".join(t for t, g in zip(treatments, group, strict=True) if g == label) for label in range(found)]
        raise NetworkError(
            f"odds ratios between these groups of treatments are not finite: {'; '.join(sorted(groups))}. Events, or "
            "people free of them, are on one side only in all studies that compare them; take firth"
        )


class GivenTotal(Protocol):
    """A likelihood of events given the totals of their studies."""

    def at(self, effect: Array) -> Terms:
        """At effects (n,), which count up to a constant."""


@dataclass(frozen=True, eq=False)
class ExactGivenTotal:
    """Non-central hypergeometric: all studies of two arms at once, those of more one by one."""

    arms: Arms

    def at(self, effect: Array) -> Terms:
        size = len(effect)
        gradient, information = np.zeros(size), np.zeros((size, size))
        height = self._two_arms(effect, gradient, information)
        for place in self._several:
            treatment = self.arms.treatment[place]
            events = self.arms.events[place]
            log_p, mean, cov = given_total(events, self.arms.size[place], effect[treatment])
            height += log_p
            gradient[treatment] += events - mean
            information[np.ix_(treatment, treatment)] += cov
        return height, gradient, information

    def _two_arms(self, effect: Array, gradient: Array, information: Array) -> float:
        if not len(self._two):
            return 0.0
        a, b = self.arms.treatment[self._two], self.arms.treatment[self._two + 1]
        height, mean, variance = self._tables.at(effect[a] - effect[b])
        more = self._tables.observed - mean
        np.add.at(gradient, np.concatenate([a, b]), np.concatenate([more, -more]))
        both = np.concatenate([variance, variance, -variance, -variance])
        np.add.at(information, (np.concatenate([a, b, a, b]), np.concatenate([a, b, b, a])), both)
        return height

    @cached_property
    def _two(self) -> Index:
        """Places of the first arms of studies of two."""
        edges = self.arms.edges
        return np.asarray(edges[:-1][np.diff(edges) == 2], dtype=np.intp)

    @cached_property
    def _several(self) -> list[Index]:
        edges = self.arms.edges
        return [np.arange(a, b) for a, b in pairwise(edges) if b - a > 2]

    @cached_property
    def _tables(self) -> TwoArmTables:
        places = np.column_stack([self._two, self._two + 1])
        return TwoArmTables.of(self.arms.events[places], self.arms.size[places])


@dataclass(frozen=True, eq=False)
class FewGivenTotal:
    """As if events were so few that each fell on an arm with chance n exp(effect), up to a constant."""

    arms: Arms

    def at(self, effect: Array) -> Terms:
        arms, size = self.arms, len(effect)
        log_share = np.log(arms.size) + effect[arms.treatment]
        log_share -= np.maximum.reduceat(log_share, arms.edges[:-1])[arms.study]
        share = np.exp(log_share)
        all_ = arms.by_study(share)[arms.study]
        chance, total = share / all_, arms.by_study(arms.events)[arms.study]
        height = float(arms.events @ (log_share - np.log(all_)))
        gradient = np.zeros(size)
        np.add.at(gradient, arms.treatment, arms.events - total * chance)
        information = np.zeros((size, size))
        np.add.at(information, (arms.treatment, arms.treatment), total * chance)
        a, b = arms.pairs
        np.add.at(information, (arms.treatment[a], arms.treatment[b]), -total[a] * chance[a] * chance[b])
        return height, gradient, information
