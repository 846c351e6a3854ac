"""Elimination block by block against plain linear algebra on the whole matrix."""

import numpy as np
import pytest
from numpy.linalg import LinAlgError

from dorsal.synthesis.population.arrow import Arrow, Block

RNG = np.random.default_rng(4)
STUDY = np.array([0, 0, 1, 1, 1, 2, 2])
Q, S, A, STEP = 3, 3, 7, 0.4
BEND = RNG.uniform(1.0, 4.0, A)
SLOPES = RNG.normal(size=(A, Q))
CROSS = BEND[:, None] * SLOPES
SHARED = SLOPES.T @ CROSS + np.eye(Q)


def whole() -> np.ndarray:
    """The same curvature, shared parameters first, then studies, then arms."""
    load = np.hstack([SLOPES, np.eye(S)[STUDY], STEP * np.eye(A)])
    found = load.T @ (BEND[:, None] * load)
    found[:Q, :Q] += np.eye(Q)
    found[Q + S :, Q + S :] += np.eye(A)
    return found


def arrow(bend: np.ndarray = BEND) -> Arrow:
    return Arrow(shared=SHARED, cross=CROSS, bend=bend, study=STUDY, studies=S, step=STEP)


def parts(vector: np.ndarray) -> Block:
    return Block(shared=vector[..., :Q], study=vector[..., Q : Q + S], own=vector[..., Q + S :])


def joined(block: Block) -> np.ndarray:
    return np.concatenate([block.shared, block.study, block.own], axis=-1)


def test_determinant_covariance_and_step():
    gradient = RNG.normal(size=Q + S + A)
    assert arrow().log_det == pytest.approx(np.linalg.slogdet(whole())[1])
    assert arrow().cov == pytest.approx(np.linalg.inv(whole())[:Q, :Q])
    assert joined(arrow().solve(parts(gradient))) == pytest.approx(np.linalg.solve(whole(), gradient))


def test_draws_have_the_whole_covariance_and_their_density():
    normal = np.eye(Q + S + A)
    root = joined(arrow().drawn(parts(normal))).T
    assert root @ root.T == pytest.approx(np.linalg.inv(whole()))
    some = RNG.normal(size=(2, Q + S + A))
    drawn = joined(arrow().drawn(parts(some)))
    square = np.einsum("di,ij,dj->d", drawn, whole(), drawn)
    log_det = np.linalg.slogdet(whole())[1]
    assert arrow().log_density(parts(some)) == pytest.approx(
        0.5 * (log_det - square - (Q + S + A) * np.log(2.0 * np.pi))
    )


def test_covariance_of_intercepts_and_slopes():
    taken = RNG.normal(size=(A, 2, Q))
    inverse = np.linalg.inv(whole())
    for a in range(A):
        load = np.zeros((2, Q + S + A))
        load[:, :Q] = taken[a]
        load[0, Q + STUDY[a]], load[0, Q + S + a] = 1.0, STEP
        assert arrow().of_intercepts(taken)[a] == pytest.approx(load @ inverse @ load.T)


def test_a_saddle_is_refused():
    with pytest.raises(LinAlgError):
        arrow(-BEND)
