"""Contributions against netmeta's netcontrib, and what must hold of them."""

import numpy as np
import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.flows.contribution import SHARES, contributions, paths
from dorsal.synthesis.network import Network
from tests.synthesis.generated import network
from tests.synthesis.negative_weight import negative_weight
from tests.synthesis.worked import EXAMPLES, MODELS, cells, fitted, pinned

NETCONTRIB = {"shortest path": "shortestpath", "random walk": "randomwalk", "pseudo-inverse": "pseudoinverse"}


def key(comparison):
    return frozenset(comparison.split(":"))


@pytest.mark.parametrize("method", NETCONTRIB)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_matches_netcontrib(example, model, method):
    found = contributions(fitted(example, model), method)
    ours = {
        (frozenset(estimate), frozenset(comparison)): share
        for estimate, shares in zip(found.estimates, found.share, strict=True)
        for comparison, share in zip(found.comparisons, shares, strict=True)
    }
    theirs = cells(pinned(example)["contribution"][NETCONTRIB[method]][model])
    assert {(key(a), key(b)) for a, b in theirs} == set(ours)
    for (a, b), share in theirs.items():
        assert ours[key(a), key(b)] == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize("example", EXAMPLES)
def test_studies_match_netcontrib_under_the_common_effect_model(example):
    found = contributions(fitted(example, "common"))
    for (comparison, study), share in cells(pinned(example)["contribution_study"]["common"]).items():
        assert found.studies_of(*comparison.split(":")).get(study, 0.0) == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize("example", ["Senn2013", "smokingcessation", "smokingcessation_RR"])
def test_under_random_effects_netcontrib_adds_tau2_to_the_weights_of_multi_arm_studies_after_adjusting_them(example):
    """It splits a comparison by 1 / (adjusted common-effect variance + tau2): not the weights that its flow has."""
    fit, found = fitted(example, "random"), contributions(fitted(example, "random"))
    rows = fit.network.rows
    place = {pair: e for e, pair in enumerate(found.comparisons)}
    theirs = np.zeros((len(found.comparisons), len(found.studies)))
    for row, at, product in zip(rows.pair_row, rows.pair_place, rows.pair, strict=True):
        a, b = fit.treatments[at // len(fit.treatments)], fit.treatments[at % len(fit.treatments)]
        study = fit.network.contrasts[rows.study[row]].study
        theirs[place[a, b], found.studies.index(study)] -= product / rows.v[row]
    theirs = np.divide(1.0, 1.0 / np.where(theirs == 0, 1, theirs) + fit.tau2) * (theirs != 0)
    theirs /= theirs.sum(axis=1, keepdims=True)
    for (comparison, study), share in cells(pinned(example)["contribution_study"]["random"]).items():
        estimate = found.estimates.index(tuple(sorted(comparison.split(":"))))
        assert found.share[estimate] @ theirs[:, found.studies.index(study)] == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize("method", SHARES)
@pytest.mark.parametrize("seed", range(3))
def test_shares_sum_to_one(seed, method):
    found = contributions(fit_network(Network.of(network(seed, 6, 14))), method)
    np.testing.assert_allclose(found.share.sum(axis=1), 1.0, atol=1e-9)
    np.testing.assert_allclose(found.by_study.sum(axis=1), 1.0, atol=1e-9)
    assert len(found.estimates) == 15


@pytest.mark.parametrize("method", ["shortest path", "random walk"])
def test_two_treatments_have_the_weights_of_a_meta_analysis(method):
    fit = fit_network(Network.of(network(1, 2, 5)))
    found = contributions(fit, method)
    assert found.of("b", "a") == {("a", "b"): pytest.approx(1.0)}
    weight = fit.solution.weight / fit.solution.weight.sum()
    assert found.studies_of("a", "b") == pytest.approx(dict(zip(fit.network.studies, weight, strict=True)))


def test_only_what_is_asked_for_is_answered():
    fit = fit_network(Network.of(network(2, 5, 8)))
    found = contributions(fit, "random walk", [("e", "b"), ("a", "c")])
    assert found.estimates == (("b", "e"), ("a", "c"))
    whole = contributions(fit, "random walk")
    assert found.of("b", "e") == pytest.approx(whole.of("e", "b"))
    assert list(found.of("b", "e").values()) == sorted(found.of("b", "e").values(), reverse=True)
    with pytest.raises(NetworkError, match="were not asked for"):
        found.of("a", "b")
    with pytest.raises(OptionError, match="shortest path, random walk, pseudo-inverse"):
        contributions(fit, "stream")
    with pytest.raises(OptionError, match="shortest path"):
        paths(fit, "a", "b", "stream")


@pytest.mark.parametrize("method", SHARES)
def test_paths_carry_the_shares_of_their_comparisons(method):
    fit = fit_network(Network.of(network(3, 5, 10)))
    found = paths(fit, "e", "a", method, most=10_000)
    assert sum(path.weight for path in found) == pytest.approx(1.0)
    assert {(path.treatments[0], path.treatments[-1]) for path in found} == {("e", "a")}
    shares = {}
    for path in found:
        for step in zip(path.treatments, path.treatments[1:], strict=False):
            pair = tuple(sorted(step))
            shares[pair] = shares.get(pair, 0.0) + path.weight / (len(path.treatments) - 1)
    assert shares == pytest.approx(contributions(fit, method, [("a", "e")]).of("a", "e"), abs=1e-9)
    assert len(paths(fit, "e", "a", method, most=2)) == 2


def test_negative_weights_are_no_obstacle_to_shortest_paths_and_walks():
    fit = fit_network(Network.of(negative_weight()))
    for method in ("shortest path", "random walk"):
        np.testing.assert_allclose(contributions(fit, method).by_study.sum(axis=1), 1.0, atol=1e-9)


@pytest.mark.parametrize("method", SHARES)
def test_progress_is_told_and_changes_nothing(method, monkeypatch):
    monkeypatch.setattr("dorsal.synthesis.flows.contribution.BATCH", 2)
    fit, said = fit_network(Network.of(network(2, 5, 8))), []
    told = contributions(fit, method, on_progress=lambda done, of: said.append((done, of)))
    of = len(told.estimates)
    assert said == [(min(done, of), of) for done in range(2, of + 2, 2)]
    np.testing.assert_allclose(told.share, contributions(fit, method).share, rtol=1e-12, atol=1e-15)
