"""The additive model against a dense one, and what it may and may not say."""

import numpy as np
import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.component_posterior import by_evidence
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects
from dorsal.synthesis.components import fit_components, select_interactions
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast
from dorsal.trials.treatment import components
from tests.synthesis.dense import Dense

TRUE = {"drug": -3.0, "talk": -2.0, "walk": -1.0, "care": 0.5}


def contrast(rng, name, treatments, noise=0.1, extra=0.0):
    variance = rng.uniform(0.01, 0.2, len(treatments))
    value = np.array([sum(TRUE[c] for c in components(t)) for t in treatments])
    arms = value + noise * rng.normal(size=len(treatments)) * np.sqrt(variance) + extra
    return Contrast(
        study=name,
        treatments=treatments,
        effect=arms[1:] - arms[0],
        cov=np.diag(variance[1:]) + variance[0],
        measure="MD",
    )


def islands(noise=0.1):
    rng = np.random.default_rng(3)
    designs = [
        ("care", "care+drug"),
        ("care", "care+walk", "care+drug"),
        ("talk+walk", "talk"),
        ("drug+talk+walk", "talk+walk"),
        ("care", "care+walk"),
    ]
    return Network.of([contrast(rng, f"s{i}", d, noise) for i, d in enumerate(designs)])


def test_islands_are_joined_and_exact_data_give_exact_effects():
    fit = fit_components(islands(noise=0.0), FitOptions(model="common"))
    assert len(fit.network.islands) == 2
    for combination in ("drug", "walk", "drug+walk"):
        expected = sum(TRUE[c] for c in components(combination))
        assert fit.between(f"care+{combination}", "care").mean == pytest.approx(expected, abs=1e-9)


def test_agrees_with_a_dense_least_squares_on_components():
    network = islands(noise=3.0)
    fit = fit_components(network, FitOptions(model="common"))
    dense = Dense.of(network.contrasts)
    names = sorted(TRUE)
    incidence = np.array([[float(c in components(t)) for c in names] for t in network.treatments])
    x = dense.x @ (incidence[1:] - 0.0) - (dense.x.sum(axis=1)[:, None]) * incidence[0]
    w = np.linalg.inv(dense.v)
    beta = np.linalg.pinv(x.T @ w @ x) @ x.T @ w @ dense.y
    cov = np.linalg.pinv(x.T @ w @ x)
    weights = np.array([float(c in ("drug", "talk")) - float(c == "talk") for c in names])
    estimate = fit.between("drug+talk", "talk")
    assert estimate.mean == pytest.approx(weights @ beta)
    assert estimate.se == pytest.approx(np.sqrt(weights @ cov @ weights))
    residual = dense.y - x @ beta
    assert fit.q_additive.q == pytest.approx(residual @ w @ residual)
    assert fit.q_additive.df == len(dense.y) - np.linalg.matrix_rank(x)


def test_flags_tell_tested_joined_and_untested():
    fit = fit_components(islands())
    assert fit.between("care+drug", "care").flags == ()
    assert fit.between("talk+walk", "talk").flags == ()
    assert fit.between("drug+talk", "talk").flags == ("extrapolated", "untested")


def test_what_no_trial_identifies_is_not_answered():
    fit = fit_components(islands())
    assert not fit.identifies("talk", "care")
    with pytest.raises(NetworkError, match="do not say how talk compares with care"):
        fit.between("talk", "care")
    with pytest.raises(NetworkError, match="yoga is in no trial"):
        fit.between("yoga", "care")


def test_inactive_components_have_no_effect_of_their_own():
    rng = np.random.default_rng(5)
    network = Network.of([contrast(rng, "1", ("drug", "care")), contrast(rng, "2", ("drug+walk", "walk"))])
    fit = fit_components(network, inactive=["care"])
    assert fit.between("drug", "care").mean == pytest.approx(-fit.between("care", "drug").mean)
    assert fit.identifies("walk+drug", "walk+care")
    assert "care" not in fit.names


def test_q_of_additivity_is_the_price_of_adding_up():
    rng = np.random.default_rng(6)
    exact = [contrast(rng, f"{i}", d, 0.0) for i, d in enumerate([("care", "drug"), ("care", "walk")])]
    synergy = contrast(rng, "both", ("care", "drug+walk"), 0.0)
    synergy = Contrast(
        study="both", treatments=synergy.treatments, effect=synergy.effect - 5.0, cov=synergy.cov, measure="MD"
    )
    network = Network.of([*exact, synergy, contrast(rng, "b2", ("drug", "drug+walk"), 0.0)])
    fit = fit_components(network, inactive=["care"])
    standard = fit_network(network, FitOptions(model="common"))
    assert fit.q_additivity.df == 1
    assert fit.q_additivity.q == pytest.approx(fit.q_additive.q - standard.q_total.q)
    assert fit.q_additivity.p < 0.01


