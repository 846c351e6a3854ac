"""Ordered categories by a cumulative link: P(category above the j-th) = F(predictor - threshold j).

F is the logistic (proportional odds; McCullagh 1980) or the normal distribution function. Thresholds are the same in
all studies; the first is 0, for the baselines move them all. The likelihood is log-concave in predictor and thresholds
together (Pratt 1981), so that every maximum found is the only one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, log_ndtr, ndtri, xlogy

from dorsal.errors import OptionError
from dorsal.synthesis.counts.arm_likelihood import TINY, Terms
from dorsal.synthesis.counts.arms import Index
from dorsal.synthesis.counts.category_counts import CategoryArms
from dorsal.synthesis.exact.arm_terms import EVERY, Beside, Places
from dorsal.trials.contrast import Array

ENDLESS = 1e4
"""Stands for the thresholds before the first and behind the last."""
STEPS = 30


class Share(NamedTuple):
    """log of F(A) - F(B), A = predictor - low, B = predictor - high, and its derivatives."""

    value: Array
    slope: Array
    bend: Array
    by_low: Array
    by_high: Array
    low_low: Array
    high_high: Array
    low_high: Array
    slope_low: Array
    slope_high: Array


def _add(found: Beside, alike: Index, ends: tuple[int, int], share: Share) -> None:
    """A group's derivatives by the thresholds at its ends, of which there may be none."""
    k = found.gradient.shape[-1]
    low, high = ends
    if 0 <= low < k:
        found.gradient[alike, ..., low] += share.by_low
        found.cross[alike, ..., low] += share.slope_low
        found.hessian[alike, ..., low, low] += share.low_low
    if 0 <= high < k:
        found.gradient[alike, ..., high] += share.by_high
        found.cross[alike, ..., high] += share.slope_high
        found.hessian[alike, ..., high, high] += share.high_high
    if 0 <= low < high < k:
        found.hessian[alike, ..., low, high] += share.low_high
        found.hessian[alike, ..., high, low] += share.low_high


def _logit(a: Array, b: Array, width: Array) -> Share:
    """F(A) - F(B) = F(A) (1 - F(B)) (1 - exp(-width)), so that all comes apart."""
    rest_a, at_b = expit(-a), expit(b)
    bent_a, bent_b = expit(a) * rest_a, at_b * expit(-b)
    with np.errstate(over="ignore"):
        odds = 1.0 / np.expm1(width)
    curve = -odds * (1.0 + odds)
    return Share(
        value=log_expit(a) + log_expit(-b) + np.log(-np.expm1(-width)),
        slope=rest_a - at_b,
        bend=-bent_a - bent_b,
        by_low=-rest_a - odds,
        by_high=at_b + odds,
        low_low=curve - bent_a,
        high_high=curve - bent_b,
        low_high=np.broadcast_to(-curve, bent_a.shape),
        slope_low=bent_a,
        slope_high=bent_b,
    )


def _probit(a: Array, b: Array, width: Array) -> Share:
    del width
    turned = a + b > 0.0
    upper, lower = log_ndtr(np.where(turned, -b, a)), log_ndtr(np.where(turned, -a, b))
    value = upper + np.log(-np.expm1(np.minimum(lower - upper, -TINY)))
    half = 0.5 * math.log(2.0 * math.pi)
    at_a, at_b = np.exp(-0.5 * a * a - half - value), np.exp(-0.5 * b * b - half - value)
    slope = at_a - at_b
    return Share(
        value=value,
        slope=slope,
        bend=np.minimum(b * at_b - a * at_a - slope * slope, 0.0),
        by_low=-at_a,
        by_high=at_b,
        low_low=-at_a * (a + at_a),
        high_high=at_b * (b - at_b),
        low_high=at_a * at_b,
        slope_low=at_a * (a + slope),
        slope_high=-at_b * (b + slope),
    )


@dataclass(frozen=True)
class CumulativeLink:
    """A distribution function of the categories' latent variable."""

    name: str
    measure: str
    """What a difference of two predictors is."""
    share: Callable[[Array, Array, Array], Share]
    of_risk: Callable[[Array], Array]


def _log_odds(risk: Array) -> Array:
    return np.asarray(np.log(risk) - np.log1p(-risk), dtype=np.float64)


LINKS: Mapping[str, CumulativeLink] = {
    "logit": CumulativeLink("logit", "OR", _logit, _log_odds),
    "probit": CumulativeLink("probit", "probit difference", _probit, lambda p: np.asarray(ndtri(p), dtype=np.float64)),
}


def cumulative_link(name: str) -> CumulativeLink:
    """The link of that name. Raises OptionError with the known ones."""
    if name not in LINKS:
        raise OptionError(f"the link of ordered categories must be one of {', '.join(LINKS)}, got {name!r}")
    return LINKS[name]


