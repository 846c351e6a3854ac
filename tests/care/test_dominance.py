"""Which options are beaten on everything, and what keeps an option from being so."""

from __future__ import annotations

import numpy as np

from dorsal.care.dominance import dominated
from tests.care.weighed import made


def _values(a: tuple[float, ...], b: tuple[float, ...], noise: float = 0.0) -> np.ndarray:
    """(draws, 2, 6): pain, disability, mild and serious harm, visits, needles."""
    values = np.array([a, b], dtype=float)[None].repeat(400, axis=0)
    values[:, :, :2] += noise * np.random.default_rng(1).normal(size=(400, 2, 2))
    return values


EQUAL = (0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
BETTER = (0.9, 0.9, 0.5, 0.5, 0.5, 0.5)


def test_better_scores_and_nothing_worse() -> None:
    assert dominated(made(_values(EQUAL, BETTER))) == {"a": "b"}


def test_the_same_is_not_better() -> None:
    assert dominated(made(_values(EQUAL, EQUAL))) == {}


def test_one_needle_more_keeps_both() -> None:
    assert dominated(made(_values(EQUAL, (*BETTER[:5], 0.4)))) == {}


def test_a_difference_that_may_be_chance_keeps_both() -> None:
    assert dominated(made(_values(EQUAL, BETTER, noise=0.5))) == {}
    assert dominated(made(_values(EQUAL, BETTER, noise=0.05))) == {"a": "b"}


def test_what_is_not_known_keeps_both() -> None:
    for option in range(2):
        known = np.ones((2, 6), dtype=bool)
        known[option, 3] = False
        assert dominated(made(_values(EQUAL, BETTER), known)) == {}


def test_the_worst_of_the_one_must_reach_the_best_of_the_other() -> None:
    found = made(_values(EQUAL, BETTER))
    found.least[1, 4] = 0.4  # b may ask for more visits than a
    assert dominated(found) == {}
