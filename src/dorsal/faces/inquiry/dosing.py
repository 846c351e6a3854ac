"""What is asked of doses: the shapes of the curves, doses at which effects are told, and doses to be matched."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dorsal.errors import OptionError
from dorsal.synthesis.dose.shape import shape_of
from dorsal.trials.treatment import canonical


@dataclass(frozen=True, kw_only=True)
class Dosing:
    """Of a dose-response model. Raises OptionError for a shape that is none."""

    shape: str = "linear"
    """Of all agents but those with one of their own, as `shape_of` reads it."""
    shapes: Mapping[str, str] = field(default_factory=dict)
    """Agent -> its own shape."""
    at: Sequence[tuple[str, float | None]] = ()
    """Agents with a dose, and treatments without one (None), whose effects are told, against dose 0 and one another."""
    equal: Sequence[tuple[str, float]] = ()
    """Agents with a dose for which other agents' equal ones are sought."""
    beyond: bool = False
    """Whether effects are told outside the doses studied."""

    def __post_init__(self) -> None:
        for said in (self.shape, *self.shapes.values()):
            shape_of(said)


def dosing_of(
    shapes: Iterable[str] | None, at: Iterable[str] | None, equal: Iterable[str] | None, *, beyond: bool
) -> Dosing:
    """From SHAPE or AGENT=SHAPE, and AGENT=DOSE (of `at` also a treatment that has none).

    Raises OptionError for two shapes of one, or what is no dose.
    """
    main, own = "", {}
    for said in shapes or ():
        agent, equals, shape = said.rpartition("=")
        if equals and canonical(agent) not in own:
            own[canonical(agent)] = shape.strip()
        elif not equals and not main:
            main = said.strip()
        else:
            raise OptionError(
                f"--dose-shape {said!r}: it has a shape already; give one for all, and AGENT=SHAPE for some"
            )
    return Dosing(
        shape=main or "linear",
        shapes=own,
        at=tuple(_point("at", said) if "=" in said else (canonical(said), None) for said in at or ()),
        equal=tuple(_point("equal", said) for said in equal or ()),
        beyond=beyond,
    )


def _point(name: str, said: str) -> tuple[str, float]:
    agent, equals, text = said.rpartition("=")
    try:
        dose = float(text.replace(",", "."))
    except ValueError:
        dose = -1.0
    if not equals or not agent.strip() or not 0.0 <= dose < math.inf:
        raise OptionError(f"--dose-{name} {said!r}: write AGENT=DOSE, as in --dose-{name} ibuprofen=400")
    return canonical(agent), dose
