"""The net heat matrix: which design's evidence drives, and which relieves, the inconsistency (Krahn et al. 2013).

A row and a column stand for an effect of a design against its first treatment. On the diagonal: what it adds to Q
between designs. Off it: how far the row's part of Q falls when the column's design is detached (warm, positive), or
rises (cool, negative: the column supports the row). Beside it the hat matrix: how much of the network's estimate of
the row comes from the column.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

from dorsal.synthesis.inconsistency.design_by_treatment import Interaction
from dorsal.synthesis.q import Q
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array

SILENT = 1e-8
"""Designs that add less than this to Q between designs are left out unless all are asked for."""


@dataclass(frozen=True, kw_only=True)
class HeatLabel:
    """`second` minus `first` in a design: one effect of it."""

    first: str
    second: str
    design: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NetHeat:
    """Matrices (e, e) with the same labels for rows and columns."""

    labels: tuple[HeatLabel, ...]
    tau2: float
    q: Q
    """Q between designs, all designs together."""
    heat: Array
    """Fall of the row's part of Q when the column's design is detached; its part of Q on the diagonal. NaN in the
    column of a design on which a treatment hangs alone."""
    hat: Array
    """Weight of the column's direct effect in the network's estimate of the row."""

    @property
    def own(self) -> Array:
        """(e,) what each effect adds to Q between designs."""
        return np.diagonal(self.heat)


def net_heat(interaction: Interaction, *, every_design: bool = False) -> NetHeat:
    """The net heat matrix at the interaction's tau2. Small networks only: its size is the number of designs squared.

    Designs that add nothing to Q between designs are left out unless `every_design`.
    """
    design, labels, residual, cov, incidence = _stacked(interaction)
    precision = np.linalg.inv(cov)
    spread = incidence @ interaction.solution.cov @ incidence.T
    own = residual * (precision @ residual)
    after = _after_detaching(interaction, residual, spread)[:, design]
    same = design[:, None] == design[None, :]
    after[same & np.isfinite(after)] = 0.0
    heat = own[:, None] - after * (precision @ after)
    loud = [every_design or np.abs(own[design == d]).max() > SILENT for d in design]
    keep = np.flatnonzero(loud)
    return NetHeat(
        labels=tuple(labels[e] for e in keep),
        tau2=interaction.tau2,
        q=interaction.q,
        heat=heat[np.ix_(keep, keep)],
        hat=(spread @ precision)[np.ix_(keep, keep)],
    )


def _stacked(interaction: Interaction) -> tuple[Index, list[HeatLabel], Array, Array, Array]:
    """All effects of all designs: design number (e,), labels, residuals (e,), covariance (e, e), incidence (e, n)."""
    names, n = interaction.fit.treatments, interaction.fit.network.rows.treatments
    design: list[int] = []
    labels: list[HeatLabel] = []
    residual, blocks, incidence = [], [], []
    for group, part in zip(interaction.groups, interaction.pooled, strict=True):
        residual.append(interaction.residual(group, part).ravel())
        incidence.append(group.incidence(n).reshape(-1, n))
        blocks += list(part.cov)
        for place in group.place:
            of = tuple(names[t] for t in place)
            design += [design[-1] + 1 if design else 0] * (len(of) - 1)
            labels += [HeatLabel(first=of[0], second=second, design=of) for second in of[1:]]
    return np.array(design), labels, np.concatenate(residual), block_diag(*blocks), np.concatenate(incidence)


def _after_detaching(interaction: Interaction, residual: Array, spread: Array) -> Array:
    """(e, designs) residuals of all effects once a design is detached: a downdate for each design."""
    columns, start = [], 0
    for group, part in zip(interaction.groups, interaction.pooled, strict=True):
        loosened = interaction.loosened(group, part)
        for inverse, rank in zip(loosened.inverse, loosened.rank, strict=True):
            mine = slice(start, start + group.size - 1)
            if rank == 0:
                columns.append(np.full(len(residual), np.nan))
            else:
                columns.append(residual + spread[:, mine] @ inverse @ residual[mine])
            start += group.size - 1
    return np.column_stack(columns)
