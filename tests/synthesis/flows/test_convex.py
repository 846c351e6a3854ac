"""The convex contributions: the linear program's optimum by duality, the centre by its conditions, and by a search."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linprog, minimize

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.flows import convex
from dorsal.synthesis.flows.contribution import contributions, paths
from dorsal.synthesis.flows.convex import central_paths, centre, convex_shares
from dorsal.synthesis.flows.flow import flow
from dorsal.synthesis.flows.random_walk import transitions
from dorsal.synthesis.network import Network
from tests.synthesis.generated import network, networks
from tests.synthesis.negative_weight import negative_weight
from tests.synthesis.paths import all_paths, incidence, shares


def weights_of(flows, row, listed):
    found = dict(central_paths(flows.part(slice(row, row + 1))))
    return np.array([found[path] for path in listed])


@given(networks(min_studies=3))
@settings(max_examples=30, deadline=None)
def test_weights_give_the_flow_back_are_positive_and_sum_to_one(contrasts):
    flows = flow(fit_network(Network.of(contrasts)))
    found = convex_shares(flows)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-8)
    assert found.min() >= 0.0
    for row in range(len(found)):
        listed = all_paths(flows, row)
        weight = weights_of(flows, row, listed)
        assert (weight > 0.0).all()
        np.testing.assert_allclose(weight @ incidence(flows, listed), np.abs(flows.hat[row]), atol=1e-8)
        np.testing.assert_allclose(found[row], shares(flows, listed, weight), atol=1e-8)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_no_other_weights_have_a_smaller_sum_of_absolute_values(seed):
    """min sum |phi| with phi Z = h, as a linear program, and its dual: max h y with |Z y| <= 1. Both are ours."""
    flows = flow(fit_network(Network.of(network(seed, 6, 12))), [("a", "e")])
    listed = all_paths(flows, 0)
    along, size = incidence(flows, listed), np.abs(flows.hat[0])
    p, e = along.shape
    primal = linprog(np.ones(2 * p), A_eq=np.hstack([along.T, -along.T]), b_eq=size)
    dual = linprog(-size, A_ub=np.vstack([along, -along]), b_ub=np.ones(2 * p), bounds=[(None, None)] * e)
    assert len(listed) > e - 5
    assert primal.fun == pytest.approx(-dual.fun) == pytest.approx(1.0)
    assert np.abs(weights_of(flows, 0, listed)).sum() == pytest.approx(primal.fun)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_the_centre_meets_its_conditions(seed):
    """1 / phi lies in the span of the edges (stationary), and a general search from the random walk ends there."""
    flows = flow(fit_network(Network.of(network(seed, 5, 12))), [("a", "d")])
    listed = all_paths(flows, 0)
    along = incidence(flows, listed)
    weight = weights_of(flows, 0, listed)
    multiplier = np.linalg.lstsq(along, 1.0 / weight, rcond=None)[0]
    np.testing.assert_allclose(along @ multiplier, 1.0 / weight, rtol=1e-6)
    step = transitions(flows)[0]
    start = np.array([np.prod([step[a, b] for a, b in pairwise(path)]) for path in listed])
    free = np.linalg.svd(along.T)[2][np.linalg.matrix_rank(along) :]
    assert len(free)

    def height(move):
        phi = start + move @ free
        return -np.log(phi).sum() if (phi > 0).all() else np.inf

    found = minimize(height, np.zeros(len(free)), method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12,
                     "maxiter": 200_000, "maxfev": 200_000})  # fmt: skip
    np.testing.assert_allclose(start + found.x @ free, weight, atol=1e-4)
    assert height((weight - start) @ free.T) <= found.fun + 1e-8


def test_two_ways_that_share_an_edge_by_hand():
    """Paths s-a-t, s-b-t, s-a-b-t with flows 0.6, 0.4 out: one weight is free, and none is between bounds twice.

    With x on s-a-b-t the flows are s-a 0.6, a-t 0.6 - 0.2, a-b 0.2: all weights follow. Then four paths in a square of
    two squares, halves in and out, have (1/4, 1/4, 1/4, 1/4) in the middle of (x, 1/2 - x, 1/2 - x, x).
    """
    along = np.array([[1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [1, 0, 0, 1, 1]])
    np.testing.assert_allclose(centre(along, np.array([0.6, 0.4, 0.4, 0.6, 0.2])), [0.4, 0.4, 0.2], atol=1e-10)
    square = np.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]])
    np.testing.assert_allclose(centre(square, np.full(4, 0.5)), np.full(4, 0.25), atol=1e-10)


def test_it_is_asked_for_by_its_name():
    fit = fit_network(Network.of(network(3, 5, 12)))
    found = contributions(fit, "convex", [("a", "d")])
    assert found.share.sum() == pytest.approx(1.0)
    listed = paths(fit, "d", "a", "convex")
    assert sum(path.weight for path in listed) == pytest.approx(1.0)
    assert [path.weight for path in listed] == sorted((path.weight for path in listed), reverse=True)
    assert {path.treatments[0] for path in listed} == {"d"}


def test_what_cannot_be_listed_is_refused(monkeypatch):
    flows = flow(fit_network(Network.of(negative_weight())))
    refused = []
    for row in range(len(flows.source)):
        one = flows.part(slice(row, row + 1))
        try:
            assert convex_shares(one).sum() == pytest.approx(1.0)
        except NetworkError:
            refused.append(one)
    assert 0 < len(refused) < len(flows.source)
    with pytest.raises(NetworkError, match="has cycles"):
        convex_shares(refused[0])
    monkeypatch.setattr(convex, "MOST_PATHS", 2)
    with pytest.raises(NetworkError, match="more than 2 paths"):
        convex_shares(flow(fit_network(Network.of(network(3, 6, 14))), [("a", "e")]))
