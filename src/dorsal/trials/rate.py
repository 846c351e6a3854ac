"""Event rates over person-time. Numbers in and out."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from dorsal.trials.binary import ZeroCells, increments
from dorsal.trials.left_out import Unusable


def log_rate(events: float, person_time: float) -> tuple[float, float]:
    """Log rate and variance 1 / events. Cochrane Handbook 6.7.1."""
    return log(events / person_time), 1.0 / events


def rate(events: float, person_time: float) -> tuple[float, float]:
    """Rate and variance events / person_time^2. Cochrane Handbook 6.7.1."""
    return events / person_time, events / person_time**2


_POINT = {"IRR": log_rate, "IRD": rate}


def rate_points(
    events: Sequence[float], person_time: Sequence[float], measure: str, zero: ZeroCells
) -> tuple[list[float], list[float], bool]:
    """Each arm's log rate (`measure` IRR) or rate (IRD), its variance, and whether a zero-cell rule changed a cell.

    The rules are those of `binary.ZERO_CELLS`, applied to the events alone; of a difference they change the variance
    and leave the rate itself alone, as in meta. Raises Unusable where no arm has an event (ratios, unless such studies
    are kept), and for an arm without events under the rule "none".
    """
    rule = zero.rule
    if measure == "IRR" and not any(events) and zero.double_zero == "leave_out":
        raise Unusable("no event in any arm says nothing on the rate ratio")
    sparse = not all(events)
    if sparse and rule == "none":
        raise Unusable('an arm has no event, and the rule for zero cells is "none"')
    added = increments(person_time, zero) if sparse or rule == "all" else [0.0] * len(events)
    pairs = [_POINT[measure](e + c, t) for e, c, t in zip(events, added, person_time, strict=True)]
    plain = [e / t for e, t in zip(events, person_time, strict=True)]
    return plain if measure == "IRD" else [p for p, _ in pairs], [v for _, v in pairs], any(added)
