"""Every fault of a table, with its message: the cases stand in sheet/faults.md, a table and what is said of it each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dorsal.errors import TOLD, SheetError
from dorsal.trials.sheet import read

PAGE = Path(__file__).parent / "sheet" / "faults.md"
CASE = re.compile(r"^### (?P<name>.*?)\n\n```csv\n(?P<table>.*?\n)```\n\n```text\n(?P<said>.*?)\n```$", re.M | re.S)
CASES = {case["name"]: (case["table"], case["said"].splitlines()) for case in CASE.finditer(PAGE.read_text("utf-8"))}
ASKED_FOR = {
    "events above n",
    "a standard deviation that is a standard error, by the other studies",
    "a standard deviation that is a standard error, by the other arm",
    "a multi-arm study with an inconsistent contrast",
    "a multi-arm study with a missing contrast",
    "the same arm twice",
    "a treatment that differs by case",
    "a treatment that differs by a trailing blank",
    "text in a number",
    "a comma for a decimal point",
    "an n that is not whole",
    "a missing unit",
    "an interval that does not contain its estimate",
}
"""What users of other programs complain about most."""


def test_the_page_holds_every_case() -> None:
    assert set(CASES) >= ASKED_FOR
    assert len(CASES) == PAGE.read_text("utf-8").count("### ")


@pytest.mark.parametrize("name", CASES)
def test_faults(name: str, tmp_path: Path) -> None:
    table, said = CASES[name]
    path = tmp_path / "trials.csv"
    path.write_text(table, "utf-8")
    with pytest.raises(SheetError) as error:
        read(path)
    assert [str(fault) for fault in error.value.faults] == said
    assert all(fault.problem and fault.remedy and fault.where for fault in error.value.faults)


def test_all_faults_are_kept_and_the_first_are_told(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text("study,treatment,events,n\n" + "".join(f"S{i // 2},{'ab'[i % 2]},20,10\n" for i in range(1200)))
    with pytest.raises(SheetError) as error:
        read(path)
    lines = str(error.value).splitlines()
    assert len(error.value.faults) == 1200
    assert lines[0] == "trials.csv: 1200 faults, nothing was read"
    assert len(lines) == 1 + TOLD + 1
    assert lines[-1] == "  ... and 1,150 more"


def test_faults_come_from_the_top_down(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text("study,treatment,events,n\nS1,a,20,10\nS1,b,1,1.5\nS2,a,x,10\nS2,b,1,10,\nS3,a,1,10\nS3, b ,1,10\n")
    with pytest.raises(SheetError) as error:
        read(path)
    places = [re.findall(r"\d+", fault.where)[0] for fault in error.value.faults]
    assert places == sorted(places)
    assert len(places) == 4


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("study,treatment,events,n", "S,t{},1,10"),
        ("study,treat1,treat2,TE,seTE", "S,t0,t{},1,1"),
        ("row_id,study_id,outcome,instrument,level,treatment1,n1,measure,value,sd", "{},S,o,i,arm,t{},10,mean_sd,1,1"),
    ],
    ids=["arms", "contrasts", "dorsal"],
)
def test_a_study_of_very_many_arms(header: str, row: str, tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    for arms, faults in ((100, []), (101, ["a study of 101 arms: is the study column mapped wrongly?"])):
        rows = [row.format(*[i] * row.count("{}")) for i in range(int("t0" in row), arms)]
        path.write_text("\n".join([header, *rows, ""]))
        assert _problems(path) == faults


def _problems(path: Path) -> list[str]:
    try:
        read(path)
    except SheetError as error:
        return [fault.problem for fault in error.faults]
    return []
