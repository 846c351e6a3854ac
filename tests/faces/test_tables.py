"""Tables of a document: every one has its columns in every row, and nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from dorsal.faces.document import Document
from dorsal.faces.request import Request
from dorsal.faces.tables import COLUMNS, Table, tables
from dorsal.faces.topic_answer import answer_topic
from dorsal.topics.loader import load

NAMES = {"effects", "comparisons", "league", "ranking", "rankogram", "network", "contrasts", "derived", "left_out"}
NAMES |= {"studies"}


@cache
def document() -> Document:
    return answer_topic(load(), Request(outcomes=("pain",)), version="0", command="dorsal answer")


@cache
def by_name() -> dict[str, Table]:
    return {table.name: table for table in tables(document())}


def test_all_tables_are_there() -> None:
    assert set(by_name()) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_rows_have_the_columns(name: str) -> None:
    table = by_name()[name]
    assert table.rows
    assert all(set(row) <= set(table.columns) for row in table.rows)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_table_without_rows_has_the_same_columns(name: str) -> None:
    empty = {table.name: table for table in tables(replace(document(), sections=(), standardised={}, studies={}))}
    assert not empty[name].rows
    assert empty[name].columns == COLUMNS[name] == by_name()[name].columns


def test_every_row_of_the_topic_counts_or_is_left_out_with_a_reason() -> None:
    for section in document().sections:
        place = (section.question.outcome, section.question.window.name if section.question.window else "")
        used = {row for c in section.evidence.contrasts for row in c.rows}
        out = {
            row["row"]: row["reason"]
            for row in by_name()["left_out"].rows
            if (row["outcome"], row["window"]) == place and row["measure"] == section.question.measure
        }
        every = {result.row for study in load().studies for result in study.results}
        assert used | set(out) == every
        assert not used & set(out)
        assert all(out.values())


def test_a_pair_of_the_league_is_the_pair_turned_round() -> None:
    rows = {(r["window"], r["treatment"], r["versus"]): r for r in by_name()["league"].rows if r["measure"] == "MD100"}
    for (window, first, second), row in rows.items():
        assert row["estimate"] == pytest.approx(-float(rows[window, second, first]["estimate"] or 0.0), abs=1e-9)
        assert row["ci_low"] == pytest.approx(-float(rows[window, second, first]["ci_high"] or 0.0), abs=1e-9)
