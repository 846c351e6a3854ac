"""dosing.csv: how treatments are given; and topic.toml: which of them hold needles or medicines."""

from __future__ import annotations

from collections.abc import Iterator

from dorsal.care.burden import Kinds
from dorsal.care.dose_report import DoseReport
from dorsal.errors import EvidenceError
from dorsal.topics.loader import Topic
from dorsal.topics.rows import number
from dorsal.topics.table import Row
from dorsal.trials.treatment import canonical, components

COLUMNS = (
    "row_id", "treatment", "item", "value", "unit", "quantity", "low", "high", "muscle", "population", "source",
    "source_url", "locator", "evidence_grade", "note",
)  # fmt: skip
Problem = tuple[str, str, str, str]
"""Column, value, problem, remedy."""


def dose_reports(topic: Topic) -> tuple[DoseReport, ...]:
    """The rows of dosing.csv, empty where the topic has none; the table has been checked (topics check)."""
    return tuple(report(row) for row in topic.tables.get("dosing", ()))


def report(row: Row) -> DoseReport:
    """One row. Raises EvidenceError for what is no number or no known quantity."""
    return DoseReport(
        row=row["row_id"],
        treatment=canonical(row["treatment"]) if row["treatment"] else "",
        item=row["item"],
        value=row["value"],
        unit=row["unit"],
        quantity=row["quantity"],
        low=number(row, "low"),
        high=number(row, "high"),
        muscle=row["muscle"],
        population=row["population"],
        source=row["source"],
        source_url=row["source_url"],
        locator=row["locator"],
        grade=row["evidence_grade"],
        note=row["note"],
    )


def dose_problems(_: Topic, row: Row) -> Iterator[Problem]:
    """What is wrong in one row."""
    try:
        report(row)
    except EvidenceError as error:
        yield "", "", str(error), "correct the row"


def kinds(topic: Topic) -> Kinds:
    """Which treatments hold needles, medicines, or neither."""
    said = topic.settings
    return Kinds(
        medicines=frozenset(said.with_medicines),
        perhaps_medicines=frozenset(said.perhaps_medicines),
        needles=frozenset(said.with_needles),
        no_visits=frozenset(said.without_visits),
    )


def kind_problems(topic: Topic) -> Iterator[Problem]:
    """Treatments that topic.toml names as holding needles or medicines, and that there are not."""
    said = topic.settings
    for column in ("with_needles", "with_medicines", "perhaps_medicines", "without_visits"):
        for code in getattr(said, column):
            if any(part not in topic.treatments for part in components(code)):
                yield column, code, "it is not in treatments.csv", "add it there, or correct the code"
