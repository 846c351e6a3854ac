"""The order of the options by what matters to the person, how sure that order is, and what would change it.

Additive value over joint draws with the person's own weights: stochastic multicriteria acceptability analysis with
known weights (SMAA-2: Lahdelma & Salminen 2001, doi:10.1287/opre.49.3.444.11220; on a network of trials: van Valkenhoef
2012, doi:10.1016/j.jclinepi.2011.09.005). The chance of each place counts all draws; draws that tie share the places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dorsal.care.consequences import Consequences
from dorsal.care.criterion import MOST, WEIGHTS
from dorsal.trials.contrast import Array

LEVEL = 0.95
TIE = 1e-9
"""Values closer than this are the same."""
TOO_FEW = "fewer than two options can be compared"
DIGITS = 9
"""Decimals of a weight at which the order changes: 0 and 10 are the ends of the scale and not next to them."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One option in the order."""

    option: str
    place: int
    """1 is first; options of the same value share a place."""
    expected: float
    """Mean value: 0 where everything is at its worst, 1 at its best."""
    interval: tuple[float, float]
    possible: tuple[float, float]
    """The mean value if all that is not known turned out at its worst, and at its best."""
    chances: tuple[float, ...]
    """Of each place; they sum to 1."""

    @property
    def first(self) -> float:
        """Chance to be first."""
        return self.chances[0]


@dataclass(frozen=True, kw_only=True)
class Switch:
    """A weight at which another option would come first, all other weights being as they are."""

    weight: str
    now: float
    at: float
    to: str
    more: bool
    """Whether the weight would have to rise."""


