"""People on their way to a goal, with a known truth: what the rules to go on, change or stop promise and keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from dorsal.care.continuation import Judgement, judge
from dorsal.care.progress import Progress
from dorsal.trials.contrast import Array
from validation.people import SHAPES
from validation.runs import Outcome

STARTS = (50.0, 60.0, 75.0)
GOAL_SHARE = 0.5
"""The goal is half of the first score."""
REVIEWS = (2.0, 4.0)
LAST = 8.0
EACH = 400
"""People of each first score in one setting."""
DRAWS = 200
END, END_SD = 0.65, 7.0
"""Mean end as a share of the first score, and how settings differ."""
STEP = 10.0
"""Scores are given in whole numbers of 0-10."""


@dataclass(frozen=True, kw_only=True)
class World:
    """How people truly go on. Shares are of what the model assumes."""

    lasting: float = 1.0
    """How long a lead lasts: 2 is twice as long."""
    errors: float = 1.0
    early: float = 1.0
    """Power of time by which the mean falls: 0.5 is most in the first weeks."""
    off: float = 0.0
    """Points by which the course was forecast too well."""
    shape: str = "normal"


WORLDS: Mapping[str, World] = {
    "as assumed": World(),
    "a lead lasts twice as long": World(lasting=2.0),
    "a lead lasts half as long": World(lasting=0.5),
    "errors twice as large": World(errors=2.0),
    "most is gained in the first weeks": World(early=0.5),
    "the course was forecast 5 points too well": World(off=5.0),
    "people: skewed to good": World(shape="skewed to good"),
    "people: better or not": World(shape="better or not"),
}


def person(start: float, ends: Array) -> Progress:
    """What is believed of a person with this first score."""
    return Progress(
        start=start, weeks=LAST, ends=ends, start_mean=60.0, start_sd=18.0, slope=0.5, residual_sd=20.0, error_sd=7.9,
        step=STEP,
    )  # fmt: skip


def followed(rng: np.random.Generator, world: str) -> Outcome:
    """One setting: people are followed to the end, and judged at the last review from both scores."""
    truth = WORLDS[world]
    shift = END_SD * rng.normal() + truth.off
    believed = END_SD * rng.normal(size=DRAWS)
    told: list[tuple[str, float, float, bool]] = []
    for start in STARTS:
        one = person(start, END * start + believed)
        scores = _drawn(rng, one, END * start + shift, truth)
        told += _judged(one, GOAL_SHARE * start, scores)
    return _summary(told)


def _drawn(rng: np.random.Generator, one: Progress, end: float, truth: World) -> Array:
    """(people, reviews and end): a lead that fades, and errors; whole scores within the scale."""
    g0, off = one.lasting(0.0), one.start - one.start_mean
    share = g0**2 / one.start_sd**2
    shape = SHAPES[truth.shape]
    z = share * off / g0 + sqrt(1.0 - share) * shape(rng, (EACH,))
    theta = -truth.lasting * LAST / log(one.slope * one.start_sd**2 / (g0 * one.lasting(LAST)))
    scores, before = [], 0.0
    for week in (*REVIEWS, LAST):
        fade = exp(-(week - before) / theta)
        z = fade * z + sqrt(1.0 - fade**2) * shape(rng, (EACH,))
        share = (week / LAST) ** truth.early
        alike = one.start_mean + share * (end - one.slope * off - one.start_mean)
        error = truth.errors * one.error_sd * rng.normal(size=EACH)
        scores.append(np.clip(alike + one.lasting(week) * z + error, 0.0, 100.0))
        before = week
    return np.stack(scores, axis=1)


def _judged(one: Progress, goal: float, scores: Array) -> list[tuple[str, float, float, bool]]:
    """Advice, chance, chance at the start, and whether the goal was reached: for every person."""
    seen = STEP * np.round(scores[:, :-1] / STEP)
    different, which = np.unique(seen, axis=0, return_inverse=True)
    found: list[Judgement] = [judge(one, goal, list(zip(REVIEWS, row, strict=True))) for row in different]
    reached = scores[:, -1] <= goal
    return [
        (found[i].advice, found[i].chance, found[i].at_start, bool(r))
        for i, r in zip(which.reshape(-1), reached, strict=True)
    ]


def _summary(told: list[tuple[str, float, float, bool]]) -> Outcome:
    chance, first = (np.array([row[i] for row in told], dtype=float) for i in (1, 2))
    reached = np.array([row[3] for row in told], dtype=float)
    outcome = {
        "promised": float(chance.mean()),
        "reached": float(reached.mean()),
        "Brier": float(np.mean((chance - reached) ** 2)),
        "at the start": float(np.mean((first - reached) ** 2)),
    }
    for advice, words in (("continue", "go on"), ("change", "change"), ("stop", "stop")):
        mine = np.array([row[0] == advice for row in told])
        outcome[f"told to {words}"] = float(mine.mean())
        outcome[f"{words}, promised"] = float((chance * mine).mean())
        outcome[f"{words}, reached"] = float((reached * mine).mean())
    return outcome
