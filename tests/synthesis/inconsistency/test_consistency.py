"""One view of all that is asked about consistency."""

import pytest

from dorsal.errors import NetworkError
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.inconsistency.consistency import consistency
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from tests.synthesis.generated import network
from tests.synthesis.worked import fitted


def test_every_view_is_of_the_same_fit():
    fit = fitted("smokingcessation", "random")
    found = consistency(fit)
    assert found.q.between.df == found.interaction.q.df == 7
    assert found.unrelated.consistency.tau2 == fit.tau2
    assert len(found.node_splits) == 6
    assert all(split.has_both for split in found.node_splits)
    assert len(found.loops) == 4
    assert len(found.detached) == 8
    assert found.net_heat.tau2 == found.interaction.tau2 > 0


def test_the_common_effect_model_stays_at_tau2_0():
    found = consistency(fit_network(Network.of(network(1, 4, 12, tau=1.0)), FitOptions(model="common")))
    assert found.interaction.tau2 == 0.0
    assert found.interaction.q.q == pytest.approx(found.q.between.q, rel=1e-8)


def test_a_component_model_is_refused():
    with pytest.raises(NetworkError, match="component model"):
        consistency(fit_components(Network.of(network(1, 3, 3))).fit)
