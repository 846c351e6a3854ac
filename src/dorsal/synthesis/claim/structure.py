"""A claim as structure: what would have to be true for a sentence about treatments to be true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal, get_args

from dorsal.errors import EvidenceError

Kind = Literal[
    "comparative",
    "combination",
    "heterogeneity",
    "harm",
    "process",
    "mechanism",
    "change_from_baseline",
    "response_by_visit",
    "routine_care",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

COMPARED = ("treatment1_better", "treatment2_better", "different", "same")
EXPECTATIONS: Mapping[Kind, tuple[str, ...]] = {
    "comparative": COMPARED,
    "combination": COMPARED,
    "heterogeneity": ("varies",),
    "harm": ("rare", "common_and_mild", "occurs", "treatment1_lower"),
    "process": (),
    "mechanism": ("",),
    "change_from_baseline": ("improves",),
    "response_by_visit": ("more_than_half",),
    "routine_care": COMPARED,
}
"""What a claim of each kind may expect; a process expects a quantity instead."""
AGAINST = ("comparative", "combination", "heterogeneity", "routine_care")
MEASURED = (*AGAINST, "change_from_baseline", "response_by_visit", "harm")
ANY = "any"
"""Whatever the topic knows: any comparator, any time, any people."""


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """What a claim says of the doing: 30 minutes, once a week, three sessions or more."""

    item: str
    """minutes, per_week or visits."""
    low: float
    high: float
    words: str

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise EvidenceError(f"{self.words!r}: its low end {self.low:g} is not within 0 and {self.high:g}")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim. `firsts` are what it praises, `seconds` what they are held against."""

    id: str
    statement: str
    kind: Kind
    firsts: tuple[str, ...]
    seconds: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    """Outcomes, or events where it is about harm."""
    population: str = ANY
    timing: str = ANY
    expectation: str = ""
    visits: int | None = None
    quantity: Quantity | None = None
    section: str = ""
    notes: str = ""

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise EvidenceError(f"claim {self.id}: {problem}")

    def _problem(self) -> str:
        """The first thing that is wrong, "" where nothing is."""
        if self.kind not in KINDS:
            return f"its kind is {self.kind!r}; use one of {', '.join(KINDS)}"
        if not self.firsts:
            return "it names no treatment"
        if self.kind in AGAINST and not self.seconds:
            return f"a {self.kind} claim names what the treatment is compared with"
        if self.kind in MEASURED and not self.outcomes:
            return "it names no outcome"
        if self.kind == "process" and self.quantity is None:
            return "a process claim says how long, how often or how many, as in '30 minutes', 'weekly', '6 sessions'"
        if self.kind == "response_by_visit" and not (self.visits and self.visits > 0):
            return "a response by visit says after how many visits, as in '4 visits'"
        allowed = EXPECTATIONS[self.kind]
        if allowed and self.expectation not in allowed:
            return f"it expects {self.expectation!r}; a {self.kind} claim may expect {', '.join(allowed) or 'nothing'}"
        if self.expectation == "treatment1_lower" and not self.seconds:
            return "a harm that is said to be lower names the treatment it is lower than"
        return ""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What is held against what, the one that is said to do better first.

        Side by side where both lists are as long, else each against each.
        """
        sides = (self.seconds, self.firsts) if self.expectation == "treatment2_better" else (self.firsts, self.seconds)
        return tuple(zip(*sides, strict=True)) if len(self.firsts) == len(self.seconds) else tuple(product(*sides))
