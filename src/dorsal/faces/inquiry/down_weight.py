"""What becomes of the answer as the studies that count less go from left out to whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dorsal.faces.charts.down_weight import down_weight_words, draw_down_weight
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.numbers import is_ratio, natural
from dorsal.faces.telling import Answer, Grid, Head, Picture, decimals, effects, scale_notes
from dorsal.synthesis.omission.down_weight import WeightPoint, weight_path

Json = dict[str, Any]
READ = (
    "A study of weight w has its log-likelihood multiplied by w (a power prior; gemtc's powerAdjust): its covariance "
    "is divided by w, the variance between studies stays. From 0 to 1 all studies that count less have the weight "
    "named; tau² is estimated anew.",
    "Weights change the data: Q, I² and DIC under different weights cannot be compared.",
)


def _down_weighting(subject: Subject) -> Answer:
    assert subject.document is not None
    aside = subject.document.sections[0].evidence.set_aside
    path = weight_path((*subject.network.contrasts, *aside), subject.reference, subject.fit.options)
    as_asked = WeightPoint(alpha=np.nan, fit=subject.fit)
    told: Json = {
        "studies": _studies(subject),
        "points": [_point(subject, point, point.alpha) for point in path] + [_point(subject, as_asked, None)],
    }
    return Answer(
        key="down_weighting",
        json=told,
        title="Studies that count less (down-weighting)",
        lead=(down_weight_words(path, subject.fit, subject.reference),),
        grids=(_studies_grid(told), _brief(subject, told)),
        sheets=(_studies_grid(told), _sheet(subject, told)),
        notes=(*scale_notes(subject.measure), *READ),
        pictures=(
            Picture(
                name="down-weight",
                draw=lambda key, narrow: draw_down_weight(
                    path, subject.fit, subject.reference, key, better=subject.better, narrow=narrow
                ),
            ),
        ),
    )  # fmt: skip


def _studies(subject: Subject) -> list[Json]:
    """Every study that counts less, once; a study in two pieces has one weight."""
    found = {c.study: c.weight for c in subject.down_weighted}
    return [
        {"study": study, "weight": weight, "risk_of_bias": subject.bias.get(study, "not_assessed")}
        for study, weight in found.items()
    ]


def _point(subject: Subject, point: WeightPoint, weight: float | None) -> Json:
    return {
        "weight": weight,
        "tau2": None if point.fit is None else point.fit.tau2,
        "studies": 0 if point.fit is None else len(point.fit.network.studies),
        "effects": [_effect(subject, point, treatment) for treatment in _treatments(subject)],
    }


def _treatments(subject: Subject) -> list[str]:
    """Every treatment but the reference, those of studies set aside too."""
    names = {*subject.fit.treatments, *(t for c in subject.down_weighted for t in c.treatments)}
    return sorted(names - {subject.reference})


def _effect(subject: Subject, point: WeightPoint, treatment: str) -> Json:
    found = point.effect(treatment, subject.reference)
    mean, se, ci = (None, None, None) if found is None else found
    told: Json = {
        "treatment": treatment,
        "reference": subject.reference,
        "estimate": mean,
        "se": se,
        "ci": None if ci is None else list(ci),
    }
    if is_ratio(subject.measure):
        told |= {
            "estimate_ratio": None if mean is None else natural(mean, subject.measure),
            "ci_ratio": None if ci is None else [natural(end, subject.measure) for end in ci],
        }
    return told


def _studies_grid(told: Json) -> Grid:
    heads = (
        Head("study", "Study"),
        Head("weight", "weight", decimals(2)),
        Head("risk_of_bias", "risk of bias", width=14),
    )
    return Grid.of("down_weighted", "Studies that count less than whole", heads, told["studies"])


def _name(point: Json) -> str:
    if point["weight"] is None:
        return "as asked"
    return {0.0: "left out", 1.0: "whole"}.get(point["weight"], f"{point['weight']:g}")


def _brief(subject: Subject, told: Json) -> Grid:
    of, points = effects(subject.measure, 2), told["points"]
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        *(Head(str(i), _name(point), of, width=9) for i, point in enumerate(points)),
    )
    rows: list[Json] = [
        {"treatment": t, **{str(i): point["effects"][row]["estimate"] for i, point in enumerate(points)}}
        for row, t in enumerate(_treatments(subject))
    ]
    return Grid.of("by_weight", "Effects as their weight goes from 0 to 1", heads, rows)


def _sheet(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("weight", "weight"),
        Head("treatment", "Treatment"),
        Head("reference", "against"),
        Head("estimate", "effect", of),
        Head("se", "se", decimals(3)),
        Head("low", "low", of),
        Head("high", "high", of),
        Head("tau2", "tau²", decimals(4)),
    )
    rows = [
        {**e, "weight": _name(point), "low": low, "high": high, "tau2": point["tau2"]}
        for point in told["points"]
        for e in point["effects"]
        for low, high in [e["ci"] or (None, None)]
    ]
    return Grid.of("by_weight", "Every effect by the weight", heads, rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"down_weighting": _down_weighting}