def test_without_any_difference_between_parts_there_is_no_model():
    network = Network.of([contrast(np.random.default_rng(7), "1", ("care", "drug"))])
    with pytest.raises(NetworkError, match="same parts"):
        fit_components(network, inactive=["care", "drug"])


def with_synergy(extra):
    """Trials in which drug and walk together do `extra` beside their own effects against care."""
    rng = np.random.default_rng(8)
    designs = [("care", "drug"), ("care", "walk"), ("care", "drug+walk"), ("walk", "drug+walk"), ("care", "talk")] * 4
    made = []
    for i, design in enumerate(designs):
        c = contrast(rng, f"s{i}", design, noise=1.0)
        both = np.array([float(t == "drug+walk") for t in design])
        made.append(
            Contrast(
                study=c.study,
                treatments=c.treatments,
                effect=c.effect + (extra - TRUE["care"]) * (both[1:] - both[0]),
                cov=c.cov,
                measure="MD",
            )
        )
    return Network.of(made)


def test_an_interaction_is_what_parts_do_together_beside_their_own():
    network = with_synergy(-4.0)
    fit = fit_components(network, inactive=["care"], interactions=[("walk", "drug")])
    free = fit_network(network, FitOptions(model="common"))
    assert fit.names[-1] == "drug*walk"
    assert fit.q_additivity.df == 0
    common = fit_components(network, FitOptions(model="common"), ["care"], [("walk", "drug")])
    assert common.between("drug+walk", "care").mean == pytest.approx(free.between("drug+walk", "care").mean)
    assert common.between("drug", "care").mean == pytest.approx(free.between("drug", "care").mean)


@pytest.mark.parametrize("criterion", ["BIC", "AIC", by_evidence(HalfNormal(1.0), NormalEffects(sd=3.0))])
def test_selection_takes_an_interaction_that_is_there_and_leaves_one_that_is_not(criterion):
    found, steps = select_interactions(with_synergy(-4.0), inactive=["care"], criterion=criterion)
    assert [step.added for step in steps] == ["", "drug*walk"]
    assert steps[1].criterion < steps[0].criterion
    assert "drug*walk" in found.names
    plain, steps = select_interactions(with_synergy(0.0), inactive=["care"], criterion=criterion)
    assert [step.added for step in steps] == [""]
    assert plain.names == ("drug", "talk", "walk")


def test_interactions_that_cannot_be():
    with pytest.raises(NetworkError, match="no trial gave talk and walk together"):
        fit_components(with_synergy(0.0), inactive=["care"], interactions=[("talk", "walk")])
    with pytest.raises(OptionError, match="criterion must be one of"):
        select_interactions(with_synergy(0.0), criterion="p")


def test_an_extrapolation_carries_the_test_of_adding_up():
    network = Network.of([*with_synergy(-4.0).contrasts, *islands().contrasts])
    fit = fit_components(network)
    assert fit.q_additivity.p < 0.001
    assert fit.between("drug+talk", "talk").additivity_p == pytest.approx(fit.q_additivity.p)
    assert fit.between("care+drug", "care").additivity_p is None


def starred():
    """Five trials against care; one drug is named "drug*walk", which is no interaction of "drug" and "walk"."""
    said = {"drug*walk": 1.0, "drug": 0.1, "walk": 0.2, "drug+walk": 0.3}
    return Network.of(
        [
            Contrast(study=t, treatments=("care", t), effect=np.array([y]), cov=np.array([[0.04]]), measure="MD")
            for t, y in said.items()
        ]
    )


def test_a_component_with_a_star_in_its_name_is_no_interaction():
    fit = fit_components(starred(), inactive=["care"])
    assert fit.between("drug*walk", "care").mean == pytest.approx(1.0)
    assert fit.added("drug*walk").mean == pytest.approx(1.0)
    assert fit.between("drug+walk", "care").mean == pytest.approx(0.3)
    with pytest.raises(OptionError, match=r"interaction drug\*walk has the name of a component"):
        fit_components(starred(), inactive=["care"], interactions=[("walk", "drug")])


def test_one_inactive_component_may_be_given_by_its_name_alone():
    fit = fit_components(starred(), inactive="care")
    assert fit.inactive == {"care"}
    assert fit.between("drug", "care").mean == pytest.approx(0.1)


def test_an_interaction_is_of_two_components():
    with pytest.raises(OptionError, match="two different components"):
        fit_components(with_synergy(0.0), interactions=[("drug", "drug")])
