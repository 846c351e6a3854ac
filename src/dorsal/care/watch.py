"""What to watch for after the choice, and how fast to get help: signs in plain words, each with the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from dorsal.errors import EvidenceError
from dorsal.trials.treatment import components

Action = Literal["emergency", "urgent", "routine"]
"""At once; the same day; at the next visit."""


@dataclass(frozen=True, kw_only=True)
class WatchSign:
    """One sign. Without treatments it is for everybody with the complaint."""

    row: str
    treatments: tuple[str, ...] = ()
    action: Action
    words: str
    """As it is said to the person."""
    may_mean: str
    rows: tuple[str, ...]
    """Rows of other tables that it comes from."""
    source: str
    source_url: str
    grade: str
    signed: str = ""
    """Which clinician has agreed, and when; empty: nobody has."""

    def __post_init__(self) -> None:
        if self.action not in get_args(Action):
            raise EvidenceError(f"{self.row}: action is {self.action!r}; write one of {', '.join(get_args(Action))}")
        if not (self.words and self.rows):
            raise EvidenceError(f"{self.row}: a sign needs its words, and the rows that it comes from")


def watch_for(signs: Iterable[WatchSign], treatment: str) -> tuple[WatchSign, ...]:
    """The signs of a treatment, or of any part of a combination, and those for everybody; the most urgent first."""
    parts = set(components(treatment))
    mine = [sign for sign in signs if not sign.treatments or parts & set(sign.treatments)]
    return tuple(sorted(mine, key=lambda sign: (get_args(Action).index(sign.action), bool(sign.treatments))))
