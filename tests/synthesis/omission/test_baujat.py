"""Baujat's two numbers of a study: the textbook formula of two treatments, real refits, and what they add up to."""

import numpy as np
import pytest

from dorsal.errors import NetworkError
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.baujat import baujat
from dorsal.synthesis.omission.influence import without
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, study


def test_two_treatments_have_the_numbers_of_the_original_plot():
    """Baujat et al. 2002: (y - mean)^2 / v, and (mean - mean without)^2 / variance without, common effects."""
    rng = np.random.default_rng(3)
    contrasts = [study(rng, f"s{i}", ("a", "b"), tau=1.0) for i in range(6)]
    y = np.array([float(c.effect[0]) for c in contrasts])
    v = np.array([float(c.cov[0, 0]) for c in contrasts])
    mean = (y / v).sum() / (1 / v).sum()
    for i, point in enumerate(baujat(fit_network(Network.of(contrasts)))):
        rest = np.arange(6) != i
        left = (y[rest] / v[rest]).sum() / (1 / v[rest]).sum()
        assert point.study == f"s{i}"
        assert point.q == pytest.approx((y[i] - mean) ** 2 / v[i])
        assert point.influence == pytest.approx((mean - left) ** 2 * (1 / v[rest]).sum())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_influence_is_the_change_in_units_of_the_precision_of_the_rest(seed):
    contrasts = network(seed, 4, 10, tau=1.0)
    whole = Dense.of(contrasts)
    checked = 0
    for point in baujat(fit_network(Network.of(contrasts))):
        rest = [c for c in contrasts if c.study != point.study]
        if len(Network.of(rest).islands) > 1 or len(Network.of(rest).treatments) < 4:
            continue
        effect, cov = Dense.of(rest).beta(0.0)
        change = whole.beta(0.0)[0] - effect
        assert point.influence == pytest.approx(change @ np.linalg.solve(cov, change))
        checked += 1
    assert checked > 5


@pytest.mark.parametrize("seed", [4, 5])
def test_parts_add_up_to_q_and_falls_are_those_of_refits(seed):
    fit = fit_network(Network.of(network(seed, 5, 12, tau=1.0)))
    points = baujat(fit)
    assert sum(p.q for p in points) == pytest.approx(fit.q_total.q)
    refitted = 0
    for point in points:
        try:
            rest = without(fit, point.study)
        except NetworkError:
            continue
        assert point.fall == pytest.approx(fit.q_total.q - rest.q_total.q)
        refitted += 1
    assert refitted > 8


def test_a_study_on_which_a_treatment_hangs_disagrees_with_nothing():
    rng = np.random.default_rng(1)
    contrasts = [study(rng, "alone", ("a", "c")), *(study(rng, f"s{i}", ("a", "b")) for i in range(3))]
    alone = baujat(fit_network(Network.of(contrasts)))[0]
    assert (alone.q, alone.influence) == pytest.approx((0.0, 0.0), abs=1e-12)


def test_a_component_model_is_refused():
    fit = fit_components(Network.of(network(1, 3, 4))).fit
    with pytest.raises(NetworkError, match="component model"):
        baujat(fit)
