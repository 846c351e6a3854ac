"""Counts that the tests of rare events share."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from dorsal.synthesis.event_counts import EventCounts

TESTS = Path(__file__).parents[1]


def counts(study: str, *arms: tuple[str, int, int]) -> EventCounts:
    treatments, events, n = zip(*arms, strict=True)
    return EventCounts(study=study, treatments=treatments, events=events, n=n)


def arms_of(c: EventCounts) -> list[tuple[str, int, int]]:
    return list(zip(c.treatments, c.events, c.n, strict=True))


@cache
def smoking() -> tuple[EventCounts, ...]:
    """Smoking cessation: Hasselblad 1998; NICE TSD 4."""
    arms = defaultdict(list)
    with (TESTS / "data" / "smoking_cessation.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            arms[row["study"]].append((row["treatment"], int(row["responders"]), int(row["sampleSize"])))
    return tuple(counts(study, *found) for study, found in arms.items())


@cache
def pinned() -> dict[str, Any]:
    return json.loads((TESTS / "reference" / "rare_events.json").read_text())


RARE = (
    counts("1", ("a", 1, 40), ("b", 4, 38)),
    counts("2", ("a", 0, 25), ("c", 2, 30)),
    counts("3", ("b", 3, 50), ("c", 1, 45), ("a", 1, 52)),
    counts("4", ("b", 0, 20), ("c", 1, 22)),
)
