"""Odds ratios from the counts themselves, nothing added to empty cells."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from dorsal.errors import NetworkError
from dorsal.faces.inquiry.asked import RARE_EVENTS, Subject
from dorsal.faces.telling import Answer, Grid, Head, decimals
from dorsal.synthesis.counts.printed_counts import counts_of
from dorsal.synthesis.rare.event_fit import EventFit
from dorsal.synthesis.rare.rare_events import fit_events

Json = dict[str, Any]
MOST_LEFT_OUT = 30


def _rare_events(subject: Subject) -> Answer:
    """Odds ratios against the reference; a common-effect model."""
    counts, not_counted = counts_of(subject.studies)
    found = fit_events(counts, subject.inquiry.rare_events or RARE_EVENTS[0], subject.fit.options.level)
    if subject.reference not in found.treatments:
        raise NetworkError(
            f"{subject.reference} is in no study with usable counts; it has {', '.join(found.treatments)}"
        )
    q = found.q_between
    told: Json = {
        "method": found.method,
        "effects": [_odds(found, t, subject.reference) for t in found.treatments if t != subject.reference],
        "q_between": None if q is None else {"q": q.q, "df": q.df, "p": q.p},
        "left_out": [{"row": x.row, "study": x.study, "reason": x.reason} for x in (*not_counted, *found.left_out)],
    }
    said = dict.fromkeys(f"Study {x['study']}: {x['reason']}." for x in told["left_out"])
    return Answer(
        key="rare_events",
        json=told,
        title=f"Odds ratios from the counts ({found.method}, common effect)",
        grids=(_grid(subject, told["effects"]),),
        notes=tuple(said)[:MOST_LEFT_OUT],
    )


def _odds(found: EventFit, treatment: str, reference: str) -> Json:
    mean, se, ci = found.between(treatment, reference)
    return {
        "treatment": treatment,
        "reference": reference,
        "estimate": mean,
        "se": se,
        "ci": list(ci),
        "estimate_ratio": math.exp(mean),
        "ci_ratio": [math.exp(end) for end in ci],
    }


def _grid(subject: Subject, told: list[Json]) -> Grid:
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        Head("odds_ratio", "odds ratio", decimals(2)),
        Head("low", "low", decimals(2)),
        Head("high", "high", decimals(2)),
    )
    rows = [
        {
            "treatment": e["treatment"],
            "odds_ratio": e["estimate_ratio"],
            "low": e["ci_ratio"][0],
            "high": e["ci_ratio"][1],
        }
        for e in told
    ]
    return Grid.of("rare_events", "Odds ratios without anything added to empty cells", heads, rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"rare_events": _rare_events}
