"""A tau that is given: nothing estimates it again, and all that follows from the fit agrees with plain arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.errors import OptionError
from dorsal.synthesis.components import fit_components, select_interactions
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.inconsistency.consistency import consistency
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.node_split import node_splits
from dorsal.synthesis.inconsistency.unrelated_mean_effects import unrelated_mean_effects
from dorsal.synthesis.living import updated
from dorsal.synthesis.modifier import fit_regression
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.influence import leave_one_out, without
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.reporting.selection import copas
from dorsal.synthesis.reporting.step_selection import step_selection
from dorsal.synthesis.subgroup import subgroups
from dorsal.trials.contrast import Contrast
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, networks

GIVEN = FitOptions(tau=0.7)


def marked(contrasts: list[Contrast]) -> list[Contrast]:
    """With a kind and an age for each study."""
    found = []
    for i, c in enumerate(contrasts):
        told = {"kind": "xy"[i % 2], "age": float(i % 5)}
        found.append(Contrast(study=c.study, treatments=c.treatments, effect=c.effect, cov=c.cov, measure=c.measure,
                              n=c.n, covariates=told))  # fmt: skip
    return found


@given(networks())
@settings(max_examples=40, deadline=None)
def test_effects_agree_with_dense_gls_at_that_tau(contrasts):
    fit = fit_network(Network.of(contrasts), GIVEN)
    beta, cov = Dense.of(contrasts).beta(0.49)
    np.testing.assert_allclose(fit.effect[1:], beta, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(fit.cov[1:, 1:], cov, rtol=1e-8, atol=1e-12)
    assert fit.tau2 == pytest.approx(0.49)
    assert fit.tau2_ci is None
    assert not fit.between("a", "b").unreplicated


def test_no_other_method_changes_it():
    net = Network.of(network(4, 4, 8))
    fits = [fit_network(net, FitOptions(tau=0.7, tau2_method=method)) for method in ("REML", "DL")]
    assert (fits[0].effect == fits[1].effect).all()
    assert fits[0].effect != pytest.approx(fit_network(net).effect, rel=1e-4)


def test_zero_is_the_common_effect_with_a_prediction_interval():
    net = Network.of(network(4, 4, 8))
    given_, common = fit_network(net, FitOptions(tau=0.0)), fit_network(net, FitOptions(model="common"))
    assert (given_.effect == common.effect).all()
    assert given_.between("a", "b").pi is not None
    assert common.between("a", "b").pi is None


def test_without_a_study_it_stays():
    fit = fit_network(Network.of(network(5, 4, 8)), GIVEN)
    left = leave_one_out(fit, [("b", "a")])
    np.testing.assert_allclose(left.tau2, 0.49)
    for study in fit.network.studies:
        again = without(fit, study)
        one = left.of(study).changes[0]
        if again.treatments == fit.treatments:
            assert one.mean_without == pytest.approx(again.between("b", "a").mean, rel=1e-8)
            assert one.se_without == pytest.approx(again.between("b", "a").se, rel=1e-8)


def test_splits_keep_it():
    fit = fit_network(Network.of(network(5, 4, 8)), GIVEN)
    for split in node_splits(fit, "SIDDE"):
        rest = [c for c in fit.network.contrasts if not {split.first, split.second} <= set(c.treatments)]
        if split.indirect is None:
            continue
        island = Network.of(rest).part(Network.of(rest).island_of(split.first))
        alone = fit_network(island, GIVEN).between(split.first, split.second)
        assert (split.indirect, split.se_indirect) == (pytest.approx(alone.mean), pytest.approx(alone.se))
        assert split.tau2_indirect == pytest.approx(0.49)


def test_what_would_estimate_tau2_anew_keeps_it():
    contrasts = marked(network(6, 4, 12))
    fit = fit_network(Network.of(contrasts), GIVEN)
    place = {t: i for i, t in enumerate(fit.treatments)}
    unrelated = unrelated_mean_effects(fit)
    found = [
        interaction(fit).tau2,
        consistency(fit).interaction.tau2,
        unrelated.unrelated.tau2,
        unrelated.consistency.tau2,
        fit_regression(contrasts, ["age"], "a", GIVEN).tau2,
        *(f.tau2 for spread in ("shared", "separate") for g in subgroups(contrasts, "kind", GIVEN, spread=spread).groups
          for f in g.fits),
        *(point.tau2 for point in copas(fit, place).points),
        *(point.tau2 for point in step_selection(fit, place).points),
        updated(fit, Network.of(contrasts[:-1])).tau2,
    ]  # fmt: skip
    assert len(found) > 15
    np.testing.assert_allclose(found, 0.49, rtol=1e-12)
    assert unrelated.unrelated.variances == 0
    assert fit_regression(contrasts, ["age"], "a", GIVEN).tau2_explained is None
    assert interaction(fit, method="DL").tau2 != pytest.approx(0.49)


def test_going_on_from_an_earlier_fit_is_the_fit():
    contrasts = network(6, 4, 12)
    went_on = updated(fit_network(Network.of(contrasts), GIVEN), Network.of(contrasts[:-2]))
    again = fit_network(Network.of(contrasts[:-2]), GIVEN)
    np.testing.assert_allclose(went_on.effect, again.effect, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(went_on.cov, again.cov, rtol=1e-8, atol=1e-10)


def test_components_and_their_choice_keep_it():
    made = [("a", "b"), ("a", "c"), ("a", "b+c"), ("b", "b+c"), ("c", "b+c"), ("a", "b")]
    contrasts = [
        Contrast(study=str(i), treatments=pair, effect=np.array([1.0 + i]), cov=np.array([[0.1]]), measure="MD")
        for i, pair in enumerate(made)
    ]
    net = Network.of(contrasts)
    assert fit_components(net, GIVEN).tau2 == pytest.approx(0.49)
    free, known = (select_interactions(net, options)[1][0].criterion for options in (FitOptions(), GIVEN))
    at_known = fit_components(net, GIVEN).fit
    assert known == pytest.approx(
        math.log(6) * len(at_known.solution.theta) - 2.0 * at_known.solution.log_likelihood, rel=1e-12
    )
    assert known != pytest.approx(free, rel=1e-3)


@pytest.mark.parametrize("tau", [-0.1, math.inf, math.nan])
def test_limits(tau):
    with pytest.raises(OptionError, match="tau, the standard deviation between studies, must be 0 or more"):
        FitOptions(tau=tau)


def test_a_common_effect_has_none():
    with pytest.raises(OptionError, match="a common-effect model has no tau"):
        FitOptions(tau=0.2, model="common")
