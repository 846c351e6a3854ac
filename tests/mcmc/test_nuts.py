"""The sampler on smoking cessation beside the integral; stopping it keeps what is drawn."""

import itertools

import numpy as np
import pytest

from dorsal.errors import NotSettled, OptionError
from dorsal.mcmc.arm_target import ArmTarget
from dorsal.mcmc.nuts import BLOCK, Settings, sampled_posterior, sampling
from dorsal.synthesis.bayes.prior import NormalEffects, Uniform
from dorsal.synthesis.exact.arm_posterior import arm_model, arm_posterior
from tests.synthesis.event_data import smoking

PRIORS = (Uniform(0.0, 5.0), NormalEffects(sd=10.0, reference="A"))


@pytest.fixture(scope="module")
def run():
    """Every block's state, and the target."""
    target = ArmTarget.of(arm_model(smoking(), *PRIORS, likelihood="binomial-logit"), *PRIORS)
    return target, list(sampling(target, Settings(draws=400, warmup=300, chains=4, seed=2)))


def test_it_agrees_with_the_integral(run):
    target, blocks = run
    drawn, exact = sampled_posterior(target, blocks[-1]), arm_posterior(smoking(), *PRIORS)
    assert drawn.divergent < 8
    assert drawn.worst_r_hat < 1.03
    assert drawn.fewest_effective > 150
    pairs = [(drawn.tau, exact.tau), *((drawn.between(t, "A"), exact.between(t, "A")) for t in "BCD")]
    for ours, theirs in pairs:
        assert ours.mean == pytest.approx(theirs.mean, abs=4.5 * ours.mean_error)
        assert ours.sd == pytest.approx(theirs.sd, rel=0.2)
    assert drawn.deviance.mean == pytest.approx(exact.deviance.mean, rel=0.04)
    sucra = exact.sucra(better="higher")
    assert all(value == pytest.approx(sucra[t], abs=0.04) for t, value in drawn.sucra(better="higher").items())


def test_every_block_keeps_what_was_drawn_before(run):
    target, blocks = run
    assert [block.done for block in blocks][:13] == [*([0] * 12), BLOCK]
    assert (blocks[-1].done, blocks[-1].warmed) == (400, 300)
    for before, after in itertools.pairwise(blocks):
        np.testing.assert_array_equal(after.points[:, : before.done], before.points)
    part = sampled_posterior(target, blocks[14])
    assert (part.draws_a_chain, part.stopped) == (3 * BLOCK, True)
    with pytest.raises(NotSettled, match="before there were draws"):
        sampled_posterior(target, blocks[2])


def test_settings_outside_their_limits():
    with pytest.raises(OptionError, match="draws must be 100"):
        Settings(draws=10)
    with pytest.raises(OptionError, match="chains must be 1"):
        Settings(chains=0)
