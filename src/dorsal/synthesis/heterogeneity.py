"""tau2, the variance of a treatment effect between studies: its estimators and its interval.

All take the full covariance inside multi-arm studies. The default is REML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtri

from dorsal.errors import NotSettled
from dorsal.synthesis.gls import Height, Solution, height, solve
from dorsal.synthesis.rows import Rows
from dorsal.trials.contrast import Array

Tau2Method = Literal["REML", "ML", "DL", "PM"]
TAU2_METHODS: tuple[Tau2Method, ...] = ("REML", "ML", "DL", "PM")

MAX_STEPS = 200
RELATIVE = 1e-6
"""Steps end when the next one would move tau2 by less than this share of itself (plus 1e-6 of a typical variance).
The steps converge faster than linearly, so that the one still taken leaves an error far below that."""
FAR = 0.25
"""Two tau2 that differ by less than this share are taken to lie on one hill of the likelihood."""
SETTLED = ("closed form", "converged", "boundary", "fixed")


@dataclass(frozen=True, kw_only=True)
class FitDiary:
    """How tau2 was found."""

    method: str
    start: float
    tau2: float
    objective: float | None
    """Restricted or ordinary log-likelihood (up to a constant) for REML and ML; None for the others."""
    steps: int
    """Fits that were computed on the way."""
    stopped: str
    """One of SETTLED, or why the search gave up."""


class _Search:
    """Solutions already computed, so that no tau2 is solved twice."""

    def __init__(self, rows: Rows, basis: Array | None, warm: Solution | None = None) -> None:
        self.rows, self.basis = rows, basis
        self.seen: dict[float, Solution] = {} if warm is None else {warm.tau2: warm}
        self.given = len(self.seen)
        self.zero = height(rows, basis, 0.0)
        """The common-effect fit, of which only the likelihood and Q are asked."""
        self.heights = 1

    def at(self, tau2: float) -> Solution:
        if tau2 not in self.seen:
            self.seen[tau2] = solve(self.rows, self.basis, tau2)
        return self.seen[tau2]

    def height_at(self, tau2: float) -> Height:
        """The fit without its covariance, where that is enough."""
        return self.zero if tau2 == 0.0 else self.at(tau2)

    @property
    def steps(self) -> int:
        """Fits computed: the one that was given is not."""
        return len(self.seen) + self.heights - self.given

    @property
    def scale(self) -> float:
        return self.rows.scale

    @property
    def df(self) -> int:
        return len(self.rows) - len(self.zero.theta)


def estimate_tau2(
    rows: Rows, basis: Array | None, method: Tau2Method, warm: Solution | None = None
) -> tuple[Solution, FitDiary]:
    """tau2 by the method named, with the fit at it. `warm`: a fit of these rows, at whose tau2 a search begins.

    REML: Patterson & Thompson 1971, Harville 1974. ML: ordinary likelihood. DL: the moment estimator of
    DerSimonian & Laird 1986 in the multivariate form of Jackson, White & Riley 2012 (as netmeta). PM: Paule &
    Mandel 1982, the root of Q(tau2) = degrees of freedom. Without degrees of freedom tau2 is 0.
    Raises NotSettled, with the diary, if the search ends without an answer.
    """
    search = _Search(rows, basis, warm)
    if search.df == 0:
        return search.at(0.0), _diary(method, 0.0, search, search.at(0.0), "fixed")
    start = _dersimonian_laird(search) if method == "DL" else _near_dersimonian_laird(search)
    if method in ("REML", "ML") and warm is None:
        start = _nearer(search, start, restricted=method == "REML")
    if method == "DL":
        return search.at(start), _diary(method, start, search, search.at(start), "closed form")
    if method == "PM":
        tau2, stopped = _paule_mandel(search)
    else:
        start, cold = (start, start) if warm is None else (warm.tau2, start)
        tau2, stopped = _likelihood(search, start, cold, restricted=method == "REML")
    solution = search.at(tau2)
    diary = _diary(method, start, search, solution, stopped)
    if stopped not in SETTLED:
        raise NotSettled(f"{method} did not settle on a tau2 in {search.steps} steps ({stopped})", diary)
    return solution, diary


def fixed_tau2(rows: Rows, basis: Array | None, tau2: float = 0.0) -> tuple[Solution, FitDiary]:
    """The fit at a given tau2 (0: the common-effect model)."""
    search = _Search(rows, basis)
    return search.at(tau2), _diary("fixed", tau2, search, search.at(tau2), "fixed")


def _diary(method: str, start: float, search: _Search, solution: Solution, stopped: str) -> FitDiary:
    objective = {"REML": solution.restricted_log_likelihood, "ML": solution.log_likelihood}.get(method)
    return FitDiary(
        method=method, start=start, tau2=solution.tau2, objective=objective, steps=search.steps, stopped=stopped
    )


def trace_p(rows: Rows, solution: Solution) -> float:
    """tr(P), P = W - W X C X' W: how the expected Q grows with tau2."""
    w = solution.weight
    return float(w.sum()) - rows.trace(w * w, solution.cov)


