"""Scores cut off at the ends of 0-100, against quadrature and drawn people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from dorsal.care.bounded import Bounded, mean_and_sd
from dorsal.errors import EvidenceError


@pytest.mark.parametrize(("latent", "sd"), [(50.0, 5.0), (25.0, 22.0), (-8.0, 30.0), (97.0, 14.0)])
def test_moments_agree_with_quadrature(latent: float, sd: float) -> None:
    def inside(power: int) -> float:
        value, _ = quad(lambda y: y**power * norm.pdf(y, latent, sd), 0.0, 100.0, epsabs=1e-10)
        return float(value + 100.0**power * norm.sf(100.0, latent, sd))

    mean, spread = mean_and_sd(np.array([latent]), sd)
    assert mean[0] == pytest.approx(inside(1), abs=1e-7)
    assert spread[0] == pytest.approx(np.sqrt(inside(2) - inside(1) ** 2), abs=1e-6)


@given(st.floats(3.0, 97.0), st.floats(2.0, 30.0))
def test_the_latent_mean_gives_the_mean_back(mean: float, sd: float) -> None:
    scores = Bounded(sd=sd)
    back, _ = mean_and_sd(scores.latent(np.array([mean])), sd)
    assert back[0] == pytest.approx(mean, abs=0.05)


def test_the_spread_of_scores_is_what_the_arms_showed() -> None:
    scores = Bounded.like(mean=20.0, sd=18.0)
    _, spread = mean_and_sd(scores.latent(np.array([20.0])), scores.sd)
    assert spread[0] == pytest.approx(18.0, abs=0.02)
    assert scores.sd > 18.0, "cutting off makes scores spread less than the latent ones"


def test_a_spread_that_no_score_can_have_is_refused() -> None:
    with pytest.raises(EvidenceError, match="cannot have a standard deviation of 60"):
        Bounded.like(mean=50.0, sd=60.0)


def test_chances_agree_with_drawn_people() -> None:
    scores, latent = Bounded(sd=22.0), np.array([18.0])
    people = np.clip(np.random.default_rng(3).normal(18.0, 22.0, 400_000), 0.0, 100.0)
    for score in (0.0, 12.0, 40.0):
        assert scores.chance_at_most(latent, score)[0] == pytest.approx((people <= score).mean(), abs=0.004)
        assert scores.share_below(latent, np.array([score]))[0] == scores.chance_at_most(latent, score)[0]


def test_nobody_falls_below_the_scale_and_all_lie_below_its_end() -> None:
    scores = Bounded(sd=20.0)
    assert scores.chance_at_most(np.array([5.0]), -1.0)[0] == 0.0
    assert scores.chance_at_most(np.array([95.0]), 100.0)[0] == 1.0
