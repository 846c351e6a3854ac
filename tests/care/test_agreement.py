"""From options to a plan: the gates of safety, what is kept of what was shown, dates, reviews, rules."""

from __future__ import annotations

import datetime

import pytest

from dorsal.care.agreement import Terms, agree
from dorsal.care.continuation import judge, progress_of
from dorsal.care.plan import Override
from dorsal.care.progress import Progress
from dorsal.care.sure import Sure
from dorsal.errors import EvidenceError, NotPermitted, OptionError
from dorsal.patient.profile import Goal
from tests.care.agreed import START, basis, for_plans, person, plan, shown

BY = Override(by="A. Therapist, PT", reason="Seen by a doctor this morning")


def test_no_plan_from_a_refused_option_and_no_override_opens_it() -> None:
    refused = person(answers={"needle_phobia": "yes"})
    found = shown(refused)
    assert "dry_needling" in [one.treatment for one in found.refused]
    for terms in (Terms(), Terms(override=BY)):
        with pytest.raises(NotPermitted, match=r"dry_needling may not be given to this person: .*\[CON001\]"):
            agree(found, "dry_needling", basis(), for_plans(), terms)
    kept = plan("exercise", refused).shown.refused
    assert {"dry_needling"} <= {one.option for one in kept}
    assert any(row.row == "CON001" for one in kept for row in one.reasons)


def test_open_questions_come_first_unless_a_clinician_says_why_not() -> None:
    open_ = person(answers={"needle_phobia": "unknown"})
    with pytest.raises(NotPermitted, match=r"(?s)dry_needling waits for answers:.*\[needle_phobia\]"):
        plan("dry_needling", open_)
    gone_on = plan("dry_needling", open_, override=BY)
    assert (gone_on.override, gone_on.overridden) == (BY, ("questions",))
    assert "needle_phobia" in [asked.code for asked in gone_on.screened.unanswered]
    assert plan("exercise", open_).override is None


def test_a_referral_comes_first_whatever_is_chosen() -> None:
    alarmed = person(answers={"saddle_numb": "yes"})
    assert shown(alarmed).screen.holds
    with pytest.raises(NotPermitted, match=r"(?s)A referral comes first \(emergency\):.*\[RED"):
        plan("exercise", alarmed)
    gone_on = plan("exercise", alarmed, override=BY)
    assert (gone_on.screened.urgency, gone_on.overridden) == ("emergency", ("referral",))
    assert gone_on.screened.flags


def test_an_override_where_nothing_is_closed_is_not_kept() -> None:
    assert plan(override=BY).override is None


def test_an_override_needs_who_and_why() -> None:
    with pytest.raises(EvidenceError, match="by is missing; reason is missing; say which clinician"):
        Override(by=" ", reason="")


def test_only_what_was_shown_can_be_chosen() -> None:
    with pytest.raises(OptionError, match="manipulation was not among the options shown"):
        plan("manipulation")
    with pytest.raises(OptionError, match="'homeopathy' is no option here"):
        plan("homeopathy")
    assert plan("exercise+dry_needling").option == "dry_needling+exercise"


def test_what_was_shown_is_kept_with_its_release() -> None:
    made = plan()
    assert (made.shown.release, made.shown.reference, made.shown.window) == ("0123456789abcdef", "usual_care", "short")
    assert [one.option for one in made.shown.options][:2] == ["usual_care", "exercise"]
    pain = next(e for e in made.chosen.expectations if (e.outcome, e.window) == ("pain", "short"))
    forecast = shown().of("exercise").forecasts["pain", "short"]
    assert (pain.expected, pain.chance_mic, pain.weeks) == (forecast.expected, forecast.chance_mic, 8.0)
    assert pain.certainty == "very low" or pain.certainty in ("low", "moderate", "high")
    assert pain.studies
    assert made.usual is not None
    assert {harm.treatment for harm in made.harms} == {"exercise"}
    assert all(harm.rows and harm.sources for harm in made.harms)


def test_the_dates_follow_from_the_start() -> None:
    made = plan(dose={"visits": 6, "per_week": 1})
    assert made.aims[0].day == START + datetime.timedelta(weeks=8)
    assert [(r.visit, r.day) for r in made.reviews] == [
        (2, START + datetime.timedelta(weeks=1)),
        (3, START + datetime.timedelta(weeks=2)),
        (4, START + datetime.timedelta(weeks=3)),
        (5, START + datetime.timedelta(weeks=4)),
    ]
    without = plan(dose={"visits": 6, "per_week": 1}, start=None)
    assert [r.day for r in without.reviews] == [None] * 4
    assert without.aims[0].day is None


def test_reviews_of_many_visits_a_week_stand_days_apart() -> None:
    weeks = [review.week for review in plan(dose={"visits": 20, "per_week": 5}).reviews]
    assert weeks == [pytest.approx(0.6), 4.0]
    weeks = [review.week for review in plan(dose={"visits": 20, "per_week": 2}).reviews]
    assert weeks == [0.5, 1.5, 4.0]
    assert [r.visit for r in plan(dose={"visits": 1}).reviews] == [None, None]


def test_the_rules_are_those_of_the_chance_to_reach_the_goal() -> None:
    made = plan(dose={"visits": 6, "per_week": 1})
    (found,) = made.rules
    progress = progress_of(made.profile, basis(), "exercise", "pain", 8.0, for_plans().errors["pain"])
    assert isinstance(progress, Progress)
    assert found.chance == pytest.approx(progress.chance(30.0))
    for rule in found.rules:
        for score in (10.0, 30.0, 50.0, 70.0, 90.0):
            assert rule.advice(score) == judge(progress, 30.0, [(rule.week, score)]).advice
    assert any("printed by no trial" in text for text in found.assumptions)
    assert any("Williams 2025" in text for text in found.assumptions)


def test_the_chance_at_the_start_is_that_of_the_forecast() -> None:
    """To improve by the smallest change that matters: 6 to 4 of 10."""
    profile = person(goals=(Goal(words="Less pain", measure="pain", target=4.0, by_weeks=8.0),))
    (found,) = plan("exercise", profile).rules
    forecast = shown(profile).of("exercise").forecasts["pain", "short"]
    assert found.chance == pytest.approx(forecast.chance_mic.value, abs=1e-9)


def test_where_nothing_can_be_computed_it_says_why() -> None:
    bike = plan(profile=person(goals=(Goal(words="Ride my bike"),)))
    assert bike.rules[0].why_not == "the goal has no score that the trials measure"
    unknown = plan(profile=person(pain=None))
    assert unknown.rules[0].why_not == "the score at the start is not known"
    acute = plan(profile=person(weeks=1), override=BY)
    assert acute.rules[0].why_not.startswith("The complaint has lasted less than 6 weeks")


def test_signs_to_watch_for_and_precautions_come_along() -> None:
    made = plan("dry_needling", person(answers={"anticoagulant": "yes"}), override=BY)
    assert any("short of breath" in sign.words for sign in made.watch_for)
    assert not any("short of breath" in sign.words for sign in plan("exercise").watch_for)
    assert made.precautions


def test_who_chose_why_and_how_sure_is_kept() -> None:
    sure = Sure(answers={"sure": "yes", "understand": "no", "ratio": "yes", "encouragement": "yes"})
    made = plan(chosen_by="patient", why="No pills", contact="555 0100", sure=sure)
    assert (made.chosen_by, made.why, made.contact, made.sure.conflict) == ("patient", "No pills", "555 0100", True)