def _dersimonian_laird(search: _Search) -> float:
    at_zero = search.at(0.0)
    if search.df == 0:
        return 0.0
    return max(0.0, (at_zero.rss - search.df) / trace_p(search.rows, at_zero))


def _near_dersimonian_laird(search: _Search) -> float:
    """The moment estimator with every row's leverage taken as the mean one: a start that needs no covariance."""
    weights = float(search.zero.weight.sum())
    return max(0.0, (search.zero.rss - search.df) * len(search.rows) / (weights * search.df))


def _nearer(search: _Search, start: float, restricted: bool) -> float:
    """One Newton step from `start` with every row's leverage taken as the mean one: it needs no covariance."""
    if start == 0.0:
        return 0.0
    search.heights += 1
    s = height(search.rows, search.basis, start)
    u, p = s.weight * s.residual, len(s.theta)
    w1, w2 = float(s.weight.sum()), float(s.weight @ s.weight)
    lost = p * w2 / w1 if restricted else 0.0
    pulled = (1.0 - p / len(u)) * float(u @ (s.weight * u))
    fall = pulled - 0.5 * _trace_of_square(s.weight, lost, p)
    return max(0.0, start + 0.5 * (float(u @ u) - w1 + lost) / fall) if fall > 0 else start


def _score(search: _Search, tau2: float, restricted: bool) -> float:
    """First derivative of the (restricted) log-likelihood by tau2."""
    s = search.at(tau2)
    u = s.weight * s.residual
    trace = trace_p(search.rows, s) if restricted else float(s.weight.sum())
    return 0.5 * (float(u @ u) - trace)


def _fall(search: _Search, tau2: float, restricted: bool) -> float:
    """How fast the score falls: the observed information, with the trace of P P as `_trace_of_square` takes it.

    Where that is not positive: the average information 0.5 z' P P P z (Gilmour, Thompson & Cullis 1995).
    """
    s = search.at(tau2)
    u = s.weight * s.residual
    pulled = float(u @ _project(search, s, u))
    lost = float(s.weight.sum()) - trace_p(search.rows, s) if restricted else 0.0
    fall = pulled - 0.5 * _trace_of_square(s.weight, lost, len(s.theta))
    return fall if fall > 0 else 0.5 * pulled


def _trace_of_square(weight: Array, lost: float, p: int) -> float:
    """tr(P P) nearly, from `lost` = tr(W - P): leverages in proportion to weights, and alike in all p directions.

    Exact for ML (where W stands for P and nothing is lost), and where all weights are equal.
    """
    square = weight * weight
    w2 = float(square.sum())
    return w2 - 2.0 * lost * float(square @ weight) / w2 + lost * lost / p


def _project(search: _Search, s: Solution, u: Array) -> Array:
    """P u for u = P z, shape (m,)."""
    weighted = s.weight * u
    effect = s.cov @ search.rows.transposed_times(weighted)
    return weighted - s.weight * search.rows.times(effect)


def _likelihood(search: _Search, start: float, cold: float, restricted: bool) -> tuple[float, str]:
    """The tau2 >= 0 that maximises the (restricted) likelihood.

    Newton steps inside a bracket of the score's sign, from near the DL estimate (`cold`) or from a tau2 that is known
    to be near. The likelihood can have a second mode, so the boundary and a few starts
    far apart are compared at the end.
    """

    def objective(tau2: float) -> float:
        s = search.height_at(tau2)
        return s.restricted_log_likelihood if restricted else s.log_likelihood

    best, stopped = _climb(search, restricted, start)
    far = abs(best - cold) > FAR * (best + search.scale)
    if start != cold and far and objective(cold) > objective(best):
        best, stopped = _climb(search, restricted, cold)
    if best == 0.0:
        others = [factor * search.scale for factor in (0.1, 1.0, 10.0)]
        high = max(others, key=objective)
        if objective(high) > objective(0.0):
            best, stopped = _climb(search, restricted, high)
    elif stopped == "converged" and objective(0.0) > objective(best):
        best, stopped = _climb(search, restricted, 0.0)
    return best, stopped


