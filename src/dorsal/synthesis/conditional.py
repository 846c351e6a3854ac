"""Odds ratios from the likelihood of the counts given each study's total of events.

Given the total the baseline of a study drops out and its events follow the non-central hypergeometric distribution
(Stijnen, Hamza & Oezdemir 2010). A study with no event, or with nothing but events, then says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.special import expit, gammaln

from dorsal.errors import NetworkError
from dorsal.synthesis.event_counts import EventCounts, telling, treatments_joined
from dorsal.synthesis.event_fit import EventFit, event_fit
from dorsal.synthesis.newton import Step, maximise
from dorsal.trials.contrast import Array

GivenTotal = Callable[[Array, Array, Array], tuple[float, Array, Array]]


def fit_conditional(counts: Sequence[EventCounts], level: float) -> EventFit:
    """Maximise the sum over studies of log P(events | their total).

    Raises NetworkError if the studies used do not connect the treatments or an odds ratio is infinite.
    """
    return _fit("conditional", given_total, counts, level)


def fit_multinomial(counts: Sequence[EventCounts], level: float) -> EventFit:
    """The same as if events were few among the people. Raises as `fit_conditional`."""
    return _fit("multinomial", given_total_when_few, counts, level)


def _fit(method: str, given: GivenTotal, counts: Sequence[EventCounts], level: float) -> EventFit:
    used, left_out = telling(counts)
    treatments = treatments_joined(used)
    _check_finite(used, treatments, few=method == "multinomial")
    index = {t: i for i, t in enumerate(treatments)}
    places = [np.array([index[t] for t in c.treatments]) for c in used]

    def step_at(theta: Array) -> Step:
        effect = np.concatenate(([0.0], theta))
        height, gradient = 0.0, np.zeros(len(effect))
        information = np.zeros((len(effect), len(effect)))
        for c, place in zip(used, places, strict=True):
            log_p, mean, cov = given(np.array(c.events), np.array(c.n), effect[place])
            height += log_p
            gradient[place] += np.array(c.events) - mean
            information[np.ix_(place, place)] += cov
        return height, gradient[1:], information[1:, 1:]

    theta, cov, diary = maximise(step_at, np.zeros(len(treatments) - 1), method)
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


def given_total(events: Array, n: Array, effect: Array) -> tuple[float, Array, Array]:
    """log P(events | their total), and the mean (k,) and covariance (k, k) of the events given the total.

    The arms are binomial with log odds `effect` plus a constant chosen so that the total is near its mean; given the
    total the constant drops out, and sums of convolved binomial probabilities stay far from underflow.
    """
    total = int(events.sum())
    log_odds = effect + _balance(n, effect, total)
    mass = [_binomial(int(size), odds) for size, odds in zip(n, log_odds, strict=True)]
    counts = [np.arange(len(m), dtype=np.float64) for m in mass]
    all_ = _at(mass, total)
    log_p = sum(math.log(m[int(e)]) for m, e in zip(mass, events, strict=True)) - math.log(all_)
    weighted = [m * u for m, u in zip(mass, counts, strict=True)]
    k = len(mass)
    mean = np.array([_at([weighted[j] if j == i else mass[j] for j in range(k)], total) for i in range(k)]) / all_
    second = np.empty((k, k))
    for i in range(k):
        for j in range(i, k):
            terms = [_moment(mass[m], counts[m], (m == i) + (m == j)) for m in range(k)]
            second[i, j] = second[j, i] = _at(terms, total) / all_
    return log_p, mean, second - np.outer(mean, mean)


def _moment(mass: Array, counts: Array, power: int) -> Array:
    return mass * counts**power if power else mass


def given_total_when_few(events: Array, n: Array, effect: Array) -> tuple[float, Array, Array]:
    """The same, up to a constant, as if events were so few that each fell on an arm with chance n exp(effect)."""
    total = float(events.sum())
    share = n * np.exp(effect - effect.max())
    chance = share / share.sum()
    log_p = float(events @ np.log(chance))
    return log_p, total * chance, total * (np.diag(chance) - np.outer(chance, chance))


def _balance(n: Array, effect: Array, total: int) -> float:
    """The constant at which the expected total is `total`: Newton inside a bracket."""
    low, high = -60.0 - float(effect.max()), 60.0 - float(effect.min())
    shift = 0.0
    for _ in range(200):
        p = expit(effect + shift)
        gap = float(n @ p) - total
        low, high = (shift, high) if gap < 0 else (low, shift)
        slope = float(n @ (p * (1.0 - p)))
        proposed = shift - gap / slope if slope > 0 else 0.5 * (low + high)
        shift = proposed if low < proposed < high else 0.5 * (low + high)
        if abs(gap) < 1e-6 * max(total, 1):
            break
    return shift


def _binomial(n: int, log_odds: float) -> Array:
    """Probabilities of 0..n events."""
    u = np.arange(n + 1)
    log_mass = gammaln(n + 1) - gammaln(u + 1) - gammaln(n - u + 1) + u * log_odds - n * np.logaddexp(0.0, log_odds)
    return np.asarray(np.exp(log_mass), dtype=np.float64)


def _at(terms: Sequence[Array], total: int) -> float:
    """The coefficient of x^total in the product of polynomials."""
    head, last = terms[:-1], terms[-1]
    product = reduce(lambda a, b: np.convolve(a[: total + 1], b[: total + 1]), head)[: total + 1]
    matching = last[: total + 1]
    low = max(0, total - (len(product) - 1))
    return float(matching[low:] @ product[total - np.arange(low, len(matching))])
