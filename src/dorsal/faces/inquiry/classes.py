"""Treatments in classes from the best to the worst, minimally or partially contextualised (GRADE)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dorsal.faces.charts.classes import class_words, draw_classes
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.findings import baseline_of
from dorsal.faces.inquiry.sureness import Sure, how_sure
from dorsal.faces.numbers import count, number
from dorsal.faces.telling import Answer, Cell, Grid, Head, Picture, effects
from dorsal.faces.words import level_words, listed
from dorsal.synthesis.grading.absolute import PEOPLE, absolute
from dorsal.synthesis.grading.contextual import SURE, MinimalClasses, Sized, checked, minimally, sized

Json = dict[str, Any]
IMPRECISE = ("", "the interval crosses one threshold", "the interval crosses several thresholds")


def _classes(subject: Subject) -> Answer:
    sureness = how_sure(subject)
    levels = {treatment: sure.level for treatment, sure in sureness.items()}
    threshold = subject.inquiry.mic
    found = minimally(subject.fit, subject.reference, levels, better=subject.better, threshold=threshold)
    partial = _partial(subject, sureness) if subject.inquiry.thresholds else None
    told = {
        "reference": subject.reference,
        "threshold": threshold,
        "certainty_by": next(iter(sureness.values())).by,
        "minimal": [
            {
                "treatment": p.treatment,
                "group": p.group,
                "label": class_words(found, p.group),
                "certainty": p.certainty or None,
                "beats": list(p.beats),
            }
            for p in found.placed
        ],
        "partial": partial,
    }
    return Answer(
        key="classes",
        json=told,
        title="Classes from the best to the worst (GRADE)",
        lead=tuple(_lead(subject, found)),
        grids=(_grid(subject, told), *([] if partial is None else [_partial_grid(subject, partial)])),
        notes=(
            "Minimally contextualised: parted by whether intervals leave out the threshold, first against the "
            "reference, then within a class. Classes tell what the trials can part, not what a difference is worth.",
            *([PARTIAL] if partial is not None else []),
        ),
        pictures=(
            Picture(
                name="classes",
                draw=lambda key, narrow: draw_classes(found, subject.fit, key, better=subject.better, narrow=narrow),
            ),
        ),
    )  # fmt: skip


PARTIAL = (
    "Partially contextualised: by the size of the estimate; imprecision takes a level where the interval crosses one "
    "of the thresholds, two where it crosses more. Who sets the thresholds weighs benefits and harms."
)


def _lead(subject: Subject, found: MinimalClasses) -> list[str]:
    level = level_words(subject.fit.options.level)
    at = "no difference" if found.threshold == 0 else f"the smallest difference that matters, {found.threshold:g}"
    said = [f"Threshold: {at} on the analysis scale; {level} intervals."]
    for group in found.numbers:
        members = found.group(group)
        parts = []
        for sure, words in ((True, "high or moderate"), (False, "low or very low")):
            names = [p.treatment for p in members if p.treatment != found.reference and (p.certainty in SURE) == sure]
            if names:
                parts.append(f"{listed(names)} (certainty {words})")
        if any(p.treatment == found.reference for p in members):
            parts.append(f"{found.reference} itself")
        words = class_words(found, group)
        said.append(f"{words[:1].upper()}{words[1:]}: {'; '.join(parts)}.")
    return said


def _grid(subject: Subject, told: Json) -> Grid:
    heads = (
        Head("treatment", "Treatment"),
        Head("label", "class", width=30),
        Head("certainty", "certainty", width=9),
        Head("beats", "better than, in its step", width=22),
    )
    rows: list[dict[str, Cell]] = [
        {**row, "certainty": row["certainty"] or "reference", "beats": ", ".join(row["beats"])}
        for row in told["minimal"]
    ]
    return Grid.of("classes", f"{count(len(subject.fit.treatments), 'treatment')}, the best class first", heads, rows)


def _partial(subject: Subject, sureness: Mapping[str, Sure]) -> Json:
    """By the sizes of effects: absolute ones in 1,000 people where risks can be told, else on the analysis scale."""
    thresholds = checked(subject.inquiry.thresholds)
    baseline, _ = baseline_of(subject)
    rows = []
    for treatment in subject.others:
        e = subject.fit.between(treatment, subject.reference)
        mean, ci = e.mean, e.ci
        if baseline is not None:
            risk = absolute(e.measure, e.mean, e.ci, baseline)
            mean = PEOPLE * risk.difference
            ci = PEOPLE * risk.difference_ci[0], PEOPLE * risk.difference_ci[1]
        found = sized(treatment, mean, ci, thresholds, better=subject.better)
        rows.append(_sized(found, mean, ci, sureness[treatment]))
    rows.sort(key=lambda row: row["value"] if subject.better == "lower" else -row["value"])
    return {
        "scale": "analysis" if baseline is None else f"people in {PEOPLE}",
        "thresholds": list(thresholds),
        "treatments": rows,
    }


def _sized(found: Sized, mean: float, ci: tuple[float, float], sure: Sure) -> Json:
    own = sure.with_imprecision(min(2, found.crossed), IMPRECISE[min(2, found.crossed)])
    return {
        "treatment": found.treatment,
        "value": mean,
        "ci": list(ci),
        "label": found.label,
        "crossed": found.crossed,
        "certainty": own.level,
        "certainty_reasons": list(own.reasons),
    }


def _partial_grid(subject: Subject, told: Json) -> Grid:
    of = effects("", 0) if told["scale"].startswith("people") else effects(subject.measure)
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        Head("value", f"in {PEOPLE:,}" if told["scale"].startswith("people") else "effect", of),
        Head("low", "low", of),
        Head("high", "high", of),
        Head("label", "size", width=20),
        Head("certainty", "certainty", width=9),
    )
    rows = [{**row, "low": row["ci"][0], "high": row["ci"][1]} for row in told["treatments"]]
    ends = ", ".join(number(t, 0 if t >= 10 else 3) for t in told["thresholds"])
    return Grid.of("classes_by_size", f"By size: small, moderate and large begin at {ends}", heads, rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"classes": _classes}
