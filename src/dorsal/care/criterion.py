"""What options are weighed by: each thing with the range that a person's full weight stands for.

The range is part of the question that the weight answers ("how much does it matter to have no visits instead of 12?"),
as in swing weighting (von Winterfeldt & Edwards 1986, Decision Analysis and Behavioral Research). Within it and beyond
it, value runs in a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

from dorsal.errors import EvidenceError

BURDENS = ("mild_harm", "serious_harm", "visits", "time", "needles", "medicines", "cost")
"""What can be weighed beside the outcomes of the trials."""
WEIGHTS = ("pain", "moving", "fewer_visits", "few_side_effects", "no_medicines", "cost", "time", "needles")
"""The weights that a person gives; `needles` is the fear of them."""
MOST = 10.0
"""The highest weight; 0 is the lowest."""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing that matters. For an outcome it is the score against the reference, in points of 0-100."""

    code: str
    """An outcome of the topic, or one of BURDENS."""
    weight: str
    """The person's weight that it takes, one of WEIGHTS."""
    label: str
    best: float
    worst: float | None = None
    """None: the highest among the options that are compared."""
    unit: str = ""
    share: float = 1.0
    """Of the weight, where one weight is for several things."""
    unknown_best: float | None = None
    unknown_worst: float | None = None
    """From where to where it is taken to lie where nobody knows; None: as best and worst."""
    note: str = ""
    """Whose choice the range is."""

    def __post_init__(self) -> None:
        if self.weight not in WEIGHTS:
            raise EvidenceError(f"criterion {self.code}: weight is {self.weight!r}; write one of {', '.join(WEIGHTS)}")
        if self.worst == self.best:
            raise EvidenceError(f"criterion {self.code}: worst and best are both {self.best:g}; a range has two ends")
        if not 0 < self.share <= 1:
            raise EvidenceError(f"criterion {self.code}: share is {self.share:g}; write a part of 1")

    def unknown(self, worst: float) -> tuple[float, float]:
        """From the worst to the best that is possible where nothing is known."""
        return (
            worst if self.unknown_worst is None else self.unknown_worst,
            self.best if self.unknown_best is None else self.unknown_best,
        )
