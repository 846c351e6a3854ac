"""What guidelines say in the bundled topic, and every fault of a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.care.guidance import guidance
from dorsal.errors import TopicError
from dorsal.topics.check import check
from dorsal.topics.guidance import COLUMNS, guideline_statements
from dorsal.topics.loader import load
from dorsal.topics.new import new

STATEMENTS = guideline_statements(load())
ROW = {
    "row_id": "G1", "guideline": "Guideline 2017", "year": "2017", "treatment": "needling",
    "applies_to": "treatment_a", "recommendation": "for", "population": "chronic", "source_url": "u",
    "evidence_grade": "A",
}  # fmt: skip


def test_guidelines_on_needling_of_lasting_pain() -> None:
    found = guidance(STATEMENTS, "dry_needling", "chronic")
    assert [(one.row, one.year, one.recommendation) for one in found] == [
        ("GUI065", 2023, "conditional_for"),
        ("GUI061", 2021, "conditional_for"),
        ("GUI043", 2017, "no_recommendation"),
    ]


def test_guidelines_disagree_on_acupuncture() -> None:
    chronic = {one.row: one.recommendation for one in guidance(STATEMENTS, "acupuncture", "chronic")}
    assert (chronic["GUI001"], chronic["GUI027"], chronic["GUI065"]) == ("against", "for", "conditional_for")
    assert "GUI081" in {one.row for one in guidance(STATEMENTS, "acupuncture", "subacute")}


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("applies_to", "treatment_a;needle", "column applies_to: 'needle': it is not in treatments.csv"),
        ("recommendation", "yes", "recommendation is 'yes'"),
        ("population", "old", "population is 'old'"),
        ("year", "2017.5", "year is '2017.5', which is not a whole number"),
        ("year", "", "year is 0"),
        ("evidence_grade", "D", "column evidence_grade: 'D'"),
    ],
)
def test_a_wrong_cell_is_found(tmp_path: Path, column: str, text: str, said: str) -> None:
    new(tmp_path)
    cells = ROW | {column: text}
    lines = (",".join(COLUMNS), ",".join(cells.get(name, "") for name in COLUMNS))
    (tmp_path / "guidelines.csv").write_text("\n".join(lines) + "\n")
    with pytest.raises(TopicError) as caught:
        check(tmp_path)
    assert said in str(caught.value)
