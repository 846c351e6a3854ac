"""The exact posterior: against brute force, in its limits, in its symmetries, and what it refuses."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import Density, HalfCauchy, HalfNormal, LogNormal, LogT, NormalEffects, Uniform
from dorsal.synthesis.bayes.prior_text import prior_of
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.heterogeneity import fixed_tau2
from dorsal.synthesis.network import Network
from dorsal.synthesis.ranks.ranking import p_scores
from dorsal.trials.contrast import Contrast
from tests.synthesis.brute_posterior import Brute
from tests.synthesis.generated import network, networks, study

PRIORS = {
    HalfNormal(0.5): (1e-4, 8.0),
    HalfCauchy(0.4): (1e-4, 4e4),
    Uniform(0.0, 2.0): (1e-4, 2.0),
    Uniform(0.0, 40.0): (1e-4, 40.0),
    LogNormal(-2.0, 1.5): (1e-6, 200.0),
    LogT(-3.44, 2.59): (1e-40, 1e4),
}
"""Where the grid of brute force must begin and end."""


def agrees(found, brute, within):
    """Means, SDs and covariances of effects and tau to `within` of a posterior SD."""
    mean, cov = brute.moments()
    sd = np.sqrt(np.diagonal(cov))
    assert np.abs((found.effect[1:] - mean) / sd).max() < within
    assert np.abs((found.cov[1:, 1:] - cov) / np.outer(sd, sd)).max() < within
    tau_mean, tau_sd = brute.tau_moments()
    assert found.tau.mean == pytest.approx(tau_mean, abs=within * tau_sd)
    assert found.tau.sd == pytest.approx(tau_sd, abs=within * tau_sd)


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: prior.name)
@pytest.mark.parametrize("effect_sd", [None, 1.5])
@pytest.mark.parametrize(("seed", "tau"), [(1, 0.0), (2, 0.3), (7, 1.0)])
def test_agrees_with_brute_force(prior, effect_sd, seed, tau):
    contrasts = network(seed, 4, 9, tau=tau)
    effects = None if effect_sd is None else NormalEffects(sd=effect_sd)
    found = posterior(Network.of(contrasts), prior, effects)
    brute = Brute.of(contrasts, prior.log_density, PRIORS[prior], effect_sd=effect_sd)
    assert found.error <= 1e-6
    agrees(found, brute, 3e-6)
    if effect_sd is not None:
        assert found.log_evidence == pytest.approx(brute.log_evidence, abs=1e-6)


@given(contrasts=networks(min_studies=4), scale=st.sampled_from([0.01, 0.5, 20.0]))
@settings(max_examples=15, deadline=None)
def test_agrees_with_brute_force_on_any_network(contrasts, scale):
    prior = HalfNormal(scale)
    agrees(
        posterior(Network.of(contrasts), prior), Brute.of(contrasts, prior.log_density, (1e-4 * scale, 9 * scale)), 3e-6
    )


@given(networks(min_studies=2), st.sampled_from([0.05, 0.4]))
@settings(max_examples=25, deadline=None)
def test_a_prior_that_knows_tau_gives_the_fit_at_that_tau(contrasts, tau):
    net = Network.of(contrasts)
    found = posterior(net, LogNormal(2.0 * math.log(tau), 1e-5))
    solution, _ = fixed_tau2(net.rows, None, tau * tau)
    np.testing.assert_allclose(found.effect[1:], solution.theta, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(found.cov, solution.cov, rtol=1e-5, atol=1e-10)


def test_a_prior_at_zero_gives_the_common_effect():
    net = Network.of(network(3, 4, 8))
    found = posterior(net, HalfNormal(1e-7))
    solution, _ = fixed_tau2(net.rows, None, 0.0)
    np.testing.assert_allclose(found.effect[1:], solution.theta, rtol=1e-9)
    assert found.log_bayes_factor_common == pytest.approx(0.0, abs=1e-6)


def test_many_studies_leave_the_fit_at_the_estimate():
    net = Network.of(network(3, 3, 1500))
    found, fit = posterior(net, HalfNormal(1.0)), fit_network(net)
    assert found.tau.mean == pytest.approx(math.sqrt(fit.tau2), rel=0.01)
    np.testing.assert_allclose(found.effect, fit.effect, atol=1e-3)
    assert len(found.rule.u) < 70


def scaled(contrasts, factor):
    return [
        Contrast(
            study=c.study,
            treatments=c.treatments,
            effect=c.effect * factor,
            cov=c.cov * factor**2,
            measure=c.measure,
        )
        for c in contrasts
    ]


@given(networks(min_studies=2), st.sampled_from([0.01, 100.0]))
@settings(max_examples=20, deadline=None)
def test_a_change_of_unit_changes_nothing_else(contrasts, factor):
    one = posterior(Network.of(contrasts), HalfCauchy(0.5), NormalEffects(sd=2.0))
    other = posterior(Network.of(scaled(contrasts, factor)), HalfCauchy(0.5 * factor), NormalEffects(sd=2.0 * factor))
    np.testing.assert_allclose(other.effect, one.effect * factor, rtol=1e-5, atol=1e-7 * factor)
    assert other.tau.mean == pytest.approx(one.tau.mean * factor, rel=1e-5)
    assert list(other.sucra().values()) == pytest.approx(list(one.sucra().values()), abs=1e-5)


@given(networks(min_studies=2))
@settings(max_examples=20, deadline=None)
def test_signs_turn_the_ranking(contrasts):
    found = posterior(Network.of(contrasts), HalfNormal(0.5))
    turned = posterior(Network.of(scaled(contrasts, -1.0)), HalfNormal(0.5))
    low, high = found.sucra(), turned.sucra(better="higher")
    assert all(low[t] == pytest.approx(high[t], abs=1e-9) for t in low)
    assert found.between("a", "b").mean == pytest.approx(-found.between("b", "a").mean)
    assert found.between("a", "b").chance_below(0.3) == pytest.approx(found.between("b", "a").chance_above(-0.3))


def test_the_reference_of_flat_effects_does_not_matter_but_of_a_prior_does():
    net = Network.of(network(3, 4, 4))
    narrow = [posterior(net, HalfNormal(0.5), NormalEffects(sd=0.3, reference=r)) for r in ("a", "d")]
    assert abs(narrow[0].between("a", "d").mean - narrow[1].between("b", "c").mean) > 0.01
    assert narrow[0].between("b", "c").sd > narrow[0].between("b", "a").sd
    wide = [posterior(net, HalfNormal(0.5), NormalEffects(sd=1e5, reference=r)) for r in ("a", "d")]
    assert wide[0].between("b", "c").mean == pytest.approx(wide[1].between("b", "c").mean, rel=1e-6)
    assert wide[0].log_evidence == pytest.approx(wide[1].log_evidence, rel=1e-9)


def test_statements_about_effects_agree_with_draws():
    found = posterior(Network.of(network(8, 5, 6)), HalfCauchy(1.0))
    rng = np.random.default_rng(3)
    effect = found.between("b", "a")
    share, error = found.chance(lambda d: d[:, 1] - d[:, 0] < 0.8, rng)
    assert effect.chance_below(0.8) == pytest.approx(share, abs=4 * error)
    best, error = found.chance(lambda d: d[:, 0] < d[:, 1:].min(axis=1) - 0.1, rng)
    assert 0.0 < best < 1.0
    assert best < found.rank_probabilities(rng)[0, 0] + 4 * error


def test_a_new_study_varies_by_its_heterogeneity():
    found = posterior(Network.of(network(8, 5, 30)), HalfNormal(1.0))
    effect, new = found.between("b", "a"), found.predictive("b", "a")
    tau2 = found.tau.sd**2 + found.tau.mean**2
    assert new.mean == pytest.approx(effect.mean)
    assert new.sd**2 == pytest.approx(effect.sd**2 + tau2, rel=1e-5)


def test_ranks_agree_with_their_exact_means():
    found = posterior(Network.of(network(8, 5, 6)), HalfNormal(0.5))
    ranks = found.rank_probabilities(np.random.default_rng(1), draws=100_000)
    np.testing.assert_allclose(ranks.sum(axis=0), 1.0)
    np.testing.assert_allclose(ranks.sum(axis=1), 1.0)
    means = found.mean_rank()
    np.testing.assert_allclose(ranks @ np.arange(1, 6), [means[t] for t in found.treatments], atol=0.02)
    sucra = found.sucra()
    assert all(sucra[t] == pytest.approx((5 - means[t]) / 4) for t in sucra)
    assert sum(sucra.values()) == pytest.approx(2.5)
    turned = found.rank_probabilities(np.random.default_rng(1), better="higher", draws=100_000)
    np.testing.assert_allclose(turned, ranks[:, ::-1], atol=0.01)


def test_a_difference_that_must_matter_lowers_every_score():
    found = posterior(Network.of(network(8, 5, 6)), HalfNormal(0.5))
    plain, strict = found.sucra(), found.sucra(mic=0.4)
    assert all(strict[t] < plain[t] for t in plain)
    chance = found.beats(mic=0.4)
    assert chance[0, 1] == pytest.approx(found.between("a", "b").chance_below(-0.4))
    assert chance[1, 0] == pytest.approx(found.between("b", "a").chance_below(-0.4))


def test_sucra_at_a_known_tau_is_the_p_score():
    net = Network.of(network(8, 5, 6))
    fit = fit_network(net)
    found = posterior(net, LogNormal(math.log(fit.tau2), 1e-5))
    scores = p_scores(fit)
    assert all(found.sucra()[t] == pytest.approx(scores[t], abs=1e-5) for t in scores)


def test_the_seed_decides_the_draws():
    found = posterior(Network.of(network(8, 5, 6)), HalfNormal(0.5))
    one, two = (found.draws(np.random.default_rng(5), 1000) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert one.shape == (1000, 5)
    assert (one[:, 0] == 0.0).all()


def test_bayes_factor_speaks_for_what_made_the_data():
    common = posterior(Network.of(network(5, 4, 40, tau=0.0)), HalfNormal(1.0))
    random = posterior(Network.of(network(5, 4, 40, tau=1.0)), HalfNormal(1.0))
    assert common.log_bayes_factor_common > 1.0
    assert random.log_bayes_factor_common < -5.0


def test_a_fit_brings_its_basis():
    rng = np.random.default_rng(4)
    contrasts = [
        study(rng, f"s{i}", arms)
        for i, arms in enumerate([("a", "b"), ("b", "a + b"), ("a", "a + b"), ("a", "c"), ("a + c", "c")] * 2)
    ]
    fit = fit_components(Network.of(contrasts)).fit
    found = posterior(fit, LogNormal(math.log(0.09), 1e-5))
    solution, _ = fixed_tau2(fit.network.rows, fit.basis, 0.09)
    np.testing.assert_allclose(found.model.known(0.09).b, solution.theta, rtol=1e-8)
    shrunk = posterior(fit, HalfNormal(0.5), NormalEffects(sd=0.01))
    assert abs(shrunk.between("a", "b").mean) < 0.1 * abs(found.between("a", "b").mean)


def test_treatments_with_the_same_parts_are_even():
    rng = np.random.default_rng(4)
    contrasts = [study(rng, f"s{i}", arms) for i, arms in enumerate([("a", "b"), ("b", "a + b"), ("a", "a + z")] * 2)]
    fit = fit_components(Network.of(contrasts), inactive=("z",)).fit
    found = posterior(fit, HalfNormal(0.5))
    chance = found.beats()
    assert chance[found.treatments.index("a"), found.treatments.index("a+z")] == pytest.approx(0.5, abs=1e-12)
    assert sum(found.sucra().values()) == pytest.approx(len(found.treatments) / 2)


def test_without_heterogeneity_to_see_tau_keeps_its_prior():
    chain = Network.of(network(1, 4, 0))
    found = posterior(chain, HalfNormal(0.7))
    assert found.tau.mean == pytest.approx(0.7 * math.sqrt(2.0 / math.pi), rel=1e-5)
    assert found.tau.median == pytest.approx(0.7 * 0.6744897501960817, rel=1e-4)
    assert posterior(chain, HalfCauchy(0.7)).tau.median == pytest.approx(0.7, rel=1e-4)
    heavy = posterior(chain, LogT(-3.44, 2.59))
    assert heavy.tau.median == pytest.approx(math.exp(-1.72), rel=1e-4)
    effect = heavy.between("a", "b")
    assert effect.chance_below(effect.quantile(0.975)) == pytest.approx(0.975, abs=1e-9)


def test_moments_that_do_not_exist_are_not_given():
    one_loop = [*network(1, 3, 0), study(np.random.default_rng(9), "loop", ("a", "c"))]
    heavy = posterior(Network.of(one_loop), HalfCauchy(0.5))
    assert math.isfinite(heavy.tau.mean)
    assert (heavy.tau.sd, heavy.between("a", "b").sd) == (math.inf, math.inf)
    low, high = heavy.between("a", "b").interval()
    assert -20.0 < low < high < 20.0
    assert heavy.error <= 1e-6
    assert math.isinf(posterior(Network.of(network(1, 3, 0)), HalfCauchy(0.5)).tau.mean)


def test_own_density_agrees_with_the_same_one_named():
    net = Network.of(network(3, 4, 8))
    own = Density(density=lambda tau: np.exp(-0.5 * (tau / 0.5) ** 2), name="mine")
    found, named = posterior(net, own), posterior(net, HalfNormal(0.5))
    np.testing.assert_allclose(found.effect, named.effect, atol=1e-6)
    assert found.tau.mean == pytest.approx(named.tau.mean, abs=1e-6)
    assert found.tau.interval() == pytest.approx(named.tau.interval(), abs=1e-4)
    with pytest.raises(OptionError, match="mine does not say so"):
        _ = found.log_bayes_factor_common


def test_evidence_asks_for_proper_priors():
    net = Network.of(network(3, 4, 8))
    with pytest.raises(OptionError, match="proper prior on the effects"):
        _ = posterior(net, HalfNormal(1.0)).log_evidence
    with pytest.raises(OptionError, match="integrates to 1"):
        _ = posterior(net, Uniform(0.0, math.inf), NormalEffects(sd=1.0)).log_evidence


def test_a_prior_of_another_measure_is_refused():
    net = Network.of(network(3, 4, 8))
    with pytest.raises(OptionError, match="was derived for OR; these contrasts are MD"):
        posterior(net, prior_of("turner2012()"))


def test_an_improper_posterior_is_refused():
    with pytest.raises(OptionError, match="0 degrees of freedom tau has no posterior"):
        posterior(Network.of(network(1, 4, 0)), Uniform(0.0, math.inf))


def test_islands_are_refused_and_so_is_a_stranger():
    islands = network(1, 3, 0) + network(2, 3, 0, prefix="z")
    with pytest.raises(NetworkError, match="2 islands"):
        posterior(Network.of(islands), HalfNormal(1.0))
    found = posterior(Network.of(network(1, 3, 3)), HalfNormal(1.0))
    with pytest.raises(NetworkError, match="nobody is in no study"):
        found.between("nobody", "a")
    with pytest.raises(NetworkError, match="reference nobody"):
        posterior(found.network, HalfNormal(1.0), NormalEffects(sd=1.0, reference="nobody"))
