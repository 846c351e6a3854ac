"""Tables of judgements, as robvis and the RoB 2 Excel tool have them. Every study here is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import SheetError
from dorsal.trials.bias_table import BiasTable, read_bias, with_bias
from dorsal.trials.sheet import read

TRIALS = "study,treatment,events,n\nAdams 2001,A,5,50\nAdams 2001,B,9,51\nBrown 2002,A,7,60\nBrown 2002,B,8,61\n"


def table(folder: Path, text: str) -> BiasTable:
    path = folder / "rob.csv"
    path.write_text(text, encoding="utf-8")
    return read_bias(path)


def test_the_table_of_robvis_is_read(tmp_path: Path) -> None:
    text = (
        "Study,D1,D2,D3,D4,D5,Overall,Weight\n"
        "Adams 2001,Low,Low,No information,Some concerns,Low,Some concerns,33\n"
        "Brown 2002,High,Low,Low,Low,Low,High,67\n"
    )
    found = table(tmp_path, text)
    assert {study: bias.overall for study, bias in found.by_study.items()} == {
        "Adams 2001": "some", "Brown 2002": "high",
    }  # fmt: skip
    assert found.by_study["Adams 2001"].domains == {
        "randomisation": "low", "deviations": "low", "missing_data": "not_assessed", "measurement": "some",
        "selective_reporting": "low",
    }  # fmt: skip
    assert found.by_study["Brown 2002"].source == "rob.csv"


def test_domains_are_known_by_their_names(tmp_path: Path) -> None:
    header = (
        "Study ID,Randomization process,Deviations from intended interventions,Missing outcome data,"
        "Measurement of the outcome,Selection of the reported result\n"
    )
    found = table(tmp_path, header + "Adams 2001,Low,Low,Low,Low,Low\nBrown 2002,Low,Low,,Low,Low\n")
    assert [bias.overall for bias in found.by_study.values()] == ["low", "not_assessed"]
    assert any("by its rule" in note for note in found.notes)


def test_seven_domains_are_those_of_the_first_tool_and_make_no_overall(tmp_path: Path) -> None:
    found = table(tmp_path, "Study,D1,D2,D3,D4,D5,D6,D7\nAdams 2001,+,?,-,Unclear,Low,Low,High risk\n")
    bias = found.by_study["Adams 2001"]
    assert bias.overall == "not_assessed"
    assert (bias.domains["sequence_generation"], bias.domains["allocation_concealment"]) == ("low", "unclear")
    assert (bias.domains["blinding_people"], bias.domains["other"]) == ("high", "high")
    plain = table(tmp_path, "Study,D1,D2,D3,D4,D5,D6,D7\nAdams 2001,Low,Low,-,Low,Low,Low,Low\n")
    assert plain.by_study["Adams 2001"].domains["blinding_people"] == "not_assessed"


def test_of_robins_i_only_the_overall_judgement_is_kept(tmp_path: Path) -> None:
    found = table(tmp_path, "Study,D1,D2,D3,D4,D5,D6,D7,Overall\nAdams 2001,Low,Serious,Low,Low,Low,Low,Low,Serious\n")
    assert (found.by_study["Adams 2001"].overall, found.by_study["Adams 2001"].domains) == ("high", {})


def test_all_faults_are_told_with_their_places(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as raised:
        table(tmp_path, "Study,D1,Overall\nAdams 2001,bad,Low\n,Low,Low\nBrown 2002,Low,Low\nBrown 2002,Low,High\n")
    told = [(fault.where, fault.column, fault.value) for fault in raised.value.faults]
    assert told == [
        ("line 2 (study Adams 2001)", "D1", "bad"), ("line 3", "Study", ""), ("line 5", "Study", "Brown 2002"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "problem"), [("a,Overall\nx,Low\n", "as the study"), ("Study,b\nx,Low\n", "as a judgement")]
)
def test_a_table_of_something_else_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SheetError, match=problem):
        table(tmp_path, text)


def test_judgements_join_the_trials_by_name(tmp_path: Path) -> None:
    trials = tmp_path / "trials.csv"
    trials.write_text(TRIALS, encoding="utf-8")
    sheet = read(trials)
    joined = with_bias(sheet, table(tmp_path, "Study,Overall\nADAMS (2001),High\nClark 2003,Low\n"))
    assert [study.bias.overall for study in joined.studies] == ["high", "not_assessed"]
    assert [study.results for study in joined.studies] == [study.results for study in sheet.studies]
    notes = " ".join(joined.notes)
    assert "of 1 of 2 studies from rob.csv" in notes
    assert "Not assessed in rob.csv: Brown 2002" in notes
    assert "not among the trials: Clark 2003" in notes
    with pytest.raises(SheetError, match="none of its studies is among the trials"):
        with_bias(sheet, table(tmp_path, "Study,Overall\nClark 2003,Low\n"))
