"""The parameters of dose-response curves by generalised least squares, with tau2 by the usual methods.

Curves that are linear in their parameters are one weighted regression. With an ED50 it is repeated (Lindstrom & Bates
1990): at a tau2, the weighted sum of squares is lowest over all ED50 (their linear parameters follow by projection,
Golub & Pereyra 1973); around that point the curves are taken for straight in all parameters, which gives tau2 by the
method asked for, and the covariance; until tau2 stays. Of ML the point where it ends is that of the likelihood itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import least_squares

from dorsal.errors import NetworkError, NotSettled
from dorsal.synthesis.components import row_space
from dorsal.synthesis.dose.curves import Curves
from dorsal.synthesis.dose.doses import Doses
from dorsal.synthesis.fit import solution_of
from dorsal.synthesis.gls import Solution
from dorsal.synthesis.heterogeneity import FitDiary
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.rows import Rows
from dorsal.trials.contrast import Array

ROUNDS = 100
"""Of tau2 and curves in turn, at most."""
PATIENCE = 10
"""Rounds after which an ED50 that reaches an edge stays there: it may go to and fro with tau2, which changes with the
number of free parameters."""
SETTLED = 1e-7
"""tau2 stays where it moves by less than this share of itself and of a typical variance within studies."""
SHIFTS = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Where searches for the ED50 start: log distances from the middle of each agent's range."""
AT_EDGE = 1e-3
"""An ED50 that ends so near (in log) an end of where it is sought has not been found."""


Bounds = Mapping[int, tuple[float, float]]
"""Place of a log ED50 -> where it is sought."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Parameters with their covariance, as far as the trials tell them."""

    beta: Array
    """(q,)."""
    cov: Array
    """(q, q); of what the trials do not tell it says nothing."""
    scale: Array
    """(q,) what the columns of the design were divided by."""
    directions: Array
    """(q, p) orthonormal: what the trials tell of the scaled parameters lies in its span."""
    rows: Rows
    """The rows of the network; with an ED50, those of the curves made straight around the answer."""
    basis: Array
    """(n, p), as `synthesis.gls.solve` takes it."""
    solution: Solution
    diary: FitDiary
    edges: tuple[int, ...]
    """Places of log ED50 that ended where the search had to end: held there, without an error of their own."""


def search(doses: Doses, curves: Curves, options: FitOptions) -> Found:
    """The parameters by the options. Raises NetworkError where the trials tell none of them, NotSettled for tau2."""
    if curves.middles:
        return _curved(doses, curves, options)
    return _straight(doses, curves, options, doses.network.rows, np.zeros(curves.size), ())


def _design(doses: Doses, curves: Curves, beta: Array) -> Array:
    """(n, q) derivatives of the treatments' effects against dose 0."""
    return np.array([curves.gradient(point, beta) for point in doses.dosage])


def _straight(
    doses: Doses, curves: Curves, options: FitOptions, rows: Rows, around: Array, held: tuple[int, ...]
) -> Found:
    """One weighted regression on the derivatives at `around`; parameters that are `held` stay there."""
    design = _design(doses, curves, around)
    design[:, list(held)] = 0.0
    size = np.abs(design).max(axis=0)
    scale = np.where(size > 0.0, size, 1.0)
    scaled = design / scale
    directions = row_space(doses.network, scaled)
    if directions.shape[1] == 0:
        raise NetworkError("the trials compare only doses that these curves take for one; nothing is told of them")
    basis = scaled @ directions
    solution, diary = solution_of(rows, basis, options)
    back = np.linalg.pinv(basis)
    to = directions / scale[:, None]
    beta = to @ solution.theta
    beta[list(held)] = around[list(held)]
    cov = to @ (back @ solution.cov @ back.T) @ to.T
    return Found(
        beta=beta, cov=cov, scale=scale, directions=directions, rows=rows, basis=basis, solution=solution,
        diary=diary, edges=held,
    )  # fmt: skip


def _curved(doses: Doses, curves: Curves, options: FitOptions) -> Found:
    rows, tau2 = doses.network.rows, options.known_tau2 or 0.0
    dense = np.column_stack([rows.times(unit) for unit in np.eye(rows.treatments)])
    typical, beta, bounds = float(np.median(rows.v)), None, dict(curves.bounds)
    for done in range(ROUNDS):
        beta = _lowest(doses, curves, dense, tau2, beta, bounds)
        held = tuple(m for m in curves.middles if _at_edge(curves, m, beta))
        found = _straight(doses, curves, options, _working(doses, curves, rows, beta, held), beta, held)
        moved = abs(found.solution.tau2 - tau2)
        tau2 = found.solution.tau2
        if moved <= SETTLED * (tau2 + typical):
            return replace(found, beta=beta)
        if done >= PATIENCE:
            bounds |= {m: _edge(curves, m, beta) for m in held}
    raise NotSettled(
        f"tau2 and the curves did not settle in {ROUNDS} rounds; take one ED50 for all agents (-shared), another "
        "shape, or another method for tau2",
        found.diary,
    )


def _working(doses: Doses, curves: Curves, rows: Rows, beta: Array, held: tuple[int, ...]) -> Rows:
    """Rows in which the curves, made straight around beta, have its residuals at beta itself."""
    free = beta.copy()
    free[list(held)] = 0.0
    design = _design(doses, curves, beta)
    value = np.array([curves.value(point, beta) for point in doses.dosage])
    return replace(rows, z=rows.z - rows.times(value - design @ free))


def _at_edge(curves: Curves, middle: int, beta: Array) -> bool:
    low, high = curves.bounds[middle]
    return bool(beta[middle] < low + AT_EDGE or beta[middle] > high - AT_EDGE)


def _edge(curves: Curves, middle: int, beta: Array) -> tuple[float, float]:
    """A sliver of the bounds, at the end where a log ED50 is."""
    low, high = curves.bounds[middle]
    return (low, low + AT_EDGE / 2) if beta[middle] - low < high - beta[middle] else (high - AT_EDGE / 2, high)


def _lowest(doses: Doses, curves: Curves, dense: Array, tau2: float, before: Array | None, bounds: Bounds) -> Array:
    """All parameters at the lowest weighted sum of squares, from several starts or from where it was before."""
    middles, straight = list(curves.middles), list(curves.straight)
    low, high = (np.array([bounds[m][end] for m in middles]) for end in (0, 1))
    root = 1.0 / np.sqrt(doses.network.rows.v + tau2)
    target = root * doses.network.rows.z

    def projected(middle: Array) -> tuple[Array, Array]:
        beta = np.zeros(curves.size)
        beta[middles] = middle
        columns = (root[:, None] * dense) @ _design(doses, curves, beta)[:, straight]
        size = np.linalg.norm(columns, axis=0)
        columns = columns / np.where(size > 0.0, size, 1.0)
        linear = np.linalg.lstsq(columns, target, rcond=1e-10)[0]
        beta[straight] = linear / np.where(size > 0.0, size, 1.0)
        return target - columns @ linear, beta

    centre = 0.5 * (low + high)
    starts = [centre + shift for shift in SHIFTS] if before is None else [before[middles]]
    inward = np.minimum(AT_EDGE, 0.25 * (high - low))
    ends = [_descended(projected, np.clip(start, low + inward, high - inward), low, high) for start in starts]
    best = min(ends, key=lambda end: float(end.cost))
    return projected(np.asarray(best.x, dtype=np.float64))[1]


def _descended(projected, start: Array, low: Array, high: Array):  # type: ignore[no-untyped-def]
    return least_squares(lambda middle: projected(middle)[0], start, bounds=(low, high), xtol=1e-10, ftol=1e-12)
