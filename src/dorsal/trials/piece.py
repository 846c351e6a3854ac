"""Differences that share arms, made into effects against one arm with their covariance.

A study printed as contrasts says too little (no covariance) or too much (contrasts that others already imply, each
rounded). Each way out has a name, and leaves it in a Derivation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt

import numpy as np

from dorsal.errors import EvidenceError
from dorsal.trials import covariance
from dorsal.trials.arm_summary import Derivations
from dorsal.trials.contrast import Array, Derivation
from dorsal.trials.difference import Difference
from dorsal.trials.printed import half_units, rounding
from dorsal.trials.shares import ArmInformation, Shares
from dorsal.trials.study import Arm

CLOSED_WITHIN = 1e-9
"""Relative: contrasts of a loop that add up to this need no reconciling."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Effects of arms[1:] against arms[0] on the analysis scale, with their covariance."""

    arms: tuple[Arm, ...]
    effect: Array
    cov: Array
    rows: tuple[str, ...]
    derived: Derivations = ()


def pieces(study: str, differences: Sequence[Difference], known: ArmInformation, additive: bool) -> tuple[Piece, ...]:
    """One piece for each set of arms that the differences join, in order of appearance.

    `additive`: variances are sums over arms (not so for standardised differences, where a negative arm variance is no
    fault). Raises EvidenceError where printed variances contradict each other beyond their rounding.
    """
    return tuple(_piece(_Loop.of(study, group, known), additive) for group in _connected(differences))


def _connected(differences: Sequence[Difference]) -> list[list[Difference]]:
    groups: list[tuple[set[str], list[Difference]]] = []
    for d in differences:
        names = {d.first.name, d.second.name}
        joined = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        members = [member for _, part in joined for member in part]
        groups.append((names.union(*(part for part, _ in joined)), [*members, d]))
    return [members for _, members in groups]


@dataclass(frozen=True, kw_only=True)
class _Loop:
    """The differences of one piece, arms numbered from 0 for the one that stands in most of them."""

    study: str
    differences: tuple[Difference, ...]
    arms: tuple[Arm, ...]
    known: ArmInformation
    pairs: tuple[tuple[int, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        place = {arm.name: i for i, arm in enumerate(self.arms)}
        pairs = tuple((place[d.first.name], place[d.second.name]) for d in self.differences)
        object.__setattr__(self, "pairs", pairs)

    @classmethod
    def of(cls, study: str, differences: Sequence[Difference], known: ArmInformation) -> _Loop:
        arms: dict[str, Arm] = {}
        for d in differences:
            # second arms first: where counts are equal, the printed direction is kept
            arms.setdefault(d.second.name, d.second)
        for d in differences:
            arms.setdefault(d.first.name, d.first)
        times = Counter(name for d in differences for name in (d.first.name, d.second.name))
        base = max(arms, key=lambda name: times[name])
        ordered = (arms[base], *(arm for name, arm in arms.items() if name != base))
        return cls(study=study, differences=tuple(differences), arms=ordered, known=known)

    @cached_property
    def half(self) -> Mapping[str, float]:
        """What rounding may have taken from each printed field; asked only where contrasts form a loop."""
        return half_units(d.result for d in self.differences if d.result is not None)

    @property
    def k(self) -> int:
        return len(self.arms)

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row for d in self.differences for row in d.rows))

    @property
    def complete(self) -> bool:
        return len(self.pairs) == self.k * (self.k - 1) // 2

    @property
    def variances(self) -> list[float]:
        return [d.variance for d in self.differences]

    @property
    def size(self) -> float:
        return max(abs(d.value) for d in self.differences) or 1.0

    def tolerance(self, d: Difference) -> tuple[float, float]:
        """Rounding of the value and of the standard error on the analysis scale."""
        if d.result is None:
            return 0.0, 0.0
        value, se = rounding(d.result, sqrt(d.variance) / abs(d.times), self.half)
        return value * abs(d.times), se * abs(d.times)

    def derivation(self, what: str, how: str, assumed: bool = False) -> Derivation:
        return Derivation(row=", ".join(self.rows), what=what, how=how, assumed=assumed)


def _piece(loop: _Loop, additive: bool) -> Piece:
    effect, cov, how = _solved(loop, additive)
    printed = (part for d in loop.differences for part in d.derived)
    return Piece(arms=loop.arms, effect=effect, cov=cov, rows=loop.rows, derived=(*printed, *how))


_Solved = tuple[Array, Array, Derivations]
"""Effects against arm 0, their covariance, and how both were got."""


def _solved(loop: _Loop, additive: bool) -> _Solved:
    if loop.k == 2:
        d = loop.differences[0]
        return np.array([d.value]), np.array([[d.variance]]), ()
    return (_from_all_pairs if loop.complete else _from_some_pairs)(loop, additive)


def _from_all_pairs(loop: _Loop, additive: bool) -> _Solved:
    """All k (k - 1) / 2 contrasts are printed: the covariance follows exactly."""
    square = np.zeros((loop.k, loop.k))
    for (a, b), variance in zip(loop.pairs, loop.variances, strict=True):
        square[a, b] = square[b, a] = variance
    cov = covariance.from_pairs(square)
    own = covariance.arm_variances(loop.pairs, loop.variances, loop.k)
    how = "from the standard errors of all pairwise contrasts: cov(a, b) = (var a + var b - var(a - b)) / 2"
    positive, negative = covariance.positive(cov), own is not None and bool(own.min() < 0.0)
    derived: Derivations
    if positive and not (negative and additive):
        derived = (loop.derivation("covariance", how),)
    else:
        cov, derived = _repaired(loop, cov, positive, how)
    star = {pair: d.value for pair, d in zip(loop.pairs, loop.differences, strict=True) if 0 in pair}
    effect = np.array([star[a, 0] if (a, 0) in star else -star[0, a] for a in range(1, loop.k)])
    effect, more = _closed(loop, effect, cov)
    return effect, cov, (*derived, *more)


