"""The harms of the bundled topic, and every fault of a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.care.harm import Harm, harms
from dorsal.errors import TopicError
from dorsal.topics.check import check
from dorsal.topics.harms import COLUMNS, harm_reports
from dorsal.topics.loader import load
from dorsal.topics.new import new

REPORTS = harm_reports(load())
ROW = {
    "row_id": "H1", "treatment": "treatment_a", "event": "bruising", "severity": "mild", "numerator": "8",
    "denominator": "100", "unit": "per treatment", "measure": "proportion", "rate": "0.08", "ci_low": "0.0352",
    "ci_high": "0.1516", "ci_source": "computed_exact", "source": "One 2001", "source_url": "u", "evidence_grade": "A",
}  # fmt: skip


def _of(treatment: str, event: str, per: str) -> list[Harm]:
    return [harm for harm in harms(REPORTS, treatment).all if (harm.event, harm.per) == (event, per)]


def test_every_row_is_read() -> None:
    assert len(REPORTS) == 116
    assert {report.treatment for report in REPORTS} == {
        "dry_needling", "sham_needling", "acupuncture", "manipulation", "exercise", "nsaid", "opioid", "surgery",
    }  # fmt: skip


def test_sources_disagree_on_mild_events_after_needling() -> None:
    (harm,) = _of("dry_needling", "any_mild_event", "treatment")
    assert harm.kind == "range"
    assert [round(100 * (report.rate or 0)) for report in harm.reports] == [19, 37, 40]
    assert harm.rows == ("HAR001", "HAR018", "HAR023")


def test_serious_harm_of_needling_was_not_seen_by_one_and_seen_by_another() -> None:
    (harm,) = _of("dry_needling", "any_serious_event", "treatment")
    assert (harm.kind, harm.low) == ("range", 0.0)
    assert harm.upper == pytest.approx(0.000393, abs=1e-6)
    assert harm.high == pytest.approx(20 / 20494)


def test_two_surveys_agree_on_bruising() -> None:
    (harm,) = _of("dry_needling", "bruising", "treatment")
    assert (harm.kind, harm.rows) == ("pooled", ("HAR002", "HAR020"))
    assert harm.value == pytest.approx(0.0766, abs=5e-4)


def test_sessions_and_people_are_never_mixed() -> None:
    assert [harm.rows for harm in _of("acupuncture", "any_mild_event", "treatment")] == [("HAR047",)]
    assert [harm.rows for harm in _of("acupuncture", "any_mild_event", "person")] == [("HAR039", "HAR046", "HAR051")]


def test_deaths_known_by_weak_rows_only_decide_nothing() -> None:
    (harm,) = _of("nsaid", "vascular_death", "person")
    assert (harm.grade, harm.decides) == ("C", False)


def test_people_without_opioids_stand_beside() -> None:
    (harm,) = _of("opioid", "any_overdose", "person_year")
    assert [report.row for report in harm.beside] == ["HAR084"]


def test_what_has_no_row_is_not_known_here() -> None:
    assert harms(REPORTS, "usual_care").unknown == "usual_care"
    assert harms(REPORTS, "yoga+exercise").unknown == "yoga"


def test_cadavers_and_sham_needles_are_no_harms_to_people() -> None:
    profile = harms(REPORTS, "dry_needling", shams=["sham_needling"])
    assert [report.row for report in profile.beside] == ["HAR026", "HAR035", "HAR036", "HAR037", "HAR038"]
    assert not {report.row for report in profile.beside} & {row for harm in profile.all for row in harm.rows}


def _said(folder: Path, **changed: str) -> str:
    new(folder)
    cells = ROW | changed
    lines = (",".join(COLUMNS), ",".join(cells.get(column, "") for column in COLUMNS))
    (folder / "harms.csv").write_text("\n".join(lines) + "\n")
    with pytest.raises(TopicError) as caught:
        check(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("severity", "awful", "column severity: 'awful': it is not known here"),
        ("measure", "share", "column measure: 'share'"),
        ("ci_source", "guessed", "column ci_source: 'guessed'"),
        ("unit", "per visit", "unit is 'per visit'; write one of per treatment"),
        ("ci_low", "0.0452", "column ci_low: '0.0452': the exact limit is 0.0352"),
        ("ci_high", "", "column ci_high: the exact limit is 0.152"),
        ("rate", "8", "a proportion lies between 0 and 1"),
        ("rate", "0.3", "8 of 100 is 0.08"),
        ("numerator", "300", "column numerator: '300'"),
        ("treatment", "needle", "'needle': it is neither a treatment nor a wider name"),
        ("evidence_grade", "D", "column evidence_grade: 'D'"),
        ("denominator", "x", "denominator is 'x', which is not a number"),
        ("source_url", "", "column source_url: the source is missing"),
    ],
)
def test_a_wrong_cell_is_found(tmp_path: Path, column: str, text: str, said: str) -> None:
    assert said in _said(tmp_path, **{column: text})


def test_names_of_harms_stand_for_treatments(tmp_path: Path) -> None:
    new(tmp_path)
    path = tmp_path / "topic.toml"
    path.write_text(path.read_text() + '\n[harm_names]\nsomething = "treatment_z"\n')
    with pytest.raises(TopicError) as caught:
        check(tmp_path)
    assert "column harm_names: 'treatment_z': it is not in treatments.csv" in str(caught.value)
    assert "'something': it is not among the wider names" in str(caught.value)
