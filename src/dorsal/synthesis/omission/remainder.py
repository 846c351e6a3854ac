"""What is left of a network when studies are taken out, without building it again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from dorsal.synthesis.rows import Index, Rows
from dorsal.trials.contrast import Array

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Remainder:
    """The rows that join one treatment to others when some contrasts are left out."""

    rows: Rows
    """Numbered by its own treatments."""
    place: Index
    """(n,) new place of each treatment of the whole network; -1 where nothing is left of it."""

    @property
    def treatments(self) -> Index:
        """Places in the whole network of the treatments that are left."""
        return np.flatnonzero(self.place >= 0)


def remainder(rows: Rows, keep: Mask, around: int) -> Remainder | None:
    """The island of the treatment `around` on the rows kept, mask (m,); None where no row of it is left.

    All rows of one contrast must be kept or left out together.
    """
    kept = keep[rows.entry_row]
    label = _islands(rows, kept)
    island = label == label[around]
    on_island = island[rows.entry_treatment] & kept
    row_kept = np.zeros(len(rows), dtype=bool)
    row_kept[rows.entry_row[on_island]] = True
    if not row_kept.any():
        return None
    return Remainder(rows=_renumbered(rows, row_kept, island), place=_places(island))


def kept(rows: Rows, keep: Mask) -> Rows:
    """The rows kept, mask (m,), of the same treatments."""
    return _renumbered(rows, keep, np.ones(rows.treatments, dtype=bool))


def basis_of(rows: Rows) -> Array:
    """(n, p) a parameter for each treatment but the first of every island; none for treatments without rows."""
    label = _islands(rows, np.ones(len(rows.entry_row), dtype=bool))
    first = np.zeros(rows.treatments, dtype=bool)
    first[np.unique(label, return_index=True)[1]] = True
    return np.asarray(np.eye(rows.treatments)[:, ~first], dtype=np.float64)


def _islands(rows: Rows, kept: Mask) -> Index:
    """The island of each treatment, joined by the entries kept (a row joins its treatments)."""
    n, m = rows.treatments, len(rows)
    row, treatment = rows.entry_row[kept] + n, rows.entry_treatment[kept]
    graph = coo_array((np.ones(len(row), dtype=np.int8), (row, treatment)), shape=(n + m, n + m))
    label = connected_components(graph.tocsr(), directed=False)[1]
    return np.asarray(label[:n], dtype=np.intp)


def _places(chosen: Mask) -> Index:
    place = np.cumsum(chosen) - 1
    place[~chosen] = -1
    return np.asarray(place, dtype=np.intp)


def _renumbered(rows: Rows, row_kept: Mask, chosen: Mask) -> Rows:
    """These rows alone, with rows and treatments numbered anew (their order stays)."""
    n = rows.treatments
    row_place, place, size = _places(row_kept), _places(chosen), int(chosen.sum())
    entry, pair = row_kept[rows.entry_row], row_kept[rows.pair_row]
    low, high = rows.pair_place[pair] // n, rows.pair_place[pair] % n
    return Rows(
        treatments=size,
        z=rows.z[row_kept],
        v=rows.v[row_kept],
        study=rows.study[row_kept],
        entry_row=row_place[rows.entry_row[entry]],
        entry_treatment=place[rows.entry_treatment[entry]],
        entry=rows.entry[entry],
        pair_row=row_place[rows.pair_row[pair]],
        pair_place=place[low] * size + place[high],
        pair=rows.pair[pair],
    )
