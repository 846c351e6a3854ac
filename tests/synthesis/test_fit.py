"""The fast fit against the dense oracle, and what it says when it cannot answer."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.stats import t

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, networks, study

METHODS = ("REML", "ML", "DL", "PM")


@given(networks())
@settings(max_examples=60, deadline=None)
def test_common_effect_agrees_with_dense_gls(contrasts):
    fit = fit_network(Network.of(contrasts), FitOptions(model="common"))
    dense = Dense.of(contrasts)
    beta, cov = dense.beta(0.0)
    np.testing.assert_allclose(fit.effect[1:], beta, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(fit.cov[1:, 1:], cov, rtol=1e-8, atol=1e-12)
    assert fit.q_total.q == pytest.approx(dense.q(), rel=1e-7, abs=1e-8)
    assert fit.df == dense.df


@given(networks(min_studies=2))
@settings(max_examples=60, deadline=None)
def test_dersimonian_laird_agrees_with_dense_gls(contrasts):
    fit = fit_network(Network.of(contrasts), FitOptions(tau2_method="DL"))
    dense = Dense.of(contrasts)
    assert fit.tau2 == pytest.approx(dense.dersimonian_laird(), rel=1e-7, abs=1e-10)
    np.testing.assert_allclose(fit.effect[1:], dense.beta(fit.tau2)[0], rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("method", ["REML", "ML"])
@given(contrasts=networks(min_studies=2))
@settings(max_examples=40, deadline=None)
def test_likelihood_is_as_high_as_the_oracle_finds(method, contrasts):
    fit = fit_network(Network.of(contrasts), FitOptions(tau2_method=method))
    dense = Dense.of(contrasts)
    restricted = method == "REML"
    found = dense.log_likelihood(fit.tau2, restricted=restricted)
    assert found >= dense.log_likelihood(dense.maximum(restricted=restricted), restricted=restricted) - 1e-9


@given(networks(min_studies=2))
@settings(max_examples=40, deadline=None)
def test_paule_mandel_solves_its_equation(contrasts):
    fit = fit_network(Network.of(contrasts), FitOptions(tau2_method="PM"))
    dense = Dense.of(contrasts)
    if fit.tau2 == 0:
        assert dense.q(0.0) <= dense.df
    else:
        assert dense.q(fit.tau2) == pytest.approx(dense.df, rel=1e-8)


@given(networks())
@settings(max_examples=30, deadline=None)
def test_order_and_direction_of_arms_do_not_matter(contrasts):
    turned = []
    for c in reversed(contrasts):
        k = len(c.treatments)
        to = np.zeros((k - 1, k - 1))
        to[:, -1] = -1.0
        for i in range(k - 2):
            to[i, k - 3 - i] = 1.0
        turned.append(
            Contrast(
                study=c.study,
                treatments=tuple(reversed(c.treatments)),
                effect=to @ c.effect,
                cov=to @ c.cov @ to.T,
                measure=c.measure,
            )
        )
    one, two = fit_network(Network.of(contrasts)), fit_network(Network.of(turned))
    assert one.tau2 == pytest.approx(two.tau2, rel=1e-6, abs=1e-9)
    np.testing.assert_allclose(one.effect, two.effect, rtol=1e-6, atol=1e-8)
    assert one.q.within.q == pytest.approx(two.q.within.q, rel=1e-7, abs=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_differences_are_antisymmetric_and_add_up(method):
    fit = fit_network(Network.of(network(1, 5, 12)), FitOptions(tau2_method=method))
    assert fit.between("a", "c").mean == pytest.approx(-fit.between("c", "a").mean)
    assert fit.between("a", "c").mean == pytest.approx(fit.between("a", "b").mean + fit.between("b", "c").mean)
    assert fit.between("a", "a").se == 0.0


def test_prediction_interval_has_t_quantiles_and_tau2():
    fit = fit_network(Network.of(network(2, 4, 12, tau=1.0)))
    estimate = fit.between("a", "b")
    half = t.ppf(0.975, fit.df) * math.sqrt(estimate.se**2 + fit.tau2)
    assert estimate.pi == pytest.approx((estimate.mean - half, estimate.mean + half))
    assert fit_network(Network.of(network(2, 4, 12)), FitOptions(model="common")).between("a", "b").pi is None


def test_t_interval_is_wider_than_the_normal_one():
    contrasts = network(3, 3, 5)
    normal = fit_network(Network.of(contrasts)).between("a", "b")
    student = fit_network(Network.of(contrasts), FitOptions(interval="t")).between("a", "b")
    assert student.ci[0] < normal.ci[0] < normal.ci[1] < student.ci[1]
    assert student.p > normal.p


def test_a_single_study_is_its_own_answer():
    rng = np.random.default_rng(4)
    only = study(rng, "only", ("a", "b", "c"))
    fit = fit_network(Network.of([only]))
    np.testing.assert_allclose(fit.effect[1:], only.effect)
    np.testing.assert_allclose(fit.cov[1:, 1:], only.cov)
    assert (fit.tau2, fit.df, fit.tau2_ci, fit.i2) == (0.0, 0, None, None)
    assert fit.between("a", "b").pi is None
    assert fit.between("a", "b").direct_share == pytest.approx(1.0)
    with pytest.raises(NetworkError, match="interval='normal'"):
        fit_network(Network.of([only]), FitOptions(interval="t")).between("a", "b")


def test_shares_of_the_studies_add_up_to_one():
    fit = fit_network(Network.of(network(5, 5, 10)))
    for pair in (("a", "b"), ("a", "e")):
        assert sum(share for _, share in fit.between(*pair).shares) == pytest.approx(1.0)


def test_two_islands_are_named_with_what_would_join_them():
    contrasts = [*network(6, 3, 3), *network(7, 2, 2, prefix="+x")]
    with pytest.raises(NetworkError, match=r"2 islands.*shares a.*additive component model"):
        fit_network(Network.of(contrasts))


def test_unknown_treatment_names_the_known_ones():
    with pytest.raises(NetworkError, match=r"z is in no study.*a, b, c"):
        fit_network(Network.of(network(8, 3, 3))).between("z", "a")


def test_nothing_to_pool_and_mixed_measures_are_refused():
    with pytest.raises(NetworkError, match="nothing can be pooled"):
        Network.of([])
    one, two = network(9, 2, 1)[:2]
    with pytest.raises(NetworkError, match="different measures"):
        Network.of([one, Contrast(study="x", treatments=("a", "b"), effect=two.effect, cov=two.cov, measure="OR")])


@pytest.mark.parametrize(
    "wrong", [{"model": "fixed"}, {"tau2_method": "EB"}, {"level": 1.0}, {"level": 95}, {"interval": "KR"}]
)
def test_options_outside_their_limits_are_refused(wrong):
    with pytest.raises(OptionError):
        FitOptions(**wrong)


def test_the_diary_tells_how_tau2_was_found():
    fit = fit_network(Network.of(network(10, 4, 20, tau=1.0)))
    assert fit.diary.method == "REML"
    assert fit.diary.stopped == "converged"
    assert fit.diary.tau2 == fit.tau2 > 0
    assert 2 <= fit.diary.steps <= 30


def test_a_fit_and_an_estimate_say_themselves_in_a_line():
    network = Network.of([Contrast(study=s, treatments=("a", "b"), effect=np.array([0.5]), cov=np.array([[0.04]]),
                                   measure="OR", rows=()) for s in ("1", "2")])  # fmt: skip
    fit = fit_network(network, FitOptions(model="common"))
    assert repr(fit) == "<NetworkFit: 2 studies, 2 treatments, OR, common effects>"
    assert repr(network) == "<Network: 2 studies, 2 treatments, OR>"
    told = "log OR 0.5, SE 0.1414, 95 % from 0.2228 to 0.7772"
    assert repr(fit.between("b", "a")) == f"<Estimate: b against a, {told}, 100 % direct>"
    assert repr(fit_network(network, FitOptions())).endswith("random effects, tau2 0>")
