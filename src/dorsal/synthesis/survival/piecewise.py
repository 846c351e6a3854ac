"""Hazard ratios that may differ between intervals of time: a multivariate network meta-analysis.

Within an interval hazards are constant, so an arm with d events in the time T has the log hazard log(d / T) with the
variance 1 / d, independent of other intervals and arms (Holford 1976; Friedman 1982): each trial keeps its own
baseline. Stage two is generalised least squares of all trials' contrasts of an interval against one of their arms, with
an effect for each treatment and interval, as in Jansen & Cope 2012 (doi:10.1186/1471-2288-12-152) with fixed cuts. True
effects of a trial spread with the variance tau2 in every interval, with half of it shared by two contrasts of one
trial, and with the correlation rho between two intervals; both maximise the restricted likelihood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.stats import chi2

from dorsal.errors import NetworkError, NotSettled
from dorsal.synthesis.survival.interval_counts import IntervalCounts
from dorsal.trials.contrast import Array

ADDED = 0.5
"""Events added to every arm of a trial's interval in which one of them has none and another has some."""
LARGEST_TAU = 5.0
STARTS = ((0.05, 0.5), (0.3, 0.5), (0.3, 0.95))
Column = tuple[str, int]
"""A treatment and an interval."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """One trial: its contrasts, their covariance within the trial, and how heterogeneity enters."""

    study: str
    y: Array
    within: Array
    design: Array
    """(rows, columns)"""
    same: Array
    """(rows, rows) what tau2 multiplies where intervals are the same: 1, 1/2, or 0 for other arms."""
    alike: Array
    """(rows, rows) 1 for rows of one interval, 0 else."""

    def covariance(self, tau2: float, rho: float) -> Array:
        found: Array = self.within + tau2 * self.same * (rho + (1.0 - rho) * self.alike)
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class PiecewiseFit:
    """Log hazard ratios against the reference, by treatment and interval."""

    reference: str
    cuts: tuple[float, ...]
    columns: tuple[Column, ...]
    """What could be told; a treatment that no trial joins to the reference in an interval is not among them."""
    effect: Array
    cov: Array
    tau2: float
    rho: float | None
    """None where nothing tells it: one effect, or tau2 is 0 or given as 0."""
    model: str
    """"random" or "common"."""
    studies: tuple[str, ...]
    corrected: tuple[tuple[str, int], ...]
    """Trials and intervals to whose arms half an event was added."""
    left_out: tuple[tuple[str, int, str], ...]
    """Trial, interval and why it says nothing there."""

    @cached_property
    def place(self) -> dict[Column, int]:
        return {column: i for i, column in enumerate(self.columns)}

    @property
    def treatments(self) -> tuple[str, ...]:
        """But for the reference."""
        return tuple(dict.fromkeys(treatment for treatment, _ in self.columns))

    @property
    def intervals(self) -> int:
        return len(self.cuts) + 1

    def at(self, treatment: str, interval: int) -> tuple[float, float] | None:
        """Log hazard ratio against the reference and its standard error; None where it is not known."""
        i = self.place.get((treatment, interval))
        return None if i is None else (float(self.effect[i]), float(np.sqrt(self.cov[i, i])))

    def constancy(self, treatment: str) -> tuple[float, int, float] | None:
        """Wald's test that a hazard ratio is the same in all intervals that tell it: chi-square, df, P."""
        places = [i for i, (name, _) in enumerate(self.columns) if name == treatment]
        if len(places) < 2:
            return None
        apart = np.eye(len(places))[1:] - np.eye(len(places))[:1]
        gap, spread = apart @ self.effect[places], apart @ self.cov[np.ix_(places, places)] @ apart.T
        statistic = float(gap @ np.linalg.solve(spread, gap))
        return statistic, len(gap), float(chi2.sf(statistic, len(gap)))


