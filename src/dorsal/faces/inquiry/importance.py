"""What would be lost without each study: the precision of every effect against the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.telling import Answer, Grid, Head, shares
from dorsal.synthesis.omission.influence import importance

Json = dict[str, Any]


def _importance(subject: Subject) -> Answer:
    pairs = [(t, subject.reference) for t in subject.others]
    lost, studies = importance(subject.fit, pairs), subject.fit.network.studies
    told: list[Json] = [
        {
            "study": study,
            "mean": float(row.mean()),
            "largest": float(row.max()),
            "effects": [
                {"treatment": t, "reference": r, "share": float(share)}
                for (t, r), share in zip(pairs, row, strict=True)
            ],
        }
        for study, row in zip(studies, lost, strict=True)
    ]
    told.sort(key=lambda row: (-row["largest"], -row["mean"]))
    return Answer(
        key="importance",
        json=told,
        title="Study importance",
        grids=(_importance_grid(told),),
        sheets=(_importance_sheet(told),),
        notes=(
            "How much of the precision of an effect against the reference is lost without the study, at the network's "
            "tau²; 100 %: without it there is no estimate.",
        ),
    )


def _importance_grid(told: list[Json]) -> Grid:
    """For people: the effect that loses most."""
    heads = (
        Head("study", "Without"),
        Head("largest", "lost at most", shares, width=8),
        Head("of", "of the estimate", width=34),
        Head("mean", "lost on average", shares, width=10),
    )
    most = [max(row["effects"], key=lambda e: e["share"], default=None) for row in told]
    rows = [
        {**row, "of": "" if e is None else f"{e['treatment']} against {e['reference']}"}
        for row, e in zip(told, most, strict=True)
    ]
    return Grid.of("importance", "The studies that cannot be done without stand first", heads, rows)


def _importance_sheet(told: list[Json]) -> Grid:
    keys = ("study", "treatment", "reference", "share")
    rows = [{"study": row["study"], **effect} for row in told for effect in row["effects"]]
    return Grid.of("importance", "Precision lost without each study", [Head(key, key) for key in keys], rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"importance": _importance}
