"""The net heat matrix against the definition of Krahn, Binder & Koenig 2013, worked out densely."""

import numpy as np
import pytest

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.net_heat import net_heat
from dorsal.synthesis.network import Network
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network
from tests.synthesis.star import by_design, dense


def defined(contrasts, tau2, labels):
    """Residuals of the designs' effects with all designs bound, and with each design given effects of its own."""
    free = by_design(contrasts)
    direct, cov = free.beta(tau2)
    keys = sorted({(tuple(sorted(c.treatments)), t) for c in contrasts for t in sorted(c.treatments)[1:]}, key=repr)
    order = [keys.index((label.design, label.second)) for label in labels]
    direct, cov = direct[order], cov[np.ix_(order, order)]
    names = sorted({t for c in contrasts for t in c.treatments})
    x = np.array([[float(t == label.second) - float(t == label.first) for t in names[1:]] for label in labels])
    precision = np.linalg.inv(cov)

    def residuals(detached):
        own = np.array([[float(i == j) for j in detached] for i in range(len(labels))]).reshape(len(labels), -1)
        bound = x * np.array([[0.0 if i in detached else 1.0] for i in range(len(labels))])
        full = np.hstack([bound, own])
        root = np.linalg.cholesky(precision).T
        return direct - full @ np.linalg.lstsq(root @ full, root @ direct, rcond=1e-10)[0]

    whole = residuals([])
    own = whole * (precision @ whole)
    heat = np.empty((len(labels), len(labels)))
    for j, label in enumerate(labels):
        after = residuals([i for i, other in enumerate(labels) if other.design == label.design])
        heat[:, j] = own - after * (precision @ after)
    hat = x @ np.linalg.inv(x.T @ precision @ x) @ x.T @ precision
    return heat, hat


@pytest.mark.parametrize("tau2", [0.0, 0.2])
@pytest.mark.parametrize("seed", range(4))
def test_heat_and_hat_are_as_defined(seed, tau2):
    contrasts = network(seed, 4, 10)
    found = net_heat(interaction(fit_network(Network.of(contrasts)), tau2), every_design=True)
    heat, hat = defined(contrasts, tau2, found.labels)
    known = np.isfinite(found.heat)
    np.testing.assert_allclose(found.heat[known], heat[known], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(found.hat, hat, rtol=1e-8, atol=1e-10)
    for j in np.flatnonzero(~known.all(axis=0)):
        assert found.labels[j].design not in interaction(fit_network(Network.of(contrasts)), tau2).detached


@pytest.mark.parametrize("seed", range(4))
def test_the_diagonal_adds_up_to_q_between_designs(seed):
    found = net_heat(interaction(fit_network(Network.of(network(seed, 4, 10))), 0.1))
    assert np.nansum(found.own) == pytest.approx(found.q.q, rel=1e-6)


def test_designs_that_cannot_disagree_are_left_out_unless_asked_for():
    contrasts = [*network(1, 3, 4, multi_arm=False), network(2, 4, 0)[2]]
    at = interaction(fit_network(Network.of(contrasts)), 0.0)
    assert ("c", "d") not in {label.design for label in net_heat(at).labels}
    assert ("c", "d") in {label.design for label in net_heat(at, every_design=True).labels}


def test_the_oracles_agree_with_each_other():
    contrasts = network(3, 4, 10)
    bound = [[("all", t) for t in sorted(c.treatments)[1:]] for c in contrasts if "a" in c.treatments]
    only = [c for c in contrasts if "a" in c.treatments]
    assert dense(only, bound).q() == pytest.approx(Dense.of(only).q())
