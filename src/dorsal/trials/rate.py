"""Event rates over person-time. Numbers in and out."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from dorsal.trials.binary import ZeroCells, increments
from dorsal.trials.left_out import Unusable


def log_rate(events: float, person_time: float) -> tuple[float, float]:
    """Log rate and variance 1 / events. Cochrane Handbook 6.7.1."""
    return log(events / person_time), 1.0 / events


def rate_points(
    events: Sequence[float], person_time: Sequence[float], zero: ZeroCells
) -> tuple[list[float], list[float], bool]:
    """Each arm's log rate, its variance, and whether a zero-cell rule changed the events of a study without any.

    The rules are those of `binary.ZERO_CELLS`, applied to the events alone. Raises Unusable where no arm has an
    event (unless such studies are kept), and for an arm without events under the rule "none".
    """
    rule = zero.rule
    if not any(events) and zero.double_zero == "leave_out":
        raise Unusable("no event in any arm says nothing on the rate ratio")
    sparse = not all(events)
    if sparse and rule == "none":
        raise Unusable('an arm has no event, and the rule for zero cells is "none"')
    added = increments(person_time, zero) if sparse or rule == "all" else [0.0] * len(events)
    pairs = [log_rate(e + c, t) for e, c, t in zip(events, added, person_time, strict=True)]
    return [p for p, _ in pairs], [v for _, v in pairs], any(added)
