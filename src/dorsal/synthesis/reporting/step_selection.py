"""What would become of the effects if results were published by their P values? Weights in steps, for networks.

The chance of being published falls in steps with the one-sided P value of a study's signal (see `signal`), so the
density of what is seen is the normal one times the weight of its step, over the mean weight (Hedges 1992; Vevea &
Hedges 1995, doi:10.1007/BF02294384). With few studies the weights cannot be estimated and are given: moderate or
severe, against one tail or both (Vevea & Woods 2005, doi:10.1037/1082-989X.10.4.428, table 1). Or one weight is
estimated, of results that are not significant in the favoured direction: the "three-parameter" model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from dorsal.errors import OptionError
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.q import Q
from dorsal.synthesis.reporting.climb import climb
from dorsal.synthesis.reporting.selection import Selected, Selection, plain, unselected
from dorsal.synthesis.reporting.signal import Signals, signals_of
from dorsal.synthesis.rows import Index
from dorsal.trials.contrast import Array
from dorsal.trials.scale import Better

STEPS = (0.005, 0.01, 0.05, 0.10, 0.25, 0.35, 0.50, 0.65, 0.75, 0.90, 0.95, 0.99, 0.995)
"""One-sided P values at which the weight changes."""
WEIGHTS: Mapping[str, tuple[float, ...]] = {
    "moderate one-tailed": (1, 0.99, 0.95, 0.80, 0.75, 0.65, 0.60, 0.55, 0.50, 0.50, 0.50, 0.50, 0.50, 0.50),
    "severe one-tailed": (1, 0.99, 0.90, 0.75, 0.60, 0.50, 0.40, 0.35, 0.30, 0.25, 0.10, 0.10, 0.10, 0.10),
    "moderate two-tailed": (1, 0.99, 0.95, 0.90, 0.80, 0.75, 0.60, 0.60, 0.75, 0.80, 0.90, 0.95, 0.99, 1.00),
    "severe two-tailed": (1, 0.99, 0.90, 0.75, 0.60, 0.50, 0.25, 0.25, 0.50, 0.60, 0.75, 0.90, 0.99, 1.00),
}
ESTIMATED = "estimated"
CUT = 0.025
"""The one-sided P value of the estimated weight's step."""
LEAST_WEIGHT, MOST_WEIGHT = 1e-3, 1e3


@dataclass(frozen=True)
class _Steps:
    """The log likelihood of d (without the first treatment), tau2, and the log weight where it is free."""

    signals: Signals
    cuts: tuple[float, ...]
    weights: tuple[float, ...]
    """Of each step, the most favourable first; where the last is free, its value here does not count."""
    free: bool = False
    tau2_known: bool = False

    @cached_property
    def step(self) -> Index:
        """(s,) the step of each signal."""
        p = ndtr(-self.signals.value / self.signals.size)
        return np.asarray(np.searchsorted(np.asarray(self.cuts), p, side="left"))

    @cached_property
    def limits(self) -> Array:
        """(s, cuts) the signals at which the weight changes, from high to low."""
        return np.asarray(np.outer(self.signals.size, -ndtri(np.asarray(self.cuts))))

    def __call__(self, x: Array) -> tuple[float, Array]:
        n = self.signals.rows.treatments - 1
        tau2 = float(x[n])
        weights = np.array(self.weights)
        if self.free:
            weights[-1] = np.exp(x[n + 1])
        rows, signals = self.signals.rows, self.signals
        w = 1.0 / (rows.v + tau2)
        fitted = rows.times(np.concatenate(([0.0], x[:n])))
        e = rows.z - fitted
        mean = signals.sums(signals.weight * fitted)
        variance = signals.sums(signals.weight**2 / w)
        mass, slope, spread, share = self._mass(weights, mean, np.sqrt(variance))
        value = 0.5 * float(np.log(w).sum() - w @ (e * e)) + float((np.log(weights)[self.step] - np.log(mass)).sum())
        by_d = rows.transposed_times(w * e - (slope / mass)[signals.of] * signals.weight)[1:]
        squares = signals.sums(signals.weight**2)
        by_tau2 = 0.5 * float(w @ (w * e * e) - w.sum()) - float(
            (spread / mass) @ (squares / (2.0 * np.sqrt(variance)))
        )
        gradient = [*by_d, 0.0 if self.tau2_known else by_tau2]
        if self.free:
            gradient.append(float((self.step == len(self.cuts)).sum() - (weights[-1] * share / mass).sum()))
        return value, np.array(gradient)

    def _mass(self, weights: Array, mean: Array, root: Array) -> tuple[Array, Array, Array, Array]:
        """Mean weight of each signal, its derivatives by mean and SD, and the share of the last step."""
        z = (self.limits - mean[:, None]) / root[:, None]
        above, density = ndtr(-z), np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
        ones, zeros = np.ones((len(mean), 1)), np.zeros((len(mean), 1))
        share = np.diff(np.hstack([zeros, above, ones]))
        by_mean = np.diff(np.hstack([zeros, density, zeros])) / root[:, None]
        by_root = np.diff(np.hstack([zeros, density * z, zeros])) / root[:, None]
        return share @ weights, by_mean @ weights, by_root @ weights, share[:, -1]


