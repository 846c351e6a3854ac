"""What would become of the effects if studies had been held back? Copas' selection model for networks.

Copas & Shi 2000 (doi:10.1093/biostatistics/1.3.247), for networks Mavridis, Sutton, Cipriani & Salanti 2013 and
Mavridis, Welton, Sutton & Salanti 2014 (doi:10.1002/sim.6321). A study is published if alpha + beta / s + delta > 0,
where s is the standard error of its signal (see `signal`) and delta is standard normal and correlates by rho with the
signal's error. How strong selection is cannot be seen in the data, so it is given: as the chance that the study with
the largest, and that with the smallest standard error is published. For each strength effects, tau2 and rho are those
of maximum likelihood. Standard errors are taken as reported (Mavridis), not corrected for selection (Copas & Shi).
A study of several arms is published or not as a whole, by its one signal.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.estimate import Interval, interval
from dorsal.synthesis.fit import NetworkFit, solution_of
from dorsal.synthesis.q import Q
from dorsal.synthesis.reporting.climb import Climbed, climb
from dorsal.synthesis.reporting.signal import Signals, signals_of
from dorsal.trials.contrast import Array
from dorsal.trials.scale import Better
from dorsal.trials.treatment import canonical

Strength = tuple[float, float]
"""Chance of being published: of the study with the largest standard error, and with the smallest."""
STRENGTHS: tuple[Strength, ...] = ((1.0, 1.0), (0.9, 0.99), (0.7, 0.97), (0.5, 0.95), (0.3, 0.9), (0.1, 0.8))
"""From none to strong; what Mavridis 2014 looks at lies between."""
MOST_RHO = 0.99
LOG_ROOT = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, kw_only=True)
class Selected:
    """The fit under one assumption about what was held back. Effects are of maximum likelihood."""

    name: str
    treatments: tuple[str, ...]
    level: float
    tau2: float
    effect: Array
    """(n,) against the first treatment."""
    cov: Array
    """(n, n), from the observed information about all parameters."""
    log_likelihood: float
    publish: Strength | None = None
    """For Copas' model."""
    unpublished: float | None = None
    """Studies that would be expected not to have been published."""
    rho: float | None = None
    """Correlation of signals with the chance of being published; None where nothing is held back."""
    weight: float | None = None
    """For an estimated step: the weight of results that are not significant, of significant ones 1."""
    no_selection: Q | None = None
    """Likelihood-ratio test of rho = 0 at this strength, or of an estimated weight of 1."""

    def between(self, first: str, second: str) -> tuple[float, float, Interval]:
        """`first` minus `second`: mean, standard error, interval. Raises NetworkError for an unknown treatment."""
        weights = np.zeros(len(self.treatments))
        for treatment, sign in ((first, 1.0), (second, -1.0)):
            if canonical(treatment) not in self.treatments:
                raise NetworkError(f"{treatment} is in no study of this network; it has {', '.join(self.treatments)}")
            weights[self.treatments.index(canonical(treatment))] += sign
        mean, se = float(weights @ self.effect), math.sqrt(max(0.0, float(weights @ self.cov @ weights)))
        return mean, se, interval(mean, se, self.level, math.inf)

    def in_multiples_of(self, unit: float, rows: int) -> Selected:
        """What was found in multiples of `unit`, in the outcome's own; its log likelihood is of `rows` densities."""
        return replace(
            self,
            tau2=self.tau2 * unit**2,
            effect=self.effect * unit,
            cov=self.cov * unit**2,
            log_likelihood=self.log_likelihood - rows * math.log(unit),
        )


