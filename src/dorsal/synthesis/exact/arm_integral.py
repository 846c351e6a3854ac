"""The likelihood of arms with their own effects integrated out.

The predictor of an arm is what its study and treatment make it, plus its own e ~ N(0, tau^2 / 2), so that differences
inside a study vary by tau^2 and correlate by 1/2. The integral over e is done by adaptive Gauss-Hermite quadrature
(Pinheiro & Bates 1995), of arms without events on an even grid: exact up to the number of nodes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from dorsal.synthesis.counts.arm_likelihood import Terms
from dorsal.synthesis.counts.arms import Index
from dorsal.synthesis.exact.arm_terms import ArmTerms, Beside, Function
from dorsal.synthesis.exact.below_zero import nodes_below_zero
from dorsal.trials.contrast import Array

MAX_STEPS = 200
SETTLED = 1e-4
"""A mode need not be exact, as the nodes only lie around it: this share of the SD."""
REACH = 8.0
"""SDs to each side of an even grid."""
STEP = 1.0
"""Its longest step, halved again: what a likelihood that changes within 1 of its predictor needs."""


@dataclass(frozen=True, kw_only=True)
class ArmIntegral:
    """Integrals of all arms over their own effects, at one tau."""

    terms: ArmTerms
    tau: float
    nodes: int

    def at(self, predictor: Array) -> Terms:
        """log of the integral over e of an arm's likelihood at predictor + e, (arms, ...), with its two derivatives."""
        if self.tau == 0.0:
            return self.terms.terms(predictor)
        out = tuple(np.empty_like(predictor) for _ in range(3))
        for places, nodes, log_weight in self._own(predictor):
            eta = predictor[places][..., None] + nodes
            value, slope, bend = self.terms.terms(eta, places)
            share, log_sum = shares(value + log_weight)
            first = (share * slope).sum(axis=-1)
            # the same by parts, where the bound makes slopes large: d2/dmu2 of L N is L' N e / variance
            twice = slope * nodes * (2.0 / self.tau**2) if self.terms.ends_at_zero else bend + slope * slope
            second = (share * twice).sum(axis=-1) - first * first
            for each, found in zip(out, (log_sum, first, second), strict=True):
                each[places] = found
        return out[0], out[1], out[2]

    def beside(self, predictor: Array) -> Beside:
        """Derivatives of the same by the parameters that all arms share."""
        k = len(self.terms.shared)
        if self.tau == 0.0 or k == 0:
            return self.terms.beside(predictor)
        out = Beside(*(np.empty((*predictor.shape, *more)) for more in ((k,), (k, k), (k,))))
        for places, nodes, log_weight in self._own(predictor):
            eta = predictor[places][..., None] + nodes
            value, slope, _ = self.terms.terms(eta, places)
            share, _ = shares(value + log_weight)
            gradient, hessian, cross = self.terms.beside(eta, places)
            first = np.einsum("...e,...ek->...k", share, gradient)
            out.gradient[places] = first
            out.hessian[places] = (
                np.einsum("...e,...ekl->...kl", share, hessian)
                + np.einsum("...e,...ek,...el->...kl", share, gradient, gradient)
                - first[..., :, None] * first[..., None, :]
            )
            mean_slope = (share * slope).sum(axis=-1)
            together = np.einsum("...e,...ek->...k", share, cross + slope[..., None] * gradient)
            out.cross[places] = together - mean_slope[..., None] * first
        return out

    def average(self, predictor: Array, of: Function) -> Array:
        """The mean of a function of predictor + e, e given the arm's data: (arms, ..., quantities)."""
        every = np.arange(len(predictor))
        if self.tau == 0.0:
            return of(predictor, every)
        out: Array | None = None
        for places, nodes, log_weight in self._own(predictor):
            eta = predictor[places][..., None] + nodes
            value, _, _ = self.terms.terms(eta, places)
            share, _ = shares(value + log_weight)
            found = np.einsum("...e,...eq->...q", share, of(eta, places))
            if out is None:
                out = np.empty((*predictor.shape, found.shape[-1]))
            out[places] = found
        assert out is not None
        return out

    def _own(self, predictor: Array) -> Iterator[tuple[Index, Array, Array]]:
        """For two sorts of arms: their places, nodes of e, and log weights with the density of e in them."""
        variance = 0.5 * self.tau * self.tau
        log_height = -0.5 * math.log(2.0 * math.pi * variance)
        inside, outside = self._sorts
        if len(inside):
            e, sd = self._own_mode(predictor[inside], variance, inside)
            if self.terms.ends_at_zero:
                counts = self.terms.counts(e, inside)
                nodes, log_weight = nodes_below_zero(predictor[inside], e, variance, counts, self._rule)
            else:
                x, weight = self._rule
                nodes, log_weight = e[..., None] + sd[..., None] * x, weight + np.log(sd)[..., None]
            yield inside, nodes, log_weight - 0.5 * nodes * nodes / variance + log_height
        if len(outside):
            reach = REACH * math.sqrt(variance)
            nodes = np.linspace(-reach, reach, max(self.nodes, math.ceil(2.0 * reach / STEP)) * 2 + 1)
            yield outside, nodes, math.log(nodes[1] - nodes[0]) - 0.5 * nodes * nodes / variance + log_height

    @cached_property
    def _rule(self) -> tuple[Array, Array]:
        return hermite(self.nodes)

    @cached_property
    def _sorts(self) -> tuple[Index, Index]:
        """Arms with a maximum of their own, and arms without events (or with nothing else), which have none.

        The likelihood of the latter is flat on one side, so no mode tells where to put the nodes: they get an even
        grid, which is as good for any smooth function.
        """
        edge = self.terms.edge
        return np.flatnonzero(~edge), np.flatnonzero(edge)

    def _own_mode(self, predictor: Array, variance: float, places: Index) -> tuple[Array, Array]:
        """The e at which likelihood times N(0, variance) is highest, and its SD there: Newton inside a bracket."""
        reach = variance * self.terms.terms(predictor, places)[1]
        low, high = np.minimum(reach, 0.0), np.maximum(reach, 0.0)
        shape = (-1,) + (1,) * (predictor.ndim - 1)
        own, information = (each[places].reshape(shape) for each in self.terms.alone)
        e = np.clip((own - predictor) * information / (information + 1.0 / variance), low, high)
        for step in range(MAX_STEPS):
            _, slope, bend = self.terms.terms(predictor + e, places)
            rest, curvature = slope - e / variance, 1.0 / variance - bend
            low, high = np.where(rest > 0.0, e, low), np.where(rest > 0.0, high, e)
            proposed = e + rest / curvature
            far = np.abs(rest) > SETTLED * np.sqrt(curvature)
            halve = far & ((proposed < low) | (proposed > high) | (step % 4 == 3))
            proposed = np.where(halve, 0.5 * (low + high), proposed)
            if not far.any():
                break
            e = proposed
        return np.asarray(e, dtype=np.float64), 1.0 / np.sqrt(curvature)


@cache
def hermite(nodes: int) -> tuple[Array, Array]:
    """Nodes x and log weights of a sum of exp(f(x)) for the integral of exp f, a shape about standard normal."""
    x, weight = np.polynomial.hermite_e.hermegauss(nodes)
    return x, np.log(weight) + 0.5 * x * x


def shares(log_terms: Array) -> tuple[Array, Array]:
    """exp of terms over their sum along the last axis, and log of the sum."""
    top = log_terms.max(axis=-1, keepdims=True)
    mass = np.exp(log_terms - top)
    total = mass.sum(axis=-1, keepdims=True)
    return mass / total, (top + np.log(total))[..., 0]
