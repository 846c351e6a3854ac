"""Inconsistency between designs against netmeta's decomp.design, and against dense models with free effects."""

import pytest
from hypothesis import given, settings

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.network import Network
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, networks
from tests.synthesis.star import by_design
from tests.synthesis.worked import EXAMPLES, fitted, pinned


@pytest.mark.parametrize("example", EXAMPLES)
def test_random_interaction_matches_decomp_design(example):
    ours, theirs = interaction(fitted(example, "random"), method="DL"), pinned(example)["interaction"]
    assert ours.q.q == pytest.approx(theirs["q"], rel=1e-11)
    assert ours.tau2**0.5 == pytest.approx(theirs["tau"], rel=1e-11)
    assert ours.q.df == theirs["df"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_detached_designs_match_decomp_design(example):
    ours = {frozenset(d): q for d, q in interaction(fitted(example, "common"), 0.0).detached.items()}
    theirs = {frozenset(r["design"].split(":")): r for r in pinned(example)["q_detached"]}
    assert set(ours) == set(theirs)
    for design, row in theirs.items():
        assert ours[design].df == row["df"]
        assert ours[design].q == pytest.approx(row["q"], rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("example", EXAMPLES)
def test_q_within_each_design_matches_decomp_design(example):
    ours = {frozenset(d): q for d, q in fitted(example, "common").q.by_design.items()}
    for row in pinned(example)["q_within"]:
        q = ours[frozenset(row["design"].split(":"))]
        assert (q.q, q.df) == (pytest.approx(row["q"], rel=1e-10, abs=1e-10), row["df"])


@given(networks(min_studies=3))
@settings(max_examples=40)
def test_q_is_the_difference_of_the_consistent_and_the_free_model(contrasts):
    found = interaction(fit_network(Network.of(contrasts)))
    consistent, free = Dense.of(contrasts), by_design(contrasts)
    assert found.q.df == consistent.df - free.df
    assert found.q.q == pytest.approx(consistent.q(found.tau2) - free.q(found.tau2), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("seed", range(5))
def test_detaching_is_a_fit_in_which_the_design_has_effects_of_its_own(seed):
    contrasts = network(seed, 5, 9)
    found = interaction(fit_network(Network.of(contrasts)), 0.1)
    for design, q in found.detached.items():
        mine = [c for c in contrasts if tuple(sorted(c.treatments)) == design]
        rest = [c for c in contrasts if tuple(sorted(c.treatments)) != design]
        islands = Network.of(rest).islands
        parts = [Dense.of([c for c in rest if c.treatments[0] in island]) for island in islands if len(island) > 1]
        parts.append(Dense.of(mine))
        alone = by_design(contrasts)
        total = sum(part.q(0.1) for part in parts)
        assert q.q == pytest.approx(total - alone.q(0.1), rel=1e-6, abs=1e-7)
        assert q.df == sum(part.df for part in parts) - alone.df
    assert found.detached
    assert all(q.q <= found.q.q + 1e-9 for q in found.detached.values())


def test_a_design_on_which_a_treatment_hangs_alone_is_not_detached():
    fit = fit_network(Network.of([*network(1, 3, 4, multi_arm=False), network(2, 4, 0)[2]]))
    found = interaction(fit, 0.0)
    assert ("c", "d") in fit.network.designs
    assert ("c", "d") not in found.detached


def test_a_chain_has_no_inconsistency():
    found = interaction(fit_network(Network.of(network(1, 4, 0))))
    assert (found.q.q, found.q.df, found.q.p) == (pytest.approx(0.0, abs=1e-12), 0, None)
    assert found.detached == {}