def _repaired(loop: _Loop, cov: Array, positive: bool, how: str) -> tuple[Array, Derivations]:
    """Standard errors that no independent arms can have: put right within their rounding, else kept or refused."""
    own = covariance.nonnegative_arm_variances(loop.pairs, loop.variances, loop.k)
    if own is not None and _within_rounding(loop, own):
        repaired = covariance.against_first([0.0] * loop.k, list(own))[1]
        if covariance.positive(repaired):
            words = f"{how}; rounding makes an arm's variance negative, so the nearest ones that are not were taken"
            return repaired, (loop.derivation("covariance", words),)
    if positive:
        words = f"{how}; they imply a negative variance of one arm, as adjusted estimates may: check them"
        return cov, (loop.derivation("covariance", words, assumed=True),)
    printed = ", ".join(
        f"{d.rows[0]}: {d.first.name} - {d.second.name} {sqrt(d.variance):.4g}" for d in loop.differences
    )
    raise EvidenceError(
        f"study {loop.study}: the standard errors of its contrasts contradict each other, for no arms can have them "
        f"all ({printed}); look for a standard deviation or a variance given as standard error, an interval of another "
        "level, or two arms exchanged, or give the arms (n, mean, sd; or events, n) instead"
    )


def _within_rounding(loop: _Loop, own: Array) -> bool:
    for (a, b), d in zip(loop.pairs, loop.differences, strict=True):
        off = abs(sqrt(own[a] + own[b]) - sqrt(d.variance))
        if off > loop.tolerance(d)[1] + CLOSED_WITHIN * sqrt(d.variance):
            return False
    return True


def _closed(loop: _Loop, effect: Array, cov: Array) -> tuple[Array, Derivations]:
    """Effects of a complete loop, whose contrasts need not add up."""
    slack = np.zeros(loop.k)
    for (a, b), d in zip(loop.pairs, loop.differences, strict=True):
        if 0 in (a, b):
            slack[a or b] = loop.tolerance(d)[0]
    off, allowed = _misclosure(loop, effect, slack)
    if off <= CLOSED_WITHIN * loop.size:
        return effect, ()
    if off <= allowed:
        how = f"contrasts that miss adding up by {off:.2g}, which is rounding, reconciled by weighted least squares"
        values = [d.value for d in loop.differences]
        return covariance.reconciled(loop.pairs, values, cov), (loop.derivation("effects", how),)
    return effect, (_contradiction(loop, off),)


def _misclosure(loop: _Loop, effect: Array, slack: Array) -> tuple[float, float]:
    """By how much printed contrasts differ from those that `effect` implies, at worst, and what rounding allows.

    `slack` (k,) is the rounding of each arm's effect.
    """
    against = np.concatenate([[0.0], effect])
    worst, allowed = 0.0, 0.0
    for (a, b), d in zip(loop.pairs, loop.differences, strict=True):
        off = abs(d.value - (against[a] - against[b]))
        if off > worst:
            worst, allowed = off, loop.tolerance(d)[0] + slack[a] + slack[b]
    return worst, allowed


def _contradiction(loop: _Loop, off: float) -> Derivation:
    how = (
        f"the contrasts of three or more arms miss adding up by {off:.3g}, more than rounding explains; those against "
        f"{loop.arms[0].name} were taken and the others not: check the signs and the adjustment of each"
    )
    return loop.derivation("effects", how, assumed=True)


def _from_some_pairs(loop: _Loop, additive: bool) -> _Solved:
    """Not every pair is printed: effects along a tree of contrasts, covariance from the arms' shares of variance."""
    tree = _tree(loop)
    shares = Shares.of(loop.pairs, loop.differences, loop.known, loop.k, additive)
    path = _paths(loop, tree)
    used = [loop.pairs[i] for i in tree]
    split = covariance.from_shares(used, [loop.variances[i] for i in tree], [shares.first[i] for i in tree], loop.k)
    effect = path @ np.array([loop.differences[i].value for i in tree])
    rows = ", ".join(dict.fromkeys((*loop.rows, *shares.rows)))
    derived: Derivations = (Derivation(row=rows, what="covariance", how=shares.words, assumed=shares.assumed),)
    if len(tree) < len(loop.pairs):
        slack = np.abs(path) @ np.array([loop.tolerance(loop.differences[i])[0] for i in tree])
        off, allowed = _misclosure(loop, effect, np.concatenate([[0.0], slack]))
        if off > max(allowed, CLOSED_WITHIN * loop.size):
            derived = (*derived, _contradiction(loop, off))
    return effect, path @ split @ path.T, derived


def _tree(loop: _Loop) -> list[int]:
    """Indices of contrasts that join all arms without a loop, those of arm 0 first, then as printed."""
    order = sorted(range(len(loop.pairs)), key=lambda i: 0 not in loop.pairs[i])
    group = list(range(loop.k))
    tree = []
    for i in order:
        a, b = (group[arm] for arm in loop.pairs[i])
        if a != b:
            group = [b if g == a else g for g in group]
            tree.append(i)
    return tree


def _paths(loop: _Loop, tree: Sequence[int]) -> Array:
    """The map (k-1, k-1) from the contrasts of a tree to effects of arms 1.. against arm 0."""
    incidence = np.zeros((len(tree), loop.k))
    for row, i in enumerate(tree):
        first, second = loop.pairs[i]
        incidence[row, first], incidence[row, second] = 1.0, -1.0
    return np.asarray(np.linalg.inv(incidence[:, 1:]), dtype=np.float64)
