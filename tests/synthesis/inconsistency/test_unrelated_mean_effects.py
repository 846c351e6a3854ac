"""Unrelated mean effects against a dense model with a column for each comparison."""

import math
from dataclasses import replace

import numpy as np
import pytest

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.inconsistency.unrelated_mean_effects import unrelated_mean_effects
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network
from tests.synthesis.star import by_comparison


def deviance(dense, tau2):
    """-2 log-likelihood of the contrasts themselves, with all constants."""
    return -2 * dense.log_likelihood(tau2, restricted=False) + len(dense.y) * math.log(2 * math.pi)


@pytest.mark.parametrize("seed", range(5))
def test_effects_and_fit_are_those_of_the_dense_model(seed):
    contrasts = network(seed, 4, 14, tau=0.7)
    found = unrelated_mean_effects(fit_network(Network.of(contrasts)))
    dense, bound = by_comparison(contrasts), Dense.of(contrasts)
    best = dense.maximum(restricted=True)
    assert (
        dense.log_likelihood(found.unrelated.tau2, restricted=True)
        >= dense.log_likelihood(best, restricted=True) - 1e-9
    )
    beta, cov = dense.beta(found.unrelated.tau2)
    np.testing.assert_allclose([-e.mean for e in found.effects], beta, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose([e.se for e in found.effects], np.sqrt(np.diag(cov)), rtol=1e-7)
    assert found.unrelated.residual_deviance == pytest.approx(dense.q(found.unrelated.tau2), rel=1e-7)
    assert found.unrelated.deviance == pytest.approx(deviance(dense, dense.maximum(restricted=False)), abs=1e-6)
    assert found.consistency.deviance == pytest.approx(deviance(bound, bound.maximum(restricted=False)), abs=1e-6)
    assert (found.df, found.data) == (dense.x.shape[1] - bound.x.shape[1], len(dense.y))
    assert found.wald.q == pytest.approx(bound.q(found.unrelated.tau2) - found.unrelated.residual_deviance, abs=1e-7)
    assert found.consistency.aic - found.unrelated.aic == pytest.approx(found.likelihood_ratio - 2 * found.df, abs=1e-9)


def test_the_common_effect_model_has_no_variance_to_count():
    contrasts = network(1, 4, 14)
    found = unrelated_mean_effects(fit_network(Network.of(contrasts), FitOptions(model="common")))
    dense = by_comparison(contrasts)
    assert (found.unrelated.tau2, found.unrelated.variances) == (0.0, 0)
    assert found.unrelated.deviance == pytest.approx(deviance(dense, 0.0))
    assert found.likelihood_ratio == pytest.approx(found.wald.q)
    assert found.p == pytest.approx(found.wald.p)


def test_a_chain_is_the_same_model():
    found = unrelated_mean_effects(fit_network(Network.of(network(1, 4, 0))))
    assert (found.df, found.p) == (0, None)
    assert found.likelihood_ratio == pytest.approx(0.0, abs=1e-9)


def test_inconsistent_evidence_is_found():
    contrasts = network(2, 3, 30, multi_arm=False, tau=0.1)
    bent = [c if set(c.treatments) != {"a", "c"} else _moved(c, 3.0) for c in contrasts]
    straight, crooked = (unrelated_mean_effects(fit_network(Network.of(cs))) for cs in (contrasts, bent))
    assert crooked.p < 1e-4 < straight.p
    assert crooked.unrelated.tau2 < crooked.consistency.tau2


def _moved(contrast, by):
    sign = 1.0 if contrast.treatments[0] == "a" else -1.0
    return type(contrast)(
        study=contrast.study,
        treatments=contrast.treatments,
        effect=contrast.effect + sign * by,
        cov=contrast.cov,
        measure="MD",
    )


def renamed(contrasts, names):
    return [replace(c, treatments=tuple(names[t] for t in c.treatments)) for c in contrasts]


@pytest.mark.parametrize("multi_arm", [True, False])
def test_it_says_which_studies_make_it_depend_on_the_order_of_names(multi_arm):
    contrasts = network(3, 4, 16, multi_arm=multi_arm)
    found, turned = (
        unrelated_mean_effects(fit_network(Network.of(cs)))
        for cs in (contrasts, renamed(contrasts, dict(zip("abcd", "dcba", strict=True))))
    )
    several = {c.study for c in contrasts if len(c.treatments) > 2}
    assert {b.study for b in found.bases} == {b.study for b in turned.bases} == several
    assert bool(several) == multi_arm
    assert (abs(found.p - turned.p) > 1e-3) == multi_arm


def test_names_that_are_combinations_are_those_of_any_other_names():
    contrasts = network(3, 4, 16)
    plain, combined = (
        unrelated_mean_effects(fit_network(Network.of(cs)))
        for cs in (contrasts, renamed(contrasts, {"a": "a", "b": "a+b", "c": "b", "d": "b+c"}))
    )
    assert combined.p == pytest.approx(plain.p)
    assert next((e.first, e.second) for e in combined.effects) == ("a", "a+b")


def test_multi_arm_studies_stand_against_the_reference_where_they_have_it():
    contrasts = network(3, 4, 16)
    asked = unrelated_mean_effects(fit_network(Network.of(contrasts)), "d")
    names = {"a": "b", "b": "c", "c": "d", "d": "a"}
    first = unrelated_mean_effects(fit_network(Network.of(renamed(contrasts, names))))
    assert asked.p == pytest.approx(first.p)
    back = {new: old for old, new in names.items()}
    same = {(back[e.first], back[e.second]): e for e in first.effects}
    for e in asked.effects:
        other, sign = (same[e.first, e.second], 1) if (e.first, e.second) in same else (same[e.second, e.first], -1)
        assert (e.mean, e.se) == pytest.approx((sign * other.mean, other.se))
    by_study = {c.study: set(c.treatments) for c in contrasts}
    for arm in asked.bases:
        arms = by_study[arm.study]
        assert arm.base == ("d" if "d" in arms else min(arms))
        assert {t for pair in arm.left_out for t in pair} == arms - {arm.base}


def test_a_reference_that_is_in_no_study_is_refused():
    with pytest.raises(NetworkError, match="the reference z is in no study"):
        unrelated_mean_effects(fit_network(Network.of(network(3, 4, 16))), "z")
