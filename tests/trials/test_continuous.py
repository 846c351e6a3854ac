"""Standardised differences against tables, Gleser & Olkin's example and simulation."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.trials import continuous


@pytest.mark.parametrize(("df", "j"), [(2, 0.5642), (3, 0.7236), (4, 0.7979), (10, 0.9228), (20, 0.9619), (50, 0.9849)])
def test_correction_in_hedges_table(df: int, j: float) -> None:
    # Hedges 1981, Table 1: c(m)
    assert continuous.exact_j(df) == pytest.approx(j, abs=5e-4)


@given(st.floats(10, 1e6))
def test_correction_nears_the_usual_approximation(df: float) -> None:
    assert continuous.exact_j(df) == pytest.approx(1 - 3 / (4 * df - 1), abs=5e-4)


GLESER = {
    # Gleser & Olkin 2009, Table 19.4 with the pooled SDs of the studies: control, then treatments
    1: ([25, 25, 22], [-1.36, 7.87, 4.35], 4.2593, [2.1670, 1.3406]),
    4: ([30, 30, 30], [0.45, 7.44, 5.34], 2.9344, [2.3821, 1.6664]),
}


@pytest.mark.parametrize("study", GLESER)
def test_cohens_d_of_gleser_and_olkin(study: int) -> None:
    n, mean, sd, published = GLESER[study]
    d, cov = continuous.cohen(n, mean, [sd] * 3, [sd] * 3)
    assert d == pytest.approx(published, abs=1e-4)
    assert cov[0, 1] == pytest.approx(1 / n[0] + d[0] * d[1] / (2 * sum(n)))
    assert cov[0, 0] == pytest.approx(1 / n[0] + 1 / n[1] + d[0] ** 2 / (2 * sum(n)))


def test_pooled_effects_of_gleser_and_olkin() -> None:
    # page 367: 2.3743 and 1.5702 with variances 0.02257 and 0.03554, covariance 0.01244, Q = 3.9447
    single = {2: ([40, 38], [0.98, 9.32], 2.8831), 3: ([50, 50], [1.17, 8.08], 3.1764)}
    blocks = [continuous.cohen(n, m, [s] * 3, [s] * 3) for n, m, s, _ in GLESER.values()]
    blocks += [continuous.cohen(n, m, [s] * 2, [s] * 2) for n, m, s in single.values()]
    information, weighted, total = np.zeros((2, 2)), np.zeros(2), 0.0
    for effect, cov in blocks:
        pick = np.eye(2)[: len(effect)]
        inverse = np.linalg.inv(cov)
        information += pick.T @ inverse @ pick
        weighted += pick.T @ inverse @ effect
        total += effect @ inverse @ effect
    pooled = np.linalg.solve(information, weighted)
    assert pooled == pytest.approx([2.3743, 1.5702], abs=1e-3)
    assert np.linalg.inv(information) == pytest.approx(np.array([[0.02257, 0.01244], [0.01244, 0.03554]]), abs=1e-4)
    assert total - weighted @ pooled == pytest.approx(3.9447, abs=5e-3)


def test_two_arms_are_the_usual_g() -> None:
    n, mean, sd = [20, 25], [10.0, 8.0], [3.0, 4.0]
    pooled = sqrt((19 * 9 + 24 * 16) / 43)
    g, cov = continuous.hedges(n, mean, sd, sd)
    assert g[0] == pytest.approx(-2 / pooled * continuous.exact_j(43))
    assert cov[0, 0] == pytest.approx(continuous.variance_of_g(g[0], 20, 25))
    d, cov = continuous.cohen(n, mean, sd, sd)
    assert cov[0, 0] == pytest.approx(continuous.variance_of_d(d[0], 20, 25))


def test_variance_of_g_is_close_to_the_large_sample_one() -> None:
    # meta's two forms and metafor's: g^2 / (2 (N - 3.94)) and g^2 / (2 N)
    exact = continuous.variance_of_g(0.8, 40, 45)
    assert exact == pytest.approx(1 / 40 + 1 / 45 + 0.64 / (2 * (85 - 3.94)), rel=1e-3)
    assert exact == pytest.approx(continuous.variance_of_d(0.8, 40, 45), rel=0.02)


def test_g_and_its_covariance_are_unbiased() -> None:
    rng, n, shift = np.random.default_rng(7), [6, 8, 5], np.array([0.0, 0.9, -0.6])
    gs, covs = [], []
    for _ in range(20_000):
        samples = [rng.normal(m, 1.0, size) for m, size in zip(shift, n, strict=True)]
        sd = [float(s.std(ddof=1)) for s in samples]
        g, cov = continuous.hedges(n, [float(s.mean()) for s in samples], sd, sd)
        gs.append(g)
        covs.append(cov)
    assert np.mean(gs, axis=0) == pytest.approx([0.9, -0.6], abs=0.015)
    assert np.mean(covs, axis=0) == pytest.approx(np.cov(np.array(gs).T), abs=0.02)


def test_contrasts_of_one_study_add_up() -> None:
    n, mean, sd = [20, 25, 30], [10.0, 8.0, 5.0], [3.0, 4.0, 5.0]
    against_first = continuous.hedges(n, mean, sd, sd)[0]
    against_second = continuous.hedges([25, 20, 30], [8.0, 10.0, 5.0], [4.0, 3.0, 5.0], [4.0, 3.0, 5.0])[0]
    assert against_first[1] - against_first[0] == pytest.approx(against_second[1])


def test_glass_divides_by_the_first_arm() -> None:
    delta, cov = continuous.glass([20, 30], [10.0, 13.0], [2.0, 9.0], [2.0, 9.0])
    assert delta == pytest.approx([1.5])
    assert cov[0, 0] == pytest.approx(1 / 20 + 1 / 30 + 1.5**2 / (2 * 19))


def test_changes_compared_in_units_of_scores() -> None:
    # changes that vary half as much make the same difference four times as sure, but not larger
    g, cov = continuous.cohen([50, 50], [0.0, 1.0], [2.0, 2.0], [1.0, 1.0])
    assert g == pytest.approx([0.5])
    assert cov[0, 0] == pytest.approx(0.25 * 2 / 50 + 0.25 / 200)


def test_standardised_difference_of_a_crossover_in_the_handbook() -> None:
    # Handbook 5.1, 16.4.6.4: SMD 0.218 in ten people with correlation 0.68 has SE 0.256
    assert sqrt(continuous.variance_within_people(0.218, 10, 0.68)) == pytest.approx(0.256, abs=5e-4)


def test_log_ratio_of_means() -> None:
    point, variance = continuous.log_mean(20.0, 0.5)
    assert point == pytest.approx(2.99573)
    assert variance == pytest.approx(0.025**2)
