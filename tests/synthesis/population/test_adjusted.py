"""The whole model against plain regressions, the posterior without covariates, and draws from the exact posterior."""

import numpy as np
import pytest
from scipy.special import expit, ndtr

from dorsal.errors import EvidenceError, NetworkError, NotSettled, OptionError
from dorsal.synthesis.bayes.prior import HalfNormal, Uniform
from dorsal.synthesis.exact.arm_posterior import arm_posterior
from dorsal.synthesis.population.adjusted import adjusted, replicates
from dorsal.synthesis.population.links import family_of
from dorsal.synthesis.population.mixed_arms import AggregateArm, PeopleArm, mixed_arms
from dorsal.synthesis.population.settings import Settings
from tests.synthesis.event_data import counts
from tests.synthesis.mixed_data import anchored, network, people, summed

FLAT = Settings(prior_coefficient=np.inf)
INVERSE = {
    "binomial-logit": lambda eta: (expit(eta), expit(eta) * expit(-eta), expit(eta) * expit(-eta)),
    "binomial-probit": lambda eta: (ndtr(eta), np.exp(-(eta**2) / 2) / np.sqrt(2 * np.pi), ndtr(eta) * ndtr(-eta)),
    "poisson-log": lambda eta: (np.exp(eta), np.exp(eta), np.exp(eta)),
}


def known_trials(kind, n=250):
    rng = np.random.default_rng(11)
    arms = people(rng, "s1", ("a", "b"), n, 45.0, kind=kind) + people(rng, "s2", ("a", "c"), n, 60.0, kind=kind)
    return arms + people(rng, "s3", ("b", "c", "a"), n, 52.0, kind=kind)


def design(arms, centre, scale):
    """(n, 11): intercepts of studies, effects of b and c, covariates, their interactions with b and with c."""
    rows = []
    for arm in arms:
        z = (arm.x - centre) / scale
        study = np.array([arm.study == s for s in ("s1", "s2", "s3")], dtype=float)
        given = np.array([arm.treatment == t for t in ("b", "c")], dtype=float)
        n = len(z)
        rows.append(np.hstack([np.tile(study, (n, 1)), np.tile(given, (n, 1)), z, z * given[0], z * given[1]]))
    return np.concatenate(rows)


def reweighted(x, y, kind):
    """Iteratively reweighted least squares: coefficients, and their covariance by the expected information."""
    beta = np.zeros(x.shape[1])
    for _ in range(60):
        mean, slope, variance = INVERSE[kind](x @ beta)
        weight = slope**2 / variance
        beta = beta + np.linalg.solve((x.T * weight) @ x, x.T @ (slope / variance * (y - mean)))
    return beta, np.linalg.inv((x.T * weight) @ x)


@pytest.mark.parametrize("kind", ["binomial-logit", "poisson-log", "binomial-probit"])
def test_people_alone_are_a_regression_with_intercepts_of_studies(kind):
    known = known_trials("binomial-logit" if kind.startswith("binomial") else kind)
    found = adjusted(network(known, [], kind), None, FLAT)
    x = design(known, found.layout.centre, found.layout.scale)
    beta, cov = reweighted(x, np.concatenate([arm.y for arm in known]), kind)
    assert found.modes[0].at.shared == pytest.approx(beta[3:], abs=1e-7)
    # the observed information is the expected one where the link is canonical
    near = 1e-6 if kind != "binomial-probit" else 0.02
    assert found.shared_sd == pytest.approx(np.sqrt(np.diagonal(cov))[3:], rel=near)


def test_scores_of_people_are_weighted_least_squares():
    known = known_trials("normal-identity")
    found = adjusted(network(known, [], "normal-identity"), None, FLAT)
    x = design(known, found.layout.centre, found.layout.scale)
    y, study = np.concatenate([arm.y for arm in known]), x[:, :3].argmax(axis=1)
    variance = np.empty(3)
    for s in range(3):
        own = x[study == s]
        fit, _, rank, _ = np.linalg.lstsq(own, y[study == s], rcond=None)
        variance[s] = ((y[study == s] - own @ fit) ** 2).sum() / (len(own) - rank)
    weight = 1.0 / variance[study]
    cov = np.linalg.inv((x.T * weight) @ x)
    assert found.shared_mean == pytest.approx((cov @ (x.T * weight) @ y)[3:], abs=1e-8)
    assert found.shared_sd == pytest.approx(np.sqrt(np.diagonal(cov))[3:], rel=1e-8)


