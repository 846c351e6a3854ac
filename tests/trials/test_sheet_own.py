"""Dorsal's own layout: the bundled trials are read without a fault, and rows become results."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from dorsal.errors import OptionError, SheetError
from dorsal.topics.loader import load
from dorsal.trials.sheet import read
from dorsal.trials.sheet.dorsal_rows import COLUMNS, results
from dorsal.trials.study import Arm, Result

BUNDLED = files("dorsal.topics") / "low_back_pain" / "results.csv"
ROW = {
    "row_id": "R1", "study_id": "S1", "outcome": "pain", "instrument": "VAS_0_100", "weeks": "12",
    "timing": "follow_up", "level": "contrast", "arm1": "needling, six times", "treatment1": "dry_needling",
    "n1": "20", "arm2": "", "treatment2": "exercise", "n2": "21", "measure": "md_ci", "value": "-5.5", "ci_low": "-9",
    "ci_high": "-2", "adjusted": "yes", "use": "sensitivity", "use_reason": "baseline differs",
    "instrument_as_printed": "VAS", "evidence_grade": "B", "second_check": "confirmed", "locator": "table 2",
    "source_url": "https://example.org", "note": "n",
}  # fmt: skip


def test_the_bundled_trials_are_those_of_the_topic() -> None:
    with BUNDLED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found, faults = results(rows)
    assert not faults
    own = [result for study in load().studies for result in study.results]
    assert sorted(found, key=lambda result: result.row) == sorted(own, key=lambda result: result.row)


def test_the_bundled_trials_are_a_sheet() -> None:
    sheet = read(str(BUNDLED))
    assert (sheet.layout, sheet.measure_guess) == ("dorsal", "MD")
    assert sum(len(study.results) for study in sheet.studies) == 368
    assert sheet.studies[0].results[0].row == "LBP0001"
    assert set(sheet.columns) == set(COLUMNS)
    with pytest.raises(OptionError, match="fixed names"):
        read(str(BUNDLED), columns={"study": "study_id"})


def test_a_row() -> None:
    (found,), faults = results([ROW])
    assert not faults
    assert found == Result(
        row="R1", study="S1", outcome="pain", scale="VAS_0_100", reported="md_ci", value=-5.5, ci_low=-9, ci_high=-2,
        arms=(Arm(treatment="dry_needling", label="needling, six times", n=20), Arm(treatment="exercise", n=21)),
        weeks=12, timing="follow_up", adjusted="yes", use="sensitivity", use_reason="baseline differs", event="VAS",
        grade="B", locator="table 2", source_url="https://example.org", note="n",
    )  # fmt: skip


def test_columns_that_the_bundled_table_has_not() -> None:
    more = {"measure": "md_t", "statistic": "2.5", "ci_low": "", "ci_high": "", "cluster_size": "10", "icc": "0.05"}
    (found,), faults = results([{**ROW, **more}])
    assert not faults
    assert (found.statistic, found.cluster_size, found.icc) == (2.5, 10, 0.05)
    arm = {**ROW, "level": "arm", "treatment2": "", "measure": "median_iqr_range", "value": "4"}
    (found,), faults = results(
        [{**arm, "q1": "3", "q3": "5", "minimum": "0", "maximum": "9", "ci_low": "", "ci_high": ""}]
    )
    assert not faults
    assert (found.quartiles, found.extremes) == ((3, 5), (0, 9))


def test_a_record_may_lack_what_others_need() -> None:
    lacking = {**ROW, "ci_low": "", "ci_high": ""}
    assert [fault.column for fault in results([lacking])[1]] == ["ci_low"]
    assert not results([{**lacking, "use": "record"}])[1]


def test_faults_name_the_row_and_the_line() -> None:
    rows = [ROW, {**ROW, "n1": "many"}, {**ROW, "row_id": "R2", "treatment1": "a+"}]
    told = [str(fault) for fault in results(rows)[1]]
    assert told == [
        "row R1 (study S1), column n1: 'many': it is text where a number belongs; give the number, or leave the cell "
        "empty if it is not known",
        "row R1 (study S1), column row_id: 'R1': it stands in an earlier row too; give each row an id of its own",
        "row R2 (study S1), column treatment1: 'a+': treatment 'a+' has an empty part; write a+b",
    ]
    (fault,) = results([{**ROW, "weeks": "x"}], ["line 7"])[1]
    assert fault.where == "line 7, row R1 (study S1)"


def test_a_standard_deviation_that_is_a_standard_error(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("own") / "results.csv"
    spreads = {"S1": (10, 11), "S2": (9, 12), "S3": (10.5, 9.5), "S4": (1.5, 1.4)}
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row_id", "study_id", "outcome", "instrument", "treatment1", "n1", "measure", "value", "sd"])
        for study, pair in spreads.items():
            for arm, sd in zip("ab", pair, strict=True):
                writer.writerow([study + arm, study, "pain", "VAS", arm, 50, "mean_sd", 30, sd])
    with pytest.raises(SheetError) as error:
        read(path)
    assert [fault.where for fault in error.value.faults] == ["row S4a (study S4)", "row S4b (study S4)"]
    assert "looks like a standard error" in error.value.faults[0].problem
