"""Populations to ask for, and how far they are from those of the studies."""

import numpy as np
import pytest

from dorsal.synthesis.population.target import MOST_PEOPLE, people_target, reach, study_targets, summary_target
from tests.synthesis.mixed_data import anchored

ARMS = anchored(np.random.default_rng(1), n=200)


def test_study_populations_are_those_of_all_their_arms():
    young, old = study_targets(ARMS, 64)
    assert (young.name, old.study) == ("young", "old")
    assert young.mean == pytest.approx(np.concatenate([arm.x for arm in ARMS.people]).mean(axis=0))
    assert old.mean == pytest.approx(np.mean([arm.mean for arm in ARMS.aggregate], axis=0))
    assert old.points.mean == pytest.approx(old.mean)
    whole = np.sqrt(old.points.weight @ (old.points.x[:, 0] - old.mean[0]) ** 2)
    assert whole == pytest.approx(10.0, abs=1.0)


def test_a_table_of_people_keeps_its_means_and_is_thinned_out():
    x = np.random.default_rng(2).normal(50.0, 9.0, (3 * MOST_PEOPLE + 1, 2))
    found = people_target("clinic", x)
    assert found.mean == pytest.approx(x.mean(axis=0))
    assert len(found.points.x) <= MOST_PEOPLE
    assert found.points.weight.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(("age", "place"), [(50.0, "within"), (70.0, "people"), (110.0, "outside")])
def test_where_a_mean_lies(age, place):
    target = summary_target("t", ARMS, np.array([age, 0.5]), np.array([10.0, 0.0]), 64)
    assert reach(ARMS, target)[0].place == place
