"""Covariance of contrasts that share arms: each rule against simulated or independent arms."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.trials import covariance

variances = st.lists(st.floats(0.01, 10.0), min_size=2, max_size=6)


def square(v: list[float]) -> np.ndarray:
    full = np.add.outer(v, v)
    np.fill_diagonal(full, 0.0)
    return full


@given(variances)
def test_arms_and_all_pairs_give_the_same(v: list[float]) -> None:
    _, cov = covariance.against_first([0.0] * len(v), v)
    assert covariance.from_pairs(square(v)) == pytest.approx(cov)
    assert covariance.positive(cov)


@given(variances)
def test_arms_are_found_again_from_all_pairs(v: list[float]) -> None:
    pairs = list(combinations(range(len(v)), 2))
    found = covariance.arm_variances(pairs, [v[a] + v[b] for a, b in pairs], len(v))
    if len(v) == 2:
        assert found is None
    else:
        assert found == pytest.approx(v, abs=1e-8)


def test_pairs_without_an_odd_loop_leave_the_arms_open() -> None:
    square_of_four = [(0, 1), (1, 2), (2, 3), (3, 0)]
    assert covariance.arm_variances(square_of_four, [1.0] * 4, 4) is None
    assert covariance.nonnegative_arm_variances(square_of_four, [1.0] * 4, 4) is None


def test_no_arm_variance_is_below_zero() -> None:
    # standard errors 0.1, 0.1 and 0.2 to one digit: arm 0 would have to vary less than not at all
    pairs, variance = [(0, 1), (0, 2), (1, 2)], [0.01, 0.01, 0.04]
    assert covariance.arm_variances(pairs, variance, 3)[0] < 0  # type: ignore[index]
    assert covariance.nonnegative_arm_variances(pairs, variance, 3) == pytest.approx([0.0, 1 / 60, 1 / 60])


@given(variances, st.randoms(use_true_random=False))
def test_shares_keep_printed_variances_and_are_exact_where_true(v: list[float], random) -> None:  # type: ignore[no-untyped-def]
    k = len(v)
    tree = [(random.randrange(i), i) if random.random() < 0.5 else (i, random.randrange(i)) for i in range(1, k)]
    variance = [v[a] + v[b] for a, b in tree]
    cov = covariance.from_shares(tree, variance, [v[a] / (v[a] + v[b]) for a, b in tree], k)
    incidence = np.zeros((k - 1, k))
    for row, (a, b) in enumerate(tree):
        incidence[row, [a, b]] = 1.0, -1.0
    assert cov == pytest.approx(incidence @ np.diag(v) @ incidence.T)
    half = covariance.from_shares(tree, variance, [0.5] * (k - 1), k)
    assert np.diag(half) == pytest.approx(variance)
    assert np.linalg.eigvalsh(half)[0] > 0


@given(variances.filter(lambda v: len(v) > 2), st.data())
def test_consistent_contrasts_are_kept_as_they_are(v: list[float], data: st.DataObject) -> None:
    k = len(v)
    effect = np.array(data.draw(st.lists(st.floats(-5, 5), min_size=k - 1, max_size=k - 1)))
    points = np.concatenate([[0.0], effect])
    pairs = list(combinations(range(k), 2))
    _, cov = covariance.against_first([0.0] * k, v)
    found = covariance.reconciled(pairs, [points[a] - points[b] for a, b in pairs], cov)
    assert found == pytest.approx(effect, abs=1e-8)


def test_reconciled_is_least_squares_with_the_laplacian_as_weights() -> None:
    v, pairs, value = [0.2, 0.5, 0.1], [(1, 0), (2, 0), (1, 2)], [1.0, 2.0, -1.3]
    precision = 1 / np.array(v)
    weight = np.array([precision[a] * precision[b] for a, b in pairs]) / precision.sum()
    design = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]])
    expected = np.linalg.solve(design.T * weight @ design, design.T * weight @ value)
    _, cov = covariance.against_first([0.0] * 3, v)
    assert covariance.reconciled(pairs, value, cov) == pytest.approx(expected)
