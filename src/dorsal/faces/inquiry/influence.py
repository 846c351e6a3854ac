"""What drives the result: contributions of comparisons and studies, and leaving out each study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dorsal.faces.charts.baujat import draw_baujat
from dorsal.faces.charts.contributions import draw_contributions
from dorsal.faces.charts.leave_one_out import draw_leave_one_out
from dorsal.faces.cores import on_cores
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.contribution_paths import (
    HOW,
    SHARED,
    comparisons_grid,
    named,
    paths_grid,
    paths_sheet,
    paths_told,
)
from dorsal.faces.telling import Answer, Grid, Head, Picture, decimals, effects, p_values, scale_notes, shares
from dorsal.synthesis.flows.contribution import Contributions, Method, contributions
from dorsal.synthesis.omission.baujat import BaujatPoint, baujat
from dorsal.synthesis.omission.influence import Influence, leave_one_out

Json = dict[str, Any]
MOST_DRAWN = 30
HOW_SHIFTED = (
    "Q: the study's part of the total Q. Shift: the largest change of an effect against the reference. "
    "P: of the study against the rest."
)


RESIDUALS = (Head("hat", "hat", decimals(3)), Head("residual", "residual", decimals(2)), Head("influence", "influence"))
"""Of a workbook, where there is room for them."""


def _contribution(subject: Subject) -> Answer:
    method: Method = subject.inquiry.contribution_method  # type: ignore[assignment]
    found = contributions(subject.fit, method, on_progress=subject.counting("estimates"), each=on_cores)
    told: Json = {"method": found.method, "estimates": [_shares(found, a, b) for a, b in found.estimates]}
    told["paths"] = paths_told(subject, method)
    brief = (Head("pair", "Estimate"), Head("studies", "Studies that contribute most", width=44))
    rows: list[Json] = [
        {
            "pair": f"{e['treat1']} against {e['treat2']}",
            "studies": named([(s["study"], s["share"]) for s in e["studies"]]),
        }
        for e in told["estimates"]
    ]
    drawn = [(t, subject.reference) for t in subject.others[:MOST_DRAWN]]
    return Answer(
        key="contribution",
        json=told,
        title=f"Contributions ({found.method})",
        grids=(
            Grid.of("contribution", "What stands behind each estimate", brief, rows),
            comparisons_grid(told),
            paths_grid(subject, told),
        ),
        sheets=lambda: (_by(told, "comparisons"), _by(told, "studies"), paths_sheet(told)),
        notes=(HOW[method], SHARED),
        pictures=(
            Picture(
                name="contributions",
                draw=lambda key, narrow: draw_contributions(
                    contributions(subject.fit, method, estimates=drawn),
                    subject.bias,
                    key,
                    estimates=drawn,
                    narrow=narrow,
                ),
            ),
        ),
    )


def _shares(found: Contributions, a: str, b: str) -> Json:
    return {
        "treat1": a,
        "treat2": b,
        "comparisons": [
            {"treat1": c, "treat2": d, "share": share} for (c, d), share in found.of(a, b).items() if share
        ],
        "studies": [{"study": study, "share": share} for study, share in found.studies_of(a, b).items() if share],
    }


def _by(told: Json, what: str) -> Grid:
    """Every share on a row of its own."""
    pair = (Head("treat1", "Estimate"), Head("treat2", "against"))
    each = ((e["treat1"], e["treat2"], s) for e in told["estimates"] for s in e[what])
    if what == "studies":
        return Grid(
            name="contribution_studies",
            caption="Share of each study",
            heads=(*pair, Head("study", "Study"), Head("share", "Share", shares)),
            rows=tuple((a, b, s["study"], s["share"]) for a, b, s in each),
        )
    return Grid(
        name="contribution_comparisons",
        caption="Share of each comparison",
        heads=(*pair, Head("first", "Comparison"), Head("second", "with"), Head("share", "Share", shares)),
        rows=tuple((a, b, s["treat1"], s["treat2"], s["share"]) for a, b, s in each),
    )


def _leave_one_out(subject: Subject) -> Answer:
    found = leave_one_out(subject.fit, [(t, subject.reference) for t in subject.others])
    around = baujat(subject.fit)
    told = [
        {
            "study": study.study,
            "tau2": study.tau2_without,
            "hat": study.hat,
            "residual": study.residual,
            "p": study.p,
            "cook": study.cook,
            "q": point.q,
            "influence": point.influence,
            "effects": [
                {
                    "treatment": change.first,
                    "reference": change.second,
                    "estimate": change.mean_without,
                    "se": change.se_without,
                    "shift": change.shift,
                }
                for change in study.changes
            ],
        }
        for study, point in zip(map(found.of, found.studies), around, strict=True)
    ]
    return Answer(
        key="leave_one_out",
        json=told,
        title="Leaving out each study",
        grids=(_without_grid(subject, told),),
        sheets=lambda: (_without_grid(subject, told, *RESIDUALS), _effects_without(subject, told)),
        notes=(*scale_notes(subject.measure), HOW_SHIFTED),
        pictures=_left_out_pictures(subject, found, around),
    )


def _left_out_pictures(subject: Subject, found: Influence, around: tuple[BaujatPoint, ...]) -> tuple[Picture, ...]:
    """Of the estimate against the reference that most studies stand behind, and of all effects together."""
    if not subject.others:
        return ()
    first = max(subject.others, key=lambda t: len(subject.fit.between(t, subject.reference).studies))
    return (
        Picture(
            name="leave-one-out",
            draw=lambda key, narrow: draw_leave_one_out(found, first, subject.reference, key, narrow=narrow),
        ),
        Picture(name="baujat", draw=lambda key, narrow: draw_baujat(around, key, narrow=narrow)),
    )


def _without_grid(subject: Subject, told: list[Json], *more: Head) -> Grid:
    heads = (
        Head("study", "Without"),
        Head("tau2", "tau²", decimals(3)),
        Head("q", "Q", decimals(2)),
        Head("shift", "shift", effects(subject.measure)),
        Head("cook", "Cook", decimals(3)),
        Head("p", "P", p_values),
        *more,
    )
    rows = [{**row, "shift": _largest_shift(row["effects"])} for row in sorted(told, key=lambda row: -row["cook"])]
    return Grid.of("leave_one_out", "The studies that decide most stand first", heads, rows)


def _effects_without(subject: Subject, told: list[Json]) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("study", "Without"),
        Head("treatment", "Treatment"),
        Head("reference", "against"),
        Head("estimate", "estimate", of),
        Head("se", "se", decimals(3)),
        Head("shift", "shift", of),
    )
    rows = [{"study": row["study"], **effect} for row in told for effect in row["effects"]]
    return Grid.of("effects_without", "Every effect without each study", heads, rows)


def _largest_shift(found: list[Json]) -> float | None:
    shifts = [e["shift"] for e in found if e["shift"] is not None]
    return max(shifts, key=abs) if shifts else None


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {
    "contribution": _contribution,
    "leave_one_out": _leave_one_out,
}
