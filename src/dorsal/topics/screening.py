"""What a topic's tables know about safety, as rules: questions.csv, contraindications.csv, red_flags.csv."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from dorsal.errors import EvidenceError, Fault
from dorsal.patient.expression import Expression
from dorsal.patient.facts import Questions
from dorsal.patient.question import Question
from dorsal.patient.rule import Flag, Rule
from dorsal.patient.screen_rules import ScreenRules, none_known, unfit
from dorsal.topics.loader import Topic, refused
from dorsal.topics.rows import number
from dorsal.topics.settings import FILE
from dorsal.topics.table import Row, Table

TABLES = ("questions", "contraindications", "red_flags")
NEEDED: Mapping[str, tuple[str, ...]] = {
    "questions": ("code", "section", "words", "why", "asked_of", "kind", "part_of", "impossible"),
    "contraindications": (),
    "red_flags": (),
}
"""Columns without which a table says nothing here; the others are empty where they are missing."""
ACCURACY = (
    "sensitivity", "specificity", "lr_pos", "lr_neg", "post_test_probability", "ci_low", "ci_high",
)  # fmt: skip
NO_WHEN = "the table does not say when it holds"
Built = TypeVar("Built")


def screening(topic: Topic) -> ScreenRules:
    """The rules of a topic. Raises TopicError with every fault; a topic without tables has no rules."""
    tables = {name: _numbered(name, topic.tables[name]) for name in TABLES if name in topic.tables}
    rules, faults = _read(topic, tables)
    if faults:
        raise refused(None, faults)
    return rules


def screening_faults(topic: Topic, tables: Mapping[str, Table], told: Collection[str] = ()) -> Iterator[Fault]:
    """What is wrong in the tables on safety: each row by itself, and whether rules and questions fit.

    Rows whose place is in `told` have had their fault and are left out.
    """
    _, faults = _read(topic, {name: _without(tables[name], told) for name in TABLES if name in tables})
    yield from faults


def _without(table: Table, told: Collection[str]) -> Table:
    kept = [(line, row) for line, row in table.numbered() if table.where(line) not in told]
    return replace(table, rows=tuple(row for _, row in kept), lines=tuple(line for line, _ in kept))


def _numbered(name: str, rows: Sequence[Row]) -> Table:
    """A table of rows whose lines are no longer known: each after the one before, below the header."""
    columns = tuple(rows[0]) if rows else NEEDED[name]
    return Table(name=name, columns=columns, rows=tuple(rows), lines=tuple(range(2, len(rows) + 2)))


def _read(topic: Topic, tables: Mapping[str, Table]) -> tuple[ScreenRules, list[Fault]]:
    """The rules, and every fault in them; with any there are none."""
    bare = none_known(tuple(topic.treatments))
    places: dict[str, str] = {}
    faults: list[Fault] = []
    asked = _each(tables.get("questions"), "code", _question, places, faults)
    unasked = bool(faults)
    rules = tuple(_each(tables.get("contraindications"), "row_id", _rule, places, faults))
    flags = tuple(_each(tables.get("red_flags"), "row_id", _flag, places, faults))
    try:
        questions = Questions(asked)
    except EvidenceError as error:
        return bare, [*faults, Fault("questions.csv", "part_of", "", str(error), "correct the column")]
    across = {treatment: tuple(origins) for treatment, origins in topic.settings.read_across.items()}
    if not unasked:  # else every row that names a question of a faulty row would be one more fault
        wrong = unfit(questions, rules, flags, bare.treatments, across)
        faults += [replace(fault, where=places.get(fault.where, FILE)) for fault in wrong]
    if faults:
        return bare, faults
    made = ScreenRules(questions=questions, rules=rules, flags=flags, treatments=bare.treatments, read_across=across)
    return made, []


def _each(
    table: Table | None,
    key: str,
    build: Callable[[Row], Built],
    places: dict[str, str],
    faults: list[Fault],
) -> list[Built]:
    """Build every row; `places` learns where the row of each key stands."""
    if table is None:
        return []
    missing = table.missing(NEEDED[table.name])
    faults += missing
    built = []
    for line, row in () if missing else table.numbered():
        name = row.get(key) or table.where(line)
        if name in places:
            faults.append(Fault(table.where(line), key, name, "it stands twice", "give every row a code of its own"))
            continue
        places[name] = f"{table.where(line)} ({name})" if row.get(key) else name
        try:
            built.append(build(row | {key: name}))
        except EvidenceError as error:
            faults.append(Fault(places[name], "", "", str(error), "correct the row"))
    return built


def _expression(row: Row, column: str) -> Expression | None:
    text = row.get(column, "")
    try:
        return Expression(text) if text else None
    except EvidenceError as error:
        raise EvidenceError(f"{column}: {error}") from error


def _question(row: Row) -> Question:
    return Question(
        code=row["code"],
        section=row["section"],  # type: ignore[arg-type]
        words=row["words"],
        why=row["why"],
        kind=row["kind"],  # type: ignore[arg-type]
        asked_of=row["asked_of"],  # type: ignore[arg-type]
        part_of=row["part_of"],
        impossible=_expression(row, "impossible"),
    )


def _rule(row: Row) -> Rule:
    return Rule(
        row=row["row_id"],
        treatment=row.get("treatment", ""),
        condition=row.get("condition", ""),
        kind=row.get("kind", ""),  # type: ignore[arg-type]
        action=row.get("action", ""),
        source=row.get("source", ""),
        source_url=row.get("source_url", ""),
        grade=row.get("evidence_grade", "A"),  # type: ignore[arg-type]
        role=row.get("role") or "verdict",  # type: ignore[arg-type]
        note=row.get("note", ""),
        when=_expression(row, "when"),
        when_note=row["when_note"] if "when" in row else NO_WHEN,
        signed=row.get("signed_off", ""),
    )


def _flag(row: Row) -> Flag:
    return Flag(
        row=row["row_id"],
        flag=row.get("flag", ""),
        condition=row.get("suspected_condition", ""),
        urgency=row.get("urgency", ""),  # type: ignore[arg-type]
        urgency_basis=row.get("urgency_basis", ""),
        source=row.get("source", ""),
        source_url=row.get("source_url", ""),
        grade=row.get("evidence_grade", "A"),  # type: ignore[arg-type]
        accuracy=_accuracy(row),
        accuracy_kind=row.get("accuracy_kind", ""),
        accuracy_note=row.get("accuracy_note", ""),
        when=_expression(row, "when"),
        prompt=_expression(row, "prompt"),
        when_note=row["when_note"] if "when" in row else NO_WHEN,
        signed=row.get("signed_off", ""),
    )


def _accuracy(row: Row) -> Mapping[str, float]:
    values = {name: number(row, name) for name in ACCURACY if name in row}
    return {name: value for name, value in values.items() if value is not None}
