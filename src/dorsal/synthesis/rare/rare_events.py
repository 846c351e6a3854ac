"""Odds ratios for rare events from the counts themselves: no continuity correction, nothing added to a cell.

`conditional`: the exact conditional likelihood given each study's total of events. `multinomial`: its approximation
for events that are few among the people, which shrinks effects towards none where they are not (it is what netmeta's
method "NCH" computes). `firth`: logistic regression with a study's own baseline, penalised by Jeffreys' prior.
`mantel-haenszel`: Mantel-Haenszel within designs, least squares between them. All are common-effect models and give
log odds ratios; each says in its own file what it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from dorsal.errors import OptionError
from dorsal.synthesis.counts.event_counts import EventCounts, telling
from dorsal.synthesis.rare.conditional import fit_conditional, fit_multinomial
from dorsal.synthesis.rare.event_fit import EventFit
from dorsal.synthesis.rare.firth import fit_firth
from dorsal.synthesis.rare.mantel_haenszel import fit_mantel_haenszel, usable
from dorsal.trials.left_out import LeftOut


class Method(NamedTuple):
    """What enters, with the reasons for the rest; and the fit, which asks for that by itself."""

    usable: Callable[[Sequence[EventCounts]], tuple[list[EventCounts], tuple[LeftOut, ...]]]
    fit: Callable[[Sequence[EventCounts], float], EventFit]


METHODS: Mapping[str, Method] = {
    "conditional": Method(telling, fit_conditional),
    "multinomial": Method(telling, fit_multinomial),
    "firth": Method(lambda counts: (list(counts), ()), fit_firth),
    "mantel-haenszel": Method(usable, fit_mantel_haenszel),
}


def fit_events(counts: Sequence[EventCounts], method: str = "conditional", level: float = 0.95) -> EventFit:
    """Fit by name: one of METHODS.

    Raises OptionError for another name, NetworkError if the studies used do not connect the treatments or if an odds
    ratio is infinite (all events of a comparison on one side; Firth's stays finite), NotSettled as it says.
    """
    if not 0.0 < level < 1.0:
        raise OptionError(f"level must lie between 0 and 1 (0.95 for 95 %), got {level:g}")
    return method_of(method).fit(counts, level)


def method_of(name: str) -> Method:
    """The method of that name. Raises OptionError with the known ones."""
    if name not in METHODS:
        raise OptionError(f"method must be one of {', '.join(METHODS)}, got {name!r}")
    return METHODS[name]
