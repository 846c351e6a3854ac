"""The curves of all agents together: which parameters there are, and what they make of an agent's dose."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.dose.doses import Doses
from dorsal.synthesis.dose.shape import Shape, knots_of
from dorsal.trials.contrast import Array
from dorsal.trials.dosage import Dosage

ED50 = "log ED50"
ALL = "all agents"
REACH = 10.0
"""An ED50 is sought from this part of an agent's lowest dose to as many times its highest."""
LINE = Shape(kind="linear")


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One agent's: its columns are the parameters from `first` on, and `ed50` where it has one."""

    agent: str
    shape: Shape
    levels: tuple[float, ...]
    knots: tuple[float, ...]
    first: int
    count: int
    ed50: int | None = None

    def linear(self, dose: float, beta: Array) -> Array:
        """What multiplies its linear parameters at a dose, shape (count,). Raises NetworkError for an unsplit dose."""
        if self.shape.kind == "split":
            if dose not in self.levels:
                known = ", ".join(f"{level:g}" for level in self.levels)
                raise NetworkError(f"{self.agent} {dose:g}: the split model knows only the doses studied, {known}")
            return np.array([float(level == dose) for level in self.levels])
        if self.ed50 is not None:
            return np.array([self.shape.saturation(dose, math.exp(beta[self.ed50]))[0]])
        return self.shape.columns(dose, self.knots)

    def gradient(self, dose: float, beta: Array) -> Array:
        """Derivative of the effect of a dose by all parameters, shape of beta."""
        found = np.zeros(len(beta))
        if dose == 0.0:
            return found
        found[self.first : self.first + self.count] = self.linear(dose, beta)
        if self.ed50 is not None:
            found[self.ed50] = beta[self.first] * self.shape.saturation(dose, math.exp(beta[self.ed50]))[1]
        return found

    def value(self, dose: float, beta: Array) -> float:
        """Its effect at a dose against none."""
        if dose == 0.0:
            return 0.0
        return float(self.linear(dose, beta) @ beta[self.first : self.first + self.count])


@dataclass(frozen=True, kw_only=True)
class Curves:
    """All agents' curves over one vector of parameters; a treatment without a dose has one of its own."""

    curves: Mapping[str, Curve]
    whole: Mapping[str, int]
    """Treatment without a dose -> the place of its parameter."""
    names: tuple[tuple[str, str], ...]
    """Of each parameter: whose it is, and what of."""
    simpler: tuple[str, ...]
    """Agents with too few doses for the shape asked, which got a straight line."""
    bounds: Mapping[int, tuple[float, float]]
    """Place of a log ED50 -> where it is sought."""

    @property
    def size(self) -> int:
        return len(self.names)

    @cached_property
    def middles(self) -> tuple[int, ...]:
        """Places of all log ED50."""
        return tuple(self.bounds)

    @cached_property
    def straight(self) -> tuple[int, ...]:
        """Places of all other parameters."""
        return tuple(i for i in range(self.size) if i not in self.bounds)

    def gradient(self, point: Dosage, beta: Array) -> Array:
        """Derivative of the effect of an agent's dose against none by the parameters."""
        if point.dose is None:
            found = np.zeros(self.size)
            found[self._place(point)] = 1.0
            return found
        return np.zeros(self.size) if point.dose == 0.0 else self._curve(point).gradient(point.dose, beta)

    def value(self, point: Dosage, beta: Array) -> float:
        """The effect of an agent's dose against none."""
        if point.dose is None:
            return float(beta[self._place(point)])
        return 0.0 if point.dose == 0.0 else self._curve(point).value(point.dose, beta)

    def _curve(self, point: Dosage) -> Curve:
        try:
            return self.curves[point.agent]
        except KeyError:
            known = ", ".join(self.curves)
            raise NetworkError(f"{point.agent} has no dose in these studies; there are {known}") from None

    def _place(self, point: Dosage) -> int:
        try:
            return self.whole[point.agent]
        except KeyError:
            known = ", ".join((*self.curves, *self.whole))
            raise NetworkError(
                f"{point.agent} is in no study without a dose; say its dose. There are {known}"
            ) from None


def curves_of(doses: Doses, shape: Shape, own: Mapping[str, Shape]) -> Curves:
    """The curves of a network: `shape` for all agents but those with one of their `own`.

    An agent with fewer doses than its shape has parameters gets a straight line, and is named in `simpler`. Raises
    OptionError for an agent that has no dose.
    """
    strangers = sorted(set(own) - set(doses.agents))
    if strangers:
        raise OptionError(f"{', '.join(strangers)} has no dose in these studies; there are {', '.join(doses.agents)}")
    asked = {agent: own.get(agent, shape) for agent in doses.agents}
    taken = {agent: _possible(doses, agent, asked) for agent in doses.agents}
    names: list[tuple[str, str]] = []
    curves: dict[str, Curve] = {}
    for agent in doses.agents:
        curves[agent] = _curve(doses, agent, taken[agent], len(names))
        names += [(agent, term) for term in taken[agent].terms or (f"dose {d:g}" for d in doses.levels(agent))]
    whole = {}
    for treatment in doses.whole:
        whole[treatment] = len(names)
        names.append((treatment, "effect"))
    bounds = _middles(curves, names)
    simpler = tuple(agent for agent in doses.agents if taken[agent] != asked[agent])
    return Curves(curves=curves, whole=whole, names=tuple(names), simpler=simpler, bounds=bounds)


def _possible(doses: Doses, agent: str, asked: Mapping[str, Shape]) -> Shape:
    """The shape asked for, or a straight line where the agent's doses are too few for it."""
    shape = asked[agent]
    if shape.kind == "split":
        return shape
    enough = len(doses.levels(agent)) >= shape.needs
    if shape.curved and shape.shared:
        enough = any(len(doses.levels(other)) > 1 for other, its in asked.items() if its == shape)
    return shape if enough else LINE


def _curve(doses: Doses, agent: str, shape: Shape, first: int) -> Curve:
    levels = doses.levels(agent)
    count = len(levels) if shape.kind == "split" else len(shape.terms)
    knots = knots_of(shape, doses.arms[agent])
    return Curve(agent=agent, shape=shape, levels=levels, knots=knots, first=first, count=count)


def _middles(curves: dict[str, Curve], names: list[tuple[str, str]]) -> dict[int, tuple[float, float]]:
    """Parameters for the ED50 of curved shapes, put into `curves` and `names`; and where each is sought."""
    places: dict[tuple[str, str], int] = {}
    bounds: dict[int, tuple[float, float]] = {}
    for agent, curve in curves.items():
        if not curve.shape.curved:
            continue
        owner = ALL if curve.shape.shared else agent
        place = places.setdefault((owner, curve.shape.kind), len(names))
        if place == len(names):
            names.append((owner, ED50))
        curves[agent] = replace(curve, ed50=place)
        low, high = math.log(curve.levels[0] / REACH), math.log(curve.levels[-1] * REACH)
        before = bounds.get(place, (low, high))
        bounds[place] = min(low, before[0]), max(high, before[1])
    return bounds
