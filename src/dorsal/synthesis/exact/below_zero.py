"""Quadrature of an arm whose predictor, the log of a risk, must stay below 0.

With z = logit(risk) in place of e the integrand is smooth on the whole line: its Jacobian makes the likelihood that of
one more person without the event, and nothing happens at the bound.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, log_expit

from dorsal.trials.contrast import Array

STEPS = 8
FURTHEST = 12.0
"""Largest logit to start from."""


def nodes_below_zero(
    predictor: Array, e: Array, variance: float, counts: tuple[Array, Array], rule: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Nodes of e, shape (..., k), with log weights, for the integral over e of likelihood times N(0, variance).

    `predictor` and `e` (near the mode) have the same shape, to which `counts`, events and people, go; `rule` holds k
    nodes and log weights about a standard normal shape. The density of e is not in the weights.
    """
    log_risk = np.minimum(predictor + e, -1e-9)
    z = np.minimum(log_risk - np.log1p(-np.exp(log_risk)), FURTHEST)
    for _ in range(STEPS):
        slope, curvature = _slope(z, predictor, variance, *counts)
        z = z + np.clip(slope / curvature, -1.0, 1.0)
    _, curvature = _slope(z, predictor, variance, *counts)
    x, log_weight = rule
    sd = 1.0 / np.sqrt(curvature)
    places = z[..., None] + sd[..., None] * x
    return log_expit(places) - predictor[..., None], log_weight + np.log(sd)[..., None] + log_expit(-places)


def _slope(z: Array, predictor: Array, variance: float, events: Array, size: Array) -> tuple[Array, Array]:
    """First derivative of the log integrand by z, and minus the second, kept above that of the likelihood alone."""
    risk, free = expit(z), expit(-z)
    away = log_expit(z) - predictor
    alone = (size + 1.0) * risk * free
    slope = events * free - (size - events + 1.0) * risk - away * free / variance
    return slope, alone + np.maximum(free * (free - away * risk), 0.0) / variance