def test_scores_of_one_trial_are_ordinary_least_squares():
    known = people(np.random.default_rng(3), "s1", ("a", "b"), 90, 50.0, kind="normal-identity")
    found = adjusted(network(known, [], "normal-identity"), None, FLAT)
    z = [found.layout.standardised(arm.x) for arm in known]
    x = np.vstack([np.hstack([np.ones((90, 1)), np.full((90, 1), g), z[g], g * z[g]]) for g in (0, 1)])
    y = np.concatenate([arm.y for arm in known])
    beta, square, _, _ = np.linalg.lstsq(x, y, rcond=None)
    cov = square[0] / (len(y) - 6) * np.linalg.inv(x.T @ x)
    assert found.shared_mean == pytest.approx(beta[1:])
    assert found.shared_sd == pytest.approx(np.sqrt(np.diagonal(cov))[1:])


COUNTS = [
    counts("1", ("a", 30, 120), ("b", 40, 118)),
    counts("2", ("a", 44, 100), ("c", 55, 105)),
    counts("3", ("b", 33, 90), ("c", 41, 97), ("a", 25, 94)),
    counts("4", ("a", 18, 80), ("b", 30, 82)),
    counts("5", ("a", 22, 75), ("c", 37, 78)),
]
NONE = np.zeros(0)


def plain(studies, likelihood="binomial-logit"):
    """The same counts as aggregate arms without covariates."""
    arms = [
        AggregateArm(study=c.study, treatment=t, mean=NONE, sd=NONE, y=float(e), size=float(n))
        for c in studies
        for t, e, n in zip(c.treatments, c.events, c.size, strict=True)
    ]
    return mixed_arms([], arms, family=family_of(likelihood), covariates=(), margins=(), reference="a")


@pytest.mark.parametrize("likelihood", ["binomial-logit", "binomial-cloglog", "binomial-probit"])
def test_without_people_and_covariates_it_is_the_posterior_of_the_arms(likelihood):
    """Up to Laplace's approximation over the studies' own effects, which the other one does by quadrature."""
    exact = arm_posterior(COUNTS, HalfNormal(0.5), likelihood=likelihood)
    found = adjusted(plain(COUNTS, likelihood), HalfNormal(0.5))
    assert found.tau.mean == pytest.approx(exact.tau.mean, rel=0.02)
    at = found.effects_at(NONE)
    for pair in (("b", "a"), ("c", "a"), ("c", "b")):
        mine, theirs = at.between(*pair), exact.between(*pair)
        assert abs(mine.mean - theirs.mean) < 0.02 * theirs.sd
        assert mine.sd == pytest.approx(theirs.sd, rel=0.02)
        assert mine.quantile(0.975) == pytest.approx(theirs.quantile(0.975), abs=0.04 * theirs.sd)


def test_common_effects_are_the_limit_of_a_small_tau():
    common = adjusted(anchored(np.random.default_rng(8)), None)
    small = adjusted(anchored(np.random.default_rng(8)), HalfNormal(1e-5))
    assert common.tau is None
    assert small.shared_mean == pytest.approx(common.shared_mean, abs=1e-6)
    assert small.shared_sd == pytest.approx(common.shared_sd, rel=1e-6)


def test_summaries_of_scores_say_what_their_people_say():
    """With one slope for everybody and no interaction, means of arms are all that the effects need."""
    rng = np.random.default_rng(9)
    known = people(rng, "s1", ("a", "b"), 400, 45.0, kind="normal-identity")
    apart = people(rng, "s2", ("a", "b"), 400, 60.0, kind="normal-identity")
    settings = Settings(prognostic=("age", "male"))
    whole = adjusted(network(known + apart, [], "normal-identity"), None, settings)
    mixed = adjusted(network(known, summed(apart, scores=True), "normal-identity"), None, settings)
    assert mixed.shared_mean[0] == pytest.approx(whole.shared_mean[0], abs=0.35 * whole.shared_sd[0])
    assert mixed.shared_sd[0] == pytest.approx(whole.shared_sd[0], rel=0.15)


