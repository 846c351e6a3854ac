"""What would settle the question: effective sample sizes, conditional power, and the most useful next trial.

A new two-arm trial with variance v adds one row to the network, so its effect on any estimate follows from the
covariance at hand without a refit: var' = var - cov(ab, cd)^2 / (var_cd + v + tau2). tau2 is held at its estimate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from statistics import median

import numpy as np
from scipy.special import ndtr

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.direction import upward
from dorsal.synthesis.estimate import quantile
from dorsal.synthesis.expected_maximum import expected_maximum
from dorsal.synthesis.fit import NetworkFit, pair_of
from dorsal.trials.contrast import Array
from dorsal.trials.scale import Better
from dorsal.trials.treatment import canonical

MOST_PEOPLE = 100_000


@dataclass(frozen=True, kw_only=True)
class NextTrial:
    """What a trial of `first` against `second`, `per_arm` people an arm, would do for the question."""

    first: str
    second: str
    per_arm: int
    se_now: float
    se_then: float
    """Standard error of the question's difference, now and after the trial."""
    power: float
    """Chance that the interval then excludes `target`, given what is known now."""
    gain: float
    """Expected gain from choosing after the trial instead of now, on the analysis scale, for each person who chooses
    (expected value of sample information for a choice of the better mean)."""


def person_variance(fit: NetworkFit) -> float:
    """Variance of one person's outcome (analysis scale): the median over studies of v / (1/n1 + 1/n2).

    Raises NetworkError if no study prints the numbers in its arms.
    """
    found = []
    for c in fit.network.contrasts:
        groups = c.groups
        for a, b in combinations(c.treatments, 2):
            n, m = groups[a], groups[b]
            if n is not None and m is not None:
                found.append(pair_of(c, a, b)[1] / (1.0 / n + 1.0 / m))
    if not found:
        raise NetworkError("no study prints the numbers in its arms, so people cannot be counted")
    return float(median(found))


@dataclass(frozen=True, kw_only=True)
class Power:
    """Questions about future trials for `first` against `second`."""

    fit: NetworkFit
    first: str
    second: str
    person: float | None = None
    """Variance of one person's outcome, where it is known already."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", canonical(self.first))
        object.__setattr__(self, "second", canonical(self.second))
        for treatment in (self.first, self.second):
            if treatment not in self.fit.treatments:
                raise NetworkError(
                    f"{treatment} is in no study of this network; it has {', '.join(self.fit.treatments)}"
                )
        if self.first == self.second:
            raise OptionError(f"{self.first} against itself is no question")

    @cached_property
    def person_variance(self) -> float:
        """Variance of one person's outcome, see `person_variance`."""
        return person_variance(self.fit) if self.person is None else self.person

    @property
    def effective_people(self) -> float:
        """People in one trial of equal arms, without heterogeneity, that would be as precise as the network.

        Thorlund & Mills 2012, doi:10.1186/2046-4053-1-41 (from the variance, not from weights of paths).
        """
        return 4.0 * self.person_variance / self._variance(self._weights(self.first, self.second))

    def trial(self, per_arm: int, pair: tuple[str, str] | None = None, target: float = 0.0) -> NextTrial:
        """What a trial with `per_arm` people in each arm would do; `pair` is the question's own unless given.

        Raises OptionError if per_arm is below 1, NetworkError for a treatment that no study gave.
        """
        if per_arm < 1:
            raise OptionError(f"a trial needs at least one person an arm, got {per_arm}")
        first, second = pair or (self.first, self.second)
        question, asked = self._weights(self.first, self.second), self._weights(first, second)
        now = self._variance(question)
        added = self._variance(asked) + 2.0 * self.person_variance / per_arm + self.fit.tau2
        removed = float(question @ self.fit.cov @ asked) ** 2 / added
        mean = float(question @ self.fit.effect)
        return NextTrial(
            first=first,
            second=second,
            per_arm=per_arm,
            se_now=math.sqrt(now),
            se_then=math.sqrt(max(0.0, now - removed)),
            power=self._power(mean - target, removed, now - removed),
            gain=_expected_gain(mean, math.sqrt(removed)),
        )

    def _power(self, distance: float, removed: float, left: float) -> float:
        """The new mean is normal around the present one with variance `removed` (Spiegelhalter 2004: assurance)."""
        half = quantile(self.fit.options.level, math.inf) * math.sqrt(max(0.0, left))
        if removed == 0:
            return float(abs(distance) > half)
        root = math.sqrt(removed)
        return float(ndtr((distance - half) / root) + ndtr((-distance - half) / root))

    def people_to_settle(self, power: float = 0.8, target: float = 0.0) -> int | None:
        """People an arm of one new head-to-head trial for that chance of an interval that excludes `target`.

        0 where the interval excludes it already; None where no single trial can: heterogeneity, or a difference too
        close to `target`, sets a ceiling.
        """
        if not 0.0 < power < 1.0:
            raise OptionError(f"power must lie between 0 and 1, got {power:g}")
        low_end, high_end = self.fit.between(self.first, self.second).ci
        if not low_end <= target <= high_end:
            return 0
        if self.trial(MOST_PEOPLE, target=target).power < power:
            return None
        low, high = 0, MOST_PEOPLE
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.trial(middle, target=target).power >= power else (middle, high)
        return high

    def most_useful(self, per_arm: int, treatments: Sequence[str] = ()) -> tuple[NextTrial, ...]:
        """All two-arm trials of that size among `treatments` (default: all), the largest gain first."""
        pairs = combinations(treatments or self.fit.treatments, 2)
        found = [self.trial(per_arm, pair) for pair in pairs]
        return tuple(sorted(found, key=lambda t: (-t.gain, t.se_then)))

    def _weights(self, first: str, second: str) -> Array:
        weights = np.zeros(len(self.fit.treatments))
        for treatment, sign in ((first, 1.0), (second, -1.0)):
            if canonical(treatment) not in self.fit.network.index:
                raise NetworkError(f"{treatment} is in no study of this network")
            weights[self.fit.network.index[canonical(treatment)]] += sign
        return weights

    def _variance(self, weights: Array) -> float:
        return float(weights @ self.fit.cov @ weights)


