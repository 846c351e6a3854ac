"""Covariance among contrasts of one study that share arms. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dorsal.trials.contrast import Array

POSITIVE_ABOVE = 1e-9
"""Smallest eigenvalue, relative to the largest variance, of a covariance that is taken as positive definite."""


def against_first(point: Sequence[float], variance: Sequence[float], correlation: float = 0.0) -> tuple[Array, Array]:
    """Effects (k-1,) of arms against the first, and their covariance; of independent arms diag(v) + v_0 (NICE TSD 2).

    `correlation` is that of any two arms' points, where the arms are in the same people. With S the arms' covariance,
    sqrt(v_a v_b) times it, the effects have A S A' for A = (-1 | I): the variance of a - 0 is v_a + v_0
    - 2 r sqrt(v_a v_0), as Cochrane Handbook 23.2.7 has it for two periods.
    """
    effect = np.array([p - point[0] for p in point[1:]])
    cov = np.full((len(effect), len(effect)), float(variance[0]))
    cov[np.diag_indices(len(effect))] += variance[1:]
    if correlation:
        se = np.sqrt(np.asarray(variance, dtype=np.float64))
        across = correlation * se[:, None] * se
        np.fill_diagonal(across, 0.0)
        cov += across[1:, 1:] - across[:1, 1:] - across[1:, :1]
    return effect, cov


def from_pairs(variance: Array) -> Array:
    """Covariance (k-1, k-1) of the contrasts against arm 0, from the variances (k, k) of all pairwise contrasts.

    cov(a-0, b-0) = (V_a0 + V_b0 - V_ab) / 2: an identity, whatever the arms' own variances. It is the covariance
    that the reduced weights of Ruecker & Schwarzer 2014 (doi:10.1002/sim.6236) and netmeta imply.
    """
    cov: Array = (variance[1:, :1] + variance[:1, 1:] - variance[1:, 1:]) / 2.0
    return cov


def positive(cov: Array) -> bool:
    """Whether a covariance is positive definite by more than rounding in the computer."""
    return bool(np.linalg.eigvalsh(cov)[0] > POSITIVE_ABOVE * np.abs(cov).max())


def arm_variances(pairs: Sequence[tuple[int, int]], variance: Sequence[float], k: int) -> Array | None:
    """Variances (k,) of independent arms with V_ab = v_a + v_b, by least squares; None where the pairs leave them open.

    They are determined where every connected set of pairs holds a loop of odd length (three arms, all pairs).
    """
    unsigned = np.zeros((len(pairs), k))
    for row, (a, b) in enumerate(pairs):
        unsigned[row, a] = unsigned[row, b] = 1.0
    solution, _, rank, _ = np.linalg.lstsq(unsigned, np.asarray(variance), rcond=None)
    return solution if rank == k else None


def nonnegative_arm_variances(pairs: Sequence[tuple[int, int]], variance: Sequence[float], k: int) -> Array | None:
    """As `arm_variances`, but none below 0: the most negative is held at 0 and the rest solved again."""
    held: set[int] = set()
    while len(held) < k:
        free = [arm for arm in range(k) if arm not in held]
        place = {arm: i for i, arm in enumerate(free)}
        design = np.zeros((len(pairs), len(free)))
        for row, pair in enumerate(pairs):
            for arm in pair:
                if arm in place:
                    design[row, place[arm]] = 1.0
        solution, _, rank, _ = np.linalg.lstsq(design, np.asarray(variance), rcond=None)
        if rank < len(free):
            return None
        if solution.min() >= 0.0:
            full = np.zeros(k)
            full[free] = solution
            return full
        held.add(free[int(np.argmin(solution))])
    return None


def from_shares(pairs: Sequence[tuple[int, int]], variance: Sequence[float], share: Sequence[float], k: int) -> Array:
    """Covariance (m, m) of contrasts first - second, each variance split between its two arms.

    `share` is the part of a contrast's variance that comes from its first arm. Contrasts that share an arm share that
    arm's error, so the matrix is M M' with M (m, k) the arms' errors: it keeps every printed variance exactly, and is
    positive definite whenever the pairs hold no loop. With equal standard deviations and shares n_2 / (n_1 + n_2) the
    covariance at a shared arm is sigma^2 / n; with shares 1/2 it is half the (geometric) mean variance.
    """
    error = np.zeros((len(pairs), k))
    for row, (first, second) in enumerate(pairs):
        error[row, first] = np.sqrt(share[row] * variance[row])
        error[row, second] = -np.sqrt((1.0 - share[row]) * variance[row])
    cov: Array = error @ error.T
    return cov


def reconciled(pairs: Sequence[tuple[int, int]], value: Sequence[float], cov: Array) -> Array:
    """Effects (k-1,) against arm 0 nearest to all pairwise contrasts, which need not close to the last digit.

    Least squares with the weights w_ab that netmeta uses: the Laplacian of a study is A' C^-1 A with C = `cov` the
    covariance of the contrasts against arm 0 and A = (-1 | I), and w its negative off-diagonal. Consistent values are
    returned as they are.
    """
    k = len(cov) + 1
    against = np.hstack([-np.ones((k - 1, 1)), np.eye(k - 1)])
    laplacian = against.T @ np.linalg.solve(cov, against)
    pull = np.zeros(k)
    for (a, b), y in zip(pairs, value, strict=True):
        pull[a] -= laplacian[a, b] * y
        pull[b] += laplacian[a, b] * y
    effect: Array = cov @ pull[1:]
    return effect
