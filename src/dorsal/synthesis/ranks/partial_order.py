"""Which treatments are better than which on every outcome at once, and where that cannot be said.

Carlsen & Bruggemann 2014; for network meta-analysis Ruecker & Schwarzer 2017: a treatment dominates another if its
P-score (or any score) is at least as high on all outcomes and higher on one. What is left is a partial order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dorsal.errors import NetworkError, OptionError

Scores = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class PartialOrder:
    """Treatments scored on each of several outcomes (higher is better)."""

    scores: Mapping[str, Scores]
    """By outcome, then treatment."""

    def __post_init__(self) -> None:
        if len(self.treatments) < 2:
            raise NetworkError("fewer than two treatments have a score on every outcome; nothing can be ordered")

    @cached_property
    def treatments(self) -> tuple[str, ...]:
        """Treatments with a score on every outcome, in the order of the first."""
        first, *others = self.scores.values()
        return tuple(t for t in first if all(t in other for other in others))

    @cached_property
    def not_scored(self) -> tuple[str, ...]:
        """Treatments that miss a score on some outcome, and so have no place."""
        every = dict.fromkeys(t for scores in self.scores.values() for t in scores)
        return tuple(t for t in every if t not in self.treatments)

    def dominates(self, better: str, worse: str) -> bool:
        """At least as good on every outcome, and better on one."""
        gains = [scores[better] - scores[worse] for scores in self.scores.values()]
        return min(gains) >= 0 and max(gains) > 0

    @cached_property
    def covers(self) -> tuple[tuple[str, str], ...]:
        """The lines of the Hasse diagram: pairs (better, worse) with nothing between them."""
        pairs = [(a, b) for a in self.treatments for b in self.treatments if self.dominates(a, b)]
        above = set(pairs)
        return tuple((a, b) for a, b in pairs if not any((a, c) in above and (c, b) in above for c in self.treatments))

    @cached_property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """Rows of the Hasse diagram from the top: a treatment stands below everything that dominates it."""
        left, rows = list(self.treatments), []
        while left:
            row = tuple(t for t in left if not any(self.dominates(other, t) for other in left))
            rows.append(row)
            left = [t for t in left if t not in row]
        return tuple(rows)

    def shares(self, weights: Mapping[str, float] | None = None) -> Mapping[str, float]:
        """What each outcome counts, adding up to 1; alike without `weights`.

        Raises OptionError for weights that miss an outcome or are not above 0.
        """
        given = weights or dict.fromkeys(self.scores, 1.0)
        if set(given) != set(self.scores) or not all(weight > 0 for weight in given.values()):
            raise OptionError(f"weights above 0 are needed for {', '.join(self.scores)}")
        total = sum(given.values())
        return {outcome: given[outcome] / total for outcome in self.scores}

    def areas(self, weights: Mapping[str, float] | None = None) -> Mapping[str, float]:
        """The coloured share of each treatment's spie chart, largest first: the weighted mean of its squared scores.

        Daly et al. 2020, doi:10.1186/s12874-020-01128-2. From 0 to 1; it rewards a high score on one outcome more
        than middling ones on two.
        """
        shares = self.shares(weights)
        found = {t: sum(share * self.scores[o][t] ** 2 for o, share in shares.items()) for t in self.treatments}
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    @property
    def undominated(self) -> tuple[str, ...]:
        """Treatments that none beats on every outcome."""
        return self.levels[0]
