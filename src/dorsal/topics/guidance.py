"""guidelines.csv: recommendations, each of the treatments of the topic that it applies to."""

from __future__ import annotations

from collections.abc import Iterator

from dorsal.care.guidance import Statement
from dorsal.errors import EvidenceError
from dorsal.topics.loader import Topic
from dorsal.topics.rows import whole
from dorsal.topics.table import Row

COLUMNS = (
    "row_id", "guideline", "year", "treatment", "applies_to", "recommendation", "population", "strength", "certainty",
    "source", "source_url", "evidence_grade", "note",
)  # fmt: skip
Problem = tuple[str, str, str, str]
"""Column, value, problem, remedy."""


def guideline_statements(topic: Topic) -> tuple[Statement, ...]:
    """Every recommendation, once for each treatment that it applies to; empty where the topic has none."""
    rows = topic.tables.get("guidelines", ())
    return tuple(statement(row, code) for row in rows for code in row["applies_to"].split(";") if code)


def statement(row: Row, code: str) -> Statement:
    """One row for one treatment. Raises EvidenceError for words that are not known."""
    return Statement(
        row=row["row_id"],
        guideline=row["guideline"],
        year=whole(row, "year") or 0,
        treatment=code,
        about=row["treatment"],
        recommendation=row["recommendation"],
        population=row["population"],
        strength=row["strength"],
        certainty=row["certainty"],
        source=row["source"],
        source_url=row["source_url"],
        grade=row["evidence_grade"],
        note=row["note"],
    )


def statement_problems(topic: Topic, row: Row) -> Iterator[Problem]:
    """What is wrong in one row; a row that applies to nothing the topic offers has an empty applies_to."""
    codes = [code for code in row["applies_to"].split(";") if code]
    for code in codes:
        if code not in topic.treatments:
            yield "applies_to", code, "it is not in treatments.csv", "write its codes, joined by ';', or nothing"
    try:
        statement(row, codes[0] if codes else "")
    except EvidenceError as error:
        yield "", "", str(error), "correct the row"
