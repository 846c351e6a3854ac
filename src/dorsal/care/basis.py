"""Everything that a forecast needs and that does not depend on the person; computed once for a release of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from dorsal.care.joint_effects import JointEffects
from dorsal.care.natural_course import Course
from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.answer import Finding
from dorsal.synthesis.grading.certainty import Certainty
from dorsal.trials.contrast import Array

Known = TypeVar("Known")
DURATIONS = ("acute", "subacute", "chronic", "unknown")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """An outcome that a person can be told about, in points of 0-100 where lower is better."""

    code: str
    label: str
    mic: float
    mic_source: str
    mic_note: str = ""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What the trials say about one option against the reference in one window."""

    outcome: str
    window: str
    option: str
    given: str
    """What was compared: the option, or the option added to the reference where only that was tried."""
    finding: Finding
    populations: Mapping[str, float]
    """Share of the estimate by population of the trials; sums to 1 where there is an estimate."""
    studies: tuple[str, ...] = ()
    """Trials behind the estimate, the weightiest first."""
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Window:
    """A time ahead."""

    name: str
    label: str
    weeks: float
    """The time that stands for it."""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """A topic's evidence as forecasts take it. Plain values: it can be pickled and kept by a process."""

    topic: str
    release: str
    """The id of the analysis, as its faces print it."""
    reference: str
    options: tuple[str, ...]
    """The reference first."""
    labels: Mapping[str, str]
    """Words for the options, as they stand within a sentence."""
    outcomes: Mapping[str, Measured]
    windows: Mapping[str, Window]
    names: Mapping[str, str]
    """Labels of studies by id, for statements."""
    courses: Mapping[tuple[str, str, str], Course] = field(repr=False)
    """By outcome, window and duration of the complaint."""
    course_certainty: Mapping[tuple[str, str, str], Certainty] = field(default_factory=dict, repr=False)
    """How sure one can be of each course."""
    no_course: Mapping[tuple[str, str, str], str] = field(default_factory=dict, repr=False)
    """Why there is none."""
    effects: Mapping[tuple[str, str], JointEffects] = field(repr=False)
    comparisons: Mapping[tuple[str, str, str], Comparison] = field(repr=False)
    """By outcome, window and option."""
    modifiers: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    """What is known of people for whom the effects are larger or smaller, in words."""
    assumptions: tuple[str, ...] = ()

    def measured(self, outcome: str) -> Measured:
        """Raises OptionError naming those there are."""
        return _one(self.outcomes, outcome, "outcome")

    def window(self, name: str) -> Window:
        """Raises OptionError naming those there are."""
        return _one(self.windows, name, "window")

    def effect(self, option: str, outcome: str, window: str) -> Array | None:
        """(draws,) of what the option adds; None where the trials do not say."""
        if option == self.reference:
            draws = len(next(iter(self.courses.values())).slopes) if self.courses else 0
            return np.zeros(draws)
        joint = self.effects.get((outcome, window))
        comparison = self.comparisons.get((outcome, window, option))
        if joint is None or comparison is None:
            return None
        try:
            return joint.of(comparison.given)
        except NetworkError:
            return None


def _one(known: Mapping[str, Known], name: str, noun: str) -> Known:
    if name not in known:
        raise OptionError(f"{name!r} is no {noun} of this topic; there are {', '.join(known)}")
    return known[name]
