"""Is one variance between studies enough? The likelihood-ratio test, with the edge at 0 in its law.

Far from 0 twice the gain in (restricted) log-likelihood is chi-squared with one degree of freedom less than there are
groups. Near 0 it is not, for no variance is below 0: its law there is that of the distances of a normal vector from the
cones of the two hypotheses (Self & Liang 1987). Here the vector has the expected information's covariance around the
one variance that was estimated, the cones are those of variances of 0 or more, and the law is simulated. The further
limits that studies of several arms set are left out of it, which makes P a little too large where they bind.
Both hypotheses have the same effects, so the restricted likelihoods can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import chdtrc

from dorsal.trials.contrast import Array

DRAWS = 10_000


@dataclass(frozen=True, kw_only=True)
class Equality:
    """Twice the gain in log-likelihood over one variance for all groups."""

    statistic: float
    df: int
    """Groups less one."""
    p: float
    """By the law with its edge at 0, simulated: at least 1 / (DRAWS + 1)."""

    @property
    def p_chi2(self) -> float:
        """By chi-squared, as if no variance were near 0."""
        return float(chdtrc(self.df, self.statistic))


def equality(statistic: float, tau2: float, information: Array, rng: np.random.Generator) -> Equality:
    """The test of one tau2 (G groups' expected `information` there, (G, G)) by the statistic that was seen."""
    groups = len(information)
    root = np.linalg.cholesky(np.linalg.inv(information))
    z = tau2 + rng.standard_normal((DRAWS, groups)) @ root.T
    law = to_ray(z, information) - to_quadrant(z, information)
    above = int((law >= statistic - 1e-9).sum())
    return Equality(statistic=statistic, df=groups - 1, p=(1 + above) / (DRAWS + 1))


def to_ray(z: Array, information: Array) -> Array:
    """(draws,) squared distances, by the information, of points (draws, G) from those of one coordinate, 0 or more."""
    along = information.sum(axis=0)
    common = np.maximum(z @ along / along.sum(), 0.0)
    off = z - common[:, None]
    return np.asarray(np.einsum("di,ij,dj->d", off, information, off), dtype=np.float64)


def to_quadrant(z: Array, information: Array) -> Array:
    """(draws,) squared distances from the points whose coordinates are all 0 or more, the best of all faces."""
    groups = z.shape[1]
    best = np.einsum("di,ij,dj->d", z, information, z)
    for size in range(1, groups + 1):
        for chosen in combinations(range(groups), size):
            free, held = list(chosen), [g for g in range(groups) if g not in chosen]
            across = np.linalg.solve(information[np.ix_(free, free)], information[np.ix_(free, held)])
            left = information[np.ix_(held, held)] - information[np.ix_(held, free)] @ across
            valid = ((z[:, free] + z[:, held] @ across.T) >= 0.0).all(axis=1)
            off = z[valid][:, held]
            best[valid] = np.minimum(best[valid], np.einsum("di,ij,dj->d", off, left, off))
    return np.asarray(best, dtype=np.float64)
