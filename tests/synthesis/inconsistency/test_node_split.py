"""Node-splits against netmeta, against real refits, and against what must hold of them."""

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.heterogeneity import TAU2_METHODS
from dorsal.synthesis.inconsistency.node_split import SPLIT_METHODS, node_splits
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, networks, study, wild
from tests.synthesis.worked import EXAMPLES, MODELS, fitted, pinned


@pytest.mark.parametrize("method", SPLIT_METHODS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_matches_netsplit(example, model, method):
    ours = {frozenset((s.first, s.second)): s for s in node_splits(fitted(example, model), method) if s.has_both}
    theirs = [r for r in pinned(example)["splits"] if (r["model"], r["method"]) == (model, method)]
    assert {frozenset(r["comparison"].split(":")) for r in theirs} == set(ours)
    for row in theirs:
        split = ours[frozenset(row["comparison"].split(":"))]
        sign = 1.0 if split.first == row["comparison"].split(":")[0] else -1.0
        assert split.studies == row["studies"]
        signed = (split.network, split.direct, split.indirect, split.difference)
        assert [sign * value for value in signed] == pytest.approx(
            [row[key] for key in ("nma", "direct", "indirect", "diff")], rel=1e-9, abs=1e-12
        )
        plain = (split.direct_share, split.se_network, split.se_direct, split.se_indirect, split.se_difference, split.p)
        keys = ("prop_direct", "se_nma", "se_direct", "se_indirect", "se_diff", "p_diff")
        assert plain == pytest.approx([row[key] for key in keys], rel=1e-9)


def test_the_grid_of_reference_splits_is_whole():
    found = {(e, r["model"], r["method"]) for e in EXAMPLES for r in pinned(e)["splits"]}
    assert found == {(e, m, s) for e in EXAMPLES for m in MODELS for s in SPLIT_METHODS}


@given(networks(min_studies=2))
@settings(max_examples=30)
def test_sidde_is_a_fit_without_the_studies_that_hold_both(contrasts):
    fit = fit_network(Network.of(contrasts), FitOptions(tau2_method="DL"))
    for split in node_splits(fit, "SIDDE"):
        rest = [c for c in contrasts if not {split.first, split.second} <= set(c.treatments)]
        islands = Network.of(rest).islands if rest else ()
        island = next((i for i in islands if split.first in i and split.second in i), None)
        assert split.has_both == (island is not None)
        if island:
            dense = Dense.of([c for c in rest if set(c.treatments) <= set(island)])
            tau2 = dense.dersimonian_laird() if dense.df else 0.0
            weights = np.zeros(len(island))
            weights[island.index(split.first)] += 1.0
            weights[island.index(split.second)] -= 1.0
            beta, cov = dense.beta(tau2)
            assert split.tau2_indirect == pytest.approx(tau2, rel=1e-7, abs=1e-10)
            assert split.indirect == pytest.approx(weights[1:] @ beta, rel=1e-7, abs=1e-9)
            assert split.se_indirect == pytest.approx((weights[1:] @ cov @ weights[1:]) ** 0.5, rel=1e-7)


def refit(net, split, method):
    """Indirect estimate, its SE and tau2 from a fit without the studies that hold both."""
    rest = Network.of(c for c in net.contrasts if not {split.first, split.second} <= set(c.treatments))
    again = fit_network(rest.part(rest.island_of(split.first)), FitOptions(tau2_method=method))
    estimate = again.between(split.first, split.second)
    return estimate.mean, estimate.se, again.tau2


@pytest.mark.parametrize("method", TAU2_METHODS)
@pytest.mark.parametrize(
    "contrasts",
    [network(11, 8, 60), network(12, 5, 200, tau=0.1), *(wild(seed, 5, 30, 0.05 * 2**seed) for seed in range(5))],
    ids=["60 studies", "200 studies", *(f"wild {seed}" for seed in range(5))],
)
def test_sidde_of_all_at_once_is_each_refit(contrasts, method):
    net = Network.of(contrasts)
    for split in node_splits(fit_network(net, FitOptions(tau2_method=method)), "SIDDE"):
        if split.has_both:
            mean, se, tau2 = refit(net, split, method)
            assert (split.indirect - mean) / se == pytest.approx(0.0, abs=1e-9)
            assert split.se_indirect == pytest.approx(se, rel=1e-9)
            assert split.tau2_indirect == pytest.approx(tau2, rel=1e-8, abs=1e-9 * net.rows.v.min())


@pytest.mark.parametrize("seed", range(4))
def test_direct_and_indirect_make_up_the_network_where_all_studies_have_two_arms(seed):
    fit = fit_network(Network.of(network(seed, 5, 12, multi_arm=False)))
    for split in node_splits(fit):
        if split.has_both:
            direct, indirect = split.se_direct**-2, split.se_indirect**-2
            both = (direct * split.direct + indirect * split.indirect) / (direct + indirect)
            assert both == pytest.approx(split.network, rel=1e-9)
            assert (direct + indirect) ** -0.5 == pytest.approx(split.se_network, rel=1e-9)
            assert split.direct_share == pytest.approx(direct / (direct + indirect))


@pytest.mark.parametrize("seed", range(4))
def test_both_methods_agree_on_two_arm_studies_at_one_tau2(seed):
    fit = fit_network(Network.of(network(seed, 5, 12, multi_arm=False)), FitOptions(model="common"))
    for closed, refitted in zip(node_splits(fit), node_splits(fit, "SIDDE"), strict=True):
        assert closed.has_both == refitted.has_both
        if closed.has_both:
            assert closed.indirect == pytest.approx(refitted.indirect, rel=1e-8, abs=1e-9)
            assert closed.se_indirect == pytest.approx(refitted.se_indirect, rel=1e-8)


def test_a_chain_and_a_lone_study_have_nothing_to_split():
    assert not any(s.has_both for s in node_splits(fit_network(Network.of(network(1, 4, 0)))))
    only = study(np.random.default_rng(0), "only", ("a", "b", "c"))
    for method in SPLIT_METHODS:
        splits = node_splits(fit_network(Network.of([only])), method)
        assert [(s.indirect, s.se_difference, s.z, s.p) for s in splits] == [(None,) * 4] * 3


def test_comparisons_asked_for_come_in_any_direction_and_only_if_a_study_made_them():
    fit = fit_network(Network.of([*network(2, 4, 0), study(np.random.default_rng(1), "ad", ("a", "d"))]))
    assert [(s.first, s.second) for s in node_splits(fit, comparisons=[("d", "a"), ("a", "c")])] == [("a", "d")]
    assert node_splits(fit, comparisons=[("d", "a")])[0].has_both


def test_what_cannot_be_split_is_refused():
    contrasts = network(3, 3, 3)
    fit = fit_network(Network.of(contrasts))
    with pytest.raises(OptionError, match="back-calculation, SIDDE"):
        node_splits(fit, "side")
    with pytest.raises(NetworkError, match="z is in no study"):
        node_splits(fit, comparisons=[("a", "z")])
    with pytest.raises(NetworkError, match="component model"):
        node_splits(fit_components(Network.of(contrasts)).fit)


def test_a_split_turned_against_the_reference_says_the_same():
    fit = fit_network(Network.of(network(3, treatments=4, studies=9)), FitOptions())
    for split in node_splits(fit):
        assert split.against(split.second) is split
        turned = split.against(split.first)
        assert (turned.first, turned.second, turned.direct) == (split.second, split.first, -split.direct)
        assert (turned.p, turned.se_difference) == (split.p, split.se_difference)
        assert fit.between(turned.first, turned.second).mean == pytest.approx(turned.network)
