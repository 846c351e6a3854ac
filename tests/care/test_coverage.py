"""A guard on `make validate`: forecasts of simulated trials keep what they promise. Seeded; the bounds are wide."""

from __future__ import annotations

import numpy as np
import pytest

from validation.people import forecasting

RUNS = 14


def _means(trials: int, **truth: float | str) -> dict[str, float]:
    runs = [forecasting(np.random.default_rng(seed), trials, **truth) for seed in range(RUNS)]
    return {key: float(np.mean([run[key] for run in runs])) for key in runs[0]}


def test_forecasts_keep_what_they_promise() -> None:
    found = _means(9)
    assert found["score, 95 %"] > 0.9
    assert found["chance, 95 %"] > 0.9
    assert found["8 of 10"] == pytest.approx(0.8, abs=0.08)
    assert found["promised"] == pytest.approx(found["happened"], abs=0.08)
    assert found["Brier"] < found["Brier, base rate"], "better than what the trials counted, whatever the first score"


def test_people_who_get_far_better_or_not_at_all_are_promised_too_much() -> None:
    """The misspecification that docs/forecast.md and docs/validation.md warn of, and its size."""
    found = _means(9, shape="better or not")
    assert 0.02 < found["promised"] - found["happened"] < 0.13
    assert found["score, 95 %"] > 0.85
