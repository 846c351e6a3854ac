"""Reviews of RevMan 5 become networks. Every review here is made up."""

from __future__ import annotations

from math import log
from pathlib import Path

import pytest

from dorsal.errors import SheetError
from dorsal.trials.sheet import Sheet, read

STUDIES = """<STUDIES_AND_REFERENCES><STUDIES><INCLUDED_STUDIES>
<STUDY ID="STD-A" NAME="Adams 2001" YEAR="2001"/><STUDY ID="STD-B" NAME="Brown 2002" YEAR=""/>
</INCLUDED_STUDIES></STUDIES></STUDIES_AND_REFERENCES>"""
LABELS = "<GROUP_LABEL_1>{}</GROUP_LABEL_1><GROUP_LABEL_2>{}</GROUP_LABEL_2>"


def outcome(kind: str, name: str, inner: str, labels: tuple[str, str] = ("Drug A", "Placebo"), more: str = "") -> str:
    named = f"<NAME>{name}</NAME>{LABELS.format(*labels)}"
    return f'<{kind}_OUTCOME NO="1" {more}>{named}{inner}</{kind}_OUTCOME>'


def review(*comparisons: tuple[str, str]) -> str:
    inner = "".join(
        f'<COMPARISON NO="{k}"><NAME>{name}</NAME>\n{outcomes}</COMPARISON>\n'
        for k, (name, outcomes) in enumerate(comparisons, 1)
    )
    data = f"<ANALYSES_AND_DATA>\n{inner}</ANALYSES_AND_DATA>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<COCHRANE_REVIEW>{STUDIES}\n{data}</COCHRANE_REVIEW>'


