"""The effects without each study, between shared values of tau2: see also test_deletion and test_leave_one_out."""

import numpy as np
import pytest

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.gls import solve
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.deletion import blocks_of, deletions
from dorsal.synthesis.omission.effects import effects
from dorsal.synthesis.omission.leave_one_out import omissions
from tests.synthesis.generated import network


def against_first(n):
    return np.vstack([-np.ones(n - 1), np.eye(n - 1)])


def test_in_batches_or_at_once_they_are_the_same(monkeypatch):
    fit = fit_network(Network.of(network(3, 6, 200)))
    whole = omissions(fit, against_first(6), "estimated")
    for name, size in (("COLUMNS", 2), ("NUMBERS", 1)):
        monkeypatch.setattr(f"dorsal.synthesis.omission.effects.{name}", size)
    parts = omissions(fit, against_first(6), "estimated")
    np.testing.assert_allclose(parts.effect, whole.effect, rtol=1e-13)
    np.testing.assert_allclose(parts.variance, whole.variance, rtol=1e-13)


@pytest.mark.parametrize("seed", range(3))
def test_between_two_points_they_are_those_of_the_tau2_between(seed):
    """A quarter of the way between close values of tau2 is a quarter of the way between what there is at them."""
    net = Network.of(network(seed, 5, 30))
    low, middle, high = (deletions(net.rows, blocks_of(net), solve(net.rows, None, t)) for t in (0.1, 0.10025, 0.101))
    share = np.array([[0.75], [0.25]]) * np.ones(len(net.studies))
    found = effects([low, high], share, against_first(5))
    exact = effects([middle], np.ones((1, len(net.studies))), against_first(5))
    for ours, theirs, far in zip(
        found, exact, effects([low], np.ones((1, len(net.studies))), against_first(5)), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)
        assert np.nanmax(np.abs(ours - theirs)) < 0.01 * np.nanmax(np.abs(far - theirs))
