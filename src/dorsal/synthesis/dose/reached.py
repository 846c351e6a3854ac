"""Doses that follow from the curves: the smallest whose effect matters, and those that do as much as another's.

Ends of intervals are where the pointwise intervals of the curve cross the line (inverted as Fieller's are), so that
they can be open: "from 12, with no upper end in the doses studied". Only doses that were studied are looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from dorsal.errors import OptionError
from dorsal.synthesis.dose.dose_fit import DoseFit
from dorsal.trials.scale import Better

STEPS = 200
"""Doses at which a curve is looked at, before a crossing is found between two of them."""
STEPWISE = ("lumped", "split")


@dataclass(frozen=True, kw_only=True)
class Reached:
    """The smallest dose of an agent whose effect against dose 0 is at least the smallest difference that matters."""

    agent: str
    mic: float
    dose: float | None
    """None: not reached in the doses studied."""
    low: float | None
    """The smallest dose whose interval holds an effect that matters; None where no studied dose's does."""
    high: float | None
    """The smallest dose whose whole interval matters; None where no studied dose's does."""


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """The dose of another agent with the effect of a given dose."""

    agent: str
    dose: float
    other: str
    equal: float | None
    """None: no studied dose of the other does as much, or as little."""
    low: float | None
    high: float | None
    """Studied doses of the other from which, and to which, the interval of the difference holds 0; None where there is
    no such dose, or where it goes on to the end of those studied."""


def reached(fit: DoseFit, agent: str, mic: float, *, better: Better) -> Reached:
    """The smallest dose that matters. `mic` above 0, on the analysis scale.

    Raises OptionError for another `mic` and for a shape of steps, NetworkError as `DoseFit.effect`.
    """
    if not mic > 0.0:
        raise OptionError(f"the smallest difference that matters must be above 0, got {mic:g}")
    _check_curve(fit, agent)
    sign = 1.0 if better == "higher" else -1.0

    def at(which: int) -> Callable[[float], float]:
        def over(dose: float) -> float:
            effect = fit.effect(agent, dose)
            low, high = sorted(sign * end for end in effect.ci)
            return (low, sign * effect.mean, high)[which] - mic

        return over

    low, dose, high = (_first(fit, agent, at(which)) for which in (2, 1, 0))
    return Reached(agent=agent, mic=mic, dose=dose, low=low, high=high)


def equivalent(fit: DoseFit, agent: str, dose: float, other: str) -> Equivalent:
    """The dose of another agent that does what `agent` does at `dose`. Raises as `reached`."""
    for one in (agent, other):
        _check_curve(fit, one)

    def difference(theirs: float) -> float:
        return fit.effect(other, theirs, agent, dose).mean

    def apart(theirs: float) -> float:
        """Below 0 where the interval holds 0."""
        low, high = fit.effect(other, theirs, agent, dose).ci
        return max(low, -high)

    start, end = fit.doses.reach(other)
    side = float(np.sign(difference(start)))
    equal = _first(fit, other, lambda x: -side * difference(x))
    low = _first(fit, other, lambda x: -apart(x))
    beyond = None if low is None else _first(fit, other, apart, start=low)
    return Equivalent(agent=agent, dose=dose, other=other, equal=equal, low=low, high=beyond if beyond != end else None)


def _check_curve(fit: DoseFit, agent: str) -> None:
    fit.doses.levels(agent)
    shape = fit.own.get(agent, fit.shape)
    if shape.kind in STEPWISE:
        raise OptionError(f"{shape.name} has no curve on which a dose could be found; take another shape for {agent}")


def _first(fit: DoseFit, agent: str, over: Callable[[float], float], start: float | None = None) -> float | None:
    """The smallest studied dose (from `start`) at which `over` is 0 or more; None where there is none."""
    low, high = fit.doses.reach(agent)
    grid = np.linspace(low if start is None else start, high, STEPS + 1)
    before = grid[0]
    if start is None and over(float(before)) >= 0.0:
        return float(before)
    for dose in grid[1:]:
        if over(float(dose)) >= 0.0:
            return _crossing(over, float(before), float(dose))
        before = dose
    return None


def _crossing(over: Callable[[float], float], low: float, high: float) -> float:
    if over(low) >= 0.0:
        return low
    return float(brentq(over, low, high, rtol=1e-10))
