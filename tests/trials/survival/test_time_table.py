"""Tables of people's times, as people write them, and everything that is wrong with them."""

import numpy as np
import pytest

from dorsal.errors import EvidenceError, OptionError, SheetError
from dorsal.trials.survival.time_table import read_times, unit_of
from dorsal.trials.survival.times import Times


def written(tmp_path, text, name="t.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "header",
    ["study,treatment,time,status", "Trial,Arm,Months,Event", "studyid,trt,futime,fustat", "study,drug,OS,died"],
)
def test_names_that_people_use(tmp_path, header):
    found = read_times(written(tmp_path, f"{header}\nA,x,1.5,1\nA,y,2,0\nA,y,3,yes\n"))
    assert found.time.tolist() == [1.5, 2.0, 3.0]
    assert found.event.tolist() == [True, False, True]
    assert np.isinf(found.entry).all()
    assert not found.delayed
    assert found.unit == ("months" if "Months" in header else "time")
    (study,) = found.studies
    assert (study.treatments, study.people, study.last(1)) == (("x", "y"), (1, 2), 3.0)
    assert study.among([1]).time.tolist() == [2.0, 3.0]


def test_a_column_of_censorings_is_turned_and_told(tmp_path):
    found = read_times(written(tmp_path, "study;treatment;start;stop;cnsr\nA;x;0,5;2,5;0\nA;y;;3;1\n"))
    assert found.event.tolist() == [True, False]
    assert found.entry.tolist() == [0.5, -np.inf]
    assert found.delayed
    assert any("'cnsr' is 1 where a person was censored" in note for note in found.notes)


def test_roles_as_somebody_says(tmp_path):
    path = written(tmp_path, "study,g,a,b\nA,x,1,1\nA,y,2,0\n")
    found = read_times(path, columns={"treatment": "g", "time": "a", "status": "b"})
    assert found.treatment == ("x", "y")
    with pytest.raises(OptionError, match="'dose' is not a role of such a table; use one of study, treatment, time"):
        read_times(path, columns={"dose": "g"})


def test_missing_people_are_left_out_and_counted(tmp_path):
    found = read_times(written(tmp_path, "study,treatment,time,status\nA,x,1,1\nA,y,,0\nA,y,3,\nA,y,3,0\n"))
    assert len(found.time) == 2
    assert any("2 of 4 people are left out" in note for note in found.notes)


def test_every_fault_is_told_at_once_with_the_way_out(tmp_path):
    text = "study,treatment,time,status,entry\nA,x,-1,1,\nA,y,2,2,\nA,,2,0,\nA,y,2,0,5\nA,Y,three,0,\n"
    with pytest.raises(SheetError) as caught:
        read_times(written(tmp_path, text))
    told = [str(fault) for fault in caught.value.faults]
    for words in (
        "line 2 (study A), column time: '-1': a time is counted from the start",
        "line 3 (study A), column status: '2': the event was seen (1) or the person was censored (0); write 1 for an "
        "event and 0 for censored; codes 1 and 2 become 0 and 1",
        "line 4 (study A), column treatment: the treatment is missing",
        "line 5 (study A), column entry: '5': the entry is not before the time, 2",
        "line 6 (study A), column time: 'three'",
        "it differs from 'y' only by case",
    ):
        assert any(words in fault for fault in told), words
    with pytest.raises(SheetError) as caught:
        read_times(written(tmp_path, "a,b\n1,2\n"))
    told = str(caught.value)
    assert all(
        f"no column is recognised as {w}" in told for w in ("the study", "the treatment", "the time", "the status")
    )
    assert "--survival-map status=NAME" in told


def test_units_and_columns_of_one_length():
    assert [unit_of(name) for name in ("Months", "time (weeks)", "OS_days", "t")] == ["months", "weeks", "days", "time"]
    one = np.zeros(1)
    with pytest.raises(EvidenceError, match="differ in length"):
        Times(
            name="t", study=("A",), treatment=(), time=one, event=one == 1, entry=one, unit="", notes=(), data_hash=""
        )
