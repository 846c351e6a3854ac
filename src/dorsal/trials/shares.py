"""How much of a printed contrast's variance comes from each of its two arms, where not every pair is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dorsal.trials import covariance
from dorsal.trials.contrast import Array
from dorsal.trials.difference import Difference

MISFIT = 1e-3
"""Relative: pairs whose variances fit arms this well determine the arms."""


@dataclass(frozen=True, kw_only=True)
class ArmInformation:
    """What is known of single arms by name: variance on the analysis scale with its row, and number of people."""

    variance: Mapping[str, float] = field(default_factory=dict)
    row: Mapping[str, str] = field(default_factory=dict)
    assumed: bool = False
    """Whether any of the arms' variances is itself an assumption, or of another analysis (adjusted, unadjusted)."""
    people: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Shares:
    """For each contrast the share of its first arm, with how it was got."""

    first: tuple[float, ...]
    words: str
    assumed: bool
    rows: tuple[str, ...] = ()
    """Rows of single arms that gave a share."""

    @classmethod
    def of(
        cls,
        pairs: Sequence[tuple[int, int]],
        differences: Sequence[Difference],
        known: ArmInformation,
        k: int,
        additive: bool,
    ) -> Shares:
        """By the first rule that holds: the pairs determine the arms; arm rows; numbers of people; one half each."""
        own = _determined(pairs, differences, k) if additive else None
        if own is not None:
            shares = tuple(float(own[a] / (own[a] + own[b])) for a, b in pairs)
            return cls(
                first=shares, words="from the variances of the arms, which the standard errors determine", assumed=False
            )
        times = Counter(arm for pair in pairs for arm in pair)
        found = [_share(d, known, (times[a] > 1, times[b] > 1)) for d, (a, b) in zip(differences, pairs, strict=True)]
        rules = list(dict.fromkeys(rule for _, rule, _ in found))
        return cls(
            first=tuple(share for share, _, _ in found),
            words="; ".join(_WORDS[rule] for rule in rules),
            assumed=known.assumed or any(rule != "arms" for rule in rules),
            rows=tuple(dict.fromkeys(row for _, _, rows in found for row in rows)),
        )


_WORDS = {
    "arms": "shared arms' variance from their own rows",
    "people": "shared arms' variance from the numbers in the arms, as sigma^2 / n with a common sigma",
    "half": (
        "variance split equally between the two arms, for nothing tells the shared arm's: two contrasts so split have "
        "a covariance of half the product of their standard errors"
    ),
}


def _determined(pairs: Sequence[tuple[int, int]], differences: Sequence[Difference], k: int) -> Array | None:
    variance = [d.variance for d in differences]
    own = covariance.arm_variances(pairs, variance, k)
    if own is None or own.min() <= 0.0:
        return None
    off = max(abs(own[a] + own[b] - v) / v for (a, b), v in zip(pairs, variance, strict=True))
    return own if off < MISFIT else None


def _share(d: Difference, known: ArmInformation, shared: tuple[bool, bool]) -> tuple[float, str, tuple[str, ...]]:
    """Share of the first arm, the rule's name, and the arm rows it came from."""
    first, second = known.variance.get(d.first.name), known.variance.get(d.second.name)
    rows = tuple(known.row[name] for name in (d.first.name, d.second.name) if name in known.row)
    if first is not None and second is not None:
        return first / (first + second), "arms", rows
    if first is not None and shared[0] and first < d.variance:
        return first / d.variance, "arms", rows
    if second is not None and shared[1] and second < d.variance:
        return 1.0 - second / d.variance, "arms", rows
    n1, n2 = known.people.get(d.first.name), known.people.get(d.second.name)
    if n1 is not None and n2 is not None:
        return n2 / (n1 + n2), "people", ()
    return 0.5, "half", ()
