"""What is left of the rows against a network that is built anew from what is left."""

import numpy as np
from hypothesis import given, settings

from dorsal.synthesis.gls import solve
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.remainder import basis_of, kept, remainder
from tests.synthesis.generated import network, networks


@given(networks(min_studies=3))
@settings(max_examples=40)
def test_the_island_around_a_treatment_is_that_of_the_network_without_the_studies(contrasts):
    whole = Network.of(contrasts)
    left_out = contrasts[1::3]
    keep = ~np.isin(whole.rows.study, [contrasts.index(c) for c in left_out])
    rest = Network.of([c for c in contrasts if c not in left_out])
    for treatment in whole.treatments:
        found = remainder(whole.rows, keep, whole.index[treatment])
        island = next((i for i in rest.islands if treatment in i), None)
        if found is None:
            assert island is None
            continue
        assert tuple(whole.treatments[t] for t in found.treatments) == island
        expected = solve(rest.part(island).rows, None, 0.3)
        ours = solve(found.rows, None, 0.3)
        np.testing.assert_allclose(ours.theta, expected.theta, rtol=1e-8, atol=1e-10)
        np.testing.assert_allclose(ours.cov, expected.cov, rtol=1e-8, atol=1e-12)


def test_islands_that_remain_keep_a_parameter_for_each_treatment_but_the_first():
    contrasts = network(1, 5, 0)
    rows = Network.of(contrasts).rows
    rest = kept(rows, rows.study != 2)
    np.testing.assert_array_equal(basis_of(rest), np.eye(5)[:, [1, 2, 4]])
    solution = solve(rest, basis_of(rest), 0.0)
    np.testing.assert_allclose(solution.theta[[0, 2]], [contrasts[0].effect[0], contrasts[3].effect[0]])
    ends = kept(rows, rows.study == 3)
    np.testing.assert_array_equal(basis_of(ends), np.eye(5)[:, [4]])