@pytest.mark.parametrize("kind", ["binomial-logit", "binomial-cloglog", "poisson-log"])
def test_laplace_is_near_the_exact_posterior(kind):
    arms = anchored(np.random.default_rng(12), kind="binomial-logit" if kind.startswith("binomial") else kind)
    arms = network(arms.people, arms.aggregate, kind)
    found = adjusted(arms, HalfNormal(0.3), Settings(interaction="shared"))
    check = found.check(np.random.default_rng(1), draws=2000)
    assert check.effective_share > 0.9
    assert check.largest < 0.02


def test_the_mean_of_a_skewed_effect_is_that_of_an_integral_on_a_grid():
    """One event of 60: the mode alone is far off, and the check's weights tell what is left."""
    rare = plain([counts("1", ("a", 6, 60), ("b", 1, 60))])
    found = adjusted(rare, None, Settings(prior_effect=2.0))
    check = found.check(np.random.default_rng(2), draws=40_000)
    mu, d = np.meshgrid(np.linspace(-7, 2, 700), np.linspace(-9, 5, 700), indexing="ij")
    log = 6 * mu - 60 * np.logaddexp(0, mu) + (mu + d) - 60 * np.logaddexp(0, mu + d) - d * d / 8
    share = np.exp(log - log.max())
    exact = float((share * d).sum() / share.sum())
    sd = found.shared_sd[0]
    assert abs(found.modes[0].at.shared[0] - exact) > 0.15 * sd
    assert abs(found.shared_mean[0] - exact) < 0.05 * sd
    assert found.shared_mean[0] + check.mean_shift[0] * found.shared_sd[0] == pytest.approx(exact, abs=0.03)


def test_points_are_doubled_until_it_makes_no_difference():
    arms = anchored(np.random.default_rng(13))
    few = adjusted(arms, None, Settings(points=2, interaction="shared"))
    many = adjusted(arms, None, Settings(points=4096, interaction="shared"))
    assert few.points > 2
    assert few.points_error <= 0.01
    assert few.shared_mean == pytest.approx(many.shared_mean, abs=0.03 * many.shared_sd.min())


def test_an_interaction_that_no_data_tell_has_the_spread_of_its_prior():
    found = adjusted(anchored(np.random.default_rng(14)), None)
    lone = found.layout.interaction(found.layout.groups.index("c"), 0)
    assert found.shared_sd[lone] > 5.0
    shared = adjusted(anchored(np.random.default_rng(14)), None, Settings(interaction="shared"))
    assert shared.shared_sd[shared.layout.interaction(0, 0)] < 0.3


def test_replicates_count_what_tells_of_heterogeneity():
    assert replicates(plain(COUNTS)) == 4
    assert replicates(anchored(np.random.default_rng(1), n=50)) == 0


def test_what_is_refused():
    with pytest.raises(OptionError, match="prior that falls or ends"):
        adjusted(plain(COUNTS), Uniform(0.0, np.inf))
    with pytest.raises(NetworkError, match="infinite"):
        adjusted(plain([counts("1", ("a", 0, 60), ("b", 9, 60))]), None)
    with pytest.raises(NotSettled, match="open"):
        adjusted(anchored(np.random.default_rng(1)), None, FLAT)
    tiny = people(np.random.default_rng(1), "s1", ("a", "b"), 2, 50.0, kind="normal-identity")
    with pytest.raises(EvidenceError, match="study s1: 4 people are too few"):
        adjusted(network(tiny, [], "normal-identity"), None)
    with pytest.raises(OptionError, match="above 0"):
        Settings(prior_effect=0.0)
    assert isinstance(tiny[0], PeopleArm)
