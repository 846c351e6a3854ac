"""The generated trials as arrays, and what lifelines and statsmodels say of them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from dorsal.synthesis.survival.risk_sets import RiskSets, risk_sets
from dorsal.trials.survival.time_table import read_times
from dorsal.trials.survival.times import StudyTimes, Times

TESTS = Path(__file__).parents[2]
PEOPLE = TESTS / "data" / "survival_people.csv"
REFERENCE: dict[str, Any] = json.loads((TESTS / "reference" / "survival.json").read_text(encoding="utf-8"))
STUDIES: dict[str, Any] = {each["study"]: each for each in REFERENCE["studies"]}


def everybody() -> Times:
    return read_times(PEOPLE)


def study(name: str) -> StudyTimes:
    return next(each for each in everybody().studies if each.study == name)


def sets(times: StudyTimes, *, time: np.ndarray | None = None, entry: np.ndarray | None = None) -> RiskSets:
    return risk_sets(
        times.time if time is None else time,
        times.event,
        times.entry if entry is None else entry,
        times.arm,
        len(times.treatments),
    )


def rows() -> list[dict[str, str]]:
    with PEOPLE.open(encoding="utf-8") as table:
        return list(csv.DictReader(table))
