"""Generalised least squares of many networks at once, at a tau2 of each one's own. Arrays of any engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Arrays = Any
"""numpy's arrays, or another engine's."""
STEPS = 100
SETTLED = 1e-13


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What does not change with tau2."""

    xp: Any
    z: Arrays
    """(k, m)"""
    v: Arrays
    design: Arrays
    """(k, m, p) or (1, m, p)"""
    products: Arrays | None
    """(m, p * p) products of each row's entries, where all networks share a design: sums become matrix products."""
    solve: Callable[..., Any]

    @property
    def df(self) -> int:
        return int(self.z.shape[1] - self.design.shape[2])

    @property
    def scale(self) -> Arrays:
        """(k,) typical variances: the unit in which tau2 is small or large."""
        return self.xp.median(self.v, axis=1)


@dataclass(frozen=True, kw_only=True)
class Solved:
    """The fits at tau2 (k,); all sums are over rows."""

    tau2: Arrays
    theta: Arrays
    """(k, p)"""
    cov: Arrays
    """(k, p, p)"""
    rss: Arrays
    """z' P z"""
    log_likelihood: Arrays
    restricted: Arrays
    """The restricted log-likelihood."""
    slope: Arrays
    """Of the log-likelihood by tau2."""
    restricted_slope: Arrays
    trace: Arrays
    """tr P"""
    pull: Arrays
    """z' P P z"""
    information: Arrays
    """0.5 z' P P P z, the average information."""


def solver(xp: Any) -> Callable[..., tuple[Arrays, ...]]:
    """The fields of Solved from z, v, design, products and tau2, as a function of arrays alone."""

    def of(z: Arrays, v: Arrays, design: Arrays, products: Arrays | None, tau2: Arrays) -> tuple[Arrays, ...]:
        w = 1.0 / (v + tau2[:, None])
        p = design.shape[2]
        if products is None:
            turned = xp.swapaxes(design, 1, 2)
            cov = xp.linalg.inv((turned * w[:, None, :]) @ design)
            leverage = xp.sum((design @ cov) * design, axis=2)
        else:
            cov = xp.linalg.inv((w @ products).reshape(len(w), p, p))
            leverage = cov.reshape(len(w), p * p) @ products.T

        def by_row(b: Arrays) -> Arrays:
            return b @ design[0].T if products is not None else (design @ b[:, :, None])[:, :, 0]

        def by_effect(u: Arrays) -> Arrays:
            return u @ design[0] if products is not None else (xp.swapaxes(design, 1, 2) @ u[:, :, None])[:, :, 0]

        theta = (cov @ by_effect(w * z)[:, :, None])[:, :, 0]
        residual = z - by_row(theta)
        u = w * residual
        trace = xp.sum(w, axis=1) - xp.sum(w * w * leverage, axis=1)
        wu = w * u
        back = by_row((cov @ by_effect(wu)[:, :, None])[:, :, 0])
        pull, rss = xp.sum(u * u, axis=1), xp.sum(u * residual, axis=1)
        likelihood = 0.5 * (xp.sum(xp.log(w), axis=1) - rss)
        return (
            theta,
            cov,
            rss,
            likelihood,
            likelihood + 0.5 * xp.linalg.slogdet(cov)[1],
            0.5 * (pull - xp.sum(w, axis=1)),
            0.5 * (pull - trace),
            trace,
            pull,
            0.5 * xp.sum(u * (wu - w * back), axis=1),
        )

    return of


def solved(shared: Shared, tau2: Arrays) -> Solved:
    """All networks at their tau2."""
    names = ("theta", "cov", "rss", "log_likelihood", "restricted", "slope", "restricted_slope", "trace", "pull")
    parts = shared.solve(shared.z, shared.v, shared.design, shared.products, tau2)
    return Solved(tau2=tau2, **dict(zip((*names, "information"), parts, strict=True)))


def moments(shared: Shared, at_zero: Solved) -> Arrays:
    """The moment estimator (k,), as synthesis.heterogeneity's DL."""
    return shared.xp.maximum(0.0, (at_zero.rss - shared.df) / at_zero.trace)


def paule_mandel(shared: Shared, at_zero: Solved) -> Arrays:
    """The roots (k,) of Q(tau2) = df: Q falls and is convex, so that steps from the left never overshoot."""
    xp, tau2 = shared.xp, at_zero.tau2
    here = at_zero
    for _ in range(STEPS):
        step = xp.maximum(here.rss - shared.df, 0.0) / here.pull
        tau2 = tau2 + step
        if bool(xp.all(step <= SETTLED * (tau2 + shared.scale))):
            break
        here = solved(shared, tau2)
    return tau2
