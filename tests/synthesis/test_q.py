"""The decomposition of Q against plain fits of each design."""

import pytest
from hypothesis import given, settings

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.q import Q
from tests.synthesis.dense import Dense
from tests.synthesis.generated import networks


@given(networks(min_studies=1))
@settings(max_examples=40, deadline=None)
def test_within_and_between_add_up_to_the_total(contrasts):
    fit = fit_network(Network.of(contrasts))
    q = fit.q
    assert q.total.df == q.within.df + q.between.df
    assert q.total.q == pytest.approx(q.within.q + q.between.q, rel=1e-8, abs=1e-8)
    for design, studies in fit.network.designs.items():
        plain = Dense.of(studies)
        assert q.by_design[design].df == plain.df
        assert q.by_design[design].q == pytest.approx(plain.q(), rel=1e-7, abs=1e-8)


def test_i2_is_never_negative_and_missing_without_degrees_of_freedom():
    assert Q(3.0, 5).i2 == 0.0
    assert Q(10.0, 5).i2 == pytest.approx(0.5)
    assert Q(0.0, 0).i2 is None
    assert Q(0.0, 0).p is None