def dich(study: str, first: tuple[int, int], second: tuple[int, int]) -> str:
    return (
        f'<DICH_DATA STUDY_ID="{study}" EVENTS_1="{first[0]}" TOTAL_1="{first[1]}" '
        f'EVENTS_2="{second[0]}" TOTAL_2="{second[1]}"/>\n'
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def sheet(folder: Path, text: str) -> Sheet:
    path = folder / "review.rm5"
    path.write_text(text, encoding="utf-8")
    return read(path)


def arms(found: Sheet, study: str) -> dict[str, tuple[float | None, int | None]]:
    results = next(s for s in found.studies if s.id == study).results
    return {result.arms[0].treatment: (result.value, result.arms[0].n) for result in results}


def test_comparisons_that_share_an_arm_become_one_trial(folder: Path) -> None:
    found = sheet(
        folder,
        review(
            ("A", outcome("DICH", "Death", dich("STD-A", (5, 50), (9, 51)) + dich("STD-B", (7, 60), (8, 61)))),
            ("B", outcome("DICH", "Death", dich("STD-A", (4, 49), (9, 51)), ("Drug B", "Placebo"))),
        ),
    )
    assert arms(found, "Adams 2001") == {"Drug A": (5, 50), "Placebo": (9, 51), "Drug B": (4, 49)}
    assert [study.year for study in found.studies] == [2001, None]
    assert found.measure_guess == "OR"
    assert "Number sets that several analyses share, counted once: 1." in found.notes


def test_means_keep_their_spread(folder: Path) -> None:
    row = '<CONT_DATA STUDY_ID="STD-A" MEAN_1="1.5" SD_1="2" TOTAL_1="20" MEAN_2="3" SD_2="2.5" TOTAL_2="21"/>'
    found = sheet(folder, review(("A", outcome("CONT", "Pain", row))))
    first, second = found.studies[0].results
    assert (first.reported, first.value, first.sd, first.arms[0].n) == ("mean_sd", 1.5, 2.0, 20)
    assert (second.value, second.sd, second.arms[0].treatment) == (3.0, 2.5, "Placebo")


def test_an_estimate_is_taken_as_entered_and_a_displayed_ratio_as_its_log(folder: Path) -> None:
    rows = (
        '<IV_DATA STUDY_ID="STD-A" ESTIMATE="-0.2" EFFECT_SIZE="0.8187" SE="0.1" TOTAL_1="0" TOTAL_2="0"/>'
        '<IV_DATA STUDY_ID="STD-B" EFFECT_SIZE="0.5" SE="0.2" TOTAL_1="30" TOTAL_2="31"/>'
    )
    measure = "<EFFECT_MEASURE>Hazard Ratio</EFFECT_MEASURE>"
    found = sheet(folder, review(("A", outcome("IV", "Death", measure + rows))))
    entered, displayed = (study.results[0] for study in found.studies)
    assert (entered.reported, entered.value, entered.se, entered.arms[0].n) == ("effect_se", -0.2, 0.1, None)
    assert displayed.value == pytest.approx(log(0.5))
    assert [arm.n for arm in displayed.arms] == [30, 31]


def test_observed_minus_expected_events_are_a_log_ratio(folder: Path) -> None:
    row = '<IPD_DATA STUDY_ID="STD-A" O_E="-4" VAR="16" TOTAL_1="50" TOTAL_2="50"/>'
    result = sheet(folder, review(("A", outcome("IPD", "Death", row)))).studies[0].results[0]
    assert (result.value, result.se) == (-0.25, 0.25)


def test_labels_that_tell_nothing_are_those_of_the_comparison(folder: Path) -> None:
    generic = ("Experimental", "Control")
    found = sheet(
        folder,
        review(
            ("Yoga versus rest", outcome("DICH", "Death", dich("STD-A", (1, 20), (2, 20)), generic)),
            ("Diet", outcome("DICH", "Death", dich("STD-B", (1, 20), (2, 20)), generic)),
        ),
    )
    assert set(arms(found, "Adams 2001")) == {"Yoga", "rest"}
    assert set(arms(found, "Brown 2002")) == {"Experimental (Diet)", "Control (Diet)"}


def test_subgroups_with_other_numbers_of_a_study_are_outcomes_of_their_own(folder: Path) -> None:
    parts = (
        f"<DICH_SUBGROUP><NAME>short</NAME>{dich('STD-A', (1, 20), (2, 20))}</DICH_SUBGROUP>"
        f"<DICH_SUBGROUP><NAME>long</NAME>{dich('STD-A', (3, 20), (5, 20))}</DICH_SUBGROUP>"
    )
    found = sheet(folder, review(("A", outcome("DICH", "Death", parts))))
    assert {result.outcome for result in found.studies[0].results} == {"Death: short", "Death: long"}


def test_a_divided_control_group_is_a_fault_with_both_places(folder: Path) -> None:
    text = review(
        ("A", outcome("DICH", "Death", "\n" + dich("STD-A", (5, 50), (4, 25)))),
        ("B", outcome("DICH", "Death", "\n" + dich("STD-A", (4, 49), (5, 26)), ("Drug B", "Placebo"))),
    )
    with pytest.raises(SheetError) as raised:
        sheet(folder, text)
    (fault,) = raised.value.faults
    lines = [k for k, line in enumerate(text.splitlines(), 1) if "<DICH_DATA" in line]
    assert fault.where == f"line {lines[1]} (study Adams 2001)"
    assert f"line {lines[0]}" in fault.problem
    assert "undivided" in fault.remedy


def test_what_cannot_be_read_is_counted(folder: Path) -> None:
    rows = dich("STD-A", (0, 0), (0, 0)) + dich("STD-B", (1, 20), (2, 20))
    text = outcome("DICH", "Death", rows, more='SWAP_EVENTS="YES"') + outcome("OTHER", "Words", "")
    found = sheet(folder, review(("A", text)))
    assert [study.id for study in found.studies] == ["Brown 2002"]
    notes = " ".join(found.notes)
    assert "entries without people or without an estimate (1), outcomes of text (1)" in notes
    assert "swaps them with non-events: Death" in notes


def test_numbers_that_are_wrong_name_their_line(folder: Path) -> None:
    text = review(("A", outcome("DICH", "Death", "\n" + dich("STD-A", (25, 20), (2, 20)))))
    with pytest.raises(SheetError, match=r"line 8.*study Adams 2001.*25 events among 20 people"):
        sheet(folder, text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n<COCHRANE_REVIEW>&a;</COCHRANE_REVIEW>', "DOCTYPE"),
        ("<COCHRANE_REVIEW>\n<NAME></COCHRANE_REVIEW>", "line 2: it is not whole XML"),
        ("<COCHRANE_REVIEW></COCHRANE_REVIEW>", "without numbers of studies"),
    ],
)
def test_a_file_that_is_no_safe_and_whole_review_is_refused(folder: Path, text: str, problem: str) -> None:
    with pytest.raises(SheetError, match=problem):
        sheet(folder, text)
