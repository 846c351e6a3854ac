"""The rules to continue, change or stop: as written, in the right order, and wrong no more often than they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.care.continuation import Continuation, Thresholds, continuation, judge
from dorsal.errors import EvidenceError
from tests.care.test_progress import GOAL, person, simulated

VISITS = ((1, 0.0), (2, 1.0), (3, 2.0), (4, 3.0), (9, 8.0))


def rules(goal: float = GOAL, **more: Any) -> Continuation:
    return continuation(person(**more), goal, VISITS, outcome="pain")


def test_there_is_a_rule_for_every_review_before_the_goal() -> None:
    found = rules()
    assert [rule.visit for rule in found.rules] == [2, 3, 4]
    assert found.chance == pytest.approx(person().chance(GOAL))
    assert (found.goal, found.weeks, found.why_not) == (GOAL, 8.0, "")


def test_the_later_the_review_the_less_a_bad_score_can_still_be_made_good() -> None:
    one = person()
    late = continuation(one, GOAL, [(visit, float(visit)) for visit in range(1, 8)], outcome="pain").rules
    stops = [100.0 if rule.stop_above is None else rule.stop_above for rule in late]
    assert stops == sorted(stops, reverse=True)
    assert stops[-1] < 60.0


@pytest.mark.parametrize("week", [2.0, 5.0, 7.0])
@pytest.mark.parametrize("score", [5.0, 33.0, 44.0, 58.0, 75.0, 95.0])
def test_a_rule_says_what_the_chance_given_that_score_says(week: float, score: float) -> None:
    one = person()
    (rule,) = continuation(one, GOAL, [(3, week)], outcome="pain").rules
    assert rule.advice(score) == judge(one, GOAL, [(week, score)]).advice


def test_as_many_are_stopped_and_as_many_of_them_wrongly_as_the_rule_says() -> None:
    one = person()
    (rule,) = continuation(one, GOAL, [(5, 5.0)], outcome="pain").rules
    drawn = simulated(one, [5.0], 1_000_000)
    assert rule.stop_above is not None
    stopped = drawn[:, 0] > rule.stop_above
    assert rule.stopped == pytest.approx(stopped.mean(), abs=0.003)
    assert rule.stopped_wrongly == pytest.approx((drawn[stopped, 1] <= GOAL).mean(), abs=0.003)
    assert rule.stopped_wrongly < Thresholds().leave
    assert rule.expected == pytest.approx(drawn[:, 0].mean(), abs=0.1)


def test_whoever_does_as_expected_is_told_to_go_on_even_to_an_ambitious_goal() -> None:
    for goal in (10.0, 20.0, 40.0, 55.0):
        one = person()
        seen = [(week, float(one.means(week).mean())) for week in (2.0, 4.0, 6.0)]
        assert judge(one, goal, seen).advice != "stop"
        assert judge(one, goal, seen[:1]).advice == "continue"


@given(chance=st.floats(0, 1), at_start=st.floats(0.001, 1))
def test_advice_follows_the_limits(chance: float, at_start: float) -> None:
    keep, leave = Thresholds().limits(at_start)
    assert leave < keep <= 0.5
    assert leave <= 0.1
    expected = "continue" if chance >= keep else "stop" if chance < leave else "change"
    assert Thresholds().advice(chance, at_start) == expected


def test_a_goal_that_is_no_improvement_has_no_rules_and_says_so() -> None:
    assert "no better than the score at the start" in rules(goal=65.0).why_not
    assert not rules(goal=65.0).rules
    assert "no review stands before week 8" in continuation(person(), GOAL, [(1, 0.0)], outcome="pain").why_not


def test_thresholds_that_leave_nothing_in_between_are_refused() -> None:
    with pytest.raises(EvidenceError, match=r"leave must lie above 0 and below 1, got 1; leave_share"):
        Thresholds(leave=1.0, leave_share=0.6)
    with pytest.raises(EvidenceError, match="rules, or a reason"):
        Continuation(outcome="pain")


def test_thresholds_can_be_chosen_before_the_first_visit() -> None:
    strict = continuation(
        person(), GOAL, VISITS, outcome="pain", thresholds=Thresholds(keep=0.9, leave=0.3, leave_share=0.5)
    )
    for loose, tight in zip(rules().rules, strict.rules, strict=True):
        assert tight.continue_at_most is not None
        assert loose.continue_at_most is not None
        assert tight.continue_at_most < loose.continue_at_most
        assert tight.stopped > loose.stopped


def test_scores_of_a_person_who_got_worse_stop_it() -> None:
    assert judge(person(), GOAL, [(2.0, 80.0), (4.0, 90.0)]).advice == "stop"
    assert np.isclose(judge(person(), GOAL, ()).chance, person().chance(GOAL))
