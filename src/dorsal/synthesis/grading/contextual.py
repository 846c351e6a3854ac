"""Classes of treatments from the best to the worst, as GRADE draws conclusions from a network.

Minimally contextualised (Brignardello-Petersen et al. 2020, BMJ 371:m3900, doi:10.1136/bmj.m3900): treatments are
parted by whether intervals leave out a threshold, first against the reference, then against one another.
Partially contextualised (the same, BMJ 371:m3907, doi:10.1136/bmj.m3907): by how large the estimate is, with
thresholds of a small, a moderate and a large effect; imprecision is how many of them the interval crosses.
In both, treatments of high or moderate certainty stand apart from those of low or very low certainty.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dorsal.errors import OptionError
from dorsal.synthesis.direction import upward
from dorsal.synthesis.estimate import Interval
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.league import league
from dorsal.trials.scale import Better

SURE = ("high", "moderate")
SIZES = ("trivial", "small", "moderate", "large")


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A treatment in its class."""

    treatment: str
    group: int
    """0: not shown to differ from the reference; 1, 2 ... better, -1, -2 ... worse, step by step."""
    certainty: str
    """Of the comparison with the reference; "" for the reference itself."""
    beats: tuple[str, ...]
    """Treatments of its own step that lift it to the next one, or (below 0) push it down."""

    @property
    def sure(self) -> bool:
        return self.certainty in SURE


@dataclass(frozen=True, kw_only=True)
class MinimalClasses:
    """Every treatment in its class, the best first."""

    reference: str
    threshold: float
    placed: tuple[Placed, ...]

    def group(self, number: int) -> tuple[Placed, ...]:
        """The treatments of one class."""
        return tuple(p for p in self.placed if p.group == number)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Classes that hold a treatment, the best first."""
        return tuple(sorted({p.group for p in self.placed}, reverse=True))


def minimally(
    fit: NetworkFit, reference: str, certainty: Mapping[str, str], *, better: Better = "lower", threshold: float = 0.0
) -> MinimalClasses:
    """Part the treatments. `certainty`: level of each against the reference; `threshold` on the analysis scale, 0 or
    the smallest difference that matters. Raises OptionError for a threshold below 0, or
    another word than lower or higher.
    """
    if not 0.0 <= threshold < math.inf:
        raise OptionError(f"the threshold of the classes must be 0 or above, got {threshold:g}")

    table, place = league(fit), fit.network.index
    beyond = table.high < -threshold if upward(better) < 0 else table.low > threshold

    def clearly(first: str, second: str) -> bool:
        """Whether the interval of first against second lies beyond the threshold on the good side."""
        return bool(beyond[place[first], place[second]])

    others = [t for t in fit.treatments if t != reference]
    above = [t for t in others if clearly(t, reference)]
    below = [t for t in others if clearly(reference, t)]
    places: dict[str, tuple[int, tuple[str, ...]]] = dict.fromkeys(fit.treatments, (0, ()))
    places |= _steps(above, 1, clearly)
    places |= _steps(below, -1, lambda a, b: clearly(b, a))
    placed = [
        Placed(treatment=t, group=group, beats=beats, certainty="" if t == reference else certainty.get(t, "very low"))
        for t, (group, beats) in places.items()
    ]
    return MinimalClasses(reference=reference, threshold=threshold, placed=tuple(sorted(placed, key=_order)))


def _order(placed: Placed) -> tuple[int, bool, str]:
    return -placed.group, not placed.sure, placed.treatment


def _steps(
    names: Sequence[str], step: int, beyond: Callable[[str, str], bool]
) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Lift again and again those that lie beyond another one of the same class."""
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    group, left = step, list(names)
    beats: dict[str, tuple[str, ...]] = dict.fromkeys(names, ())
    while left:
        lifted = {t: tuple(o for o in left if o != t and beyond(t, o)) for t in left}
        up = [t for t in left if lifted[t]]
        found |= {t: (group, beats[t]) for t in left if t not in up}
        if len(up) == len(left):
            found |= {t: (group, beats[t]) for t in left}
            break
        beats |= {t: lifted[t] for t in up}
        group, left = group + step, up
    return found


@dataclass(frozen=True, kw_only=True)
class Sized:
    """A treatment by the size of its effect against the reference."""

    treatment: str
    size: str
    """Among SIZES."""
    direction: str
    """"better", "worse", or "" where the effect is trivial."""
    crossed: int
    """Thresholds inside the interval: GRADE's imprecision is 0, 1, or 2 levels for 0, 1, or more."""

    @property
    def label(self) -> str:
        """ "large benefit", "small harm", "trivial or no effect" """
        if not self.direction:
            return "trivial or no effect"
        return f"{self.size} {'benefit' if self.direction == 'better' else 'harm'}"


def sized(treatment: str, mean: float, ci: Interval, thresholds: Sequence[float], *, better: Better = "lower") -> Sized:
    """The class of an effect, on the scale of the thresholds: where a small, a moderate and a large effect begin.

    Raises OptionError unless the thresholds are three that rise from above 0, or for another word than lower or higher.
    """
    checked(thresholds)
    size = sum(abs(mean) >= t for t in thresholds)
    good = (mean < 0) == (upward(better) < 0)
    ends = [sign * t for t in thresholds for sign in (-1.0, 1.0)]
    return Sized(
        treatment=treatment,
        size=SIZES[size],
        direction="" if size == 0 else "better" if good else "worse",
        crossed=sum(ci[0] < end < ci[1] for end in ends),
    )


def checked(thresholds: Sequence[float]) -> tuple[float, float, float]:
    """Thresholds of a small, a moderate and a large effect. Raises OptionError for others."""
    given = tuple(thresholds)
    if len(given) != 3 or not 0.0 < given[0] < given[1] < given[2] < math.inf:
        said = ", ".join(f"{t:g}" for t in given) or "none"
        raise OptionError(f"thresholds are three rising numbers above 0 (small, moderate, large), got {said}")
    return given[0], given[1], given[2]