@dataclass(frozen=True, kw_only=True)
class Weighing:
    """The order, or why there is none."""

    weights: Mapping[str, float] = field(default_factory=dict)
    """The person's weights that counted."""
    not_asked: tuple[str, ...] = ()
    """Weights that the person has not given."""
    places: tuple[Place, ...] = ()
    """Best first."""
    switches: tuple[Switch, ...] = ()
    """For each weight, the nearest one below and above at which the first changes."""
    unknown: tuple[tuple[str, str], ...] = ()
    """Option and criterion that counted from worst to best, because nobody knows."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Criteria that could not be weighed, and why."""
    unranked: Mapping[str, str] = field(default_factory=dict)
    """Options that are shown and not ranked, and why."""
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Worst and best of each criterion."""
    very_low: bool = False
    """Whether every estimate behind it is of very low certainty; then the order must not be shown without saying so."""
    why_not: str = ""

    @property
    def ranked(self) -> bool:
        return bool(self.places)

    @property
    def firm(self) -> bool:
        """Whether the first stays first whatever the unknown things turn out to be, on average."""
        first, *others = self.places
        return all(first.possible[0] > other.possible[1] for other in others)


def weigh(found: Consequences, weights: Mapping[str, float | None], **known: object) -> Weighing:
    """The order by these weights. `known` goes into the result as it is: unranked, very_low."""
    given = {name: float(weight) for name in WEIGHTS if (weight := weights.get(name)) is not None}
    asked = {criterion.weight for criterion in found.criteria}
    counting = {name: weight for name, weight in given.items() if name in asked}
    said = {
        "weights": counting,
        "not_asked": tuple(name for name in WEIGHTS if name in asked and name not in given),
        "left_out": found.left_out,
        "ranges": {c.code: ends for c, ends in zip(found.criteria, found.ranges, strict=True)},
        **known,
    }
    why_not = _why_not(found, given, counting)
    if why_not:
        return Weighing(why_not=why_not, **said)  # type: ignore[arg-type]
    shares = _shares(found, counting)
    places = _places(found, shares)
    return Weighing(
        places=places,
        switches=_switches(found, counting, places),
        unknown=_unknown(found, shares),
        **said,  # type: ignore[arg-type]
    )


def _why_not(found: Consequences, given: Mapping[str, float], counting: Mapping[str, float]) -> str:
    if len(found.options) < 2:
        return TOO_FEW
    if not given:
        return "nobody has said yet what matters how much"
    if not any(counting.values()):
        return "every weight is 0, or is for something that cannot be told apart here"
    return ""


def _shares(found: Consequences, weights: Mapping[str, float]) -> Array:
    """Of each criterion in the whole; they sum to 1."""
    raw = np.array([weights.get(c.weight, 0.0) * c.share for c in found.criteria])
    return np.asarray(raw / raw.sum())


def _places(found: Consequences, shares: Array) -> tuple[Place, ...]:
    values = found.values @ shares
    expected = values.mean(axis=0)
    edges = np.quantile(values, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    possible = [_at_ends(found, shares, ends) for ends in (found.least, found.most)]
    chances = place_chances(values)
    order = sorted(range(len(found.options)), key=lambda i: (-expected[i], i))
    return tuple(
        Place(
            option=found.options[i],
            place=1 + int((expected > expected[i] + TIE).sum()),
            expected=float(expected[i]),
            interval=(float(edges[0, i]), float(edges[1, i])),
            possible=(float(possible[0][i]), float(possible[1][i])),
            chances=tuple(float(chance) for chance in chances[i]),
        )
        for i in order
    )


def _at_ends(found: Consequences, shares: Array, ends: Array) -> Array:
    means = found.values.mean(axis=0)
    return np.asarray(np.where(found.known, means, ends) @ shares)


def place_chances(values: Array) -> Array:
    """(options, places): the share of draws in which an option has a place; draws that tie share theirs."""
    draws, n = values.shape
    difference = values[:, None, :] - values[:, :, None]
    better = (difference > TIE).sum(axis=2)
    tied = (np.abs(difference) <= TIE).sum(axis=2)
    found = np.zeros((n, n))
    for place in range(n):
        here = (better <= place) & (place < better + tied)
        found[:, place] = (here / tied).sum(axis=0) / draws
    return found


def _unknown(found: Consequences, shares: Array) -> tuple[tuple[str, str], ...]:
    return tuple(
        (option, criterion.code)
        for i, option in enumerate(found.options)
        for j, criterion in enumerate(found.criteria)
        if not found.known[i, j] and shares[j] > 0
    )


def _switches(found: Consequences, weights: Mapping[str, float], places: Sequence[Place]) -> tuple[Switch, ...]:
    """Expected values are straight lines in each weight, so that they cross where a line through two points says."""
    means = found.values.mean(axis=0)
    pull = {name: _pull(found, means, name) for name in weights}
    total = np.sum([weights[name] * pull[name] for name in weights], axis=0)
    first = found.options.index(places[0].option)
    crossed: list[Switch] = []
    for name, now in weights.items():
        roots = tuple(_roots(total, pull[name], first, now))
        below = max(((at, i) for i, at, rises in roots if not rises and at >= 0.0), default=None)
        above = min(((at, i) for i, at, rises in roots if rises and at <= MOST), default=None)
        for end, more in ((below, False), (above, True)):
            if end is not None:
                crossed.append(Switch(weight=name, now=now, at=end[0], to=found.options[end[1]], more=more))
    return tuple(crossed)


def _roots(total: Array, pull: Array, first: int, now: float) -> Iterator[tuple[int, float, bool]]:
    """Each other option, the weight at which it has as much as the first, and whether the weight must rise to it."""
    for i in range(len(total)):
        slope = float(pull[first] - pull[i])
        if i != first and abs(slope) > TIE:
            yield i, round(now - float(total[first] - total[i]) / slope, DIGITS) + 0.0, slope < 0


def _pull(found: Consequences, means: Array, weight: str) -> Array:
    """How much each option gains by a weight of 1."""
    shares = np.array([c.share if c.weight == weight else 0.0 for c in found.criteria])
    return np.asarray(means @ shares)
