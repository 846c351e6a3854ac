"""The law of the likelihood-ratio statistic, with its edge at 0."""

import numpy as np
import pytest
from scipy.optimize import nnls
from scipy.stats import chi2

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.tau2_by.equality import equality, to_quadrant, to_ray
from dorsal.synthesis.tau2_by.grouped_fit import fit_grouped
from dorsal.synthesis.tau2_by.grouping import by_study
from dorsal.trials.contrast import Contrast

INFORMATION = np.array([[4.0, 1.0, 0.3], [1.0, 2.0, -0.4], [0.3, -0.4, 3.0]])


def test_distances_are_those_of_least_squares_with_signs():
    z = np.random.default_rng(2).normal(size=(60, 3))
    root = np.linalg.cholesky(INFORMATION).T
    slow = [nnls(root, root @ row)[1] ** 2 for row in z]
    assert to_quadrant(z, INFORMATION) == pytest.approx(slow, abs=1e-9)
    along = root @ np.ones((3, 1))
    assert to_ray(z, INFORMATION) == pytest.approx([nnls(along, root @ row)[1] ** 2 for row in z], abs=1e-9)


def test_far_from_zero_it_is_chi_squared():
    found = equality(4.0, 100.0, INFORMATION, np.random.default_rng(1))
    assert found.p == pytest.approx(chi2.sf(4.0, 2), abs=0.012)
    assert found.p_chi2 == pytest.approx(chi2.sf(4.0, 2))


def test_at_zero_two_alike_groups_have_the_law_that_can_be_reckoned():
    """Distances in a plane. Both above 0 (1/4): chi2(1) around the ray; one of them: by numeric integral; none: 0."""
    found = equality(2.0, 0.0, np.eye(2), np.random.default_rng(1))
    grid = np.linspace(-7, 7, 1401)
    x, y = np.meshgrid(grid, grid)
    mass = np.exp(-0.5 * (x**2 + y**2))
    ray = np.where(x + y > 0, 0.5 * (x - y) ** 2, x**2 + y**2)
    quadrant = np.minimum(x, 0) ** 2 + np.minimum(y, 0) ** 2
    assert found.p == pytest.approx(float(mass[ray - quadrant >= 2.0].sum() / mass.sum()), abs=0.01)
    assert found.p < chi2.sf(2.0, 1)


def simulated(rng, tau2):
    made = []
    for i in range(30):
        v = rng.uniform(0.02, 0.2)
        y = rng.normal() * np.sqrt(v + tau2[i % 2])
        made.append(
            Contrast(study=str(i), treatments=("a", "b"), effect=np.array([y]), cov=np.array([[v]]), measure="MD",
                     covariates={"kind": "xy"[i % 2]})
        )  # fmt: skip
    return fit_network(Network.of(made))


@pytest.mark.parametrize(
    ("tau2", "low", "high"), [((0.1, 0.1), 0.02, 0.09), ((0.0, 0.0), 0.0, 0.09), ((0.02, 0.6), 0.8, 1.0)]
)
def test_how_often_it_says_different(tau2, low, high):
    rng = np.random.default_rng(9)
    p = []
    for _ in range(100):
        one = simulated(rng, tau2)
        p.append(fit_grouped(one, by_study(one.network.contrasts, "kind")).test(np.random.default_rng(1)).p)
    assert low <= np.mean(np.array(p) < 0.05) <= high
