"""A network as independent rows: the one layout on which every estimator works.

The contrasts y of a study with k treatments have covariance V + tau2 H, with H = (I + J) / 2 (every contrast has
heterogeneity variance tau2, two contrasts of one study correlate by 1/2: Higgins & Whitehead 1996). With H = L L'
and the eigenvectors Q of L^-1 V L^-T, the rows Q' L^-1 y are independent with variances v + tau2, v the
eigenvalues. So a multi-arm study becomes k - 1 rows without loss, a two-arm study is its own row, and every
tau2 costs one weighted pass over the rows and one solve of the size of the treatments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from dorsal.trials.contrast import Array, Contrast

Index = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """m independent rows: z = A d + e, e ~ N(0, v + tau2), for n treatment effects d.

    A has few entries a row (two for a two-arm study) and its rows sum to zero. It is kept as entries
    (`entry_row`, `entry_treatment`, `entry`) and, for A' W A, as products of pairs of one row's entries.
    """

    treatments: int
    z: Array
    """(m,) rotated effects."""
    v: Array
    """(m,) within-study variances."""
    study: Index
    """(m,) index of the contrast that a row came from."""
    entry_row: Index
    entry_treatment: Index
    entry: Array
    pair_row: Index
    pair_place: Index
    """Flat place (p * n + q, p < q) in the n x n matrix."""
    pair: Array

    def __len__(self) -> int:
        return len(self.z)

    @classmethod
    def of_entries(
        cls, columns: int, z: Array, v: Array, study: Index, entry_row: Index, entry_treatment: Index, entry: Array
    ) -> Rows:
        """Rows from the entries of A alone; the pairs of each row's entries are worked out here."""
        order = np.argsort(entry_row, kind="stable")
        row, place, value = entry_row[order], entry_treatment[order], entry[order]
        count = np.bincount(row, minlength=len(z))
        start = np.cumsum(count) - count
        first, second = _pairs_within(count, start)
        low, high = np.minimum(place[first], place[second]), np.maximum(place[first], place[second])
        return cls(
            treatments=columns,
            z=z,
            v=v,
            study=study,
            entry_row=row,
            entry_treatment=place,
            entry=value,
            pair_row=row[first],
            pair_place=low * columns + high,
            pair=value[first] * value[second],
        )

    @cached_property
    def scale(self) -> float:
        """A typical within-study variance: the unit in which tau2 is small or large."""
        return float(np.median(self.v))

    def gram(self, weight: Array) -> Array:
        """A' diag(weight) A, shape (n, n): a weighted Laplacian, whose rows sum to zero."""
        upper = self.upper_gram(weight)
        full: Array = upper + upper.T
        np.fill_diagonal(full, np.diagonal(upper))
        return full

    def upper_gram(self, weight: Array) -> Array:
        """The upper triangle of `gram` with its diagonal; zeros below."""
        n = self.treatments
        upper = _sums(self.pair_place, self.pair * weight[self.pair_row], n * n).reshape(n, n)
        np.fill_diagonal(upper, -(upper.sum(axis=0) + upper.sum(axis=1)))
        return upper

    @cached_property
    def matrix(self) -> csr_array:
        """A, (m, n)."""
        return csr_array((self.entry, (self.entry_row, self.entry_treatment)), shape=(len(self), self.treatments))

    @cached_property
    def _transposed(self) -> csc_array:
        return self.matrix.T

    def transposed_times(self, u: Array) -> Array:
        """A' u, shape (n,) or (n, k), for u of shape (m,) or (m, k)."""
        return np.asarray(self._transposed @ u)

    def times(self, d: Array) -> Array:
        """A d, shape (m,) or (m, k), for effects d of shape (n,) or (n, k)."""
        return np.asarray(self.matrix @ d)

    @cached_property
    def _pair_ends(self) -> tuple[Index, Index]:
        return self.pair_place // self.treatments, self.pair_place % self.treatments

    def quadratic(self, cov: Array) -> Array:
        """a_r' C a_r of every row, shape (m,): the variance of a row's fitted value, C of shape (n, n)."""
        return _sums(self.pair_row, self._of_pairs(cov), len(self))

    def trace(self, weight: Array, cov: Array) -> float:
        """The sum over rows of weight_r a_r' C a_r."""
        return float(weight[self.pair_row] @ self._of_pairs(cov))

    def _of_pairs(self, cov: Array) -> Array:
        """What each pair of a row's entries adds to a_r' C a_r.

        As the entries of a row add up to zero, that is minus their product times the variance of their difference.
        """
        first, second = self._pair_ends
        own = np.diagonal(cov)
        found: Array = 2.0 * cov.ravel()[self.pair_place]
        found -= own[first]
        found -= own[second]
        found *= self.pair
        return found


def _sums(place: Index, weight: Array, size: int) -> Array:
    """The sum of the weights at each of `size` places."""
    return np.asarray(np.bincount(place, weight, minlength=size), dtype=np.float64)


