"""The decomposition of Q against plain fits of each design."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.q import Q
from tests.synthesis.dense import Dense
from tests.synthesis.generated import networks

REFERENCE = Path(__file__).parents[1] / "reference"


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


@pytest.mark.parametrize("name", ["Senn2013", "parkinson", "smokingcessation", "smokingcessation_RR"])
def test_interval_of_i2_is_netmetas(name):
    """netmeta 3.6-2 (meta 8.4.0), as tests/reference/README.md says; to eleven digits."""
    pinned = json.loads((REFERENCE / f"netmeta_{name}.json").read_text())
    found = [row for row in pinned["heterogeneity"] if row["I2_lower"] is not None]
    assert found
    for row in found:
        ours = Q(row["Q_total"], row["df_total"]).i2_interval()
        assert ours == pytest.approx((row["I2_lower"], row["I2_upper"]), rel=1e-11, abs=1e-11)


def test_interval_of_i2_needs_two_degrees_of_freedom():
    assert Q(3.0, 1).i2_interval() is None
    low, high = Q(0.0, 4).i2_interval()
    assert low == 0.0
    assert 0.0 < high < 1.0


def test_i2_is_never_negative_and_missing_without_degrees_of_freedom():
    assert Q(3.0, 5).i2 == 0.0
    assert Q(10.0, 5).i2 == pytest.approx(0.5)
    assert Q(0.0, 0).i2 is None
    assert Q(0.0, 0).p is None
