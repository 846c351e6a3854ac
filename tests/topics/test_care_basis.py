"""The basis of the bundled topic: what it holds, what it says it cannot tell, and that it can be kept."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from dorsal.care.basis import Basis
from dorsal.topics.care_basis import basis_of
from dorsal.topics.loader import load


@pytest.fixture(scope="module")
def basis() -> Basis:
    return basis_of(load(), "release")


def test_it_comes_out_alike(basis: Basis) -> None:
    again = basis_of(load(), "release")
    for key, course in basis.courses.items():
        assert np.array_equal(course.intercepts, again.courses[key].intercepts)
    for key, effects in basis.effects.items():
        assert np.array_equal(effects.draws, again.effects[key].draws)


def test_it_can_be_kept(basis: Basis) -> None:
    kept = pickle.loads(pickle.dumps(basis))
    assert kept.options == basis.options
    assert kept.comparisons.keys() == basis.comparisons.keys()


def test_options_are_real_treatments_with_usual_care_first(basis: Basis) -> None:
    assert basis.options[0] == "usual_care"
    assert {"dry_needling", "exercise", "dry_needling+exercise"} <= set(basis.options)
    assert "sham_needling" not in basis.options


def test_where_no_control_group_tells_it_says_so(basis: Basis) -> None:
    assert ("disability", "immediate", "chronic") not in basis.courses
    assert "no trial tells" in basis.no_course["disability", "immediate", "chronic"]


def test_every_combination_has_a_course_or_a_reason(basis: Basis) -> None:
    for outcome in basis.outcomes:
        for window in basis.windows:
            for duration in ("acute", "subacute", "chronic", "unknown"):
                key = outcome, window, duration
                assert (key in basis.courses) != (key in basis.no_course)


def test_an_acute_complaint_runs_a_better_course_than_a_chronic_one(basis: Basis) -> None:
    acute, chronic = (basis.courses["disability", "short", who].means(50.0).mean() for who in ("acute", "chronic"))
    assert acute < chronic


def test_draws_agree_with_the_estimate_of_the_network(basis: Basis) -> None:
    comparison = basis.comparisons["disability", "short", "manipulation"]
    draws = basis.effect("manipulation", "disability", "short")
    assert draws is not None
    assert comparison.finding.estimate is not None
    assert draws.mean() == pytest.approx(comparison.finding.estimate.mean, abs=1.5)
    assert draws.std() > comparison.finding.estimate.se, "a new setting adds its own deviation"


def test_options_that_share_trials_share_their_draws(basis: Basis) -> None:
    alone = basis.effect("dry_needling", "disability", "short")
    both = basis.effect("dry_needling+exercise", "disability", "short")
    assert alone is not None
    assert both is not None
    assert np.corrcoef(alone, both)[0, 1] > 0.3


def test_what_was_only_added_to_usual_care_says_so(basis: Basis) -> None:
    assert basis.comparisons["pain", "short", "acupuncture"].given == "acupuncture+usual_care"


def test_every_course_names_its_rows(basis: Basis) -> None:
    topic = load()
    rows = {result.row for study in topic.studies for result in study.results}
    rows |= {row["row_id"] for row in topic.tables["courses"]}
    for course in basis.courses.values():
        assert course.arms
        assert set(course.arms) <= rows


IMPROVED = [  # outcome, window, start, mean change, threshold of the start (share) or of the change (points), observed
    ("disability", "intermediate", 100 * 10.9 / 23, -100 * 2.96 / 23, 0.7, None, 0.441),
    ("pain", "intermediate", 60.0, -8.4, 0.7, None, 0.266),
    ("disability", "long", 100 * 10.9 / 23, -100 * 3.43 / 23, 0.7, None, 0.486),
    ("disability", "short", 100 * 11.0 / 23, -100 * 2.1 / 23, None, 100 * 3.0 / 23, 0.39),
]
"""Usual care of Cherkin 2016 (AHRQ CER 227 Table 14) and Cherkin 2009 (abstract): how many of them improved."""


@pytest.mark.parametrize(("outcome", "window", "start", "change", "share", "points", "observed"), IMPROVED)
def test_as_many_improve_as_trials_counted(
    basis: Basis, outcome: str, window: str, start: float, change: float, share: float, points: float, observed: float
) -> None:
    """The shape of scores between people, given a trial's own mean: it promises 3 to 9 of 100 too many."""
    course = basis.courses[outcome, window, "chronic"]
    starts = np.random.default_rng(1).normal(start, course.start_sd or 20.0, 40_000).clip(5.0, 100.0)
    means = np.clip(start + change + course.slope.mean * (starts - start), 0.0, 100.0)
    latent = course.scores.latent(means)
    limits = share * starts if share else starts - points
    chance = np.where(limits < 0.0, 0.0, course.scores.share_below(latent, limits)).mean()
    assert chance == pytest.approx(observed, abs=0.1)
    assert chance > observed - 0.02
