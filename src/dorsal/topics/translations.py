"""translations.csv: how names and sentences of a topic's tables are said in other languages, by their English words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from dorsal.errors import Fault
from dorsal.topics.harms import RELATIVE
from dorsal.topics.loader import Topic
from dorsal.topics.table import Row, Table

TABLE = "translations"
COLUMNS = ("language", "english", "words")
CODE = re.compile(r"[a-z]{2,3}")
"""A language as pages have it in `lang`."""


def rows(topic: Topic) -> tuple[Row, ...]:
    """What `Language.extended` takes; empty where the topic speaks English only."""
    return topic.tables.get(TABLE, ())


def translation_faults(topic: Topic, table: Table) -> Iterator[Fault]:
    """Empty cells, languages that are no code, rows that stand twice, and English words that nothing says any more."""
    if table.missing(COLUMNS):  # told with the tables beside the trials
        return
    said, seen = texts(topic), set[tuple[str, str]]()
    for line, row in table.numbered():
        for column, value, problem, remedy in _problems(row, said, seen):
            yield Fault(table.where(line), column, value, problem, remedy)


def _problems(row: Row, said: frozenset[str], seen: set[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    empty = [column for column in COLUMNS if not row[column]]
    for column in empty:
        yield column, "", "it is empty", "write it, or leave the row out: a name without one stays English"
    code, english = row["language"], row["english"]
    if code and not CODE.fullmatch(code):
        yield "language", code, "it is no code of a language", "write one such as es"
    if english and english not in said:
        yield "english", english, "no table of the topic says this", "write it as the table has it, or drop the row"
    if not empty and (code, english) in seen:
        yield "english", english, f"it stands twice for {code}", "keep one of the rows"
    seen.add((code, english))


def texts(topic: Topic) -> frozenset[str]:
    """Everything that the tables and topic.toml say, as faces look it up: codes are read with blanks."""
    found = {text for table, held in topic.tables.items() if table != TABLE for row in held for text in row.values()}
    found |= {text for one in topic.treatments.values() for text in (one.label, one.plain_words)}
    found |= {scale.label for scale in topic.scales.values()}
    found |= set(_within(topic.settings))
    found |= {text.removeprefix(RELATIVE) for text in found}
    return frozenset(found | {text.replace("_", " ") for text in found})


def _within(value: Any) -> Iterator[str]:
    """Every text of a setting, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from _within(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield name
            yield from _within(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _within(one)
