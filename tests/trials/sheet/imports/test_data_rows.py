"""Data rows of RevMan Web become number sets. Every row here is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import SheetError
from dorsal.trials.sheet import Sheet, read

HEADER = (
    "Analysis group,Analysis number,Analysis name,Subgroup,Study,Study year,GIV Mean,GIV SE,Experimental mean,"
    "Experimental SD,Experimental cases,Experimental N,Control mean,Control SD,Control cases,Control N,"
    "O-E,Variance,Weight"
)
DEATH = "1,1,Death,,Adams 2001,2001,,,,,5,50,,,9,51,,,10"


def sheet(folder: Path, *rows: str) -> Sheet:
    path = folder / "data-rows.csv"
    path.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return read(path)


@pytest.mark.parametrize(
    ("row", "reported", "value", "spread"),
    [
        (DEATH, "events", 5, None),
        (DEATH.replace("2001,,,", "2001,-0.7,0.6,"), "events", 5, None),
        ("1,1,Death,,Adams 2001,2001,0,0,0,0,0,50,0,0,0,51,0,0,10", "events", 0, None),
        ("1,1,Pain,,Adams 2001,2001,,,1.5,2,,50,2,2.5,,51,,,10", "mean_sd", 1.5, 2.0),
        ("1,1,Death,,Adams 2001,2001,-0.2,0.1,,,,,,,,,,,10", "effect_se", -0.2, 0.1),
        ("1,1,Death,,Adams 2001,2001,,,,,5,50,,,9,51,-4,16,10", "effect_se", -0.25, 0.25),
    ],
)
def test_each_kind_of_data_is_told_by_its_columns(
    tmp_path: Path, row: str, reported: str, value: float, spread: float | None
) -> None:
    (study,) = sheet(tmp_path, row).studies
    result = study.results[0]
    assert (study.id, study.year, result.reported, result.value) == ("Adams 2001", 2001, reported, value)
    assert (result.sd or result.se) == spread


def test_analyses_are_outcomes_and_groups_stay_apart(tmp_path: Path) -> None:
    found = sheet(tmp_path, DEATH, "2,1,Death,,Adams 2001,2001,,,,,4,49,,,9,51,,,10")
    results = found.studies[0].results
    assert list(dict.fromkeys(result.outcome for result in results)) == ["1.1 Death", "2.1 Death"]
    assert {arm.treatment for result in results for arm in result.arms} == {
        "experimental (group 1)", "control (group 1)", "experimental (group 2)", "control (group 2)",
    }  # fmt: skip
    assert any("do not name the interventions" in note for note in found.notes)


def test_rows_without_numbers_are_counted_or_refused(tmp_path: Path) -> None:
    empty = "1,1,Death,,Brown 2002,2002,,,,,0,0,,,0,0,,,0"
    assert any("without an estimate (1)" in note for note in sheet(tmp_path, DEATH, empty).notes)
    with pytest.raises(SheetError, match="no row has numbers"):
        sheet(tmp_path, empty)


def test_faults_name_the_line(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as raised:
        sheet(tmp_path, DEATH, DEATH.replace("Adams", "Brown").replace(",5,50", ",x,50"))
    (fault,) = raised.value.faults
    assert fault.where == "line 3, row 1.1 Brown 2001 experimental (study Brown 2001)"
    assert fault.value == "x"


def test_an_observed_number_that_is_none_is_a_fault_and_no_zero(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=r"line 2.*'x'"):
        sheet(tmp_path, "1,1,Death,,Adams 2001,2001,,,,,5,50,,,9,51,x,16,10")


def test_columns_that_are_not_there_are_told(tmp_path: Path) -> None:
    path = tmp_path / "data-rows.csv"
    header = HEADER.replace("Control mean", "Notes")
    path.write_text(f"{header}\n1,1,Pain,,Adams 2001,2001,,,1.5,2,,50,,2.5,,51,,,10\n", encoding="utf-8")
    with pytest.raises(SheetError, match=r"control.*column value: it is missing"):
        read(path)
