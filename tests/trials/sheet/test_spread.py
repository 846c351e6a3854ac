"""A standard deviation is refused as a standard error only where that is sure."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from dorsal.trials.sheet.spread import Spreads, standard_errors

DATA = Path(__file__).parents[2] / "data"
Arms = list[tuple[int, float, float, float]]
"""Study, n, mean, standard deviation."""


def found(arms: Arms) -> list[int]:
    study, n, mean, sd = zip(*arms, strict=True)
    spreads = Spreads(study=[str(s) for s in study], group=["" for _ in arms], n=n, mean=mean, sd=sd)
    return sorted(standard_errors(spreads))


USUAL: Arms = [(s, 50, 30.0 + s, 10.0 + s % 3) for s in range(6) for _ in range(2)]


def test_one_study_among_others() -> None:
    assert found([*USUAL, (9, 49, 31.0, 1.5), (9, 64, 30.0, 1.4)]) == [12, 13]


@pytest.mark.parametrize(
    "arms",
    [
        [(9, 49, 31.0, 4.5), (9, 49, 30.0, 4.5)],  # small, but not by the square root of n
        [(9, 49, 31.0, 0.2), (9, 49, 30.0, 0.2)],  # too small even for a standard error
        [(9, 49, 3.1, 1.5), (9, 49, 3.0, 1.5)],  # in another unit
        [(9, 5, 31.0, 4.6), (9, 5, 30.0, 4.6)],  # too few people to tell
    ],
)
def test_others_are_left_alone(arms: Arms) -> None:
    assert found([*USUAL, *arms]) == []


def test_one_arm_beside_the_others_of_its_study() -> None:
    assert found([(1, 50, 30, 10), (1, 50, 31, 1.41)]) == [1]
    assert found([(1, 50, 30, 10), (1, 50, 2, 1.41)]) == []  # nearly all at the floor of the scale
    assert found([(1, 50, 30, 10), (1, 50, 31, 4)]) == []


def test_published_trials_are_left_alone() -> None:
    with (DATA / "parkinson.csv").open() as file:
        rows = list(csv.DictReader(file))
    arms = [(int(r["study"]), float(r["sampleSize"]), float(r["mean"]), float(r["std.dev"])) for r in rows]
    assert found(arms) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(("between", "least"), [(0.2, 0.8), (0.35, 0.4)])
def test_how_often_it_is_right(between: float, least: float) -> None:
    """Standard deviations of 20 trials differ by `between` on the log scale; in one they are standard errors."""
    rng = np.random.default_rng(7)
    false, true = 0, 0
    for _ in range(200):
        arms = _network(rng, between)
        false += bool(found(arms))
        study, wrong = arms[0][0], [place for place, arm in enumerate(arms) if arm[0] == arms[0][0]]
        spoilt = [(s, n, m, sd / n**0.5 if s == study else sd) for s, n, m, sd in arms]
        true += set(wrong) <= set(found(spoilt))
    assert false <= 2
    assert true >= least * 200


def _network(rng: np.random.Generator, between: float) -> Arms:
    arms: Arms = []
    for study in range(20):
        sd = 20 * np.exp(rng.normal(0, between))
        for n in rng.integers(15, 300, size=2):
            sample = sd * (rng.chisquare(n - 1) / (n - 1)) ** 0.5
            arms.append((study, int(n), float(rng.normal(40, 8)), float(sample)))
    return arms
