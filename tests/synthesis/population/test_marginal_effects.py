"""Average risks against plain loops over draws and people."""

import numpy as np
import pytest
from scipy.special import expit

from dorsal.errors import OptionError
from dorsal.synthesis.population.adjusted import adjusted
from dorsal.synthesis.population.marginal_effects import marginal_effects
from dorsal.synthesis.population.settings import Settings
from dorsal.synthesis.population.target import study_targets, summary_target
from tests.synthesis.mixed_data import anchored

ARMS = anchored(np.random.default_rng(1), n=200)
FOUND = adjusted(ARMS, None, Settings(interaction="shared"))
DRAWN = FOUND.draws(np.random.default_rng(2), 250)
TARGET = summary_target("clinic", ARMS, np.array([55.0, 0.4]), np.array([12.0, 0.0]), 64)


def test_average_risks_of_a_study():
    old = study_targets(ARMS, 64)[1]
    found = marginal_effects(FOUND, DRAWN, old)
    z = (old.points.x - FOUND.layout.centre) / FOUND.layout.scale
    for d in (0, 17, 249):
        shared, mu = DRAWN.shared[d], DRAWN.study[d, 1]
        for k in range(3):
            effect = 0.0 if k == 0 else shared[k - 1] + z @ shared[4:6]
            risk = old.points.weight @ expit(mu + z @ shared[2:4] + effect)
            assert found.expected[d, k] == pytest.approx(risk)


def test_a_baseline_is_met_in_every_draw():
    found = marginal_effects(FOUND, DRAWN, TARGET, baseline=0.3)
    assert found.expected[:, 0] == pytest.approx(np.full(250, 0.3), abs=1e-9)
    assert found.difference[:, 1] == pytest.approx(found.expected[:, 1] - 0.3)
    assert found.odds_ratio[:, 2] == pytest.approx(found.expected[:, 2] / (1 - found.expected[:, 2]) * 0.7 / 0.3)


def test_risks_seen_in_a_trial_are_told_again():
    """With the study's own level the average risk of its arms is near what its arms show."""
    old = study_targets(ARMS, 256)[1]
    found = marginal_effects(FOUND, DRAWN, old).expected.mean(axis=0)
    for arm in ARMS.aggregate:
        k = FOUND.treatments.index(arm.treatment)
        assert found[k] == pytest.approx(arm.y / arm.size, abs=0.02)


def test_a_marginal_odds_ratio_is_nearer_to_one_than_that_of_people():
    plain = adjusted(ARMS, None, Settings(prognostic=("age", "male")))
    found = marginal_effects(plain, plain.draws(np.random.default_rng(2), 250), TARGET, baseline=0.5)
    conditional = plain.effects_at(TARGET.mean).between("b", "a").mean
    assert conditional < np.log(found.odds_ratio[:, 1]).mean() < 0.0


def test_ratios_of_rates_need_no_baseline():
    arms = anchored(np.random.default_rng(1), n=200, kind="poisson-log")
    found = adjusted(arms, None, Settings(interaction="shared"))
    drawn = found.draws(np.random.default_rng(2), 50)
    one, other = (marginal_effects(found, drawn, TARGET, baseline=b) for b in (None, 3.0))
    assert one.ratio == pytest.approx(other.ratio)
    assert other.expected[:, 0] == pytest.approx(np.full(50, 3.0))


def test_what_is_refused():
    with pytest.raises(OptionError, match="the risk with a in clinic is needed"):
        marginal_effects(FOUND, DRAWN, TARGET)
    with pytest.raises(OptionError, match="between 0 and 1, or a rate above 0, got 1"):
        marginal_effects(FOUND, DRAWN, TARGET, baseline=1.2)
    scores = adjusted(anchored(np.random.default_rng(1), kind="normal-identity"), None)
    with pytest.raises(OptionError, match="nothing to average"):
        marginal_effects(scores, scores.draws(np.random.default_rng(1), 10), TARGET)
