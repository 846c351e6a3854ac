"""Counts that the tests of rare events share."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from functools import cache
from itertools import product
from math import comb, log
from pathlib import Path
from typing import Any

import numpy as np

from dorsal.synthesis.counts.event_counts import EventCounts

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


def enumerated(arms, effect):
    """P(events | total), mean and covariance by listing every table with that total."""
    total = sum(e for _, e, _ in arms)
    tables = [t for t in product(*[range(n + 1) for _, _, n in arms]) if sum(t) == total]
    weight = np.array(
        [
            np.prod([float(comb(n, u)) for u, (_, _, n) in zip(t, arms, strict=True)]) * np.exp(np.dot(t, effect))
            for t in tables
        ]
    )
    p = weight / weight.sum()
    u = np.array(tables, dtype=float)
    mean = p @ u
    return log(p[tables.index(tuple(e for _, e, _ in arms))]), mean, (u - mean).T @ (p[:, None] * (u - mean))


RARE = (
    counts("1", ("a", 1, 40), ("b", 4, 38)),
    counts("2", ("a", 0, 25), ("c", 2, 30)),
    counts("3", ("b", 3, 50), ("c", 1, 45), ("a", 1, 52)),
    counts("4", ("b", 0, 20), ("c", 1, 22)),
)