def _pairs_within(count: Index, start: Index) -> tuple[Index, Index]:
    """Positions (first, second) of all pairs of entries of the same row; rows with as many entries go together."""
    firsts, seconds = [], []
    for k in np.unique(count):
        i, j = np.triu_indices(int(k), 1)
        at = start[count == k]
        firsts.append((at[:, None] + i).ravel())
        seconds.append((at[:, None] + j).ravel())
    return np.concatenate(firsts), np.concatenate(seconds)


def rows_of(contrasts: Sequence[Contrast], index: Mapping[str, int]) -> Rows:
    """The rows of a network; `index` numbers its treatments. Batches studies by their number of treatments."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for position, contrast in enumerate(contrasts):
        by_size[len(contrast.treatments)].append(position)
    blocks = [_block(k, positions, contrasts, index) for k, positions in sorted(by_size.items())]
    z, v, study, coefficients = (list(part) for part in zip(*blocks, strict=True))
    return _assembled(len(index), z, v, study, coefficients)


_Coefficients = tuple[Array, Index]


def _block(
    k: int, positions: Sequence[int], contrasts: Sequence[Contrast], index: Mapping[str, int]
) -> tuple[Array, Array, Index, _Coefficients]:
    """All studies with k treatments: rotated effects, variances, studies, and their rows of A as dense (s, k-1, k)."""
    y = np.array([contrasts[p].effect for p in positions])
    cov = np.array([contrasts[p].cov for p in positions])
    place = np.array([[index[t] for t in contrasts[p].treatments] for p in positions], dtype=np.intp)
    rotation, v = _rotation(cov)
    z = np.einsum("sij,sj->si", rotation, y)
    against_first = np.hstack([-np.ones((k - 1, 1)), np.eye(k - 1)])
    a = rotation @ against_first
    study = np.repeat(np.asarray(positions, dtype=np.intp), k - 1)
    return z.ravel(), v.ravel(), study, (a, place)


def rotated(contrasts: Sequence[Contrast], effects: Array) -> Array:
    """(k, m) rotated effects of these contrasts with other effects (k, c), in the order of the rows."""
    by_size: dict[int, list[int]] = defaultdict(list)
    edges = np.cumsum([0, *(len(contrast.effect) for contrast in contrasts)])
    for position, contrast in enumerate(contrasts):
        by_size[len(contrast.treatments)].append(position)
    parts = []
    for k, positions in sorted(by_size.items()):
        rotation, _ = _rotation(np.array([contrasts[p].cov for p in positions]))
        y = effects[:, edges[positions][:, None] + np.arange(k - 1)]
        parts.append(np.einsum("sij,ksj->ksi", rotation, y).reshape(len(effects), -1))
    return np.concatenate(parts, axis=1)


def _rotation(cov: Array) -> tuple[Array, Array]:
    """Rotations (s, k-1, k-1) and variances (s, k-1) that make the contrasts of each study independent."""
    size = cov.shape[-1]
    if size == 1:
        return np.ones_like(cov), cov[:, 0, :]
    lower = np.linalg.cholesky((np.eye(size) + 1.0) / 2.0)
    inverse = np.linalg.inv(lower)
    v, q = np.linalg.eigh(inverse @ cov @ inverse.T)
    return np.swapaxes(q, -1, -2) @ inverse, v


def _assembled(n: int, z: list[Array], v: list[Array], study: list[Index], coefficients: list[_Coefficients]) -> Rows:
    entries, pairs, start = [], [], 0
    for a, place in coefficients:
        count = a.shape[0] * a.shape[1]
        row = np.arange(start, start + count, dtype=np.intp).reshape(a.shape[:2])
        entries.append(_entries(a, place, row))
        pairs.append(_pairs(n, a, place, row))
        start += count
    entry_row, entry_treatment, entry = (np.concatenate(part) for part in zip(*entries, strict=True))
    pair_row, pair_place, pair = (np.concatenate(part) for part in zip(*pairs, strict=True))
    return Rows(
        treatments=n,
        z=np.concatenate(z),
        v=np.concatenate(v),
        study=np.concatenate(study),
        entry_row=entry_row,
        entry_treatment=entry_treatment,
        entry=entry,
        pair_row=pair_row,
        pair_place=pair_place,
        pair=pair,
    )


def _entries(a: Array, place: Index, row: Index) -> tuple[Index, Index, Array]:
    shape = a.shape
    rows = np.broadcast_to(row[:, :, None], shape)
    columns = np.broadcast_to(place[:, None, :], shape)
    return rows.ravel(), columns.ravel(), a.ravel()


def _pairs(n: int, a: Array, place: Index, row: Index) -> tuple[Index, Index, Array]:
    first, second = np.triu_indices(a.shape[2], 1)
    low = np.minimum(place[:, first], place[:, second])
    high = np.maximum(place[:, first], place[:, second])
    product = a[:, :, first] * a[:, :, second]
    rows = np.broadcast_to(row[:, :, None], product.shape)
    places = np.broadcast_to((low * n + high)[:, None, :], product.shape)
    return rows.ravel(), places.ravel(), product.ravel()
