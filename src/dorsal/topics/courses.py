"""courses.csv: where groups of people in trials started, how far they spread, and later scores printed with it.

It holds what results.csv cannot: starts of whole trials, spreads at two times, and usual-care groups of trials whose
treatments are not pooled. A topic may do without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from dorsal.care.control_arm import ControlArm, Start
from dorsal.care.slope import TrialSlope, trial_slope
from dorsal.topics.loader import Topic
from dorsal.topics.rows import number, whole
from dorsal.topics.table import Row
from dorsal.trials.question import Window
from dorsal.trials.scale import Scale

TABLE = "courses"
COLUMNS = (
    "row_id", "study_id", "label", "population", "outcome", "instrument", "treatment", "n", "baseline", "baseline_sd",
    "weeks", "later", "later_sd", "change_sd", "left_sd", "evidence_grade", "locator", "source_url", "note",
)  # fmt: skip


def starts(topic: Topic, outcome: str) -> tuple[Start, ...]:
    """The starts of one outcome in points of 0-100, from rows whose instrument may be rescaled."""
    return tuple(_start(row, scale) for row, scale in _rows(topic, outcome) if row["baseline"])


def slopes(topic: Topic, outcome: str) -> tuple[TrialSlope, ...]:
    """What rows with spreads at two times tell of the slope of later on first scores."""
    found = (_slope(row, scale) for row, scale in _rows(topic, outcome) if row["baseline_sd"] and row["later_sd"])
    return tuple(slope for slope in found if slope is not None)


def own_arms(
    topic: Topic, outcome: str, window: Window, starts: Sequence[Start], known: Collection[str]
) -> tuple[ControlArm, ...]:
    """Groups of trials other than `known`, each at the time closest to the window's target."""
    by_study: dict[str, list[ControlArm]] = {}
    begun = {start.row: start for start in starts}
    for row, scale in _rows(topic, outcome):
        weeks, n = number(row, "weeks"), whole(row, "n")
        start = begun.get(row["row_id"])
        if row["study_id"] in known or weeks is None or not window.holds(weeks) or not row["later"]:
            continue
        if n is None or start is None or not row["treatment"]:
            continue
        later, change_sd = _points(row, "later", scale), _spread(row, "change_sd", scale)
        arm = ControlArm(
            row=row["row_id"],
            study=row["study_id"],
            treatment=row["treatment"],
            population=row["population"],
            weeks=weeks,
            n=n,
            mean=later if change_sd is None else later - start.mean,
            is_change=change_sd is not None,
            spread=_spread(row, "later_sd", scale) if change_sd is None else change_sd,
            adjusted=False,
            start=start,
        )
        by_study.setdefault(row["study_id"], []).append(arm)
    return tuple(min(arms, key=lambda arm: abs(arm.weeks - window.target)) for arms in by_study.values())


def problems(topic: Topic, row: Row) -> Iterator[tuple[str, str, str, str]]:
    """Column, value, problem and remedy of what is wrong with a row. Raises EvidenceError for what is no number."""
    scale = topic.scales.get(row["instrument"])
    if scale is None:
        yield "instrument", row["instrument"], "it is not in scales.csv", "add it there, or correct the code"
    for column in ("baseline", "later"):
        value = number(row, column)
        if scale is not None and value is not None and not scale.contains(value):
            yield column, row[column], f"it lies outside the range of {scale.code}", "correct one of them"
    for column in ("baseline_sd", "later_sd", "change_sd", "left_sd"):
        value = number(row, column)
        if value is not None and not value > 0.0:
            yield column, row[column], "a standard deviation must be above 0", "correct it, or leave it empty"
    if row["later"] and not (row["baseline"] and row["weeks"]):
        yield "later", row["later"], "a later score needs its start and its week", "add baseline and weeks"
    whole(row, "n")


def labels(topic: Topic) -> Mapping[str, str]:
    """Names of the trials of the table."""
    return {row["study_id"]: row["label"] for row in topic.tables.get(TABLE, ()) if row.get("label")}


def _rows(topic: Topic, outcome: str) -> Iterator[tuple[Row, Scale]]:
    """Rows of an outcome on a scale that may be rescaled. A weak source (grade C) decides nothing."""
    for row in topic.tables.get(TABLE, ()):
        scale = topic.scales.get(row["instrument"])
        strong = row["evidence_grade"] != "C"
        if strong and row["outcome"] == outcome and scale is not None and scale.to_0_100 and scale.better == "lower":
            yield row, scale


def _start(row: Row, scale: Scale) -> Start:
    return Start(
        row=row["row_id"],
        study=row["study_id"],
        outcome=row["outcome"],
        treatment=row["treatment"],
        mean=_points(row, "baseline", scale),
        sd=_spread(row, "baseline_sd", scale),
        n=whole(row, "n"),
    )


def _points(row: Row, column: str, scale: Scale) -> float:
    value = number(row, column)
    assert value is not None
    assert scale.low is not None
    return (value - scale.low) * scale.per_point


def _spread(row: Row, column: str, scale: Scale) -> float | None:
    value = number(row, column)
    return None if value is None else value * scale.per_point


def _slope(row: Row, scale: Scale) -> TrialSlope | None:
    first, later, n = (_spread(row, "baseline_sd", scale), _spread(row, "later_sd", scale), whole(row, "n"))
    if first is None or later is None or n is None:
        return None
    return trial_slope(
        row["row_id"],
        row["study_id"],
        first_sd=first,
        later_sd=later,
        change_sd=_spread(row, "change_sd", scale),
        left_sd=_spread(row, "left_sd", scale),
        n=n,
    )
