"""watch_for.csv: the signs to watch for, in plain words, and how fast to get help."""

from __future__ import annotations

from collections.abc import Iterator

from dorsal.care.watch import WatchSign
from dorsal.errors import EvidenceError
from dorsal.topics.loader import Topic
from dorsal.topics.table import Row

TABLE = "watch_for"
COLUMNS = (
    "row_id", "treatment", "action", "sign", "may_mean", "rows", "source", "source_url", "evidence_grade", "signed",
)  # fmt: skip
Problem = tuple[str, str, str, str]
"""Column, value, problem, remedy."""


def watch_signs(topic: Topic) -> tuple[WatchSign, ...]:
    """The rows, empty where the topic has none. The table is taken to be free of faults (topics check)."""
    return tuple(sign(row) for row in topic.tables.get(TABLE, ()))


def sign(row: Row) -> WatchSign:
    """One row. Raises EvidenceError."""
    return WatchSign(
        row=row["row_id"],
        treatments=tuple(code for code in row["treatment"].split(";") if code),
        action=row["action"],  # type: ignore[arg-type]
        words=row["sign"],
        may_mean=row["may_mean"],
        rows=tuple(name for name in row["rows"].split(";") if name),
        source=row["source"],
        source_url=row["source_url"],
        grade=row["evidence_grade"],
        signed=row["signed"],
    )


def watch_problems(topic: Topic, row: Row) -> Iterator[Problem]:
    """What is wrong with a row: what the type refuses, and rows that stand in no table."""
    try:
        made = sign(row)
    except EvidenceError as error:
        yield "", "", str(error), "correct the row"
        return
    known = {other.get("row_id") for table in topic.tables.values() for other in table}
    for name in made.rows:
        if name not in known:
            yield "rows", name, "no table has this row", "name rows by their row_id"
