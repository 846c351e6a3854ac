"""Chances and differences over draws of a mean, by hand where the mean is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from dorsal.care.bounded import Bounded
from dorsal.care.prospect import Chance, Outlook

SCORES = Bounded(sd=20.0)
KNOWN = Outlook(start=60.0, mic=20.0, scores=SCORES, means=np.array([[50.0] * 400, [45.0] * 400]))


def test_a_known_mean_by_hand() -> None:
    usual, treated = KNOWN.prospects()
    assert (usual.expected, usual.interval, usual.change) == (50.0, (50.0, 50.0), -10.0)
    assert usual.chance_mic.value == pytest.approx(norm.cdf((40.0 - 50.0) / 20.0), abs=1e-3)
    assert usual.chance_30.value == pytest.approx(norm.cdf((42.0 - 50.0) / 20.0), abs=1e-3)
    assert usual.spread == pytest.approx((50.0 - 1.2816 * 20.0, 50.0 + 1.2816 * 20.0), abs=0.05)
    assert treated.chance_mic.value == pytest.approx(norm.cdf(-5.0 / 20.0), abs=2e-3)


def test_what_is_added_by_hand() -> None:
    (extra,) = KNOWN.extras()
    assert (extra.points, extra.points_interval) == (-5.0, (-5.0, -5.0))
    assert extra.mic.value == pytest.approx(norm.cdf(-0.25) - norm.cdf(-0.5), abs=2e-3)
    assert extra.mic.low == pytest.approx(extra.mic.high)


def test_what_is_not_known_of_the_mean_widens_all() -> None:
    means = np.linspace(30.0, 70.0, 1001)[None, :]
    (found,) = Outlook(start=60.0, mic=20.0, scores=SCORES, means=means).prospects()
    assert found.interval == pytest.approx((31.0, 69.0), abs=0.1)
    assert found.chance_mic.low == pytest.approx(norm.cdf((40.0 - 69.0) / 20.0), abs=5e-3)
    assert found.chance_mic.high == pytest.approx(norm.cdf((40.0 - 31.0) / 20.0), abs=0.012), "and the floor"
    latent = SCORES.latent(means[0])
    people = np.clip(np.random.default_rng(1).normal(latent[:, None], 20.0, (1001, 300)), 0.0, 100.0)
    assert found.spread == pytest.approx(np.quantile(people, [0.1, 0.9]), abs=0.4)


def test_of_a_hundred_people_both_ways() -> None:
    chance = Chance(value=0.347, low=0.118, high=0.652)
    assert (chance.per_100, chance.others, chance.interval_per_100) == (35, 65, (12, 65))