@dataclass(frozen=True)
class _Copas:
    """The log likelihood of d (without the first treatment), tau2 and rho, and its gradient."""

    signals: Signals
    u: Array
    """(s,) alpha + beta / size."""
    tau2_known: bool = False

    @cached_property
    def published(self) -> Array:
        return np.asarray(ndtr(self.u))

    def __call__(self, x: Array) -> tuple[float, Array]:
        signals, rows = self.signals, self.signals.rows
        tau2, rho = float(x[-2]), float(x[-1])
        w = 1.0 / (rows.v + tau2)
        e = rows.z - rows.times(np.concatenate(([0.0], x[:-2])))
        towards = signals.weight * rows.v * w / signals.size[signals.of]
        seen = towards * signals.weight * rows.v / signals.size[signals.of]
        q, k = signals.sums(towards * e), signals.sums(seen)
        left = 1.0 - rho * rho * k
        root = np.sqrt(left)
        argument = (self.u + rho * q) / root
        log_chance = log_ndtr(argument)
        hazard = np.exp(-0.5 * argument**2 - LOG_ROOT - log_chance)
        value = 0.5 * float(np.log(w).sum() - w @ (e * e)) + float((log_chance - log_ndtr(self.u)).sum())
        pull = rho * hazard / root
        by_d = rows.transposed_times(w * e - pull[signals.of] * towards)[1:]
        by_q, by_k = signals.sums(towards * w * e), signals.sums(seen * w)
        lift = hazard * argument * rho / left
        by_tau2 = 0.5 * float(w @ (w * e * e) - w.sum()) - float(pull @ by_q) - 0.5 * float(lift @ by_k) * rho
        by_rho = float((hazard * q / root + lift * k).sum())
        return value, np.concatenate([by_d, [0.0 if self.tau2_known else by_tau2, by_rho]])


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A fit beside what it would be had studies been held back."""

    fit: NetworkFit
    model: str
    signals: Signals
    points: tuple[Selected, ...]
    """From no selection to the strongest."""

    def change(self, point: Selected, first: str, second: str) -> float:
        """How far an estimate moves from that without selection."""
        return point.between(first, second)[0] - self.points[0].between(first, second)[0]


def copas(
    fit: NetworkFit, place: Mapping[str, int], *, better: Better = "lower", strengths: Sequence[Strength] = STRENGTHS
) -> Selection:
    """The network at each strength of selection; the first stands for none and must be (1, 1).

    `place` orders the treatments (see `signal.places`). Raises OptionError for chances outside 0 to 1, or a strength
    at which precise studies are held back more than others; NotSettled if a likelihood has no maximum that is found.
    """
    _check(strengths)
    signals = signals_of(fit.network, place, better)
    scaled = signals.measured_by(signals.unit)
    start, held = unselected(fit, signals.unit), [s for s in strengths if s != (1.0, 1.0)]
    points = [plain(fit)]
    best: Climbed | None = None
    for strength in held:
        best = _at(fit, scaled, start, strength, None if best is None else best.x)
        points.append(_selected(fit, scaled, strength, best, start).in_multiples_of(signals.unit, len(scaled.rows)))
    return Selection(fit=fit, model="copas", signals=signals, points=tuple(points))


def _check(strengths: Sequence[Strength]) -> None:
    if not strengths or strengths[0] != (1.0, 1.0):
        raise OptionError("the first strength of selection must be none, (1, 1)")
    for small, large in strengths[1:]:
        if not 0.0 < small <= large < 1.0:
            raise OptionError(
                f"strength ({small:g}, {large:g}): chances of being published lie between 0 and 1, the smallest "
                "study's not above the largest one's"
            )


def unselected(fit: NetworkFit, unit: float) -> Array:
    """d (without the first treatment) and tau2 by maximum likelihood (or preset), had everything been published.

    In multiples of `unit`, and of its square.
    """
    solution, _ = solution_of(fit.network.rows, None, replace(fit.options, tau2_method="ML"))
    return np.concatenate([solution.theta / unit, [solution.tau2 / unit**2]])


def plain(fit: NetworkFit) -> Selected:
    """The maximum-likelihood fit without selection, for comparison: tau2 by ML whatever the fit's method, or preset."""
    solution, _ = solution_of(fit.network.rows, None, replace(fit.options, tau2_method="ML"))
    return Selected(
        name="none",
        treatments=fit.treatments,
        level=fit.options.level,
        tau2=solution.tau2,
        effect=np.concatenate(([0.0], solution.theta)),
        cov=solution.cov,
        log_likelihood=solution.log_likelihood,
        publish=(1.0, 1.0),
        unpublished=0.0,
    )


def _at(fit: NetworkFit, signals: Signals, start: Array, strength: Strength, before: Array | None) -> Climbed:
    """The best maximum from no correlation, a positive, a negative one, and that of the strength before."""
    likelihood = _Copas(signals, _u(signals, strength), fit.options.known_tau2 is not None)
    starts = [np.concatenate([start, [rho]]) for rho in (0.0, 0.6, -0.6)]
    starts += [] if before is None else [before]
    bounds = [(-np.inf, np.inf)] * (len(start) - 1) + [(0.0, np.inf), (-MOST_RHO, MOST_RHO)]
    fixed = [len(start) - 1] if fit.options.known_tau2 is not None else []
    return climb(likelihood, starts, bounds, fixed=fixed)


def _u(signals: Signals, strength: Strength) -> Array:
    """alpha + beta / size, by the chances of the largest and the smallest size; the same for all of one size."""
    small, large = (float(ndtri(chance)) for chance in strength)
    inverse = 1.0 / signals.size
    low, high = float(inverse.min()), float(inverse.max())
    share = np.zeros_like(inverse) if high == low else (inverse - low) / (high - low)
    return small + (large - small) * share


def _selected(fit: NetworkFit, signals: Signals, strength: Strength, found: Climbed, start: Array) -> Selected:
    likelihood = _Copas(signals, _u(signals, strength))
    none = likelihood(np.concatenate([start, [0.0]]))[0]
    return Selected(
        name=f"{strength[0]:g} to {strength[1]:g}",
        treatments=fit.treatments,
        level=fit.options.level,
        tau2=float(found.x[-2]),
        effect=np.concatenate(([0.0], found.x[:-2])),
        cov=np.pad(found.covariance(len(start) - 1), ((1, 0), (1, 0))),
        log_likelihood=found.value,
        publish=strength,
        unpublished=float((1.0 / likelihood.published - 1.0).sum()),
        rho=float(found.x[-1]),
        no_selection=Q(max(0.0, 2.0 * (found.value - none)), 1),
    )
