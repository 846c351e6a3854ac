"""The density that is sampled against textbook densities of the counts."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom, multinomial, norm, poisson

from dorsal.mcmc.arm_target import ArmTarget
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects, Uniform
from dorsal.synthesis.counts.event_counts import EventRates
from dorsal.synthesis.exact.arm_posterior import arm_model
from dorsal.synthesis.exact.ordered_posterior import ordered_model
from tests.synthesis.category_data import FEW, shares
from tests.synthesis.event_data import RARE, smoking

RATES = tuple(
    EventRates(study=c.study, treatments=c.treatments, events=c.events, person_time=tuple(n / 10.0 for n in c.n))
    for c in RARE[:3]
)


def target_of(counts, tau, effects=None, likelihood="binomial-logit"):
    return ArmTarget.of(arm_model(counts, tau, effects, likelihood=likelihood), tau, effects)


@pytest.mark.parametrize(
    ("counts", "likelihood", "given"),
    [
        (smoking(), "binomial-logit", lambda y, n, eta: binom(n, expit(eta)).logpmf(y)),
        (RARE[:3], "binomial-cloglog", lambda y, n, eta: binom(n, -np.expm1(-np.exp(eta))).logpmf(y)),
        (RATES, "poisson-log", lambda y, t, eta: poisson(t * np.exp(eta)).logpmf(y)),
    ],
)
def test_the_density_is_prior_times_likelihood(counts, likelihood, given):
    """Own effects are recovered from the predictors; how they are drawn adds only the speed of that map."""
    target = target_of(counts, Uniform(0.0, 5.0), NormalEffects(sd=10.0), likelihood)
    arms, plan, rng, apart = target.model.arms, target._plan, np.random.default_rng(1), []
    with jax.enable_x64(True):
        for _ in range(4):
            x = 0.5 * rng.normal(size=target.size)
            state = target.state(jnp.asarray(x))
            full, baseline, eta, tau = (
                np.asarray(part) for part in (state.effects, state.baseline, state.predictor, state.tau)
            )
            sd = float(tau) / np.sqrt(2.0)
            own = eta - baseline[arms.study] - full[arms.treatment]
            height = given(arms.events, arms.size, eta).sum() + norm(scale=sd).logpdf(own).sum()
            height += ((1.0 - plan.told) * np.log(sd)).sum() + norm(scale=10.0).logpdf(full[1:]).sum()
            height += np.log(float(tau) * (5.0 - float(tau)))
            np.testing.assert_allclose(target.effects(x), full)
            assert float(target.tau(x)) == pytest.approx(float(tau))
            apart.append(height - float(target.log_density(jnp.asarray(x))))
    np.testing.assert_allclose(apart, apart[0], rtol=1e-9, atol=1e-7)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_ordered_categories(link):
    tau, effects = HalfNormal(0.5), NormalEffects(sd=3.0)
    target = ArmTarget.of(ordered_model(FEW, tau, effects, link=link), tau, effects)
    arms, plan, rng, apart = target.model.arms, target._plan, np.random.default_rng(1), []
    people = [cells for counts in FEW for cells in counts.people]
    with jax.enable_x64(True):
        for _ in range(4):
            state = target.state(jnp.asarray(0.3 * rng.normal(size=target.size)))
            eta, more, t = (np.asarray(part) for part in (state.predictor, state.more, state.tau))
            height = 0.0
            for predictor, cells in zip(eta, people, strict=True):
                share = shares(predictor, [0.0, *more], link)
                told = [cells[0], cells[2]] if cells[1] is None else list(cells)
                joined = [share[0] + share[1], share[2]] if cells[1] is None else share
                height += multinomial(sum(told), joined).logpmf(told)
            sd = float(t) / np.sqrt(2.0)
            full, baseline = np.asarray(state.effects), np.asarray(state.baseline)
            own = eta - baseline[arms.study] - full[arms.treatment]
            height += norm(scale=sd).logpdf(own).sum() + ((1.0 - plan.told) * np.log(sd)).sum()
            height += norm(scale=3.0).logpdf(full[1:]).sum() - 0.5 * (float(t) / 0.5) ** 2 + np.log(float(t))
            apart.append(height)
    rng = np.random.default_rng(1)
    with jax.enable_x64(True):
        ours = [float(target.log_density(jnp.asarray(0.3 * rng.normal(size=target.size)))) for _ in range(4)]
    np.testing.assert_allclose(np.diff(ours), np.diff(apart), atol=1e-7)


def test_arms_with_many_people_are_drawn_as_they_are_and_silent_ones_in_sds():
    told = target_of(smoking(), Uniform(0.0, 5.0))._plan.told
    rare = target_of(RARE, Uniform(0.0, 1.0))._plan.told
    assert told.max() > 0.9
    assert rare.min() < 0.1
