"""The highest likelihood among the variances that are allowed, against a search without slopes."""

import numpy as np
import pytest

from dorsal.synthesis.network import Network
from dorsal.synthesis.tau2_by.grouping import Grouping, by_class
from dorsal.synthesis.tau2_by.likelihood import likelihood_of
from dorsal.synthesis.tau2_by.search import Cone, canonical, maximise
from tests.synthesis.generated import network
from tests.synthesis.tau2_by.groups_dense import allowed, maximum


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("restricted", [True, False])
def test_the_maximum_is_that_of_a_blind_search(seed, restricted):
    net = Network.of(network(seed, 4, 14, tau=[0.0, 0.5, 1.0][seed % 3]))
    grouping = by_class(net.contrasts, {"a": "control"})
    likelihood = likelihood_of(net.contrasts, net.index, grouping.shapes(), restricted=restricted)
    found = maximise(likelihood, Cone.of(grouping), np.full(len(grouping.groups), 0.3))

    def variance(t, _, a, b):
        return t[grouping.place_of(a, b)]

    slow, _ = maximum(net.contrasts, len(grouping.groups), variance, restricted=restricted)
    assert found.log_likelihood >= likelihood.at(slow).log_likelihood - 1e-6
    assert found.t == pytest.approx(slow, abs=2e-3 * (1.0 + slow.max()))
    assert allowed(net.contrasts, lambda c, a, b: variance(found.t, c, a, b))


def test_the_start_does_not_matter():
    net = Network.of(network(3, 4, 14, tau=0.7))
    grouping = by_class(net.contrasts, {"a": "x", "b": "y"})
    likelihood, cone = likelihood_of(net.contrasts, net.index, grouping.shapes(), restricted=True), Cone.of(grouping)
    ends = [maximise(likelihood, cone, np.full(len(grouping.groups), at)).t for at in (1e-3, 0.3, 30.0)]
    assert ends[0] == pytest.approx(ends[1], rel=1e-3, abs=1e-5)
    assert ends[2] == pytest.approx(ends[1], rel=1e-3, abs=1e-5)


def test_a_held_variance_stays_and_the_barrier_knows_the_edge():
    net = Network.of(network(3, 4, 14, tau=0.7))
    grouping = by_class(net.contrasts, {"a": "control"})
    cone = Cone.of(grouping)
    assert cone.barrier(np.array([0.1, 0.29])) > -np.inf
    assert cone.barrier(np.array([0.1, 0.31])) == -np.inf  # three beside the control: at most three times
    assert cone.barrier(np.array([-0.1, 0.1])) == -np.inf
    likelihood = likelihood_of(net.contrasts, net.index, grouping.shapes(), restricted=True)
    assert maximise(likelihood, cone.holding(0), np.array([0.2, 0.2])).t[0] == 0.2


def test_the_slope_of_the_barrier_is_its_derivative():
    net = Network.of(network(3, 4, 14, tau=0.7))
    cone, t, step = Cone.of(by_class(net.contrasts, {"a": "control"})), np.array([0.3, 0.5]), 1e-6
    gradient, curvature = cone.slope(t)
    sides = [(t + step * e, t - step * e) for e in np.eye(2)]
    assert gradient == pytest.approx([(cone.barrier(u) - cone.barrier(d)) / (2 * step) for u, d in sides], rel=1e-6)
    assert -curvature == pytest.approx(
        np.array([(cone.slope(u)[0] - cone.slope(d)[0]) / (2 * step) for u, d in sides]), rel=1e-5
    )


def test_studies_that_are_alike_set_one_limit():
    def pairs(*rows):
        return np.array(rows, dtype=np.intp)

    three, turned = pairs((0, 0, 0), (0, 0, 1), (0, 1, 0)), pairs((0, 1, 0), (1, 0, 0), (0, 0, 0))
    four = pairs((0, 0, 0, 0), (0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, 0))
    two = pairs((0, 1), (1, 0))
    assert canonical(three) == canonical(turned)

    def limits(*studies):
        cone = Cone.of(Grouping(kind="class", groups=("x", "y"), pairs=studies, classes={}))
        return [alike.shape[0] * alike.shape[2] for alike in cone.patterns]

    assert limits(three, turned, two) == [2]
    assert limits(three, four) == [3]
    assert limits(two) == []
