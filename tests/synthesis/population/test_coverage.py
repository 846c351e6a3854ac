"""Where trials are of different people, the plain network is wrong in each of them and the adjusted one is not."""

import numpy as np
import pytest

from dorsal.synthesis.population.adjusted import adjusted
from dorsal.synthesis.population.settings import Settings
from tests.synthesis.mixed_data import anchored, true_effect

ROUNDS = 60
AT = np.array([45.0, 0.5])
"""Where only b was tried. The interval should hold the truth in 95 of 100 rounds: fewer than 51 of 60 has P < 0.003."""


@pytest.fixture(scope="module")
def held():
    """Of both models, in how many rounds the interval for c against b at 45 years holds the truth; and mean errors."""
    truth = true_effect("c", 45.0) - true_effect("b", 45.0)
    inside, error = np.zeros(2), np.zeros(2)
    for seed in range(ROUNDS):
        arms = anchored(np.random.default_rng(seed), n=400)
        models = (
            adjusted(arms, None, Settings(interaction="shared", points=64)).effects_at(AT),
            adjusted(arms.without_covariates(), None).effects_at(np.zeros(0)),
        )
        for i, model in enumerate(models):
            apart = model.between("c", "b")
            low, high = apart.interval(0.95)
            inside[i] += low <= truth <= high
            error[i] += (apart.mean - truth) / ROUNDS
    return inside, error


def test_adjusted_intervals_hold_the_truth(held):
    inside, error = held
    assert inside[0] >= 51
    assert abs(error[0]) < 0.12


def test_plain_ones_do_not(held):
    inside, error = held
    assert inside[1] <= 40
    assert error[1] < -0.4