@dataclass(frozen=True, kw_only=True)
class UsefulTrial:
    """What a trial of `first` against `second` would do for choosing the best of all treatments."""

    first: str
    second: str
    per_arm: int
    gain: float
    """Expected gain from choosing the best mean after the trial instead of now, on the analysis scale, for each person
    who chooses (expected value of sample information)."""
    changes: float
    """Chance that another treatment than now has the best mean after the trial."""


def most_useful_trials(
    fit: NetworkFit, per_arm: int, *, better: Better = "lower", treatments: Sequence[str] = ()
) -> tuple[UsefulTrial, ...]:
    """All two-arm trials among `treatments` (default: all), the largest gain for choosing among them first.

    After a trial all means move along one direction, C a / sqrt(a' C a + v + tau2), by a standard normal amount, so
    the gain is an expected maximum of lines (Frazier, Powell & Dayanik 2009, doi:10.1287/ijoc.1080.0314).
    Raises OptionError if per_arm is below 1 or for another word than lower or higher, NetworkError for an unknown
    treatment or unprinted numbers of people.
    """
    if per_arm < 1:
        raise OptionError(f"a trial needs at least one person an arm, got {per_arm}")
    names = tuple(canonical(t) for t in treatments) or fit.treatments
    unknown = [t for t in names if t not in fit.network.index]
    if unknown:
        raise NetworkError(f"{unknown[0]} is in no study of this network; it has {', '.join(fit.treatments)}")
    new, own = 2.0 * person_variance(fit) / per_arm + fit.tau2, [fit.network.index[t] for t in names]
    level = upward(better) * fit.effect[own]
    found = []
    for first, second in combinations(names, 2):
        asked = Power(fit=fit, first=first, second=second)._weights(first, second)
        across = fit.cov @ asked
        slope = across[own] / math.sqrt(float(asked @ across) + new)
        gain = max(0.0, expected_maximum(level, slope) - float(level.max()))
        changes = 1.0 - _stays_best(level, slope)
        found.append(UsefulTrial(first=first, second=second, per_arm=per_arm, gain=gain, changes=changes))
    return tuple(sorted(found, key=lambda t: (-t.gain, t.first, t.second)))


def _stays_best(level: Array, slope: Array) -> float:
    """Chance that the line that is highest at 0 is highest at a standard normal place."""
    best = int(np.argmax(level))
    behind, steeper = level[best] - level, slope - slope[best]
    right = [b / s for b, s in zip(behind, steeper, strict=True) if s > 0]
    left = [b / s for b, s in zip(behind, steeper, strict=True) if s < 0]
    return float(ndtr(min(right, default=math.inf)) - ndtr(max(left, default=-math.inf)))


def _expected_gain(mean: float, spread: float) -> float:
    """E max(0, x) - max(0, mean) for x ~ N(mean, spread^2): Raiffa & Schlaifer 1961, unit normal loss."""
    if spread == 0:
        return 0.0
    z = abs(mean) / spread
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return max(0.0, spread * (density - z * float(ndtr(-z))))
