"""A person's way to the goal: exact answers against simulated people, the limits of the model, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from dorsal.care.progress import Progress
from dorsal.errors import EvidenceError

GOAL = 30.0


def person(**more: Any) -> Progress:
    """Starts at 65 among people who start at 60; the mean end is 45, give or take 4."""
    told: dict[str, Any] = {
        "start": 65.0, "weeks": 8.0, "ends": np.random.default_rng(1).normal(45.0, 4.0, 400), "start_mean": 60.0,
        "start_sd": 18.0, "slope": 0.5, "residual_sd": 21.0, "error_sd": 8.0,
    }  # fmt: skip
    return Progress(**told | more)


def simulated(one: Progress, weeks: list[float], people: int, seed: int = 7) -> np.ndarray:
    """(people, weeks and end): built step by step, from a deviation that fades and errors of the day.

    Everybody here truly starts alike in what is measured: the deviation at week 0 is drawn given the measured start.
    """
    rng = np.random.default_rng(seed)
    g0, off = one.lasting(0.0), one.start - one.start_mean
    share = g0**2 / one.start_sd**2
    z = (share * off + g0 * np.sqrt(1.0 - share) * rng.normal(size=people)) / g0
    theta = -one.weeks / np.log(one.slope * one.start_sd**2 / (g0 * one.lasting(one.weeks)))
    which = rng.integers(len(one.ends), size=people)
    scores, before = [], 0.0
    for week in [*weeks, one.weeks]:
        fade = np.exp(-(week - before) / theta)
        z = fade * z + np.sqrt(1.0 - fade**2) * rng.normal(size=people)
        alike = one.start_mean + week / one.weeks * (one.ends[which] - one.slope * off - one.start_mean)
        scores.append(alike + one.lasting(week) * z + one.error_sd * rng.normal(size=people))
        before = week
    return np.stack(scores, axis=1)


def test_before_anything_is_seen_the_chance_is_that_of_the_forecast() -> None:
    one = person()
    assert one.chance(GOAL) == pytest.approx(float(norm.cdf((GOAL - one.ends) / one.residual_sd).mean()), abs=1e-12)


@pytest.mark.parametrize("seen", [[(2.0, 60.0)], [(2.0, 40.0), (4.0, 35.0)], [(3.0, 62.0), (6.0, 55.0)]])
def test_the_chance_is_the_share_of_simulated_people_with_such_scores(seen: list[tuple[float, float]]) -> None:
    one = person()
    drawn = simulated(one, [week for week, _ in seen], 1_500_000)
    near = np.all(np.abs(drawn[:, :-1] - [score for _, score in seen]) < 2.0, axis=1)
    reached = drawn[near, -1] <= GOAL
    error = np.sqrt(reached.mean() * (1 - reached.mean()) / near.sum())
    assert near.sum() > 2_500
    assert abs(one.chance(GOAL, seen) - reached.mean()) < 4 * error + 0.004


@pytest.mark.parametrize("score", [30.0, 50.0, 70.0])
def test_a_score_in_whole_numbers_is_taken_as_rounded(score: float) -> None:
    one = person(step=10.0)
    drawn = simulated(one, [4.0], 1_000_000)
    reached = drawn[np.abs(drawn[:, 0] - score) < 5.0, 1] <= GOAL
    assert one.chance(GOAL, [(4.0, score)]) == pytest.approx(reached.mean(), abs=0.006)
    finer = person().chance(GOAL, [(4.0, score)])
    assert abs(one.chance(GOAL, [(4.0, score)]) - reached.mean()) <= abs(finer - reached.mean()) + 0.002


def test_means_and_spread_are_those_of_simulated_people() -> None:
    one = person()
    drawn = simulated(one, [2.0, 5.0], 400_000)
    for column, week in enumerate([2.0, 5.0, 8.0]):
        assert drawn[:, column].mean() == pytest.approx(float(one.means(week).mean()), abs=0.15)
    expected = one._given_start([2.0, 5.0])
    shared = np.array([1.0 * 2 / 8, 5 / 8, 1.0])
    expected = expected + np.outer(shared, shared) * one.ends.var()
    assert np.cov(drawn.T) == pytest.approx(expected, abs=3.0)


def test_those_above_a_limit_and_those_of_them_who_reach_the_goal() -> None:
    one = person()
    drawn = simulated(one, [4.0], 1_000_000)
    over = drawn[:, 0] > 55.0
    total, reach = one.above(4.0, 55.0, GOAL)
    assert total == pytest.approx(over.mean(), abs=0.003)
    assert reach == pytest.approx((drawn[over, 1] <= GOAL).mean(), abs=0.003)


@given(score=st.floats(0, 90), more=st.floats(0.5, 10), week=st.floats(0.2, 7.8))
def test_a_better_score_never_lowers_the_chance(score: float, more: float, week: float) -> None:
    one = person()
    assert one.chance(GOAL, [(week, score)]) >= one.chance(GOAL, [(week, score + more)]) - 1e-12


@given(chance=st.floats(0.02, 0.9), week=st.floats(1.0, 7.5))
def test_the_limit_of_a_week_leaves_the_chance_asked_for(chance: float, week: float) -> None:
    one = person()
    limit = one.score_for(week, GOAL, chance)
    if limit is None:
        assert one.chance(GOAL, [(week, 0.0)]) < chance
    elif limit == 100.0:
        assert one.chance(GOAL, [(week, 100.0)]) >= chance
    else:
        assert one.chance(GOAL, [(week, limit)]) == pytest.approx(chance, abs=1e-6)


def test_two_good_days_count_for_more_than_one() -> None:
    one = person()
    assert one.chance(GOAL, [(3.0, 30.0), (4.0, 30.0)]) > one.chance(GOAL, [(4.0, 30.0)]) + 0.02


def test_a_score_at_the_end_of_the_scale_is_a_goal_that_everybody_or_nobody_reaches() -> None:
    assert [person().chance(goal) for goal in (-1.0, 100.0)] == [0.0, 1.0]


def test_errors_and_slopes_that_leave_no_room_are_bounded() -> None:
    for odd in ({"error_sd": 30.0}, {"slope": 1.4}, {"slope": 0.0}, {"residual_sd": 0.5}):
        one = person(**odd)
        spread = one._given_start([2.0, 4.0])
        assert np.linalg.eigvalsh(spread).min() > 0.0
        assert 0.0 < one.chance(GOAL, [(2.0, 50.0), (4.0, 45.0)]) < 1.0 or odd == {"residual_sd": 0.5}


def test_what_cannot_be_is_refused_all_at_once() -> None:
    with pytest.raises(
        EvidenceError, match=r"weeks must be above 0, got 0; .*start must lie within 0 and 100, got 120"
    ):
        person(weeks=0.0, start=120.0)
    with pytest.raises(EvidenceError, match=r"week 9 is not between .* a score of 120 is not .* the same week"):
        person().chance(GOAL, [(9.0, 50.0), (2.0, 120.0), (2.0, 50.0)])