def _climb(search: _Search, restricted: bool, start: float) -> tuple[float, str]:
    """Follow the score uphill from `start`; never below 0.

    The first step uses the information, later ones the secant through the last two scores.
    """
    low, high, tau2, scale = 0.0, np.inf, start, search.scale
    before: tuple[float, float] | None = None
    for _ in range(MAX_STEPS):
        gradient = _score(search, tau2, restricted)
        if not np.isfinite(gradient):
            return tau2, "the likelihood is not a number"
        if gradient > 0:
            low = tau2
        elif tau2 == 0.0:
            return 0.0, "boundary"
        else:
            high = tau2
        proposed = tau2 + _step(search, restricted, (tau2, gradient), before)
        if not low < proposed < high:
            proposed = _inside(low, high, tau2, scale)
        if abs(proposed - tau2) <= RELATIVE * (tau2 + 1e-6 * scale):
            return proposed, "converged"
        before, tau2 = (tau2, gradient), 0.0 if proposed < 1e-12 * scale else proposed
    return tau2, f"no convergence in {MAX_STEPS} steps"


def _step(search: _Search, restricted: bool, here: tuple[float, float], before: tuple[float, float] | None) -> float:
    tau2, gradient = here
    if before is not None and before[0] != tau2:
        slope = (gradient - before[1]) / (tau2 - before[0])
        if slope < 0:
            return -gradient / slope
    fall = _fall(search, tau2, restricted)
    return gradient / fall if fall > 0 else float(np.copysign(max(tau2, search.scale), gradient))


def _inside(low: float, high: float, tau2: float, scale: float) -> float:
    if np.isinf(high):
        return 2.0 * tau2 + scale
    return 0.0 if high < 1e-9 * scale else 0.5 * (low + high)


def _paule_mandel(search: _Search) -> tuple[float, str]:
    """Newton on Q(tau2) = df: Q falls and is convex, so steps from the left never overshoot."""
    return _root_of_q(search, float(search.df))


def _root_of_q(search: _Search, target: float) -> tuple[float, str]:
    """The tau2 >= 0 at which the generalised Q equals `target`; 0 ("boundary") if it is below there already."""
    tau2 = 0.0
    if search.zero.rss <= target:
        return 0.0, "boundary"
    for _ in range(MAX_STEPS):
        s = height(search.rows, search.basis, tau2)
        u = s.weight * s.residual
        step = (s.rss - target) / float(u @ u)
        tau2 += step
        if step <= 1e-12 * (tau2 + search.scale):
            return tau2, "converged"
    return tau2, f"no convergence in {MAX_STEPS} steps"


def tau2_interval(
    rows: Rows, basis: Array | None, solution: Solution, method: Tau2Method, level: float
) -> tuple[float, float] | None:
    """The interval of tau2; None without degrees of freedom.

    REML and ML: profile likelihood (Hardy & Thompson 1996; as metafor's confint of rma.mv). DL and PM: Q-profile
    (Viechtbauer 2007; for several treatments Jackson, Barrett, Rice, White & Higgins 2014).
    """
    search = _Search(rows, basis)
    if search.df == 0:
        return None
    if method in ("DL", "PM"):
        low, _ = _root_of_q(search, float(chdtri(search.df, (1.0 - level) / 2.0)))
        high, _ = _root_of_q(search, float(chdtri(search.df, (1.0 + level) / 2.0)))
        return low, high

    def likelihood(tau2: float) -> float:
        s = height(rows, basis, tau2)
        return s.restricted_log_likelihood if method == "REML" else s.log_likelihood

    floor = likelihood(solution.tau2) - 0.5 * float(chdtri(1, 1.0 - level))
    low = 0.0 if solution.tau2 == 0.0 or likelihood(0.0) >= floor else _crossing(likelihood, floor, solution.tau2, 0.0)
    step, high = max(solution.tau2, search.scale), solution.tau2 + max(solution.tau2, search.scale)
    while likelihood(high) > floor:
        step *= 2.0
        high += step
    return low, _crossing(likelihood, floor, solution.tau2, high)


def _crossing(likelihood: Callable[[float], float], floor: float, inside: float, outside: float) -> float:
    """Where the likelihood falls through `floor` between a point above it and one below (regula falsi, Illinois)."""
    a, fa, b, fb = inside, likelihood(inside) - floor, outside, likelihood(outside) - floor
    for _ in range(MAX_STEPS):
        middle = b - fb * (b - a) / (fb - fa)
        f = likelihood(middle) - floor
        if abs(b - a) <= 1e-10 * max(abs(a), abs(b)) or f == 0.0:
            break
        if f * fb < 0:
            a, fa = b, fb
        else:
            fa /= 2.0
        b, fb = middle, f
    return float(b)
