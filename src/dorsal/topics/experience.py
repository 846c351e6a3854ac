"""What it is like to live through a treatment, in plain words of a table: in the body, in the mind, and day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dorsal.errors import EvidenceError
from dorsal.topics.loader import Topic
from dorsal.topics.table import Row

TABLE = "experience"
COLUMNS = ("treatment", "body", "feelings", "days")


@dataclass(frozen=True, kw_only=True)
class Experience:
    """One treatment. Raises EvidenceError where a part is not said."""

    row: str
    treatment: str
    body: str
    feelings: str
    days: str
    rows: tuple[str, ...] = ()
    """Of other tables: what the words rest on."""

    def __post_init__(self) -> None:
        missing = [name for name in COLUMNS if not getattr(self, name)]
        if missing:
            raise EvidenceError(f"row {self.row}: {', '.join(missing)} not said; say it, or leave the row out")


def experience_of(row: Row) -> Experience:
    """A row of the table as a value."""
    said = {name: row.get(name, "") for name in COLUMNS}
    rows = tuple(part for part in row.get("rows", "").split(";") if part)
    return Experience(row=row.get("row_id", ""), rows=rows, **said)


def experiences(topic: Topic) -> Mapping[str, Experience]:
    """By single treatment; none where the topic has no such table."""
    return {row["treatment"]: experience_of(row) for row in topic.tables.get(TABLE, ())}