def step_selection(
    fit: NetworkFit, place: Mapping[str, int], *, better: Better = "lower", names: Sequence[str] = (*WEIGHTS, ESTIMATED)
) -> Selection:
    """The network under each set of weights (keys of WEIGHTS, or "estimated"), beside that without selection.

    Where nothing or everything is significant, a weight cannot be estimated and that point is left out. Raises
    OptionError for an unknown name, NotSettled if a likelihood has no maximum that is found.
    """
    unknown = [name for name in names if name not in (*WEIGHTS, ESTIMATED)]
    if unknown:
        raise OptionError(f"weights must be among {', '.join((*WEIGHTS, ESTIMATED))}, got {unknown[0]!r}")
    signals = signals_of(fit.network, place, better)
    scaled, start = signals.measured_by(signals.unit), unselected(fit, signals.unit)
    points = [
        _at(fit, scaled, start, name).in_multiples_of(signals.unit, len(scaled.rows))
        for name in names
        if name != ESTIMATED or _varied(signals)
    ]
    return Selection(fit=fit, model="steps", signals=signals, points=(plain(fit), *points))


def _varied(signals: Signals) -> bool:
    """Whether signals lie on both sides of the one step."""
    significant = ndtr(-signals.value / signals.size) <= CUT
    return bool(significant.any() and not significant.all())


def _at(fit: NetworkFit, signals: Signals, start: Array, name: str) -> Selected:
    known = fit.options.known_tau2 is not None
    free = name == ESTIMATED
    likelihood = (
        _Steps(signals, (CUT,), (1.0, 1.0), True, known)
        if free
        else _Steps(signals, STEPS, WEIGHTS[name], False, known)
    )
    x = np.concatenate([start, [0.0]]) if free else start
    ends = [(float(np.log(LEAST_WEIGHT)), float(np.log(MOST_WEIGHT)))] if free else []
    bounds = [(-np.inf, np.inf)] * (len(start) - 1) + [(0.0, np.inf), *ends]
    apart = x + np.where(np.arange(len(x)) == len(start) - 1, 0.25 * float(np.median(signals.rows.v)), 0.0)
    found = climb(likelihood, [x] if known else [x, apart], bounds, fixed=[len(start) - 1] if known else [])
    n = len(start) - 1
    none = likelihood(np.concatenate([start, [0.0]]))[0] if free else None
    return Selected(
        name=f"{name} at P = {CUT:g}" if free else name,
        treatments=fit.treatments,
        level=fit.options.level,
        tau2=float(found.x[n]),
        effect=np.concatenate(([0.0], found.x[:n])),
        cov=np.pad(found.covariance(n), ((1, 0), (1, 0))),
        log_likelihood=found.value,
        weight=float(np.exp(found.x[n + 1])) if free else None,
        no_selection=None if none is None else Q(max(0.0, 2.0 * (found.value - none)), 1),
    )