def piecewise(counts: Sequence[IntervalCounts], reference: str, cuts: tuple[float, ...], model: str) -> PiecewiseFit:
    """The network's hazard ratios by interval. Raises NetworkError where no trial tells any, NotSettled for tau2."""
    pieces, corrected, out = _pieces(counts, len(cuts) + 1)
    columns = _columns(pieces, reference)
    if not columns:
        raise NetworkError(f"piecewise: no trial joins a treatment to {reference} with events in any interval")
    blocks = [block for piece in pieces if (block := _block(piece, reference, columns)) is not None]
    tau2, rho = (0.0, None) if model == "common" else _spread(blocks, len(columns))
    effect, cov, _ = _solved(blocks, tau2, rho or 0.0, len(columns))
    return PiecewiseFit(
        reference=reference,
        cuts=cuts,
        columns=columns,
        effect=effect,
        cov=cov,
        tau2=tau2,
        rho=rho,
        model=model,
        studies=tuple(block.study for block in blocks),
        corrected=tuple(corrected),
        left_out=tuple(out),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Piece:
    """A trial with the log hazards of its arms by interval; `told` says which arms speak in which."""

    study: str
    treatments: tuple[str, ...]
    log_hazard: Array
    variance: Array
    told: NDArray[np.bool_]


def _pieces(
    counts: Sequence[IntervalCounts], intervals: int
) -> tuple[list[_Piece], list[tuple[str, int]], list[tuple[str, int, str]]]:
    """Log hazards of every trial; in an interval it speaks where two of its arms were observed and there are events."""
    pieces, corrected, out = [], [], []
    for count in counts:
        told = count.person_time > 0.0
        events = count.events.copy()
        for j in range(intervals):
            here = told[:, j]
            if here.sum() < 2 or not events[here, j].any():
                if here.any():
                    why = "only one arm was observed" if here.sum() < 2 else "nobody had the event"
                    out.append((count.study, j, why))
                told[:, j] = False
            elif (events[here, j] == 0.0).any():
                events[here, j] += ADDED
                corrected.append((count.study, j))
        safe = np.where(told, events, 1.0)
        spent = np.where(told, count.person_time, 1.0)
        pieces.append(
            _Piece(
                study=count.study,
                treatments=count.treatments,
                log_hazard=np.log(safe / spent),
                variance=1.0 / safe,
                told=told,
            )
        )
    return pieces, corrected, out


def _columns(pieces: Sequence[_Piece], reference: str) -> tuple[Column, ...]:
    """In each interval the treatments that trials join to the reference."""
    found: list[Column] = []
    for j in range(pieces[0].told.shape[1] if pieces else 0):
        groups = [{t for a, t in enumerate(p.treatments) if p.told[a, j]} for p in pieces]
        joined, grew = {reference}, True
        while grew:
            more = set().union(*(group for group in groups if group & joined)) | joined
            grew, joined = len(more) > len(joined), more
        found += [(t, j) for t in sorted(joined - {reference})]
    return tuple(sorted(found))


def _block(piece: _Piece, reference: str, columns: tuple[Column, ...]) -> Block | None:
    """The trial's contrasts, in each interval against the first of its arms that speaks there."""
    place = {column: i for i, column in enumerate(columns)}
    arms, k = [], len(piece.treatments)
    rows: list[tuple[int, int, int]] = []
    for j in range(piece.told.shape[1]):
        known = [t == reference or (t, j) in place for t in piece.treatments]
        arms = [a for a in range(k) if piece.told[a, j] and known[a]]
        rows += [(j, arms[0], a) for a in arms[1:]]
    if not rows:
        return None
    contrast, design = np.zeros((len(rows), k * piece.told.shape[1])), np.zeros((len(rows), len(columns)))
    between = np.zeros((len(rows), k))
    for row, (j, base, arm) in enumerate(rows):
        for a, sign in ((base, -1.0), (arm, 1.0)):
            contrast[row, a * piece.told.shape[1] + j] = between[row, a] = sign
            if piece.treatments[a] != reference:
                design[row, place[piece.treatments[a], j]] = sign
    interval = np.array([j for j, _, _ in rows])
    return Block(
        study=piece.study,
        y=contrast @ piece.log_hazard.ravel(),
        within=(contrast * piece.variance.ravel()) @ contrast.T,
        design=design,
        same=0.5 * between @ between.T,
        alike=(interval[:, None] == interval).astype(np.float64),
    )


def _solved(blocks: Sequence[Block], tau2: float, rho: float, p: int) -> tuple[Array, Array, float]:
    """Effects, their covariance, and twice the negative restricted log-likelihood (without constants)."""
    normal: Array = np.zeros((p, p))
    right: Array = np.zeros(p)
    height = 0.0
    for block in blocks:
        factor = cho_factor(block.covariance(tau2, rho), lower=True)
        weighted = cho_solve(factor, block.design)
        normal += block.design.T @ weighted
        right += weighted.T @ block.y
        height += 2.0 * float(np.log(np.diag(factor[0])).sum()) + float(block.y @ cho_solve(factor, block.y))
    cov = np.asarray(np.linalg.inv(normal), dtype=np.float64)
    effect = np.asarray(cov @ right, dtype=np.float64)
    return effect, cov, height - float(right @ effect) + float(np.linalg.slogdet(normal)[1])


def _spread(blocks: Sequence[Block], p: int) -> tuple[float, float | None]:
    """tau2 and rho at the top of the restricted likelihood, sought from several starts on (tau, rho)."""
    rows = sum(len(block.y) for block in blocks)
    if rows <= p:
        return 0.0, None

    def height(at: Array) -> float:
        return _solved(blocks, float(at[0]) ** 2, float(at[1]), p)[2]

    bounds = ((0.0, LARGEST_TAU), (0.0, 0.999))
    found = [minimize(height, np.array(start), method="L-BFGS-B", bounds=bounds) for start in STARTS]
    best = min(found, key=lambda each: float(each.fun))
    if not np.isfinite(best.fun):
        raise NotSettled("piecewise: the restricted likelihood has no top; ask for common effects")
    tau2 = float(best.x[0]) ** 2
    return (tau2, float(best.x[1])) if tau2 > 1e-8 else (0.0, None)
