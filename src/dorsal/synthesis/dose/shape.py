"""The shape of a dose-response curve: its name, and what it makes of a dose. Every shape is 0 at dose 0.

Shapes that are linear in their parameters: linear; log-linear, log(dose + 1); quadratic; fp:P, a fractional polynomial
of first degree (Royston & Altman 1994), dose^P for P above 0, else (dose + 1)^P - 1, and log(dose + 1) for P = 0, for
dose 0 has no such power; spline, a restricted cubic spline (Harrell 2001). Those with a dose of half the effect, ED50:
emax, dose / (ED50 + dose); exponential, 1 - 2^(-dose / ED50). Beside them lumped, whatever dose is one treatment, and
split, every dose is a treatment of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from dorsal.errors import OptionError
from dorsal.trials.contrast import Array

Kind = Literal["linear", "log-linear", "quadratic", "fp", "spline", "emax", "exponential", "lumped", "split"]
KINDS = ("linear", "log-linear", "quadratic", "fp", "spline", "emax", "exponential", "lumped", "split")
SHARED = "-shared"
"""Behind emax or exponential: one ED50 for all agents of the shape."""
POWERS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0)
PERCENTILES = (10.0, 50.0, 90.0)
HOW = (
    "linear, log-linear, quadratic, fp:POWER (fp:0.5), spline (knots at the 10th, 50th and 90th percentile of an "
    "agent's doses; spline:25%,50%,75% for others, spline:5,10,20 for knots at doses), emax, exponential (both with "
    "-shared for one ED50), lumped or split"
)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One shape. Raises OptionError for a power, knots or an ED50 that it cannot have."""

    kind: Kind
    power: float = 1.0
    """Of fp, among POWERS."""
    knots: tuple[float, ...] = PERCENTILES
    """Of a spline, rising: percentiles of an agent's doses, or doses."""
    in_percent: bool = True
    shared: bool = False
    """Whether all agents of this shape have one ED50."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise OptionError(f"{self.kind!r} is no shape of a dose-response curve; use {HOW}")
        if self.kind == "fp" and self.power not in POWERS:
            known = ", ".join(f"{power:g}" for power in POWERS)
            raise OptionError(f"the power of a fractional polynomial is one of {known}, got {self.power:g}")
        if self.shared and not self.curved:
            raise OptionError(f"{self.kind} has no ED50 that agents could share; use emax-shared or exponential-shared")
        if self.kind == "spline":
            self._check_knots()

    def _check_knots(self) -> None:
        if len(self.knots) < 3 or any(b <= a for a, b in zip(self.knots, self.knots[1:], strict=False)):
            raise OptionError(f"a spline needs three knots or more, rising, got {_listed(self.knots)}")
        if self.knots[0] < 0.0 or (self.in_percent and self.knots[-1] > 100.0):
            within = "percentiles from 0 to 100" if self.in_percent else "doses from 0 up"
            raise OptionError(f"knots of a spline are {within}, got {_listed(self.knots)}")

    @property
    def curved(self) -> bool:
        """Whether it has an ED50, in which it is not linear."""
        return self.kind in ("emax", "exponential")

    @property
    def name(self) -> str:
        """As `shape_of` reads it."""
        if self.kind == "fp":
            return f"fp:{self.power:g}"
        if self.kind == "spline" and (self.knots, self.in_percent) != (PERCENTILES, True):
            return "spline:" + ",".join(f"{knot:g}{'%' * self.in_percent}" for knot in self.knots)
        return f"{self.kind}{SHARED * self.shared}"

    @property
    def terms(self) -> tuple[str, ...]:
        """What its coefficients (but the ED50) are of; a split shape has one for each dose, which it cannot know."""
        spline = ("dose", *(f"spline {k}" for k in range(1, len(self.knots) - 1)))
        return {
            "linear": ("dose",),
            "log-linear": ("log(dose + 1)",),
            "quadratic": ("dose", "dose^2"),
            "fp": (_power_words(self.power),),
            "spline": spline,
            "emax": ("maximum",),
            "exponential": ("maximum",),
            "lumped": ("any dose",),
            "split": (),
        }[self.kind]

    @property
    def needs(self) -> int:
        """How many different doses above 0 an agent must have for its coefficients, the ED50 too."""
        return 1 + (not self.shared) if self.curved else max(1, len(self.terms))

    def columns(self, dose: float, knots: Sequence[float]) -> Array:
        """Its terms at a dose; not of curved and split ones, that know more than the dose."""
        match self.kind:
            case "linear":
                found = [dose]
            case "log-linear":
                found = [math.log1p(dose)]
            case "quadratic":
                found = [dose, dose * dose]
            case "fp":
                found = [_powered(dose, self.power)]
            case "spline":
                found = [dose, *_cubic(dose, knots)]
            case _:
                found = [float(dose > 0.0)]
        return np.array(found)

    def saturation(self, dose: float, ed50: float) -> tuple[float, float]:
        """Of a curved shape: the share of the maximum at a dose, and its derivative by log ED50."""
        if self.kind == "emax":
            return dose / (ed50 + dose), -ed50 * dose / (ed50 + dose) ** 2
        u = math.log(2.0) * dose / ed50
        return -math.expm1(-u), -u * math.exp(-u)


def shape_of(said: str | Shape) -> Shape:
    """The shape of a name: "linear", "fp:-0.5", "spline:10%,50%,90%", "emax-shared". Raises OptionError."""
    if isinstance(said, Shape):
        return said
    plain, colon, more = (part.strip() for part in said.casefold().replace("_", "-").partition(":"))
    shared = plain.endswith(SHARED)
    kind = plain.removesuffix(SHARED)
    if kind not in KINDS or (colon and kind not in ("fp", "spline")) or (kind == "fp" and not more):
        raise OptionError(f"{said!r} is no shape of a dose-response curve; use {HOW}")
    if kind == "fp":
        return Shape(kind="fp", power=_numbers(said, [more])[0], shared=shared)
    if kind == "spline" and more:
        parts = more.split(",")
        percent = {part.strip().endswith("%") for part in parts}
        if len(percent) > 1:
            raise OptionError(f"{said!r}: give all knots as percentiles, or all as doses")
        knots = tuple(_numbers(said, [part.strip().removesuffix("%") for part in parts]))
        return Shape(kind="spline", knots=knots, in_percent=percent.pop(), shared=shared)
    return Shape(kind=cast(Kind, kind), shared=shared)


def _numbers(said: str, parts: Sequence[str]) -> list[float]:
    try:
        found = [float(part.replace("\u2212", "-")) for part in parts]
    except ValueError:
        raise OptionError(f"{said!r} holds what is no number; use {HOW}") from None
    if not all(map(math.isfinite, found)):
        raise OptionError(f"{said!r} holds what is no finite number")
    return found


def knots_of(shape: Shape, arms: Sequence[float]) -> tuple[float, ...]:
    """The knots of a spline for an agent whose arms had these doses above 0; () for other shapes.

    Percentiles of the arms' doses, where these tie of the different doses (Hyndman & Fan's seventh, numpy's own).
    """
    if shape.kind != "spline":
        return ()
    if not shape.in_percent:
        return shape.knots
    found = np.percentile(arms, shape.knots)
    if (np.diff(found) <= 0.0).any():
        found = np.percentile(sorted(set(arms)), shape.knots)
    return tuple(float(knot) for knot in found)


def _powered(dose: float, power: float) -> float:
    if power > 0.0:
        return float(dose**power)
    return math.log1p(dose) if power == 0.0 else float((dose + 1.0) ** power - 1.0)


def _power_words(power: float) -> str:
    if power > 0.0:
        return "dose" if power == 1.0 else f"dose^{power:g}"
    return "log(dose + 1)" if power == 0.0 else f"(dose + 1)^{power:g} - 1"


def _cubic(dose: float, knots: Sequence[float]) -> list[float]:
    """The terms of a restricted cubic spline beside the dose itself, in the scale of the dose."""
    last, before, size = knots[-1], knots[-2], (knots[-1] - knots[0]) ** 2

    def beyond(knot: float) -> float:
        return max(0.0, dose - knot) ** 3

    return [
        (
            beyond(knot)
            - beyond(before) * (last - knot) / (last - before)
            + beyond(last) * (before - knot) / (last - before)
        )
        / size
        for knot in knots[:-2]
    ]


def _listed(knots: Sequence[float]) -> str:
    return ", ".join(f"{knot:g}" for knot in knots)
