"""Odds ratios for rare events from the counts themselves: no continuity correction, nothing added to a cell.

`conditional`: the exact conditional likelihood given each study's total of events (non-central hypergeometric;
Stijnen, Hamza & Oezdemir 2010). `multinomial`: its approximation for events that are few among the people, which
shrinks effects towards none where they are not (it is what netmeta's method "NCH" computes). `firth`: logistic
regression with a study's own baseline, penalised by Jeffreys' prior (Firth 1993; Evrenoglou, White, Afach, Mavridis &
Chaimani 2022). All are common-effect models and give log odds ratios. A study with no event, or with nothing but
events, says nothing about the first two and is left out of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np
from scipy.special import expit, gammaln

from dorsal.errors import EvidenceError, NetworkError, NotSettled, OptionError
from dorsal.synthesis.estimate import Interval, interval
from dorsal.synthesis.heterogeneity import FitDiary
from dorsal.trials.contrast import Array
from dorsal.trials.left_out import LeftOut
from dorsal.trials.treatment import canonical

MAX_STEPS = 100
STEP = 1e-10
LONGEST_STEP = 5.0


@dataclass(frozen=True, kw_only=True)
class EventCounts:
    """Events and people in each arm of one study."""

    study: str
    treatments: tuple[str, ...]
    events: tuple[int, ...]
    n: tuple[int, ...]

    def __post_init__(self) -> None:
        if not len(self.treatments) == len(self.events) == len(self.n) >= 2:
            raise EvidenceError(f"study {self.study}: two or more arms, each with its events and people, are needed")
        if len(set(self.treatments)) < len(self.treatments):
            raise EvidenceError(f"study {self.study}: the same treatment stands twice; combine its arms")
        for treatment, events, n in zip(self.treatments, self.events, self.n, strict=True):
            if not 0 <= events <= n or n < 1:
                raise EvidenceError(f"study {self.study}, {treatment}: {events} events among {n} people")

    @property
    def total(self) -> int:
        return sum(self.events)

    @property
    def tells(self) -> bool:
        """Whether its arms can differ given the total of events."""
        return 0 < self.total < sum(self.n)


@dataclass(frozen=True, kw_only=True)
class EventFit:
    """Log odds ratios of all treatments against the first, shape (n,), with covariance (n, n)."""

    method: str
    treatments: tuple[str, ...]
    effect: Array
    cov: Array
    level: float
    diary: FitDiary
    left_out: tuple[LeftOut, ...]

    def between(self, first: str, second: str) -> tuple[float, float, Interval]:
        """`first` minus `second`: log odds ratio, standard error and normal interval.

        Raises NetworkError for a treatment that no study used gave.
        """
        for treatment in (first, second):
            if canonical(treatment) not in self.treatments:
                raise NetworkError(f"{treatment} is in no study used; they have {', '.join(self.treatments)}")
        a, b = (self.treatments.index(canonical(t)) for t in (first, second))
        mean = float(self.effect[a] - self.effect[b])
        se = math.sqrt(max(0.0, float(self.cov[a, a] + self.cov[b, b] - 2.0 * self.cov[a, b])))
        return mean, se, interval(mean, se, self.level, math.inf)


Fitter = Callable[[Sequence["EventCounts"], tuple[str, ...], float, tuple[LeftOut, ...]], "EventFit"]
Step = tuple[float, Array, Array]
"""Objective to be maximised, its gradient (p,), and a positive definite information (p, p)."""


def fit_events(counts: Sequence[EventCounts], method: str = "conditional", level: float = 0.95) -> EventFit:
    """Fit by name: "conditional", "multinomial" or "firth".

    Raises OptionError for another name, NetworkError if the studies used do not connect the treatments or if an odds
    ratio is infinite (all events of a comparison on one side; Firth's stays finite), NotSettled as it says.
    """
    if method not in METHODS:
        raise OptionError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    used = list(counts) if method == "firth" else [c for c in counts if c.tells]
    left_out = tuple(
        LeftOut(row="", study=c.study, reason="no arm can differ: no events, or only events")
        for c in counts
        if c not in used
    )
    if not used:
        raise NetworkError("no study has both people with an event and people without")
    treatments = tuple(sorted({t for c in used for t in c.treatments}))
    _check_connected(used, treatments)
    return METHODS[method](used, treatments, level, left_out)


def _check_connected(used: Sequence[EventCounts], treatments: Sequence[str]) -> None:
    groups = [{t} for t in treatments]
    for c in used:
        touched = [g for g in groups if g & set(c.treatments)]
        groups = [g for g in groups if g not in touched] + [set().union(*touched)]
    if len(groups) > 1:
        apart = "; ".join(", ".join(sorted(g)) for g in groups)
        raise NetworkError(f"the studies with events do not connect these groups of treatments: {apart}")


def _newton(step_at: Callable[[Array], Step], start: Array, method: str) -> tuple[Array, Array, FitDiary]:
    """Maximise a concave objective by Newton steps, halved while they lead downhill."""
    theta, (height, gradient, information) = start, step_at(start)
    for steps in range(1, MAX_STEPS + 1):
        move = np.linalg.solve(information, gradient)
        move *= min(1.0, LONGEST_STEP / max(float(np.abs(move).max()), 1e-300))
        for _ in range(50):
            proposed = step_at(theta + move)
            if proposed[0] >= height - 1e-12 * abs(height):
                break
            move /= 2.0
        theta, (height, gradient, information) = theta + move, proposed
        if np.abs(move).max() <= STEP * (1.0 + np.abs(theta).max()):
            diary = FitDiary(method=method, start=0.0, tau2=0.0, objective=height, steps=steps, stopped="converged")
            return theta, np.asarray(np.linalg.inv(information), dtype=np.float64), diary
    diary = FitDiary(
        method=method,
        start=0.0,
        tau2=0.0,
        objective=height,
        steps=MAX_STEPS,
        stopped=f"no convergence in {MAX_STEPS} steps",
    )
    raise NotSettled(f"the {method} fit did not settle; an odds ratio may be infinite", diary)


GivenTotal = Callable[[Array, Array, Array], tuple[float, Array, Array]]


def _by_total(
    given: GivenTotal,
    method: str,
    used: Sequence[EventCounts],
    treatments: tuple[str, ...],
    level: float,
    left_out: tuple[LeftOut, ...],
) -> EventFit:
    """Maximise the sum over studies of log P(events | their total), from its mean and covariance of the events."""
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

    _check_finite(used, treatments)
    theta, cov, diary = _newton(step_at, np.zeros(len(treatments) - 1), method)
    return _event_fit(method, treatments, theta, cov, level, diary, left_out)


def _check_finite(used: Sequence[EventCounts], treatments: Sequence[str]) -> None:
    """Each treatment needs an event somewhere and a person without one, or its odds ratio runs away."""
    for t in treatments:
        arms = [(c.events[i], c.n[i]) for c in used for i, name in enumerate(c.treatments) if name == t]
        if sum(e for e, _ in arms) == 0 or all(e == n for e, n in arms):
            raise NetworkError(
                f"{t} has no events, or only events, in all its arms: its odds ratio is not finite; take firth"
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


def _firth(
    used: Sequence[EventCounts], treatments: tuple[str, ...], level: float, left_out: tuple[LeftOut, ...]
) -> EventFit:
    x, y, n = _logistic_design(used, treatments)

    def step_at(theta: Array) -> Step:
        p = expit(x @ theta)
        w = n * p * (1.0 - p)
        information = x.T @ (w[:, None] * x)
        hat = w * np.einsum("ij,jk,ik->i", x, np.linalg.inv(information), x)
        log_p = float(y @ np.log(p) + (n - y) @ np.log1p(-p))
        penalty = 0.5 * float(np.linalg.slogdet(information)[1])
        return log_p + penalty, x.T @ (y - n * p + hat * (0.5 - p)), information

    theta, cov, diary = _newton(step_at, np.zeros(x.shape[1]), "firth")
    k = len(treatments) - 1
    return _event_fit("firth", treatments, theta[-k:], cov[-k:, -k:], level, diary, left_out)


def _logistic_design(used: Sequence[EventCounts], treatments: Sequence[str]) -> tuple[Array, Array, Array]:
    """A column for each study's baseline and for each treatment but the first; a row for each arm."""
    index = {t: i for i, t in enumerate(treatments)}
    arms = [
        (s, index[t], e, n) for s, c in enumerate(used) for t, e, n in zip(c.treatments, c.events, c.n, strict=True)
    ]
    x = np.zeros((len(arms), len(used) + len(treatments)))
    for row, (study, treatment, _, _) in enumerate(arms):
        x[row, study] = 1.0
        x[row, len(used) + treatment] = 1.0
    x = np.delete(x, len(used), axis=1)
    return x, np.array([float(e) for _, _, e, _ in arms]), np.array([float(n) for _, _, _, n in arms])


def _event_fit(
    method: str,
    treatments: tuple[str, ...],
    theta: Array,
    cov: Array,
    level: float,
    diary: FitDiary,
    left_out: tuple[LeftOut, ...],
) -> EventFit:
    full = np.zeros((len(treatments), len(treatments)))
    full[1:, 1:] = cov
    return EventFit(
        method=method,
        treatments=treatments,
        effect=np.concatenate(([0.0], theta)),
        cov=full,
        level=level,
        diary=diary,
        left_out=left_out,
    )


METHODS: Mapping[str, Fitter] = {
    "conditional": partial(_by_total, given_total, "conditional"),
    "multinomial": partial(_by_total, given_total_when_few, "multinomial"),
    "firth": _firth,
}
