"""The slow oracle: a design matrix written down by hand, dense covariances, likelihoods as in the books."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.linalg import block_diag
from scipy.optimize import minimize

from dorsal.synthesis.dose.doses import Doses
from dorsal.trials.contrast import Array
from dorsal.trials.dosage import Dosage
from tests.synthesis.dense import Dense

Row = Callable[[Dosage], list[float]]


def plain(doses: Doses, row: Row) -> Dense:
    """`row`: the terms of a treatment's effect against dose 0."""
    x = []
    for c in doses.network.contrasts:
        first, *others = (np.array(row(doses.of[t])) for t in c.treatments)
        x += [other - first for other in others]
    return dense(doses, np.array(x))


def dense(doses: Doses, x: Array) -> Dense:
    contrasts = doses.network.contrasts
    return Dense(
        y=np.concatenate([c.effect for c in contrasts]),
        x=x,
        v=block_diag(*[c.cov for c in contrasts]),
        h=block_diag(*[(np.eye(len(c.effect)) + 1) / 2 for c in contrasts]),
    )


def most_likely(doses: Doses, effect: Callable[[Dosage, Array], float], start: Array) -> tuple[Array, float, float]:
    """Parameters, tau2 and log-likelihood (with its constant left out) of any curve, by brute force."""
    of = dense(doses, np.zeros((sum(len(c.effect) for c in doses.network.contrasts), 1)))

    def fall(everything: Array) -> float:
        beta, tau2 = everything[:-1], np.exp(everything[-1])
        fitted = [
            effect(doses.of[t], beta) - effect(doses.of[c.treatments[0]], beta)
            for c in doses.network.contrasts
            for t in c.treatments[1:]
        ]
        residual = of.y - np.array(fitted)
        sigma = of.sigma(tau2)
        return float(np.linalg.slogdet(sigma)[1] + residual @ np.linalg.solve(sigma, residual)) / 2

    found = minimize(fall, [*start, np.log(0.01)], method="Nelder-Mead",
                     options={"maxiter": 1_500, "xatol": 1e-4, "fatol": 1e-6})  # fmt: skip
    found = minimize(fall, found.x, method="BFGS", options={"gtol": 1e-7})
    return found.x[:-1], float(np.exp(found.x[-1])), -float(found.fun)
