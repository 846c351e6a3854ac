"""What decides whether a study is published: one favourable difference in each study, as models of selection see it.

The order of treatments says which of two a study would like to be better (new before old, active before placebo); it
is part of the question. A study's signal is the mean of its most favoured treatments minus that of its least favoured
ones, turned so that positive is good. A study whose treatments are all favoured alike sends none: nothing would hold
it back.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dorsal.errors import OptionError
from dorsal.synthesis.direction import upward
from dorsal.synthesis.network import Network
from dorsal.synthesis.rows import Index, Rows
from dorsal.trials.contrast import Array, Contrast
from dorsal.trials.scale import Better


def places(treatments: Sequence[str], favoured: Sequence[str], reference: str) -> Mapping[str, int]:
    """The place of each treatment: those named, most favoured first; then all others alike; the reference last.

    Raises OptionError for a name that is no treatment, or stands twice.
    """
    unknown = [t for t in favoured if t not in treatments]
    if unknown:
        raise OptionError(f"favoured {', '.join(unknown)}: no such treatment; there are {', '.join(treatments)}")
    if len(set(favoured)) < len(favoured):
        raise OptionError("a treatment stands twice among the favoured ones")
    found = {t: i for i, t in enumerate(favoured)}
    last = {reference: len(favoured) + 1} if reference not in found else {}
    return {t: len(favoured) for t in treatments} | last | found


@dataclass(frozen=True, kw_only=True)
class Signals:
    """The signals of the contrasts of a network that send one, on its independent rows."""

    rows: Rows
    weight: Array
    """(m,) of each row of the network in its contrast's signal; 0 where it sends none."""
    of: Index
    """(m,) place of the signal of each row; rows without one are given 0 with weight 0."""
    size: Array
    """(s,) standard error of each signal."""
    value: Array
    """(s,) observed signals: positive is good."""
    studies: tuple[str, ...]
    """(s,) whose signal it is."""

    def __len__(self) -> int:
        return len(self.size)

    @property
    def unit(self) -> float:
        """A typical standard error of a row: measured by it no likelihood depends on the outcome's own unit."""
        return math.sqrt(float(np.median(self.rows.v)))

    def measured_by(self, unit: float) -> Signals:
        """The same with every effect and standard error in multiples of `unit`."""
        rows = replace(self.rows, z=self.rows.z / unit, v=self.rows.v / unit**2)
        return replace(self, rows=rows, size=self.size / unit, value=self.value / unit)

    def sums(self, values: Array) -> Array:
        """The sum of row values over each signal, shape (s,)."""
        return np.asarray(np.bincount(self.of, values, minlength=len(self)), dtype=np.float64)


def signals_of(network: Network, place: Mapping[str, int], better: Better) -> Signals:
    """The signals of a network. Raises OptionError where no study sends one, or for another `better`."""
    rows = network.rows
    weight, of = np.zeros(len(rows)), np.zeros(len(rows), dtype=np.intp)
    studies: list[str] = []
    sign = upward(better)
    entries = _by_contrast(rows.study[rows.entry_row], len(network.contrasts))
    for contrast, own in zip(network.contrasts, entries, strict=True):
        wanted = _direction(contrast, place)
        if wanted.any():
            index = [network.index[t] for t in contrast.treatments]
            found, g = _on_rows(rows, own, index, wanted)
            weight[found], of[found] = sign * g, len(studies)
            studies.append(contrast.study)
    if not studies:
        raise OptionError("no study compares treatments of which one is favoured; say which treatments are")
    return Signals(
        rows=rows,
        weight=weight,
        of=of,
        size=np.sqrt(np.bincount(of, weight * weight * rows.v, minlength=len(studies))),
        value=np.asarray(np.bincount(of, weight * rows.z, minlength=len(studies)), dtype=np.float64),
        studies=tuple(studies),
    )


def _by_contrast(contrast: Index, contrasts: int) -> list[Index]:
    """Places of what belongs to each contrast."""
    order = np.argsort(contrast, kind="stable")
    ends = np.searchsorted(contrast[order], np.arange(contrasts + 1))
    return [order[ends[i] : ends[i + 1]] for i in range(contrasts)]


def _direction(contrast: Contrast, place: Mapping[str, int]) -> Array:
    """(k,) weights on the study's treatments; all 0 where they are favoured alike."""
    own = np.array([place[t] for t in contrast.treatments])
    first, last = own == own.min(), own == own.max()
    if own.min() == own.max():
        return np.zeros(len(own))
    return np.asarray(first / first.sum() - last / last.sum(), dtype=np.float64)


def _on_rows(rows: Rows, entries: Index, treatments: Sequence[int], direction: Array) -> tuple[Index, Array]:
    """The rows of a contrast, and the weights on them that give `direction` on its treatments: A' g = direction."""
    own = np.unique(rows.entry_row[entries])
    a = np.zeros((len(own), len(treatments)))
    column = {t: j for j, t in enumerate(treatments)}
    places = [column[int(t)] for t in rows.entry_treatment[entries]]
    a[np.searchsorted(own, rows.entry_row[entries]), places] = rows.entry[entries]
    return own, np.asarray(np.linalg.lstsq(a.T, direction, rcond=None)[0], dtype=np.float64)