@dataclass(frozen=True, kw_only=True)
class OrderedTerms:
    """People in ordered categories, in every arm."""

    arms: CategoryArms
    link: CumulativeLink
    thresholds: Array | None = None
    """(J - 2,) the second and following; None: those of all people together."""
    rough: Array | None = None
    """What `alone` gave at other thresholds, which is good enough to start from."""

    @property
    def measure(self) -> str:
        return self.link.measure

    @property
    def ends_at_zero(self) -> bool:
        return False

    @property
    def data(self) -> int:
        return int((self.arms.high > self.arms.low).sum() - (self._padding.sum() + len(self.arms.people)))

    @property
    def _padding(self) -> NDArray[np.bool_]:
        """(A, J) places that an arm does not need: they hold all categories beside the groups."""
        whole = np.asarray((self.arms.low == 0) & (self.arms.high == self.arms.categories))
        whole[:, 0] = False
        return whole

    @cached_property
    def shared(self) -> Array:
        """Thresholds of the people of all arms together, a little of each category added."""
        if self.thresholds is not None:
            return self.thresholds
        total = np.full(self.arms.categories, 0.5)
        width = self.arms.high - self.arms.low
        for j in range(self.arms.categories):
            inside = (self.arms.low <= j) & (j < self.arms.high) & ~self._padding
            total[j] += float((self.arms.people * inside / width).sum())
        above = 1.0 - np.cumsum(total)[:-1] / total.sum()
        predictor = self.link.of_risk(above)
        return np.asarray(predictor[0] - predictor[1:], dtype=np.float64)

    @cached_property
    def _cuts(self) -> Array:
        """(J + 1,)"""
        return np.concatenate([[-ENDLESS, 0.0], self.shared, [ENDLESS]])

    def allows(self, shared: Array) -> bool:
        return bool((np.diff(np.concatenate([[0.0], shared])) > 1e-9).all())

    def bound(self, shared: Array) -> Self:
        return type(self)(arms=self.arms, link=self.link, thresholds=shared, rough=self.alone)

    def _share(self, j: int, eta: Array, places: Places) -> tuple[Array, Share]:
        """People and the log share of the j-th group of these arms."""
        shape = (-1,) + (1,) * (eta.ndim - 1)
        low, high = (self._cuts[ends[places, j]].reshape(shape) for ends in (self.arms.low, self.arms.high))
        return self.arms.people[places, j].reshape(shape), self.link.share(eta - low, eta - high, high - low)

    def terms(self, eta: Array, places: Places = EVERY) -> Terms:
        value, slope, bend = np.zeros_like(eta), np.zeros_like(eta), np.zeros_like(eta)
        for j in range(self.arms.categories):
            people, share = self._share(j, eta, places)
            value += people * share.value
            slope += people * share.slope
            bend += people * share.bend
        return value, slope, bend

    def beside(self, eta: Array, places: Places = EVERY) -> Beside:
        k = self.arms.categories - 2
        found = Beside(np.zeros((*eta.shape, k)), np.zeros((*eta.shape, k, k)), np.zeros((*eta.shape, k)))
        for j in range(self.arms.categories):
            people, share = self._share(j, eta, places)
            for low, high, alike in self._alike(j, places):
                mine = Share(*((people * part)[alike] for part in share))
                _add(found, alike, (low - 2, high - 2), mine)
        return found

    def _alike(self, j: int, places: Places) -> Iterator[tuple[int, int, Index]]:
        """The thresholds about the j-th group, and which of these arms have people in it between those."""
        low, high = self.arms.low[places, j], self.arms.high[places, j]
        for pair in np.unique(np.stack([low, high]), axis=1).T.tolist():
            alike = np.flatnonzero((low == pair[0]) & (high == pair[1]) & (self.arms.people[places, j] > 0.0))
            if len(alike):
                yield pair[0], pair[1], alike

    def counts(self, like: Array, places: Places = EVERY) -> tuple[Array, Array]:
        raise NotImplementedError  # only where a predictor ends at 0

    @cached_property
    def alone(self) -> Array:
        """Each arm by itself, half a person added to each of its groups."""
        if self.rough is not None:
            return self.rough
        smoothed = type(self)(arms=self._smoothed, link=self.link, thresholds=self.shared)
        eta = np.zeros(len(self.arms.study))
        for _ in range(STEPS):
            _, slope, bend = smoothed.terms(eta)
            eta = eta + np.clip(-slope / np.minimum(bend, -1e-9), -1.0, 1.0)
        return np.array([eta, -self.terms(eta)[2]])

    @property
    def _smoothed(self) -> CategoryArms:
        arms = self.arms
        return CategoryArms(
            **{name: getattr(arms, name) for name in ("treatments", "studies", "study", "treatment", "left_out")},
            categories=arms.categories,
            people=arms.people + np.where(self._padding, 0.0, 0.5),
            low=arms.low,
            high=arms.high,
        )

    @cached_property
    def edge(self) -> NDArray[np.bool_]:
        """All people in the lowest group, or all in the highest."""
        everybody = self.arms.people.sum(axis=1)
        lowest = np.where((self.arms.low == 0) & ~self._padding, self.arms.people, 0.0).sum(axis=1)
        top = (self.arms.high == self.arms.categories) & ~self._padding
        highest = np.where(top, self.arms.people, 0.0).sum(axis=1)
        return np.asarray((lowest == everybody) | (highest == everybody))

    @property
    def interior(self) -> Array:
        return self.arms.by_study((~self.edge).astype(np.float64))

    def fitted(self, eta: Array, places: Places = EVERY) -> Array:
        """People expected in each group."""
        everybody = self.arms.people.sum(axis=1)[places].reshape((-1,) + (1,) * (eta.ndim - 1))
        parts = [everybody * np.exp(self._share(j, eta, places)[1].value) for j in range(self.arms.categories)]
        return np.stack(parts, axis=-1)

    def deviance(self, expected: Array, places: Places = EVERY) -> Array:
        people = self.arms.people[places]
        people = people.reshape((len(people),) + (1,) * (expected.ndim - 2) + (people.shape[1],))
        parts = xlogy(people, people) - xlogy(people, np.maximum(expected, TINY))
        return np.asarray(2.0 * parts.sum(axis=-1), dtype=np.float64)
