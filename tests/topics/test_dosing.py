"""How treatments of the bundled topic are given, and every fault of a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.care.burden import burden
from dorsal.errors import TopicError
from dorsal.topics.check import check
from dorsal.topics.dosing import COLUMNS, dose_reports, kinds
from dorsal.topics.loader import load
from dorsal.topics.new import new

TOPIC = load()
REPORTS = dose_reports(TOPIC)
ROW = {
    "row_id": "D1", "treatment": "treatment_a", "item": "sessions", "value": "3-6", "quantity": "visits", "low": "3",
    "high": "6", "source": "s", "source_url": "u", "evidence_grade": "A",
}  # fmt: skip


@pytest.mark.parametrize(
    ("treatment", "name", "ends"),
    [
        ("dry_needling", "visits", (3, 6)),
        ("dry_needling", "minutes", (None, 15)),
        ("acupuncture", "visits", (10, 15)),
        ("exercise", "visits", (8, 12)),
        ("manipulation", "visits", (6, 18)),
        ("dry_needling+exercise", "weeks", (4, 4)),
        ("usual_care", "visits", (None, None)),
    ],
)
def test_bundled_doses(treatment: str, name: str, ends: tuple[float | None, float | None]) -> None:
    quantity = getattr(burden(REPORTS, treatment, kinds(TOPIC)), name)
    assert (quantity.low, quantity.high) == ends


def test_every_number_has_a_source_and_experiments_of_one_session_do_not_count() -> None:
    assert all(report.source_url for report in REPORTS)
    assert not [report for report in REPORTS if report.item == "sessions" and (report.low or 2) < 2]


def test_usual_care_may_hold_medicines() -> None:
    assert burden(REPORTS, "usual_care", kinds(TOPIC)).medicines == "unknown"
    assert burden(REPORTS, "nsaid", kinds(TOPIC)).medicines == "yes"


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("quantity", "hours", "quantity is 'hours'; write one of visits"),
        ("low", "9", "low 9 is above high 6"),
        ("low", "few", "low is 'few', which is not a number"),
        ("treatment", "needle", "column treatment: 'needle': it is neither a treatment nor a wider name"),
        ("source_url", "", "column source_url: the source is missing"),
    ],
)
def test_a_wrong_cell_is_found(tmp_path: Path, column: str, text: str, said: str) -> None:
    new(tmp_path)
    cells = ROW | {column: text}
    lines = (",".join(COLUMNS), ",".join(cells.get(name, "") for name in COLUMNS))
    (tmp_path / "dosing.csv").write_text("\n".join(lines) + "\n")
    with pytest.raises(TopicError) as caught:
        check(tmp_path)
    assert said in str(caught.value)


def test_kinds_name_treatments(tmp_path: Path) -> None:
    new(tmp_path)
    path = tmp_path / "topic.toml"
    path.write_text('with_needles = ["pins"]\n' + path.read_text())
    with pytest.raises(TopicError) as caught:
        check(tmp_path)
    assert "column with_needles: 'pins': it is not in treatments.csv" in str(caught.value)
