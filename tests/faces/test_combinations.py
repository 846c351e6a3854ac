"""What each combination would do: the additive model's own numbers, in every output, with what they rest on."""

import csv
import io

import pytest

import dorsal
from dorsal.faces.combinations import NOT_SAID, combinations_grid, combined
from dorsal.faces.csv_folder import csv_text
from dorsal.faces.json_document import fit_json
from dorsal.faces.report import page
from dorsal.faces.tables import tables
from tests.faces.test_json_document import faults, spoken

ROWS = """study,treat1,treat2,TE,seTE
1,A,placebo,-1,0.3
2,B,placebo,-0.5,0.3
3,A+B,placebo,-1.6,0.3
4,A+B,A,-0.4,0.3
5,C,placebo,-0.2,0.4
6,C+D,C,-0.9,0.4
7,E,F,-0.3,0.3
"""


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "parts.csv"
    path.write_text(ROWS)
    return dorsal.document(path, components=True, inactive=("placebo",), reference="placebo", measure="MD")


def test_numbers_are_those_of_the_additive_model(document):
    analysis = document.sections[0].analysis
    rows = {row.treatment: row for row in combined(analysis)}
    assert {t for t, row in rows.items() if not row.tested} == {"D", "A+C", "A+D", "B+C", "B+D"}
    for treatment, row in rows.items():
        if row.estimate is not None:
            assert row.estimate.mean == analysis.additive.between(treatment, "placebo").mean
    parts = [analysis.additive.added(name).mean for name in ("A", "D")]
    assert rows["A+D"].estimate.mean == pytest.approx(sum(parts))
    assert rows["A+D"].rests_on == "effects adding up; in no trial"
    assert rows["A+B"].rests_on == "a chain of trials"
    assert rows["E"].rests_on == NOT_SAID
    assert rows["E"].estimate is None


def test_json_tables_and_report_tell_them(document):
    rows = combined(document.sections[0].analysis)
    told = spoken(fit_json(document))
    assert faults(told, "dorsal/fit/1") == []
    said = told["components"]["combinations"]
    assert [row["treatment"] for row in said] == [row.treatment for row in rows]
    assert [row["estimate"] for row in said] == [None if r.estimate is None else r.estimate.mean for r in rows]
    by_name = {table.name: table for table in tables(document)}
    lines = list(csv.DictReader(io.StringIO(csv_text(by_name["combinations"]))))
    assert [line["tested"] for line in lines] == ["yes" if row.tested else "no" for row in rows]
    assert [row["component"] for row in by_name["components"].rows] == ["A", "B", "C", "D", "E", "F"]
    shown = page(document)
    for text in combinations_grid(document.sections[0].analysis, rows).texts()[0]:
        assert text in shown


def test_without_the_additive_model_there_are_none(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text(ROWS)
    plain = dorsal.document(path, reference="placebo", measure="MD")
    assert combined(plain.sections[0].analysis) == ()
    assert {"components", "combinations"}.isdisjoint(table.name for table in tables(plain))
