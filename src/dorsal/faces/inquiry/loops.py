"""Do the direct estimates around closed loops of comparisons add up?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.numbers import number
from dorsal.faces.telling import Answer, Grid, Head, p_values, scale_notes, with_interval
from dorsal.faces.words import level_words
from dorsal.synthesis.estimate import interval
from dorsal.synthesis.inconsistency.loops import Loop, loops

Json = dict[str, Any]
ALERT = 0.05


def _loops(subject: Subject) -> Answer:
    level = subject.fit.options.level
    found = sorted(loops(subject.fit), key=lambda loop: loop.p)
    told = [_loop(loop, level) for loop in found]
    heads = (
        Head("loop", "Loop"),
        Head("off", f"off by ({level_words(level)})", width=18),
        Head("p", "P", p_values, width=8),
    )
    rows = [
        {
            "loop": ", ".join(loop["treatments"]),
            "off": with_interval(subject.measure, loop["inconsistency"], loop["ci"]),
            "p": loop["p"],
        }
        for loop in told
    ]
    return Answer(
        key="loops",
        json=told,
        title="Do closed loops of comparisons add up?",
        lead=(_loops_lead(told),),
        grids=(Grid.of("loops", "Closed loops, the smallest P first", heads, rows),) if rows else (),
        sheets=(_loops_sheet(told),),
        notes=(
            *scale_notes(subject.measure),
            "Off by: the sum of the direct estimates on the way round; nothing where they agree. Triangles, then "
            "longer loops that no triangles settle, at the network's tau²; a loop of multi-arm trials alone cannot "
            "disagree.",
            *subject.normal_only,
        )
        if rows
        else (),
    )  # fmt: skip


def _loop(loop: Loop, level: float) -> Json:
    return {
        "treatments": list(loop.treatments),
        "inconsistency": loop.inconsistency,
        "se": loop.se,
        "ci": list(interval(loop.inconsistency, loop.se, level, math.inf)),
        "p": loop.p,
        "tau2": loop.tau2,
    }


def _loops_lead(told: list[Json]) -> str:
    if not told:
        return "There is no closed loop whose comparisons could disagree."
    small = sum(loop["p"] < ALERT for loop in told)
    by_chance = number(ALERT * len(told), 1)
    return f"{small} of {len(told)} with P below 0.05; chance alone gives about {by_chance}, if loops share no trials."


def _loops_sheet(told: list[Json]) -> Grid:
    keys = ("loop", "inconsistency", "se", "low", "high", "p", "tau2")
    rows = [
        {**loop, "loop": "; ".join(loop["treatments"]), "low": loop["ci"][0], "high": loop["ci"][1]} for loop in told
    ]
    return Grid.of("loops", "Closed loops", [Head(key, key) for key in keys], rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"loops": _loops}
