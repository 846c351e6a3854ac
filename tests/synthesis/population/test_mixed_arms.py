"""Arms of people and of summaries together: what they say of covariates, and what is refused."""

import numpy as np
import pytest

from dorsal.errors import EvidenceError, NetworkError
from tests.synthesis.mixed_data import anchored, network, people, summed

RNG = np.random.default_rng(5)
YOUNG, OLD = people(RNG, "young", ("a", "b"), 100, 45.0), people(RNG, "old", ("a", "c"), 300, 60.0)


def test_centre_and_scale_are_of_all_people():
    found = network(YOUNG, summed(OLD))
    every = np.concatenate([arm.x for arm in YOUNG + OLD])
    assert found.centre == pytest.approx(every.mean(axis=0))
    within = np.mean([arm.x.var(axis=0) * len(arm.x) / 200 for arm in YOUNG + OLD], axis=0)
    assert found.scale == pytest.approx(np.sqrt(within), rel=0.005)
    assert found.treatments == ("a", "b", "c")
    assert found.sizes.tolist() == [100, 100, 300, 300]


def test_the_unit_of_scores_is_their_sd():
    assert anchored(np.random.default_rng(1), kind="normal-identity").unit == pytest.approx(1.6, abs=0.1)
    assert anchored(np.random.default_rng(1)).unit == 1.0


def test_studies_without_events_say_nothing():
    silent = [type(a)(**{**a.__dict__, "study": "none", "y": 0.0}) for a in summed(OLD)]
    found = network(YOUNG, [*silent, *summed(OLD)])
    assert found.studies == ("young", "old")
    assert found.left_out == (("none", "no arm can differ: no events, or only events"),)


def test_what_is_refused():
    with pytest.raises(EvidenceError, match="young: the study stands among the people and in the aggregate table"):
        network(YOUNG, summed(YOUNG))
    with pytest.raises(EvidenceError, match="study old: it needs two or more arms"):
        network(YOUNG, summed(OLD)[:1])
    with pytest.raises(NetworkError, match="no study joins c, d to a"):
        network(YOUNG, summed(_far()))


def _far():
    return [type(a)(**{**a.__dict__, "study": "far", "treatment": t}) for a, t in zip(OLD, "cd", strict=True)]
