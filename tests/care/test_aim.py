"""Goals: the person's own, or one worth it by the smallest change that matters and by 30 %; on the person's scale."""

from __future__ import annotations

import datetime

import pytest

from dorsal.care.aim import Aim, aims, scale
from dorsal.errors import EvidenceError
from dorsal.patient.profile import Goal
from tests.care.agreed import START, basis, person


def test_a_goal_of_the_persons_own_is_taken_as_it_is() -> None:
    (aim,) = aims(person(), basis(), weeks=12.0, start=START)
    assert (aim.words, aim.target, aim.points, aim.weeks) == ("Dig the garden for an hour", 3.0, 30.0, 8.0)
    assert (aim.day, aim.proposed, aim.now) == (datetime.date(2027, 1, 25), False, 6.0)


@pytest.mark.parametrize(
    ("pain", "target"), [(6.0, 4.0), (9.0, 6.0), (3.0, 1.0), (2.0, 0.0), (1.5, 1.0), (10.0, 7.0), (6.5, 4.0)]
)
def test_without_one_a_score_is_proposed_that_is_better_by_what_matters(pain: float, target: float) -> None:
    (aim,) = aims(person(pain=pain, goals=()), basis(), weeks=8.0, start=None)
    assert (aim.measure, aim.target, aim.proposed, aim.day) == ("pain", target, True, None)
    assert target <= pain - 0.3 * pain + 1e-9


def test_a_goal_without_a_score_gets_one_and_an_activity_stands_beside_a_proposed_one() -> None:
    profile = person(goals=(Goal(words="Sleep through", measure="disability"), Goal(words="Ride my bike")))
    sleep, bike = aims(profile, basis(), weeks=8.0, start=START)
    assert (sleep.target, sleep.top, sleep.proposed) == (8.0, 24.0, True)
    assert (bike.target, bike.points, bike.proposed) == (None, None, False)
    alone = aims(person(goals=(Goal(words="Ride my bike"),)), basis(), weeks=8.0, start=START)
    assert [aim.measure for aim in alone] == ["activity", "pain"]


def test_scores_move_between_the_persons_scale_and_points() -> None:
    aim = Aim(words="", measure="x", low=3.0, top=30.0, target=9.75, weeks=8.0)
    assert aim.points == pytest.approx(25.0)
    assert aim.score(25.0) == pytest.approx(9.75)
    assert scale(person(disability=None, disability_scale=""), "disability") == (0.0, 100.0)
    assert scale(person(), "activity") is None


def test_nothing_is_proposed_where_no_score_is_known_or_none_could_be_better() -> None:
    assert aims(person(pain=None, disability=None, disability_scale="", goals=()), basis(), weeks=8.0, start=None) == ()
    assert [a.measure for a in aims(person(pain=0.0, goals=()), basis(), weeks=8.0, start=None)] == ["disability"]


def test_a_goal_for_today_is_refused() -> None:
    with pytest.raises(EvidenceError, match="it must be reached after week 0"):
        Aim(words="Now", measure="pain", weeks=0.0)
