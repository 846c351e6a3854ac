"""Forecasts: by drawing people one by one, properties that must hold, and what they say of a person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsal.care.basis import Basis
from dorsal.care.forecast import Forecast, expected_draws, forecast, forecasts
from dorsal.errors import NetworkError, OptionError
from dorsal.patient.profile import Profile
from dorsal.topics.care_basis import basis_of
from dorsal.topics.loader import load

BASIS = basis_of(load(), "release")
EXAMPLE = Profile(age=45, weeks=52, radiating="no", pain=6, disability=12, disability_scale="RMDQ_0_24")
SHORT = ("disability", "short")


def _ask(option: str, profile: Profile = EXAMPLE, basis: Basis = BASIS) -> Forecast:
    return forecast(profile, basis, option, *SHORT)


@pytest.mark.parametrize("option", ["usual_care", "exercise", "dry_needling"])
def test_agrees_with_people_drawn_one_by_one(option: str) -> None:
    """The slow oracle: a setting, an effect and a person at a time, scores cut off at the ends of the scale."""
    course = BASIS.courses[*SHORT, "chronic"]
    effect = BASIS.effect(option, *SHORT)
    assert effect is not None
    rng, people, start = np.random.default_rng(7), [], 50.0
    for intercept, slope, added in zip(course.intercepts, course.slopes, effect, strict=True):
        mean = min(max(intercept + slope * start + added, 0.0), 100.0)
        latent = float(course.scores.latent(np.array(mean)))
        people.append(np.clip(rng.normal(latent, course.scores.sd, 200), 0.0, 100.0))
    scores, found = np.concatenate(people), _ask(option)
    assert found.expected == pytest.approx(scores.mean(), abs=0.5)
    assert found.chance_mic.value == pytest.approx((scores <= start - 10.0).mean(), abs=0.01)
    assert found.chance_30.value == pytest.approx((scores <= 0.7 * start).mean(), abs=0.01)
    assert found.spread == pytest.approx(np.quantile(scores, [0.1, 0.9]), abs=2.5)
    assert found.change == pytest.approx(found.expected - start)


def test_usual_care_is_the_natural_course() -> None:
    found = _ask("usual_care")
    assert found.prospect == found.natural
    assert found.extra is None
    assert _ask("exercise").natural == found.natural


def test_what_is_added_is_the_difference() -> None:
    found = _ask("exercise")
    assert found.extra is not None
    assert found.natural is not None
    assert found.extra.points == pytest.approx(found.expected - found.natural.expected)
    assert found.extra.mic.value == pytest.approx(found.chance_mic.value - found.natural.chance_mic.value)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 9.5), st.floats(0.1, 0.5), st.sampled_from(["usual_care", "dry_needling+physical_therapy"]))
def test_properties(pain: float, more: float, option: str) -> None:
    low, high = (
        forecast(replace(EXAMPLE, pain=score), BASIS, option, "pain", "short") for score in (pain, pain + more)
    )
    assert low.expected <= high.expected
    for found in (low, high):
        assert found.interval[0] <= found.expected <= found.interval[1]
        assert 0.0 <= found.spread[0] <= found.spread[1] <= 100.0
        for chance in (found.chance_mic, found.chance_30):
            assert 0.0 <= chance.low <= chance.value <= chance.high <= 1.0
            assert chance.per_100 + chance.others == 100


def test_a_better_effect_gives_a_better_chance() -> None:
    joint = BASIS.effects[SHORT]
    better = replace(BASIS, effects={**BASIS.effects, SHORT: replace(joint, draws=joint.draws - 5.0)})
    before, after = _ask("exercise"), _ask("exercise", basis=better)
    assert after.expected < before.expected
    assert after.chance_mic.value > before.chance_mic.value
    assert after.natural == before.natural


def test_two_points_from_three_are_not_two_points_from_eight() -> None:
    three, eight = (
        forecast(replace(EXAMPLE, pain=pain), BASIS, "usual_care", "pain", "short").chance_mic.value
        for pain in (3.0, 8.0)
    )
    assert three < eight


def test_nobody_improves_by_more_than_they_have() -> None:
    found = forecast(replace(EXAMPLE, pain=1.0), BASIS, "usual_care", "pain", "short")
    assert found.chance_mic.value == 0.0
    assert any("smaller than the smallest change that matters" in said for said in found.statements)


def test_without_a_first_score_the_numbers_are_not_the_person_s() -> None:
    found = forecast(Profile(age=45, weeks=52), BASIS, "exercise", "disability", "short")
    assert not found.individual
    assert found.baseline == BASIS.courses[*SHORT, "chronic"].start_mean
    assert "not this person's" in found.statements[0]


def test_no_forecast_says_why() -> None:
    found = forecast(EXAMPLE, BASIS, "exercise", "disability", "immediate")
    assert found.prospect is None
    assert "no trial tells" in found.why_not
    with pytest.raises(NetworkError, match="no trial tells"):
        _ = found.expected
    unknown = forecast(EXAMPLE, BASIS, "surgery", "pain", "short")
    assert unknown.natural is not None
    assert "surgery" in unknown.why_not


def test_unknown_names_are_refused_with_those_there_are() -> None:
    with pytest.raises(OptionError, match="usual_care"):
        forecast(EXAMPLE, BASIS, "leeches", *SHORT)
    with pytest.raises(OptionError, match="pain, disability"):
        forecast(EXAMPLE, BASIS, "exercise", "happiness", "short")


def test_draws_for_rankings_are_joint_and_agree_with_the_forecasts() -> None:
    options = ("usual_care", "exercise", "dry_needling", "surgery")
    draws = expected_draws(EXAMPLE, BASIS, options, *SHORT)
    assert draws is not None
    single = forecasts(EXAMPLE, BASIS, options, *SHORT)
    for column, option in enumerate(options[:3]):
        assert draws[:, column].mean() == pytest.approx(single[option].expected)
    assert np.isnan(draws[:, 3]).all()
    assert np.corrcoef(draws[:, 0], draws[:, 1])[0, 1] > 0.5, "they share the natural course"


def test_every_number_names_where_it_comes_from() -> None:
    found = _ask("manipulation")
    assert set(BASIS.courses[*SHORT, "chronic"].arms) <= set(found.rows)
    assert set(BASIS.comparisons[*SHORT, "manipulation"].studies) <= set(found.studies)
    assert found.certainty is not None
    assert found.certainty.level == "very low"
