"""A seed does where a generator does, and nothing else."""

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.chance import counted, generator
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.ranks.ranking import rank_draws, rank_probabilities
from tests.synthesis.generated import network


@pytest.fixture(scope="module")
def fit():
    return fit_network(Network.of(network(1, 4, 10)))


def test_a_seed_draws_as_its_generator(fit):
    whole = posterior(fit, HalfNormal(0.5))
    for ask in (
        lambda rng: rank_probabilities(fit, rng, draws=500),
        lambda rng: whole.draws(rng, 500),
        lambda rng: whole.rank_probabilities(rng, draws=500),
        lambda rng: np.array(whole.chance(lambda d: d[:, 1] > 0, rng, draws=500)),
    ):
        np.testing.assert_array_equal(ask(7), ask(np.random.default_rng(7)))


@pytest.mark.parametrize("wrong", ["seven", 1.5, -1, None, True])
def test_what_is_neither_is_refused(wrong):
    with pytest.raises(OptionError, match="rng must be numpy"):
        generator(wrong)
    assert generator(np.int64(3)).random() == np.random.default_rng(3).random()


def test_no_draws_are_no_answer(fit):
    assert counted(1) == 1
    with pytest.raises(OptionError, match="at least one draw is needed, got 0"):
        posterior(fit, HalfNormal(0.5)).draws(1, 0)
    with pytest.raises(OptionError, match="at least one draw is needed, got -5"):
        rank_draws(fit, 1, draws=-5)
